// Who does the work: a few seats at the sockets, and as many threads as handlers block.
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

/// A place at the sockets: the buffers that whichever connection has its turn may use, and the events that were fetched
/// and not looked at yet. Exactly one thread has it, or it is free.
struct Seat
{
	static constexpr std::size_t kPipeBytes = 1024 * 1024;
	static constexpr int kEvents = 16;

	std::vector<char> block = std::vector<char>(256 * 1024);
	std::array<epoll_event, kEvents> events{};
	int next = 0;  // of events
	int count = 0;
	/// Even: at the sockets. Odd: its thread is in a handler. It only grows, so no two turns are mistaken for each
	/// other.
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

/// The thread that read a request also handles it, which spares a context switch each. So that blocking handlers never
/// keep the sockets waiting, a thread leaves its seat, with the events it had still to look at, to another before a
/// handler that is known to block; and one that blocks unexpectedly loses its seat to the watch, within a few
/// milliseconds. [any thread, unless said otherwise]
class Crew
{
public:
	/// handlers: how many may block at once; beyond that, work is queued, and refused beyond maxQueued.
	struct Options
	{
		int seats;
		int handlers;
		std::size_t maxQueued;
	};
	using Work = std::function<void()>;
	/// What a thread does with its seat until it has lost it: fetch events, look at them. False: the end.
	using Round = std::function<bool(Seat*&)>;

	Crew(Options options, Round round);
	~Crew() { stop(); }
	Crew(const Crew&) = delete;
	Crew& operator=(const Crew&) = delete;

	void start();
	/// Nothing is handled or queued any more, and every round ends. [once]
	void stop() noexcept;

	enum class Place { Here, Queued, Refused };
	/// Before a handler that probably blocks. Here: the seat is left (and nullptr), go on. Otherwise so many block that
	/// the work is queued, or refused because too much is; isOwed: never refused.
	Place leave(Seat*& seat, Work work, bool isOwed);
	/// Before a handler that is probably quick; answers what comeBack takes.
	std::uint64_t enter(Seat& seat) noexcept;
	/// After it. False: it was not quick, and the seat is somebody else's now.
	bool comeBack(Seat& seat, std::uint64_t turn) noexcept;
	/// So many handlers block that none may be run in place.
	bool isFull() const noexcept { return _blocked.load(std::memory_order_relaxed) >= _options.handlers; }

private:
	void work() noexcept;
	/// nullptr: the end.
	Seat* takeSeat();
	/// What is queued, by a thread that comes from a handler that blocked.
	void runQueued();
	/// With the mutex held. A thread for a free seat: one that waits, or a new one.
	void callForSeat() noexcept;
	void watch() noexcept;
	/// False: nothing has been handled since the last look.
	bool lookAround(std::vector<std::uint64_t>& seen) noexcept;

	const Options _options;
	const Round _round;
	std::vector<Seat> _seats;
	std::mutex _mutex;
	std::atomic<int> _blocked{0};  // threads without a seat that are in a handler; changes under the mutex
	std::condition_variable _seatIsFree;
	std::vector<Seat*> _free;
	std::deque<Work> _queue;
	std::vector<std::thread> _threads;
	std::size_t _waiting = 0;  // threads that wait for a seat, or are about to
	bool _isStopping = false;  // changes under both mutexes

	std::mutex _watchMutex;
	std::condition_variable _somethingToWatch;
	std::atomic<bool> _watchSleeps{false};
	std::thread _watch;
};

}
