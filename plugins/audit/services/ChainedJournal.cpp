#include "services/ChainedJournal.h"

#include "store/JournalRows.h"

#include <algorithm>

namespace sx::audit {

Result<> ChainedJournal::append(Sql& sql, const Event& event) noexcept
{
	const auto& tenant = sql.tenant();
	if (tenant.empty()) return failed(Code::Internal, "audit: an entry needs a transaction of one tenant");
	auto head = journal_rows::takeHead(sql);
	if (!head) return head.error();

	const auto& keys = _context.keys();
	Entry entry{.number = head->entries + 1,
		.at = _context.clock().now(),
		.kind = event.kind,
		.actor = event.actor.value,
		.subject = event.subject,
		.details = _context.json().writeCanonical(event.details.isNull() ? Value(Value::Object()) : event.details),
		.address = event.address,
		.previous = head->hash};
	entry.hash = hashOf(tenant, entry, _context.json(), keys);
	if (auto row = journal_rows::insert(sql, entry); !row) return row;

	Head next{
		.entries = entry.number, .hash = entry.hash, .mac = {}, .forgotten = head->forgotten, .start = head->start};
	// After a forged end the new end gets no MAC: appending must not repair it, so that verify keeps reporting it.
	if (head->entries == 0 || hasTrueMac(tenant, *head, keys)) next.mac = macOf(tenant, next, keys);
	return journal_rows::setHead(sql, next);
}

Result<std::vector<Recorded>> ChainedJournal::ofKind(
	Sql& sql, std::string_view kind, std::int64_t after, int limit) const noexcept
{
	return journal_rows::ofKind(sql, kind, after, limit);
}

Result<ChainReport> ChainedJournal::verify(const TenantId& tenant) const noexcept
{
	// The end is read first, then the entries in one transaction per batch: entries that are appended meanwhile come
	// after that end and are left out.
	ChainCheck check(tenant, _context.json(), _context.keys());
	std::optional<Head> end;
	std::int64_t last = 0;
	auto opened = _context.store().read(tenant, [&](Sql& sql) -> Result<> {
		auto found = journal_rows::head(sql);
		if (!found) return found.error();
		end = std::move(*found);
		auto number = journal_rows::lastNumber(sql);
		if (!number) return number.error();
		last = *number;
		return {};
	});
	if (!opened) return opened.error();

	if (end) check.beginAfter(*end);
	for (std::int64_t from = end ? end->forgotten : 0; from < last && check.report().firstFault.empty();)
	{
		auto entries = _context.store().read(tenant, [&](Sql& sql) { return journal_rows::entries(sql, from, last); });
		if (!entries) return entries.error();
		if (entries->empty()) break;
		for (const auto& entry: *entries)
		{
			from = entry.number;
			if (!check.take(entry)) break;
		}
	}
	check.finish(end ? &*end : nullptr);
	return check.report();
}

Result<std::int64_t> ChainedJournal::forgetBefore(Sql& sql, Instant before, int most) noexcept
{
	const auto& tenant = sql.tenant();
	const auto& keys = _context.keys();
	auto head = journal_rows::lockHead(sql);
	if (!head) return head.error();
	if (!*head) return std::int64_t{0};
	const auto refuse = [&](const std::string& fault) {
		_context.log().error("audit.forget.refused", {{"tenant", tenant.value}, {"fault", fault}});
		return std::int64_t{0};
	};
	auto& now = **head;
	if (!hasTrueMac(tenant, now, keys)) return refuse("the recorded end was not written by this server");
	auto oldest = journal_rows::entries(sql, now.forgotten, std::min(now.entries, now.forgotten + most));
	if (!oldest) return oldest.error();
	// What somebody altered must be found, not forgotten: the chain is checked as far as it is cut.
	ChainCheck check(tenant, _context.json(), keys);
	check.beginAfter(now);
	std::int64_t count = 0;
	for (const auto& entry: *oldest)
	{
		if (entry.at >= before) break;
		if (!check.take(entry)) return refuse(check.report().firstFault);
		now.forgotten = entry.number;
		now.start = entry.hash;
		++count;
	}
	if (count == 0) return count;
	now.mac = macOf(tenant, now, keys);
	if (auto done = journal_rows::forget(sql, now); !done) return done.error();
	return count;
}

Result<std::vector<TenantId>> ChainedJournal::tenants() const noexcept
{
	return _context.store().readAll("verify every chain", journal_rows::tenants);
}

Result<Head> ChainedJournal::head(const TenantId& tenant) const noexcept
{
	auto found = _context.store().read(tenant, journal_rows::head);
	if (!found) return found.error();
	if (!*found) return failed(Code::Missing, "this tenant has no journal");
	return **found;
}

Result<> ChainedJournal::renewMacs() noexcept
{
	auto all = tenants();
	if (!all) return all.error();
	const auto& keys = _context.keys();
	for (const auto& tenant: *all)
	{
		auto now = head(tenant);
		if (!now || hasCurrentMac(tenant, *now, keys) || !hasTrueMac(tenant, *now, keys)) continue;
		auto done = _context.store().write(
			tenant, [&](Sql& sql) { return journal_rows::renewMac(sql, now->mac, macOf(tenant, *now, keys)); });
		if (!done) return done;
	}
	return {};
}

}
