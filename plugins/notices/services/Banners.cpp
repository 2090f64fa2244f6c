#include "services/Banners.h"

#include "store/NoticeRows.h"

namespace sx::notices {

namespace {

constexpr const char* kWhy = "banners";
constexpr std::chrono::milliseconds kKept{900};

Value journalValue(const Banner* banner)
{
	if (!banner) return Value::object({{"text", ""}});
	return Value::object({{"level", kLevels.wordOf(banner->level)}, {"text", banner->texts.at("fr")}});
}

}

void Banners::forget() const
{
	const std::lock_guard lock(_mutex);
	_readAt = {};
}

Banners::List Banners::current() const
{
	const auto now = _context.clock().now();
	{
		const std::lock_guard lock(_mutex);
		if (_list && now >= _readAt && now - _readAt < kKept) return _list;
		_readAt = now;  // others show the list before meanwhile, instead of reading too
	}
	auto read = _context.store().readAll(kWhy, [&](Sql& sql) { return rows::banners(sql, _context.json(), now); });
	const std::lock_guard lock(_mutex);
	if (read) _list = std::make_shared<const std::vector<Banner>>(std::move(*read));
	if (!_list) _list = std::make_shared<const std::vector<Banner>>();
	return _list;
}

std::vector<Banner> Banners::shown(const TenantId& tenant) const
{
	const auto list = current();
	const auto now = _context.clock().now();
	std::vector<Banner> out;
	for (const auto& each: *list)
	{
		if (!each.shows(now) || (!each.tenant.empty() && each.tenant != tenant)) continue;
		out.insert(each.tenant.empty() ? out.begin() : out.end(), each);
	}
	return out;
}

Result<std::optional<Banner>> Banners::of(const TenantId& tenant) const
{
	return _context.store().readAll(kWhy, [&](Sql& sql) { return rows::banner(sql, _context.json(), tenant); });
}

Result<> Banners::record(
	const Caller& caller, const TenantId& tenant, const std::optional<Banner>& before, const Banner* after) const
{
	if (!_journal || tenant.empty()) return {};  // the operator's acts on all companies are in no company's journal
	return _context.store().write(tenant, [&](Sql& sql) {
		return _journal->append(sql,
			{.kind = after ? "notices.banner_set" : "notices.banner_removed",
				.actor = caller.user,
				.subject = tenant.value,
				.details = Value::object(
					{{"before", journalValue(before ? &*before : nullptr)}, {"after", journalValue(after)}}),
				.address = caller.address});
	});
}

Result<> Banners::put(const Caller& caller, Banner banner) const
{
	if (auto fine = check(banner); !fine) return fine;
	banner.id = _context.keys().token();
	auto before = of(banner.tenant);
	if (!before) return before.error();
	auto done = _context.store().writeAll(
		kWhy, [&](Sql& sql) { return rows::putBanner(sql, _context.json(), banner); });
	if (!done) return done;
	forget();
	return record(caller, banner.tenant, *before, &banner);
}

Result<> Banners::remove(const Caller& caller, const TenantId& tenant) const
{
	auto before = of(tenant);
	if (!before) return before.error();
	if (!*before) return {};
	auto done = _context.store().writeAll(kWhy, [&](Sql& sql) { return rows::removeBanner(sql, tenant); });
	if (!done) return done;
	forget();
	return record(caller, tenant, *before, nullptr);
}

}
