#include "services/Destruction.h"

#include "domain/DestructionReceipt.h"
#include "services/ReceiptChain.h"
#include "store/ItemRows.h"

#include <algorithm>
#include <exception>

namespace sx::sealed {

Result<bool> Destruction::order(Sql& sql, const ItemId& item, Cause cause, const UserId& by) const noexcept
{
	return orderAt(sql, item, cause, _services.now(), by);
}

Result<bool> Destruction::orderAt(Sql& sql, const ItemId& item, Cause cause, Instant at, const UserId& by) const
{
	auto begun = destruction_rows::eraseShares(sql, item, cause, at);
	if (!begun || !*begun) return begun;
	auto row = item_rows::byId(sql, item);
	if (!row) return row.error();
	auto files = item_rows::filesOf(sql, item);
	if (!files) return files.error();
	if (auto given = _quotas.destroy(sql, weightOf(*row, *files), !row->sent); !given) return given.error();
	if (auto noted = _services.destructions.note(sql, kDestroyedItem, item.value + '/' + std::string(wordOf(cause)));
		!noted)
		return noted.error();
	auto put = _register.append(sql,
		{.item = item,
			.at = at,
			.kind = cause == Cause::Expired ? EventKind::Expired : EventKind::Destroyed,
			.cause = std::string(wordOf(cause))});
	if (!put) return put.error();
	if (auto* kind = _services.kindNamed(row->kind))
		if (auto told = kind->ended(sql, item, cause); !told) return told.error();
	auto audited = _services.audit(sql,
		{.kind = std::string(kDestroyedEvent),
			.actor = by,
			.subject = item.value,
			.details = Value::object({{"cause", wordOf(cause)}, {"kind", row->kind}})});
	if (!audited) return audited.error();
	auto queued = _services.context.jobs().enqueue(
		sql, {.kind = "sealed.destroy", .payload = Value::object({{"item", item.value}}), .key = item.value});
	if (!queued) return queued.error();
	return true;
}

Result<bool> Destruction::closeGrant(Sql& sql, const ItemId& item, const GrantId& grant, Cause cause) const noexcept
{
	auto closed = destruction_rows::closeGrant(sql, item, grant, _services.now());
	if (!closed || !*closed) return closed;
	if (auto noted = _services.destructions.note(sql, kDestroyedGrant, item.value + '/' + grant.value); !noted)
		return noted.error();
	auto row = item_rows::byId(sql, item);
	if (!row) return row.error();
	if (auto* kind = _services.kindNamed(row->kind))
		if (auto told = kind->closed(sql, item, grant); !told) return told.error();
	auto all = destruction_rows::isUsedUp(sql, item);
	if (!all || !*all) return all;
	return order(sql, item, cause);
}

Result<> Destruction::run(const TenantId& tenant, const ItemId& item) const noexcept
{
	// Erase even if the logs cannot be written, because erasing is what frees a full disk; but write no receipt before
	// they are.
	auto erased = eraseAll(tenant, item);
	if (!erased) return erased.error();
	if (!*erased) return {};
	if (auto settled = settle(); !settled) return settled;
	return writeReceipt(tenant, item);
}

void Destruction::runNow(const TenantId& tenant, const ItemId& item) const noexcept
{
	if (auto done = run(tenant, item); !done)
		_services.context.log().warning(
			"sealed.destroy.delayed", {{"item", item.value}, {"detail", done.error().detail}});
}

void Destruction::runNow(const std::vector<std::pair<TenantId, ItemId>>& items) const noexcept
try
{
	const auto delayed = [this](const ItemId& item, const Error& error) {
		_services.context.log().warning("sealed.destroy.delayed", {{"item", item.value}, {"detail", error.detail}});
	};
	std::vector<const std::pair<TenantId, ItemId>*> gone;
	for (const auto& each: items)
		if (auto erased = eraseAll(each.first, each.second); !erased)
			delayed(each.second, erased.error());
		else if (*erased)
			gone.push_back(&each);
	if (gone.empty()) return;
	const auto settled = settle();
	for (const auto* each: gone)
		if (auto done = settled ? writeReceipt(each->first, each->second) : settled; !done)
			delayed(each->second, done.error());
}
catch (const std::exception& e)
{
	_services.context.log().warning("sealed.destroy.delayed", {{"detail", e.what()}});
}

Result<bool> Destruction::eraseAll(const TenantId& tenant, const ItemId& item) const noexcept
try
{
	auto row = _services.store().read(tenant, [&](Sql& sql) { return item_rows::byId(sql, item); });
	if (!row) return row.error();
	if (row->state != ItemState::Destroying) return false;
	if (auto erased = eraseSecrets(tenant, item); !erased) return erased.error();
	if (auto cut = _watch.cutEnded(item); !cut) return cut.error();
	auto files = _services.store().read(tenant, [&](Sql& sql) { return item_rows::filesOf(sql, item); });
	if (!files) return files.error();
	for (const auto& file: *files)
		if (auto gone = _services.blobs.erase(tenant, file.blob); !gone) return gone.error();
	return true;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.destroy: ") + e.what());
}

Result<> Destruction::settle() const noexcept
{
	if (auto logged = _services.destructions.settle(); !logged) return logged;
	return _services.destructions.purge();
}

Result<> Destruction::eraseSecrets(const TenantId& tenant, const ItemId& item) const
{
	return _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto erased = destruction_rows::eraseSecrets(sql, item, _services.keepsNotes); !erased) return erased;
		auto files = item_rows::filesOf(sql, item);
		if (!files) return files.error();
		for (const auto& file: *files)
			if (auto gone = _services.blobs.destroy(sql, file.blob); !gone) return gone;
		return {};
	});
}

