// What /health/ready says: asked of the parts by a thread of its own, so that a probe never waits and strangers cannot
// make the checks run faster.
#pragma once
#include "kernel/observe/Health.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace sx::app {

/// [any thread]
class Readiness
{
public:
	/// health outlives this. alongside runs with each round of checks, on the same thread; it may block.
	Readiness(observe::HealthRegistry& health, std::function<void()> alongside);
	~Readiness();
	Readiness(const Readiness&) = delete;
	Readiness& operator=(const Readiness&) = delete;

	/// The newest answer, at most 10 s old; one older than 2 s is renewed meanwhile.
	Value answer();
	/// From now on the answer is no.
	void drain();

private:
	void run();

	observe::HealthRegistry& _health;
	std::function<void()> _alongside;
	std::mutex _mutex;
	std::condition_variable _wake;
	Value _answer;
	std::chrono::steady_clock::time_point _asked{};
	bool _isWanted = false;
	bool _isStopping = false;
	std::thread _thread;
};

}
