#include "services/QuotaBook.h"

#include "domain/Window.h"
#include "sx/enums.h"
#include "sx/time.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <limits>
#include <tuple>

namespace sx::quotas {
namespace {

constexpr auto kScopes = enumWords<Scope>({{Scope::Company, "company"},
	{Scope::Person, "person"},
	{Scope::Link, "link"},
	{Scope::Network, "network"},
	{Scope::Number, "number"}});

/// Runs what may throw behind an interface that may not.
template <class F> auto guarded(F&& work) noexcept -> decltype(work())
{
	try
	{
		return work();
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("quotas: ") + e.what());
	}
}

std::string pluginOf(const std::string& name) { return name.substr(0, name.rfind('.')); }

}

Result<> QuotaBook::declare(const Context& plugin, const std::vector<Quota>& quotas) noexcept
{
	return guarded([&]() -> Result<> {
		for (const auto& each: quotas)
		{
			Declared declared{.quota = each, .words = &plugin.pages()};
			const auto key = declared.key();
			declared.most = each.unit == Unit::Bytes ? plugin.settings().bytes(key) : plugin.settings().integer(key);
			if (declared.most < 1) return failed(Code::Invalid, "quotas: no setting holds the limit " + each.name);
			if (!_quotas.emplace(each.name, std::move(declared)).second)
				return failed(Code::Invalid, "quotas: declared twice: " + each.name);
		}
		return {};
	});
}

std::int64_t QuotaBook::limitOf(const Counted& row, const std::vector<UseRow>& asked)
{
	for (const auto& each: asked)
		if (each.quota == row.quota && each.subject == row.subject) return std::min(row.most, each.atMost);
	return row.most;
}

std::string QuotaBook::subjectOf(const Declared& quota, const Use& use) const
{
	if (quota.quota.scope == Scope::Company) return {};
	if (quota.quota.scope != Scope::Network) return use.subject;
	const auto& keys = _context.keys();
	return keys.toBase64Url(keys.mac("quotas.network", _context.networkOf(use.subject)).value);
}

Result<std::vector<UseRow>> QuotaBook::rowsOf(const std::vector<Use>& uses, Instant now) const
{
	std::vector<UseRow> out;
	for (const auto& use: uses)
	{
		const auto found = _quotas.find(use.quota);
		if (found == _quotas.end()) return failed(Code::Internal, "quotas: nobody declared " + std::string(use.quota));
		const auto& declared = found->second;
		if (use.amount <= 0 || (declared.quota.scope != Scope::Company && use.subject.empty())) continue;
		UseRow row{.quota = found->first,
			.subject = subjectOf(declared, use),
			.ends = declared.isStanding() ? Instant{} : windowEnd(declared.quota.window, now),
			.amount = use.amount,
			.most = declared.most,
			.atMost = use.atMost.value_or(std::numeric_limits<std::int64_t>::max())};
		const auto same = std::find_if(out.begin(), out.end(), [&](const UseRow& each) {
			return each.quota == row.quota && each.subject == row.subject;
		});
		if (same == out.end())
			out.push_back(std::move(row));
		else
			same->amount += row.amount;
	}
	// The company's rows come first: who takes several times in one transaction then holds them already, and nobody of
	// the company waits in a circle.
	std::sort(out.begin(), out.end(), [](const UseRow& left, const UseRow& right) {
		return std::make_tuple(!left.subject.empty(), std::cref(left.quota), std::cref(left.subject)) <
			std::make_tuple(!right.subject.empty(), std::cref(right.quota), std::cref(right.subject));
	});
	return out;
}

Error QuotaBook::refusal(const Sql& sql, const Counted& row, std::int64_t most, Instant now) const
{
	const auto& declared = _quotas.at(row.quota);
	const auto scope = kScopes.wordOf(declared.quota.scope);
	auto extra = Value::object({{"quota", row.quota}, {"scope", scope}, {"limit", most}});
	if (declared.quota.unit == Unit::Bytes) extra.set("megabytes", most / 1'000'000);
	if (!declared.isStanding())
	{
		const auto seconds = secondsUntil(row.ends, now);
		extra.set("retry_after", seconds).set("renews", isoTime(row.ends));
		// For the sentence: whole minutes, or whole hours where it takes longer.
		extra.set("minutes", (seconds + 59) / 60).set("hours", (seconds + 3599) / 3600);
	}
	_context.metrics().count("refused", "quota=\"" + row.quota + "\"");
	_context.log().warning(
		"quotas.refused", {{"quota", row.quota}, {"tenant", sql.tenant().value}, {"scope", scope}, {"limit", most}});
	return {.code = Code::Limited,
		.detail = "quotas: " + row.quota + " is used up",
		.messageKey = pluginOf(row.quota) + ":quota." +
			(declared.quota.refusal.empty() ? declared.key() : declared.quota.refusal) + ".refused",
		.problem = "quota_" + declared.quota.family,
		.extra = std::move(extra)};
}

