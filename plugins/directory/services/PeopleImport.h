// Adds the people of a file, all at once, or tells beforehand what would become of each line.
#pragma once
#include "domain/PeopleFile.h"
#include "services/PersonMails.h"

namespace sx::directory {

/// Tells what an import did, or would do. added: lines without a problem.
struct Imported
{
	std::vector<FileLine> lines;
	std::int64_t added = 0;
};

/// Imports people. [any thread]
class PeopleImport
{
public:
	PeopleImport(Context& context, PeopleChanges& changes, const TenantSource& tenants, const PersonMails& mails):
		_context(context), _changes(changes), _tenants(tenants), _mails(mails)
	{
	}
	/// Tells what run() would do, and writes nothing. Errors: those of readPeople().
	Result<Imported> trial(const Caller& by, std::string_view text) const;
	/// Adds whom the lines without a problem name, in one transaction: all of them, or nobody. isInviting: a job then
	/// mails them where to sign in. Errors: those of readPeople(), Conflict (an address was taken in the meantime).
	Result<Imported> run(const Caller& by, std::string_view text, bool isInviting);

private:
	Result<std::vector<FileLine>> read(const Caller& by, std::string_view text) const;
	/// Finds the lines whose address or role is a problem: taken, there twice, of a foreign domain, above who asks.
	Result<> judge(Sql& sql, const Caller& by, std::vector<FileLine>& lines) const;

	Context& _context;
	PeopleChanges& _changes;
	const TenantSource& _tenants;
	const PersonMails& _mails;
};

}
