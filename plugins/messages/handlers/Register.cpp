#include "handlers/Register.h"

#include <map>

namespace sx::messages {
namespace {

constexpr std::size_t kMostWaiting = 5000;

}

Register::Register(Services& services): _services(services), _thread([this] { run(); }) {}

Register::~Register()
{
	{
		std::lock_guard lock(_mutex);
		_isStopping = true;
	}
	_wake.notify_all();
	_thread.join();
	flush();
}

void Register::note(const TenantId& tenant, Event event) noexcept
try
{
	std::lock_guard lock(_mutex);
	if (_waiting.size() < kMostWaiting) _waiting.push_back({tenant, std::move(event)});
}
catch (const std::exception&)
{
	// Out of memory: the line is lost, the request is not.
}

void Register::flush() noexcept
try
{
	std::lock_guard one(_writing);
	std::map<TenantId, std::vector<Event>> byTenant;
	{
		std::lock_guard lock(_mutex);
		for (auto& line: _waiting)
			if (!line.event.message.empty()) byTenant[line.tenant].push_back(std::move(line.event));
		_waiting.clear();
	}
	for (const auto& [tenant, events]: byTenant)
	{
		const auto& all = events;
		auto written = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
			for (const auto& event: all)
				if (auto done = event_rows::appendBounded(sql, event); !done) return done;
			return {};
		});
		if (!written)
			_services.context.log().warning("messages.register.failed",
				{{"detail", written.error().detail}, {"lines", static_cast<std::int64_t>(all.size())}});
	}
}
catch (const std::exception& e)
{
	_services.context.log().warning("messages.register.failed", {{"detail", e.what()}});
}

void Register::run() noexcept
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

Event eventOf(Request& request,
	const Services& services,
	const MessageId& message,
	const GrantId& grant,
	std::string kind,
	std::string cause)
{
	return {.id = {services.keys().uuid()},
		.message = message,
		.grant = grant,
		.at = services.now(),
		.kind = std::move(kind),
		.cause = std::move(cause),
		.number = 0,
		.address = request.clientAddress(),
		.agent = request.header("User-Agent").value_or("")};
}

}
