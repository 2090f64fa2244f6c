#include "services/TenantSnapshot.h"

#include "sx/directory/SubDomain.h"

namespace sx::directory {

namespace {

constexpr std::size_t kMostAlone = 50;  // changed companies that are read one by one

}

Result<std::unique_ptr<TenantSnapshot>> TenantSnapshot::take(
	Context& context, OriginRule origins, std::chrono::seconds within)
{
	std::unique_ptr<TenantSnapshot> out(new TenantSnapshot(context, std::move(origins), within));
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
	const auto before = _picture.load();
	auto ids = changedSince(*before);
	if (!ids) return ids.error();
	auto changed = rows(*ids);
	if (!changed) return changed.error();

	auto next = *ids ? std::make_shared<Picture>(*before) : std::make_shared<Picture>();
	next->mark = *mark;
	for (auto& row: *changed) put(*next, std::move(row));
	_picture.store(std::move(next));
	return {};
}

Result<std::optional<std::vector<std::string>>> TenantSnapshot::changedSince(const Picture& picture) const
{
	auto all = _context.store().readAll("which companies have changed", [](Sql& sql) { return tenants::changes(sql); });
	if (!all) return all.error();
	std::vector<std::string> ids;
	std::size_t known = 0;
	for (const auto& [id, changed]: *all)
	{
		const auto found = picture.byId.find(id);
		if (found != picture.byId.end()) ++known;
		if (found == picture.byId.end() || found->second.changed != changed) ids.push_back(id);
	}
	const bool isOneGone = known < picture.byId.size();
	if (isOneGone || ids.size() > kMostAlone) return std::optional<std::vector<std::string>>();
	return std::optional(std::move(ids));
}

Result<std::vector<TenantRow>> TenantSnapshot::rows(const std::optional<std::vector<std::string>>& ids) const
{
	auto& store = _context.store();
	if (!ids)
		return store.readAll("picture of all companies", [&](Sql& sql) { return tenants::all(sql, _context.json()); });
	std::vector<TenantRow> out;
	for (const auto& id: *ids)
	{
		auto row = store.read(TenantId{id}, [&](Sql& sql) { return tenants::find(sql, _context.json()); });
		if (!row) return row.error();
		out.push_back(std::move(*row));
	}
	return out;
}

void TenantSnapshot::put(Picture& picture, TenantRow row) const
{
	const auto id = row.id.value;
	if (const auto old = picture.byId.find(id); old != picture.byId.end())
		for (const auto& host: old->second.hosts)
			if (const auto at = picture.byHost.find(host);
				at != picture.byHost.end() && at->second == old->second.tenant)
				picture.byHost.erase(at);
	if (row.hosts.empty())
	{
		picture.byId.erase(id);
		return;
	}
	Known known{.tenant = {}, .hosts = row.hosts, .changed = row.changed};
	known.tenant = std::make_shared<const Tenant>(tenantOf(std::move(row)));
	for (const auto& host: known.hosts) picture.byHost.insert_or_assign(host, known.tenant);
	picture.byId.insert_or_assign(id, std::move(known));
}

HostFault TenantSnapshot::faultOf(const TenantId& tenant, std::string_view host) const
{
	const auto picture = _picture.load();
	const auto found = picture->byHost.find(host);
	if (found != picture->byHost.end()) return found->second->id == tenant ? HostFault::None : HostFault::Taken;
	const auto parentOf = [](std::string_view name) {
		const auto dot = name.find('.');
		return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
	};
	const auto labelOf = [](std::string_view name) { return name.substr(0, name.find('.')); };
	const auto parent = parentOf(host);
	const auto skeleton = skeletonOf(labelOf(host));
	for (const auto& [other, theirs]: picture->byHost)
		if (theirs->id != tenant && parentOf(other) == parent && skeletonOf(labelOf(other)) == skeleton)
			return HostFault::Alike;
	return HostFault::None;
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
	return found == picture->byId.end() ? nullptr : found->second.tenant;
}

std::vector<std::shared_ptr<const Tenant>> TenantSnapshot::all() const
{
	const auto picture = _picture.load();
	std::vector<std::shared_ptr<const Tenant>> out;
	for (const auto& [id, known]: picture->byId) out.push_back(known.tenant);
	return out;
}

}
