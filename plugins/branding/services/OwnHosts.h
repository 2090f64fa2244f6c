// Keeps names of a company's own that its portal shall have, such as securite.client.com, once DNS proves them.
#pragma once
#include "domain/Hosts.h"
#include "store/BrandRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Companies.h"
#include "sx/domains/Records.h"

namespace sx::branding {

/// [any thread]
class OwnHosts
{
public:
	static constexpr std::size_t kMost = 5;

	OwnHosts(const Context& context, directory::Companies& companies);
	/// Tells whether DNS can be asked: plugin domains is there.
	bool isOffered() const { return records() != nullptr; }

	/// Is a name with what its page shows.
	struct Listed
	{
		OwnHost host;
		std::string shown;       // in its own script
		bool isFirst = false;    // links use it
		std::string recordName;  // of the TXT record
	};
	Result<std::vector<Listed>> list(const TenantId& tenant) const;
	/// Adds a name as it was typed. Errors: Invalid with field "name" (no name, `public_suffix`, `host_ours`: below the
	/// deployment's own domain), Conflict `host_taken`, `too_many`.
	Result<> add(const Caller& caller, std::string_view typed) const;
	/// Looks for the proof in DNS; a name that has it leads to the portal at once. Takes seconds. Returns whether it
	/// was there. Errors: Missing, Conflict `host_taken`.
	Result<bool> verify(const Caller& caller, const std::string& name) const;
	/// Makes links use a proved name, or the sub-domain again. Errors: Missing, Denied `host_not_proved`.
	Result<> use(const Caller& caller, const std::string& name, bool isFirst) const;
	/// Errors: Missing.
	Result<> remove(const Caller& caller, const std::string& name) const;
	/// Looks again at the names that are due, a few at a time; one without its proof for too long leads nowhere any
	/// more. [a schedule's thread]
	Result<> recheck() const;

private:
	/// Returns what asks DNS; nullptr: plugin domains is not there. It starts after this plugin.
	const domains::Records* records() const;
	bool isProvedBy(const std::vector<std::string>& texts, const OwnHost& host) const;
	Result<> settle(Sql& sql, const Caller& caller, OwnHost host, bool isThere) const;
	Result<> record(Sql& sql, const Caller& caller, const char* kind, const std::string& name) const;

	const Context& _context;
	directory::Companies& _companies;
	audit::Journal* const _journal;  // may be null
};

}
