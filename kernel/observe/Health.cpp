#include "kernel/observe/Health.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::observe {

namespace {

using Steady = std::chrono::steady_clock;

/// Holds one check and its last outcome. The registry's mutex guards all but `call`, which never changes.
struct Check
{
	std::string plugin;
	HealthCheck call;
	bool isRunning = false;
	bool isOk = false;
	std::string detail;
	Steady::time_point started{};
	std::int64_t millis = 0;
};

std::int64_t millisSince(Steady::time_point start)
{
	return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start).count();
}

Result<> runSafely(const HealthCheck& check)
try
{
	return check.check();
}
catch (...)
{
	return Error{Code::Internal, "the check threw an exception"};
}

}

struct HealthRegistry::Impl
{
	std::mutex mutex;
	std::condition_variable finished;
	std::vector<std::shared_ptr<Check>> checks;
	std::chrono::milliseconds timeout{};
	bool isDraining = false;
};

HealthRegistry::HealthRegistry(std::chrono::milliseconds timeout): _impl(std::make_shared<Impl>())
{
	_impl->timeout = timeout;
}

HealthRegistry::~HealthRegistry()
{
	std::unique_lock lock(_impl->mutex);
	// Wait no longer for a check that hangs: its thread co-owns what it uses.
	_impl->finished.wait_for(lock, _impl->timeout, [&] {
		for (const auto& each: _impl->checks)
			if (each->isRunning) return false;
		return true;
	});
}

void HealthRegistry::add(std::string_view plugin, HealthCheck check)
{
	auto added = std::make_shared<Check>();
	added->plugin = plugin;
	added->call = std::move(check);
	std::lock_guard lock(_impl->mutex);
	_impl->checks.push_back(std::move(added));
}

void HealthRegistry::withdraw(std::string_view plugin) noexcept
{
	std::lock_guard lock(_impl->mutex);
	std::erase_if(_impl->checks, [&](const auto& each) { return each->plugin == plugin; });
}

void HealthRegistry::setDraining(bool draining) noexcept
{
	std::lock_guard lock(_impl->mutex);
	_impl->isDraining = draining;
}

Value HealthRegistry::live() const { return Value::object({{"status", "alive"}}); }

Value HealthRegistry::ready() const
{
	std::unique_lock lock(_impl->mutex);
	const auto checks = _impl->checks;
	for (const auto& check: checks)
	{
		if (check->isRunning) continue;  // another caller started it, or it hangs: wait for that run
		check->isRunning = true;
		check->started = Steady::now();
		std::thread([impl = _impl, check] {
			auto outcome = runSafely(check->call);
			std::lock_guard done(impl->mutex);
			check->isRunning = false;
			check->isOk = bool(outcome);
			check->detail = outcome ? "" : outcome.error().detail;
			check->millis = millisSince(check->started);
			impl->finished.notify_all();
		}).detach();
	}
	_impl->finished.wait_for(lock, _impl->timeout, [&] {
		for (const auto& each: checks)
			if (each->isRunning) return false;
		return true;
	});

	Value list = Value::List{};
	bool isReady = true;
	for (const auto& each: checks)
	{
		const bool isOk = !each->isRunning && each->isOk;
		isReady = isReady && isOk;
		list.add(Value::object({{"plugin", each->plugin},
			{"name", each->call.name},
			{"ok", isOk},
			{"detail", each->isRunning ? "no answer in time" : each->detail},
			{"millis", each->isRunning ? millisSince(each->started) : each->millis}}));
	}
	const char* status = _impl->isDraining ? "draining" : isReady ? "ready" : "failing";
	return Value::object({{"status", status}, {"checks", std::move(list)}});
}

}
