#include "services/TenantSnapshot.h"

namespace sx::directory {

Result<std::unique_ptr<TenantSnapshot>> TenantSnapshot::take(
	Context& context, OriginRule origins, std::chrono::seconds every)
{
	std::unique_ptr<TenantSnapshot> out(new TenantSnapshot(context, std::move(origins), every));
	if (auto first = out->refresh(); !first) return first.error();
	out->_thread = std::thread([snapshot = out.get()] { snapshot->watch(); });
	return out;
}

TenantSnapshot::~TenantSnapshot()
{
	{
		std::lock_guard lock(_waiting);
		_stopping = true;
	}
	_wake.notify_all();
	if (_thread.joinable()) _thread.join();
}

Result<TenantMark> TenantSnapshot::readMark() const noexcept
{
	return _context.store().readAll("has a company changed", [](Sql& sql) { return tenants::mark(sql); });
}

Result<> TenantSnapshot::refresh() noexcept
{
	std::lock_guard lock(_refreshing);
	// Read the mark first, so that a change between the two reads is noticed the next time.
	auto mark = readMark();
	if (!mark) return mark.error();
	auto rows = _context.store().readAll(
		"picture of all companies", [&](Sql& sql) { return tenants::all(sql, _context.json()); });
	if (!rows) return rows.error();

	auto next = std::make_shared<Picture>();
	next->mark = *mark;
	for (auto& row: *rows)
	{
		if (row.hosts.empty()) continue;
		auto hosts = row.hosts;
		auto tenant = std::make_shared<const Tenant>(tenantOf(std::move(row)));
		next->byId.emplace(tenant->id.value, tenant);
		for (auto& host: hosts) next->byHost.emplace(std::move(host), tenant);
	}
	_picture.store(std::move(next));
	return {};
}

Tenant TenantSnapshot::tenantOf(TenantRow row) const
{
	// Whoever stores a headline has cleaned it; JSON keeps it as text.
	if (auto headline = row.brand["headline"]; headline.isObject())
	{
		for (const auto& [language, html]: row.brand["headline"].members())
			headline.set(language, SafeHtml{html.text()});
		row.brand.set("headline", std::move(headline));
	}
	return {.id = std::move(row.id),
		.name = std::move(row.name),
		.origin = _origins.origin(row.hosts.front()),
		.language = std::move(row.language),
		.timeZone = std::move(row.timeZone),
		.brand = std::move(row.brand)};
}

void TenantSnapshot::watch()
{
	std::unique_lock lock(_waiting);
	while (!_wake.wait_for(lock, _every, [this] { return _stopping; }))
	{
		lock.unlock();
		auto mark = readMark();
		Result<> done;
		if (!mark)
			done = mark.error();
		else if (!(*mark == _picture.load()->mark))
			done = refresh();
		if (!done) _context.log().warning("directory.refresh.failed", {{"detail", done.error().detail}});
		lock.lock();
	}
}

std::shared_ptr<const Tenant> TenantSnapshot::byHost(std::string_view host) const noexcept
{
	const auto picture = _picture.load();
	auto found = picture->byHost.find(host);
	return found == picture->byHost.end() ? nullptr : found->second;
}

std::shared_ptr<const Tenant> TenantSnapshot::byId(const TenantId& id) const noexcept
{
	const auto picture = _picture.load();
	auto found = picture->byId.find(id.value);
	return found == picture->byId.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Tenant>> TenantSnapshot::all() const
{
	const auto picture = _picture.load();
	std::vector<std::shared_ptr<const Tenant>> out;
	for (const auto& [id, tenant]: picture->byId) out.push_back(tenant);
	return out;
}

}
