#include "services/ItemService.h"

#include "domain/Terms.h"

#include <algorithm>

namespace sx::sealed {
namespace {

/// Runs what may throw behind an interface that may not.
template <class F> auto guarded(F&& work) noexcept -> decltype(work())
{
	try
	{
		return work();
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("sealed.items: ") + e.what());
	}
}

}

Result<Begun> ItemService::begin(Sql& sql, const Terms& terms) noexcept
{
	return guarded([&] { return _drafts.begin(sql, terms); });
}

Result<Response> ItemService::putPart(
	const TenantId& tenant, const ItemId& item, const FileId& file, const storage::PartBody& body) noexcept
{
	auto blob = _services.store().read(tenant, [&](Sql& sql) { return item_rows::draftBlob(sql, item, file); });
	if (!blob) return blob.error();
	return _services.blobs.putPart(tenant, *blob, body);
}

Result<std::vector<int>> ItemService::parts(
	const TenantId& tenant, const ItemId& item, const FileId& file) const noexcept
{
	auto blob = _services.store().read(tenant, [&](Sql& sql) { return item_rows::draftBlob(sql, item, file); });
	if (!blob) return blob.error();
	return _services.blobs.parts(tenant, *blob);
}

Result<std::vector<SealedGrant>> ItemService::readSealed(
	const Value& list, const std::vector<Grant>& grants) const noexcept
{
	return guarded([&] { return _drafts.readSealed(list, grants); });
}

Result<std::vector<std::string>> ItemService::codes(Sql& sql, const ItemId& item) const noexcept
{
	return guarded([&] { return _drafts.codes(sql, item); });
}

Result<bool> ItemService::seal(Sql& sql,
	const ItemId& item,
	const std::vector<SealedGrant>& grants,
	const Bytes& note,
	const Actor& actor) noexcept
{
	return guarded([&] { return _drafts.seal(sql, item, grants, note, actor); });
}

Result<std::vector<Followed>> ItemService::withGrants(Sql& sql, std::vector<Item> items) const
{
	std::vector<ItemId> ids;
	for (const auto& item: items) ids.push_back(item.id);
	auto grants = item_rows::grantsOf(sql, ids);
	if (!grants) return grants.error();
	std::vector<Followed> out;
	for (auto& item: items)
	{
		Followed each{std::move(item), {}};
		for (const auto& grant: *grants)
			if (grant.item == each.item.id) each.grants.push_back(grant);
		out.push_back(std::move(each));
	}
	return out;
}

Result<Followed> ItemService::byId(Sql& sql, const ItemId& item) const noexcept
{
	return guarded([&]() -> Result<Followed> {
		auto row = item_rows::byId(sql, item);
		if (!row) return row.error();
		auto all = withGrants(sql, {std::move(*row)});
		if (!all) return all.error();
		return std::move(all->front());
	});
}

Result<std::vector<Followed>> ItemService::byIds(Sql& sql, const std::vector<ItemId>& items) const noexcept
{
	return guarded([&]() -> Result<std::vector<Followed>> {
		auto rows = item_rows::byIds(sql, items);
		if (!rows) return rows.error();
		std::vector<Item> ordered;
		for (const auto& id: items)
			for (const auto& row: *rows)
				if (row.id == id) ordered.push_back(row);
		return withGrants(sql, std::move(ordered));
	});
}

Result<std::vector<Followed>> ItemService::list(Sql& sql, const ItemQuery& query) const noexcept
{
	return guarded([&]() -> Result<std::vector<Followed>> {
		auto items = item_rows::list(sql, query, _services.now());
		if (!items) return items.error();
		return withGrants(sql, std::move(*items));
	});
}

Result<std::vector<File>> ItemService::files(Sql& sql, const ItemId& item) const noexcept
{
	return guarded([&]() -> Result<std::vector<File>> {
		auto rows = item_rows::filesOf(sql, item);
		if (!rows) return rows.error();
		std::vector<File> out;
		for (const auto& row: *rows) out.push_back({row.id, row.bytes});
		return out;
	});
}

Result<std::optional<GrantId>> ItemService::byToken(Sql& sql, const Token& token, ItemId& item) const noexcept
{
	return guarded([&] { return item_rows::byToken(sql, token, item); });
}

