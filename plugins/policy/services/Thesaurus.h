// Keeps a company's lists, and records who changes them.
#pragma once
#include "domain/Thesaurus.h"
#include "sx/audit/Audit.h"
#include "sx/sealed/Items.h"

namespace sx::policy {

/// Holds the use cases of the thesaurus. [any thread]
class Thesaurus
{
public:
	explicit Thesaurus(const Context& context):
		_context(context), _journal(context.find<audit::Journal>()), _items(context.find<sealed::Items>())
	{
	}

	/// Returns lists by name, from the one at `from`. sought: part of a name or of a word; empty: every list.
	Result<std::vector<List>> page(const TenantId& tenant, const std::string& sought, int from, int limit) const;
	/// Returns the lists that are on, by name.
	Result<std::vector<List>> inForce(const TenantId& tenant) const;
	/// Errors: Missing.
	Result<List> byId(const TenantId& tenant, const ListId& id) const;

	/// Adds a list without an id, or replaces the one of its id. Errors: Invalid with the field, Missing, Conflict (too
	/// many lists).
	Result<> save(const Caller& caller, List list) const;
	/// Errors: Missing.
	Result<> remove(const Caller& caller, const ListId& id) const;

	/// Returns the names of the protections that a list can ask for: password, opening code, and the plugins' that are
	/// offered now.
	std::vector<std::string> gates() const;
	/// Returns the name of a protection that people read.
	std::string gateTitle(const Language& language, const std::string& gate) const;

private:
	Result<> record(Sql& sql, const Caller& caller, const char* kind, const ListId& list) const;

	const Context& _context;
	audit::Journal* const _journal;     // may be null
	const sealed::Items* const _items;  // may be null
};

}
