#include "kernel/app/Readiness.h"

namespace sx::app {

namespace {

constexpr std::chrono::seconds kAtMost{10};
constexpr std::chrono::seconds kAtLeast{2};

}

Readiness::Readiness(observe::HealthRegistry& health, std::function<void()> alongside):
	_health(health), _alongside(std::move(alongside)), _answer(health.ready()),
	_asked(std::chrono::steady_clock::now()), _thread([this] { run(); })
{
}

Readiness::~Readiness()
{
	{
		std::lock_guard lock(_mutex);
		_isStopping = true;
	}
	_wake.notify_all();
	_thread.join();
}

Value Readiness::answer()
{
	std::lock_guard lock(_mutex);
	if (std::chrono::steady_clock::now() - _asked > kAtLeast)
	{
		_isWanted = true;
		_wake.notify_all();
	}
	return _answer;
}

void Readiness::drain()
{
	_health.setDraining(true);
	std::lock_guard lock(_mutex);
	_isDraining = true;
	_answer.set("status", "draining");
}

void Readiness::run()
{
	std::unique_lock lock(_mutex);
	while (!_isStopping)
	{
		lock.unlock();
		_alongside();
		lock.lock();
		_wake.wait_for(lock, kAtMost, [this] { return _isStopping || _isWanted; });
		if (_isStopping) return;
		lock.unlock();
		auto fresh = _health.ready();
		lock.lock();
		if (_isDraining) fresh.set("status", "draining");  // drain() may have come after the checks
		_answer = std::move(fresh);
		_asked = std::chrono::steady_clock::now();
		_isWanted = false;
	}
}

}
