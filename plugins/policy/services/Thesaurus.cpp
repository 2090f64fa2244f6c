#include "services/Thesaurus.h"

#include "store/ListRows.h"

namespace sx::policy {

Result<std::vector<List>> Thesaurus::page(const TenantId& tenant, const std::string& sought, int from, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return list_rows::page(sql, sought, from, limit); });
}

Result<std::vector<List>> Thesaurus::inForce(const TenantId& tenant) const
{
	return _context.store().read(tenant, list_rows::inForce);
}

Result<List> Thesaurus::byId(const TenantId& tenant, const ListId& id) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return list_rows::byId(sql, id); });
}

Result<> Thesaurus::save(const Caller& caller, List list) const
{
	if (auto fine = check(list); !fine) return fine;
	const bool isNew = list.id.empty();
	if (isNew) list.id = {_context.keys().uuid()};
	const auto now = _context.clock().now();
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (!isNew)
			if (auto there = list_rows::byId(sql, list.id); !there) return there.error();
		if (auto put = list_rows::put(sql, list, now); !put) return put;
		return record(sql, caller, isNew ? "policy.list_added" : "policy.list_changed", list.id);
	});
}

Result<> Thesaurus::remove(const Caller& caller, const ListId& id) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = list_rows::remove(sql, id); !gone) return gone;
		return record(sql, caller, "policy.list_deleted", id);
	});
}

Result<> Thesaurus::record(Sql& sql, const Caller& caller, const char* kind, const ListId& list) const
{
	if (!_journal) return {};
	return _journal->append(
		sql, {.kind = kind, .actor = caller.user, .subject = list.value, .address = caller.address});
}

std::vector<std::string> Thesaurus::gates() const
{
	std::vector<std::string> out{"password", "code"};
	if (!_items) return out;
	for (auto& name: _items->offeredGates()) out.push_back(std::move(name));
	return out;
}

std::string Thesaurus::gateTitle(const Language& language, const std::string& gate) const
{
	if (_items && !sealed::ownGate(gate))
	{
		auto title = _items->gateTitle(language, gate);  // as within a sentence: "code SMS"
		if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 32);
		return title;
	}
	return _context.pages().text(language, "gate." + gate);
}

}
