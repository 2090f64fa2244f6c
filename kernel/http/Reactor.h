// Watches the sockets with one epoll, a few seats and deadlines. Knows nothing of HTTP.
#pragma once
#include "kernel/http/ClientAddress.h"
#include "kernel/http/Crew.h"
#include "kernel/http/Holdings.h"
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
	Holdings::Share place{};       // of its network's connections
	Holdings::Share memory{};      // of the memory for what clients have not finished sending
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
	/// Says what a connection waits for, and so who has to go when connections run short: first those that have begun
	/// something and owe the rest (Owes), then those between requests (Idle), never those at work.
	enum class Wait : std::uint8_t { Working, Idle, Owes };

	/// Is called when a socket can be read or written, or is broken (then the read or write fails). seat is set until a
	/// handler runs; afterwards it may be nullptr, because this thread has lost it. [a thread of the crew]
	using Ready = std::function<void(Connection&, Seat*& seat)>;
	/// Decides whether a new connection is taken; it may write a short refusal. Must not block. [one thread at a time]
	using Admit = std::function<bool(Connection&)>;

	struct Options
	{
		int maxConnections;
		Millis firstRequest;
		Admit admit;
		std::function<void()> often;  // is called four times a second; must not block
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
	/// Does the same for a connection whose client owes the rest of a head, or of a body that nobody wants.
	void awaitOwed(Connection& connection, Clock::time_point deadline);
	/// Closes the connection and deletes it.
	void close(Connection& connection);

	int connections() const noexcept { return _connections.load(std::memory_order_relaxed); }
	/// Counts the connections whose clients owe something, as of at most 250 ms ago.
	int owing() const noexcept { return _owing.load(std::memory_order_relaxed); }
	bool isStopping() const noexcept { return _isStopping.load(std::memory_order_relaxed); }
	/// Closes idle connections, waits for the others until `patience` has passed, then cuts them off. No thread runs
	/// when it returns.
	void stop(Millis patience) noexcept;

private:
	/// Records, by descriptor, the connection's deadline (ms of Clock; 0: none) and what it waits for.
	struct Slot
	{
		std::atomic<std::int64_t> deadline{0};
		std::atomic<Wait> wait{Wait::Working};
	};
	enum class Sweep { Late, Idle, All };

	bool round(Seat*& seat);
	void acceptSome();
	void arm(Connection& connection, Wants wants, Clock::time_point deadline, Wait wait);
	void watchClock();
	void sweep(Sweep which) noexcept;
	/// Closes some connections to make room for clients that wait while the server is full: of those that owe
	/// something, and then of the idle ones, those that have waited longest.
	void shed() noexcept;
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
	std::atomic<int> _owing{0};
	std::atomic<bool> _isAcceptPaused{false};
	std::atomic<bool> _isStopping{false};
	std::mutex _endMutex;
	std::condition_variable _end;
	bool _hasEnded = false;
	std::thread _clock;
	Crew _crew;
};

}
