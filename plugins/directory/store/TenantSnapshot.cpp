#include "store/TenantSnapshot.h"

namespace sx::directory {

Result<> TenantSnapshot::start(
	Store& store, const TenantStore& rows, Log& log, OriginRule origins, std::chrono::seconds every)
{
	_store = &store;
	_rows = &rows;
	_log = &log;
	_origins = std::move(origins);
	_every = every;
	if (auto first = refresh(); !first) return first;
	_stopping = false;
	_thread = std::thread([this] { watch(); });
	return {};
}

void TenantSnapshot::stop() noexcept
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
	return _store->readAll("has a company changed", [&](Sql& sql) { return _rows->mark(sql); });
}

Result<> TenantSnapshot::refresh() noexcept
{
	std::lock_guard lock(_refreshing);
	// Read the mark first, so that a change between the two reads is noticed the next time.
	auto mark = readMark();
	if (!mark) return mark.error();
	auto rows = _store->readAll("picture of all companies", [&](Sql& sql) { return _rows->all(sql); });
	if (!rows) return rows.error();

	auto next = std::make_shared<Picture>();
	next->mark = *mark;
	for (auto& row: *rows)
	{
		if (row.hosts.empty()) continue;
		auto tenant = std::make_shared<const Tenant>(Tenant{
			row.id, row.name, _origins.origin(row.hosts.front()), row.language, row.timeZone, std::move(row.brand)});
		next->byId.emplace(row.id.value, tenant);
		for (auto& host: row.hosts) next->byHost.emplace(std::move(host), tenant);
	}
	_picture.store(std::move(next));
	return {};
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
		if (!done) _log->warning("directory.refresh.failed", {{"detail", done.error().detail}});
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
