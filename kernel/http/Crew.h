// Provides the threads: a few read the sockets, and as many more as there are blocking handlers.
#pragma once
#include "sx/base.h"

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::http {

/// A seat entitles one thread to work at the sockets. It holds the buffers that the connection being served uses, and
/// the events that were fetched but not yet looked at. One thread owns it, or it is free.
struct Seat
{
	static constexpr std::size_t kPipeBytes = 1024 * 1024;
	static constexpr int kEvents = 16;

	std::vector<char> block = std::vector<char>(256 * 1024);
	std::array<epoll_event, kEvents> events{};
	int next = 0;  // index of the next event to look at
	int count = 0;
	/// Even: its thread is at the sockets. Odd: its thread is in a handler. The number only grows, so that two turns
	/// are never mistaken for each other.
	std::atomic<std::uint64_t> turn{0};

	Seat() { renewPipe(); }
	bool hasPipe() const noexcept { return static_cast<bool>(_pipeIn); }
	int pipeIn() const noexcept { return _pipeIn.get(); }
	int pipeOut() const noexcept { return _pipeOut.get(); }
	void renewPipe() noexcept;

private:
	Fd _pipeIn;
	Fd _pipeOut;
};

/// Implements the pattern leader/followers with hand-off: a thread with a seat leads, the others wait to follow. Runs
/// each handler on the thread that read the request, which spares a context switch. Blocking handlers must not keep the
/// sockets waiting. So before a handler that is known to block, a thread leaves its seat, with the events still to be
/// looked at, to another thread; and if a handler blocks unexpectedly, the watch takes the seat away within a few
/// milliseconds. [any thread, unless said otherwise]
class Crew
{
public:
	/// handlers: how many may block at the same time. Further work is queued, and refused once maxQueued items wait.
	struct Options
	{
		int seats;
		int handlers;
		std::size_t maxQueued;
	};
	using Work = std::function<void()>;
	/// Works with a seat until the thread loses it: fetches events and looks at them. Returns false when the thread
	/// must end.
	using Round = std::function<bool(Seat*&)>;

	Crew(Options options, Round round);
	~Crew() { stop(); }
	Crew(const Crew&) = delete;
	Crew& operator=(const Crew&) = delete;

	void start();
	/// Ends every round and waits for all threads; afterwards nothing is handled or queued. [once]
	void stop() noexcept;

	enum class Handover { Here, Queued, Refused };
	/// Gives the seat away before a handler that probably blocks. Here: seat is now nullptr; run the work on this
	/// thread. Queued: so many handlers block that the work runs later. Refused: the queue is full (never if isOwed).
	Handover leave(Seat*& seat, Work work, bool isOwed);
	/// Marks the start of a handler that is probably quick; returns the turn that comeBack() takes.
	std::uint64_t enter(Seat& seat) noexcept;
	/// Marks the end of that handler. Returns false if it was not quick and the seat has been taken away.
	bool comeBack(Seat& seat, std::uint64_t turn) noexcept;
	/// Tells whether so many handlers block that none may run in place.
	bool isFull() const noexcept { return _blocked.load(std::memory_order_relaxed) >= _options.handlers; }

private:
	void work() noexcept;
	/// Waits for a free seat and takes it; nullptr: the crew must end.
	Seat* takeSeat();
	/// Runs the queued work, on a thread that returns from a blocking handler.
	void runQueued();
	/// Finds a thread for a free seat: one that waits, or a new one. Requires _mutex to be held.
	void callForSeat() noexcept;
	void watch() noexcept;
	/// Takes away the seats of handlers that have not returned since the last look. Returns false if no handler has run
	/// since then.
	bool lookAround(std::vector<std::uint64_t>& seen) noexcept;

	const Options _options;
	const Round _round;
	std::vector<Seat> _seats;
	std::mutex _mutex;
	std::atomic<int> _blocked{0};  // threads in a handler without a seat; changes only with _mutex held
	std::condition_variable _seatIsFree;
	std::vector<Seat*> _free;
	std::deque<Work> _queue;
	std::vector<std::thread> _threads;
	std::size_t _waiting = 0;  // threads that wait for a seat, or are about to
	bool _isStopping = false;  // changes only with both mutexes held

	std::mutex _watchMutex;
	std::condition_variable _somethingToWatch;
	std::atomic<bool> _watchSleeps{false};
	std::thread _watch;
};

}
