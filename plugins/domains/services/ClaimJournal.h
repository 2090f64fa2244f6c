// Writes what happens to a domain into the company's journal.
#pragma once
#include "domain/Claim.h"
#include "sx/audit/Audit.h"
#include "sx/plugin.h"

namespace sx::domains {

/// Writes nothing where no journal is kept. [the transaction's thread]
class ClaimJournal
{
public:
	explicit ClaimJournal(const Context& context): _journal(context.find<audit::Journal>()) {}
	/// Adds an entry about a domain; details get its name.
	Result<> record(
		Sql& sql, const Caller& caller, const char* kind, const Claim& claim, Value details = Value::Object{}) const
	{
		if (!_journal) return {};
		return _journal->append(sql,
			{.kind = kind,
				.actor = caller.user,
				.subject = claim.id.value,
				.details = std::move(details.set("name", claim.name)),
				.address = caller.address});
	}

private:
	audit::Journal* const _journal;  // may be null
};

}