Result<> QuotaBook::take(Sql& sql, const std::vector<Use>& uses) noexcept
{
	return guarded([&]() -> Result<> {
		if (sql.tenant().empty()) return failed(Code::Internal, "quotas: taken in a transaction of one tenant");
		const auto now = _context.clock().now();
		auto asked = rowsOf(uses, now);
		if (!asked) return asked.error();
		if (asked->empty()) return {};
		auto counted = use_rows::add(sql, *asked);
		if (!counted) return counted.error();
		// Whoever waits for the one that ends last (a standing sum by no time at all) need not ask again for another;
		// of two alike, one's own is told before the company's.
		const Counted* full = nullptr;
		const auto rank = [](const Counted& row) {
			return std::make_tuple(row.ends == Instant{}, row.ends, !row.subject.empty());
		};
		for (const auto& row: *counted)
			if (row.used > limitOf(row, *asked) && (!full || rank(row) > rank(*full))) full = &row;
		if (!full) return {};
		// Nothing is taken, even if the caller goes on with the transaction.
		if (auto undone = use_rows::subtract(sql, *asked); !undone) return undone;
		return refusal(sql, *full, limitOf(*full, *asked), now);
	});
}

Result<> QuotaBook::giveBack(Sql& sql, const std::vector<Use>& uses) noexcept
{
	return guarded([&]() -> Result<> {
		auto rows = rowsOf(uses, _context.clock().now());
		if (!rows) return rows.error();
		return rows->empty() ? Result<>() : use_rows::subtract(sql, *rows);
	});
}

Result<> QuotaBook::forget(
	Sql& sql, const std::vector<std::string_view>& quotas, const std::vector<std::string>& subjects) noexcept
{
	return guarded([&] { return subjects.empty() ? Result<>() : use_rows::remove(sql, quotas, subjects); });
}

Shown QuotaBook::shownOf(const Declared& quota, const Counted& row) const
{
	const auto now = _context.clock().now();
	Shown out{.declared = &quota, .subject = row.subject, .used = row.used, .most = row.most};
	if (quota.isStanding()) return out;
	if (row.ends <= now) out.used = 0;
	out.renews = windowEnd(quota.quota.window, now);
	return out;
}

Result<Shown> QuotaBook::of(const TenantId& tenant, const Declared& quota, const std::string& subject) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Shown> {
		auto row = use_rows::of(sql, quota.quota.name, subject);
		if (!row) return row.error();
		auto own = use_rows::limitOf(sql, quota.quota.name);
		if (!own) return own.error();
		auto counted = row->value_or(Counted{.quota = quota.quota.name, .subject = subject});
		counted.most = own->value_or(quota.most);
		return shownOf(quota, counted);
	});
}

Result<std::vector<Shown>> QuotaBook::most(
	const TenantId& tenant, const Declared& quota, const Shown* before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::vector<Shown>> {
		std::optional<Counted> last;
		if (before) last = Counted{.quota = {}, .subject = before->subject, .ends = {}, .used = before->used};
		auto own = use_rows::limitOf(sql, quota.quota.name);
		if (!own) return own.error();
		auto rows = use_rows::most(sql, quota.quota.name, _context.clock().now(), last, limit);
		if (!rows) return rows.error();
		std::vector<Shown> out;
		for (auto& row: *rows)
		{
			row.most = own->value_or(quota.most);
			out.push_back(shownOf(quota, row));
		}
		return out;
	});
}

Result<> QuotaBook::setLimit(const TenantId& tenant, const std::string& quota, const std::optional<std::int64_t>& most)
{
	if (!_quotas.contains(quota)) return failed(Code::Missing, "no plugin declares the quota " + quota);
	return _context.store().write(tenant, [&](Sql& sql) { return use_rows::setLimit(sql, quota, most); });
}

Result<> QuotaBook::sweep() const
{
	return _context.store().writeAll(
		"counters that are over", [&](Sql& sql) { return use_rows::forget(sql, _context.clock().now()); });
}

}