Result<> ItemService::shorten(
	Sql& sql, const ItemId& item, const ShorterLimits& limits, const UserId& by, const Actor& actor) noexcept
{
	return guarded([&]() -> Result<> {
		if (!limits.opensLeft && !limits.expiresIn) return invalid("opens_left", "nothing to change");
		if (limits.opensLeft && (*limits.opensLeft < 1 || *limits.opensLeft > kOpensMax))
			return outOfRange("opens_left", 1, kOpensMax);
		if (limits.expiresIn &&
			(*limits.expiresIn < kShortestExpiry || *limits.expiresIn > _services.limits.expiresMax))
			return outOfRange("expires_in", kShortestExpiry.count(), _services.limits.expiresMax.count());
		const auto now = _services.now();
		auto row = item_rows::byId(sql, item);
		if (!row) return row.error();
		if (!row->isLive(now)) return refused(Code::Conflict, "over", "the item is over");
		if (limits.expiresIn)
		{
			if (auto put = item_rows::limitExpiry(sql, item, now + *limits.expiresIn); !put) return put;
			if (auto sealed = _shares.follow(sql, item); !sealed) return sealed;
		}
		if (limits.opensLeft)
			if (auto put = item_rows::limitOpens(sql, item, *limits.opensLeft); !put) return put;
		if (auto put = _register.append(sql, {.item = item, .kind = EventKind::Shortened, .actor = actor}); !put)
			return put.error();
		return _services.audit(sql, {.kind = "sealed.shortened", .actor = by, .subject = item.value});
	});
}

Result<> ItemService::unlock(
	Sql& sql, const ItemId& item, const GrantId& grant, const UserId& by, const Actor& actor) noexcept
{
	return guarded([&]() -> Result<> {
		auto isThere = item_rows::unlock(sql, item, grant);
		if (!isThere) return isThere.error();
		if (!*isThere) return failed(Code::Missing, "no such recipient");
		auto put = _register.append(sql, {.item = item, .grant = grant, .kind = EventKind::Unlocked, .actor = actor});
		if (!put) return put.error();
		return _services.audit(sql,
			{.kind = "sealed.unlocked",
				.actor = by,
				.subject = item.value,
				.details = Value::object({{"grant", grant.value}})});
	});
}

Result<> ItemService::lock(Sql& sql, const ItemId& item) noexcept { return item_rows::lock(sql, item); }

Result<> ItemService::checkProof(Sql& sql, const GrantId& grant, const Value& proof) const noexcept
{
	return guarded([&]() -> Result<> {
		auto bytes = bytesOf(_services.keys(), proof, 32, "proof");
		if (!bytes) return bytes.error();
		auto mac = item_rows::proofMacOf(sql, grant);
		if (!mac) return mac.error();
		if (!_services.keys().matches("sealed.proof", grant.value + bytes->value, *mac))
			return invalid("proof", "not this recipient's link");
		return {};
	});
}

Result<> ItemService::setCode(Sql& sql, const GrantId& grant, std::string_view code) noexcept
{
	return guarded([&] { return item_rows::setCode(sql, grant, _drafts.codeMac(grant, code)); });
}

Result<bool> ItemService::destroy(Sql& sql, const ItemId& item, Cause cause, const UserId& by) noexcept
{
	return _destruction.order(sql, item, cause, by);
}

void ItemService::erase(const TenantId& tenant, const ItemId& item) noexcept { _destruction.runNow(tenant, item); }

Result<Value> ItemService::receipt(Sql& sql, const ItemId& item) const noexcept
{
	return guarded([&]() -> Result<Value> {
		auto row = destruction_rows::receiptOf(sql, item);
		if (!row) return row.error();
		auto body = _services.context.json().parse(row->body);
		if (!body) return body.error();
		const auto& keys = _services.keys();
		return Value::object({{"receipt", std::move(*body)},
			{"signature", keys.toBase64Url(row->signature.value)},
			{"key", keys.toBase64Url(row->publicKey.value)}});
	});
}

std::vector<std::string> ItemService::offeredGates() const
{
	std::vector<std::string> out;
	for (const auto* gate: _services.gates)
		if (gate->isOffered()) out.emplace_back(gate->name());
	return out;
}

std::string_view ItemService::contactOf(std::string_view gate) const noexcept
{
	const auto* found = _gates.named(gate);
	return found ? found->contact() : std::string_view();
}

bool ItemService::replacesCode(std::string_view gate) const noexcept
{
	const auto* found = _gates.named(gate);
	return found && found->replacesCode();
}

Result<bool> ItemService::asksCodeAlways(const TenantId& tenant) const noexcept
{
	return guarded([&]() -> Result<bool> {
		auto settings = _services.tenantSettings.of(tenant);
		if (!settings) return settings.error();
		return asksCodeAlwaysIn(**settings);
	});
}

Result<CodeDelivery> ItemService::codeDelivery(const TenantId& tenant) const noexcept
{
	return guarded([&]() -> Result<CodeDelivery> {
		auto settings = _services.tenantSettings.of(tenant);
		if (!settings) return settings.error();
		return codeDeliveryIn(**settings);
	});
}

std::string ItemService::gateTitle(const Language& language, std::string_view gate) const
{
	return _gates.title(language, gate);
}

std::string ItemService::gateTitles(const Language& language, const Grant& grant) const
{
	return _gates.titles(language, grant);
}

std::vector<std::string> ItemService::gateSteps(const Language& language, const Grant& grant) const
{
	std::vector<std::string> out;
	for (const auto& each: grant.gates)
		if (const auto* gate = _gates.named(each))
			if (auto text = gate->step(language); !text.empty()) out.push_back(std::move(text));
	return out;
}

}
