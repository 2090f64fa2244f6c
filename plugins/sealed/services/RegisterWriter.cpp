#include "services/RegisterWriter.h"

#include "store/EventRows.h"

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
	event = completed(std::move(event));
	std::lock_guard lock(_mutex);
	auto& lines = event.kind == EventKind::Refused ? _ofStrangers : _ofReaders;
	if (put(lines, tenant, event)) return;
	event.actor = {};
	put(lines, tenant, event);
}
catch (const std::exception&)
{
	// Out of memory: the line is lost, the request is not.
}

/// Adds an event to its line, or a line to the others. Returns false if it needs a new line and there is no room for
/// it.
bool RegisterWriter::put(Lines& lines, const TenantId& tenant, const Event& event)
{
	Key key{tenant.value, event.grant.value, event.kind, event.cause, event.actor.address, event.actor.agent};
	if (const auto found = lines.find(key); found != lines.end())
	{
		++found->second.times;
		found->second.last = event.at;
		return true;
	}
	if (lines.size() >= (event.actor.address.empty() ? 2 * kMostWaiting : kMostWaiting)) return false;
	lines.emplace(std::move(key), event);
	return true;
}

void RegisterWriter::flush() noexcept
try
{
	std::lock_guard one(_writing);
	std::map<TenantId, std::vector<Event>> byTenant;
	{
		std::lock_guard lock(_mutex);
		for (auto* lines: {&_ofReaders, &_ofStrangers})
		{
			for (auto& [key, event]: *lines)
				if (!event.item.empty()) byTenant[{std::get<0>(key)}].push_back(std::move(event));
			lines->clear();
		}
	}
	for (const auto& [tenant, events]: byTenant)
		if (auto written = write(tenant, events); !written)
			_services.context.log().warning("sealed.register.failed",
				{{"detail", written.error().detail}, {"lines", static_cast<std::int64_t>(events.size())}});
}
catch (const std::exception& e)
{
	_services.context.log().warning("sealed.register.failed", {{"detail", e.what()}});
}

Result<> RegisterWriter::write(const TenantId& tenant, const std::vector<Event>& events) const
{
	return _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		for (const auto& event: events)
			if (auto done = event_rows::appendMerged(sql, event); !done) return done;
		return {};
	});
}

void RegisterWriter::run() noexcept
{
	std::unique_lock lock(_mutex);
	while (!_isStopping)
	{
		_wake.wait_for(lock, std::chrono::milliseconds(500), [this] { return _isStopping; });
		if (_ofReaders.empty() && _ofStrangers.empty()) continue;
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