Result<> Destruction::writeReceipt(const TenantId& tenant, const ItemId& item) const noexcept
try
{
	Result<> done;
	// Two destructions of one company that end at the same time want the same number: the second one retries.
	for (int attempt = 0; attempt < 10; ++attempt)
	{
		done = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
			auto marked = destruction_rows::markDestroyed(sql, item);
			if (!marked) return marked.error();
			if (!*marked) return {};
			auto row = item_rows::byId(sql, item);
			if (!row) return row.error();
			return appendReceipt(sql, *row);
		});
		if (done || done.error().code != Code::Conflict) return done;
	}
	return done;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.receipt: ") + e.what());
}

Result<> Destruction::appendReceipt(Sql& sql, const Item& item) const
{
	auto last = destruction_rows::lastReceipt(sql);
	if (!last) return last.error();
	auto opens = destruction_rows::opensTaken(sql, item.id);
	if (!opens) return opens.error();
	const auto& keys = _services.keys();
	const Receipt receipt{sql.tenant(),
		item.id,
		item.made,
		item.destroyed.value_or(Instant{}),
		item.cause.value_or(Cause::Expired),
		*opens,
		last->number == 0 ? std::string() : keys.toBase64Url(last->hash.value)};
	auto body = _services.context.json().writeCanonical(toValue(receipt));
	const ReceiptRow row{last->number + 1, item.id, body, keys.sha256(body), keys.sign(body), keys.publicKey()};
	if (auto put = destruction_rows::insertReceipt(sql, row); !put) return put;
	return recordEnd(sql, keys, *last, row);
}

Result<> Destruction::destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept
try
{
	const auto slash = subject.find('/');
	const ItemId item{std::string(subject.substr(0, slash))};
	const auto cause = slash == std::string_view::npos ? std::nullopt : kCauses.valueOf(subject.substr(slash + 1));
	auto begun = _services.store().write(
		tenant, [&](Sql& sql) { return orderAt(sql, item, cause.value_or(Cause::Sender), at, {}); });
	if (!begun) return begun.error();
	auto done = run(tenant, item);
	return !done && done.error().code == Code::Missing ? Result<>() : done;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.destroyAgain: ") + e.what());
}

Result<> Destruction::closeAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept
try
{
	const auto slash = std::min(subject.find('/'), subject.size());
	const ItemId item{std::string(subject.substr(0, slash))};
	const GrantId grant{std::string(subject.substr(std::min(slash + 1, subject.size())))};
	auto done = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		if (auto ended = destruction_rows::useUp(sql, item, grant, at); !ended) return ended.error();
		return closeGrant(sql, item, grant);
	});
	if (!done) return done.error();
	return *done ? run(tenant, item) : Result<>();
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.closeAgain: ") + e.what());
}

Result<> Destruction::runJob(const Job& job) const noexcept { return run(job.tenant, {job.payload["item"].text()}); }

Result<> Destruction::sweep() const noexcept
{
	// Each turn takes a bounded batch, so that a long list does not hold up other work of the database.
	for (int turn = 0; turn < 20; ++turn)
	{
		auto swept = sweepSome();
		if (!swept) return swept.error();
		if (*swept == 0) return {};
	}
	return {};
}

Result<int> Destruction::sweepSome() const
{
	const auto now = _services.now();
	auto items = _services.store().readAll("expired items and abandoned drafts",
		[&](Sql& sql) { return destruction_rows::dueItems(sql, now, now - _services.draftLife); });
	if (!items) return items.error();
	auto grants = _services.store().readAll(
		"leases that ended", [&](Sql& sql) { return destruction_rows::dueGrants(sql, now); });
	if (!grants) return grants.error();
	std::vector<std::pair<TenantId, ItemId>> ordered;
	for (const auto& due: *items)
	{
		auto begun = _services.store().write(due.tenant, [&](Sql& sql) { return order(sql, due.item, due.cause); });
		if (!begun) return begun.error();
		if (*begun) ordered.emplace_back(due.tenant, due.item);
	}
	for (const auto& due: *grants)
	{
		auto begun = _services.store().write(
			due.tenant, [&](Sql& sql) { return closeGrant(sql, due.item, due.grant); });
		if (!begun) return begun.error();
		if (*begun) ordered.emplace_back(due.tenant, due.item);
	}
	// An item that cannot be finished now is finished by its job; the others do not wait for it.
	runNow(ordered);
	return static_cast<int>(items->size() + grants->size());
}

}
