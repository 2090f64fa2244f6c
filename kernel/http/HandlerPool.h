// Threads for handlers, which may block; I/O workers never do.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::http {

/// Threads start when work waits and none is idle, up to a limit, and stay. One thread at a time is being woken: it takes
/// a piece and, if more waits, wakes the next before it starts. Quick handlers are then worked off by the few threads
/// that are awake, without a context switch each; slow ones still get all threads within a few wake-ups. [any thread]
class HandlerPool
{
public:
	using Work = std::function<void()>;

	HandlerPool(int threads, std::size_t maxQueued): _maxThreads(threads), _maxQueued(maxQueued) {}
	~HandlerPool() { stop(); }

	enum class When { Now, AtFlush };
	/// false: too much waits already. isOwed: work that must run whatever waits (what a Receive continues with).
	/// AtFlush: the caller has more and will flush; waking a thread for each piece would cost more than most pieces.
	bool run(Work work, bool isOwed, When when);
	void flush();
	/// Runs what is queued, then ends the threads.
	void stop() noexcept;

private:
	void loop();
	/// Call with the mutex held: one more thread is needed. True: notify one once the mutex is free.
	bool callAnother();

	const int _maxThreads;
	const std::size_t _maxQueued;
	std::mutex _mutex;
	std::condition_variable _some;
	std::deque<Work> _queue;
	std::vector<std::thread> _threads;
	int _idle = 0;
	bool _isWaking = false;  // a thread was notified or started and has not taken its piece yet
	bool _isStopping = false;
	std::atomic<bool> _hasUnflushed{false};
};

}
