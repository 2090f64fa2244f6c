#include "services/RegisterWriter.h"

#include "domain/RegisterSort.h"
#include "store/EventRows.h"

#include <map>

namespace sx::sealed {
namespace {

constexpr std::size_t kMostWaiting = 5000;

}

RegisterWriter::RegisterWriter(const Services& services): _services(services), _thread([this] { run(); }) {}

RegisterWriter::~RegisterWriter()
{
	{
		std::lock_guard lock(_mutex);
		_isStopping = true;
	}
	_wake.notify_all();
	_thread.join();
	flush();
}

void RegisterWriter::note(const TenantId& tenant, Event event) noexcept
try
{
	std::lock_guard lock(_mutex);
	if (_waiting.size() < kMostWaiting) _waiting.push_back({tenant, completed(std::move(event))});
}
catch (const std::exception&)
{
	// Out of memory: the line is lost, the request is not.
}

void RegisterWriter::flush() noexcept
try
{
	std::lock_guard one(_writing);
	std::map<TenantId, std::vector<Event>> byTenant;
	{
		std::lock_guard lock(_mutex);
		for (auto& line: _waiting)
			if (!line.event.item.empty()) byTenant[line.tenant].push_back(std::move(line.event));
		_waiting.clear();
	}
	for (const auto& [tenant, events]: byTenant)
	{
		const auto& all = events;
		auto written = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
			for (const auto& event: all)
				if (auto done = event_rows::appendBounded(sql, event, kMostEventsOfGrant); !done) return done;
			return {};
		});
		if (!written)
			_services.context.log().warning("sealed.register.failed",
				{{"detail", written.error().detail}, {"lines", static_cast<std::int64_t>(all.size())}});
	}
}
catch (const std::exception& e)
{
	_services.context.log().warning("sealed.register.failed", {{"detail", e.what()}});
}

void RegisterWriter::run() noexcept
{
	std::unique_lock lock(_mutex);
	while (!_isStopping)
	{
		_wake.wait_for(lock, std::chrono::milliseconds(500), [this] { return _isStopping; });
		if (_waiting.empty()) continue;
		lock.unlock();
		flush();
		lock.lock();
	}
}

Result<EventId> RegisterWriter::append(Sql& sql, Event event) const noexcept
try
{
	event = completed(std::move(event));
	if (auto put = event_rows::append(sql, event); !put) return put.error();
	return event.id;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.register: ") + e.what());
}

Event RegisterWriter::completed(Event event) const
{
	if (event.id.empty()) event.id = {_services.keys().uuid()};
	if (event.at == Instant{}) event.at = _services.now();
	return event;
}

}
