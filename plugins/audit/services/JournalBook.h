// Lists a company's journal for those who may read it, and keeps what checks of it found.
#pragma once
#include "domain/Sought.h"
#include "services/ChainedJournal.h"

#include <map>

namespace sx::audit {

/// Holds a part of a list, newest first.
struct Part
{
	std::vector<Entry> entries;
	std::int64_t next = 0;                     // where the list continues: `before` of the next part; 0: it ends here
	std::map<std::string, std::string> names;  // of the ids in it
};

class JournalBook
{
public:
	JournalBook(const Context& context, ChainedJournal& journal): _context(context), _journal(journal) {}

	/// Returns the entries before a number (0: the newest). Errors: Unavailable.
	Result<Part> part(const TenantId& tenant, const Sought& sought, std::int64_t before, int limit) const;

	/// Records that somebody took the journal as a file. filter: in words.
	Result<> noteExport(const Caller& by, const std::string& format, const std::string& filter);

	/// Asks for a check of every chain of the company, which a job makes.
	Result<> askForCheck(const Caller& by);
	/// Checks every chain of the job's company, and records the result.
	Result<> check(const Job& job);
	/// Checks every chain of every company.
	Result<> checkAll();
	/// Returns what the last check of each chain found.
	Result<std::vector<Checked>> checks(const TenantId& tenant) const;

private:
	Result<std::vector<std::string>> idsOf(Sql& sql, const std::string& text) const;
	Result<std::vector<std::string>> subjectsOf(Sql& sql, const std::string& text) const;
	Result<Part> partIn(Sql& sql, const Sought& sought, std::int64_t before, int limit) const;
	Result<> nameAll(Sql& sql, Part& part) const;
	Result<> checkOf(const TenantId& tenant, const UserId& by);

	const Context& _context;
	ChainedJournal& _journal;
};

}
