// Watches the sockets with one epoll, a few seats and deadlines. Knows nothing of HTTP.
#pragma once
#include "kernel/http/ClientAddress.h"
#include "kernel/http/Crew.h"
#include "sx/base.h"
#include "sx/result.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::http {

struct Task;

/// Holds the state of one client's connection. An idle connection costs only this and a descriptor.
struct Connection
{
	enum class State : std::uint8_t { Idle, Head, Body, Handling, Receiving, Sending, Draining, Lingering };

	int fd = -1;
	State state = State::Idle;
	Address peer{};
	Seat** seat = nullptr;       // of the thread that owns the connection; null: that thread has no seat
	std::uint32_t searched = 0;  // bytes of input already searched for the end of the head
	std::chrono::steady_clock::time_point headDeadline{};
	std::chrono::steady_clock::time_point lingerDeadline{};
	std::string input{};           // read but not yet used
	std::unique_ptr<Task> task{};  // the request being worked on

	Connection();
	~Connection();
};

/// Dispatches ready connections to threads. A connection belongs to the thread that was told of it until await,
/// awaitIdle or close hands it back. One-shot events make that safe without a lock. [any thread, unless said otherwise]
class Reactor
{
public:
	using Clock = std::chrono::steady_clock;
	using Millis = std::chrono::milliseconds;
	enum class Wants { Read, Write };

	/// Is called when a socket can be read or written, or is broken (then the read or write fails). seat is set until a
	/// handler runs; afterwards it may be nullptr, because this thread has lost it. [a thread of the crew]
	using Ready = std::function<void(Connection&, Seat*& seat)>;

	struct Options
	{
		int maxConnections;
		Millis firstRequest;
	};

	Reactor(Options options, Crew::Options crew, Ready ready);
	~Reactor();

	/// Binds and listens. Errors: Unavailable, Invalid (address).
	Result<> listen(const std::string& address, int port);
	int port() const noexcept { return _port; }
	void start();
	Crew& crew() noexcept { return _crew; }

	/// Hands the connection back until it can be read or written. At its deadline it is shut down and reported as
	/// ready.
	void await(Connection& connection, Wants wants, Clock::time_point deadline);
	/// Does the same for a connection between requests, which may be closed at any time when the server stops.
	void awaitIdle(Connection& connection, Clock::time_point deadline);
	/// Closes the connection and deletes it.
	void close(Connection& connection);

	bool isStopping() const noexcept { return _isStopping.load(std::memory_order_relaxed); }
	/// Closes idle connections, waits for the others until `patience` has passed, then cuts them off. No thread runs
	/// when it returns.
	void stop(Millis patience) noexcept;

private:
	/// Records, by descriptor, the connection's deadline (ms of Clock; 0: none) and whether it may be closed when
	/// stopping.
	struct Slot
	{
		std::atomic<std::int64_t> deadline{0};
		std::atomic<bool> isIdle{false};
	};
	enum class Sweep { Late, Idle, All };

	bool round(Seat*& seat);
	void acceptSome();
	void arm(Connection& connection, Wants wants, Clock::time_point deadline, bool isIdle);
	void watchClock();
	void sweep(Sweep which) noexcept;
	/// Closes the connections that have been idle longest, to make room for clients that wait while the server is full.
	void shedIdle() noexcept;
	std::mutex& guard(int fd) noexcept { return _guards[static_cast<std::size_t>(fd) % _guards.size()]; }

	Options _options;
	Ready _ready;
	Fd _epoll;
	Fd _wake;
	Fd _listener;
	int _port = 0;
	std::size_t _slotCount = 0;
	std::unique_ptr<Slot[]> _slots;
	std::array<std::mutex, 64> _guards;
	std::atomic<int> _connections{0};
	std::atomic<int> _highest{0};
	std::atomic<bool> _isAcceptPaused{false};
	std::atomic<bool> _isStopping{false};
	std::mutex _endMutex;
	std::condition_variable _end;
	bool _hasEnded = false;
	std::thread _clock;
	Crew _crew;
};

}
