// Keeps the answer of /health/ready. A thread of its own runs the checks, so that a probe never waits and strangers
// cannot make the checks run more often.
#pragma once
#include "kernel/observe/Health.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace sx::app {

/// Runs the health checks and keeps their newest result. [any thread]
class Readiness
{
public:
	/// health must outlive this object. alongside is called after each round of checks, on the same thread, and may
	/// block.
	Readiness(observe::HealthRegistry& health, std::function<void()> alongside);
	~Readiness();
	Readiness(const Readiness&) = delete;
	Readiness& operator=(const Readiness&) = delete;

	/// Returns the newest result. It is renewed every 10 s; asking for one that is older than 2 s starts a renewal.
	Value answer();
	/// Reports "draining" from now on.
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
	bool _isDraining = false;
	bool _isStopping = false;
	std::thread _thread;
};

}
