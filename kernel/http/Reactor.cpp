#include "kernel/http/Reactor.h"
#include "kernel/http/ConnectionFlow.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

namespace sx::http {

namespace {

constexpr auto kSweepEvery = std::chrono::milliseconds(250);
constexpr int kAcceptBatch = 64;

std::int64_t millisOf(Reactor::Clock::time_point at) noexcept
{
	return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

Address addressOf(const sockaddr_storage& peer)
{
	Address address;
	if (peer.ss_family == AF_INET)
	{
		std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, 4);
		return address;
	}
	const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(&v6))
		std::memcpy(address.bytes.data(), v6.s6_addr + 12, 4);
	else
	{
		std::memcpy(address.bytes.data(), v6.s6_addr, 16);
		address.isV6 = true;
	}
	return address;
}

/// Raises the descriptor limit to `wanted` if the system allows it; returns the limit then in force.
std::size_t raiseDescriptorLimit(std::size_t wanted)
{
	rlimit limit{};
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
	if (limit.rlim_cur < wanted)
	{
		limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return static_cast<std::size_t>(limit.rlim_cur);
}

}

Connection::Connection() = default;
Connection::~Connection() = default;

Reactor::Reactor(Options options, Crew::Options crew, Ready ready):
	_options(std::move(options)), _ready(std::move(ready)), _crew(crew, [this](Seat*& seat) { return round(seat); })
{
	// The system hands out the lowest free descriptor, so this leaves room for as many files as connections.
	const auto wanted = static_cast<std::size_t>(_options.maxConnections);
	_slotCount = std::min(raiseDescriptorLimit(wanted + 1024), 2 * wanted + 4096);
	_slots = std::make_unique<Slot[]>(_slotCount);
}

Reactor::~Reactor() { stop(Millis(0)); }

Result<> Reactor::listen(const std::string& address, int port)
{
	const auto parsed = Address::parse(address);
	if (!parsed) return Error{Code::Invalid, "listen.address " + address + ": not an address"};
	sockaddr_storage storage{};
	socklen_t size = sizeof(sockaddr_in);
	if (parsed->isV6)
	{
		auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
		v6.sin6_family = AF_INET6;
		v6.sin6_port = htons(static_cast<std::uint16_t>(port));
		std::memcpy(&v6.sin6_addr, parsed->bytes.data(), 16);
		size = sizeof v6;
	}
	else
	{
		auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
		v4.sin_family = AF_INET;
		v4.sin_port = htons(static_cast<std::uint16_t>(port));
		std::memcpy(&v4.sin_addr, parsed->bytes.data(), 4);
	}
	auto failed = [&](const char* what) {
		return Error{Code::Unavailable,
			std::string(what) + " " + address + ":" + std::to_string(port) + ": " + std::strerror(errno)};
	};
	_listener = Fd(::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	if (!_listener) return failed("socket");
	const int on = 1;
	::setsockopt(_listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	::setsockopt(_listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // accepted sockets inherit it
	if (::bind(_listener.get(), reinterpret_cast<sockaddr*>(&storage), size) != 0) return failed("bind");
	if (::listen(_listener.get(), 4096) != 0) return failed("listen");
	size = sizeof storage;
	::getsockname(_listener.get(), reinterpret_cast<sockaddr*>(&storage), &size);
	_port = ntohs(parsed->isV6 ? reinterpret_cast<sockaddr_in6&>(storage).sin6_port
							   : reinterpret_cast<sockaddr_in&>(storage).sin_port);
	_epoll = Fd(::epoll_create1(EPOLL_CLOEXEC));
	_wake = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	if (!_epoll || !_wake) return failed("epoll");
	epoll_event event{};
	event.events = EPOLLIN | EPOLLONESHOT;
	event.data.ptr = &_listener;
	::epoll_ctl(_epoll.get(), EPOLL_CTL_ADD, _listener.get(), &event);
	event.events = EPOLLIN;  // stays readable, so every seat gets it
	event.data.ptr = &_wake;
	::epoll_ctl(_epoll.get(), EPOLL_CTL_ADD, _wake.get(), &event);
	return {};
}

void Reactor::start()
{
	_crew.start();
	_clock = std::thread([this] { watchClock(); });
}

bool Reactor::round(Seat*& seat)
{
	if (seat->next == seat->count)
	{
		seat->next = 0;
		seat->count = std::max(0, ::epoll_wait(_epoll.get(), seat->events.data(), Seat::kEvents, -1));
	}
	while (seat && seat->next < seat->count)
	{
		void* const what = seat->events[static_cast<std::size_t>(seat->next++)].data.ptr;
		if (what == &_wake) return false;
		if (what == &_listener)
		{
			acceptSome();
			continue;
		}
		auto& connection = *static_cast<Connection*>(what);
		auto& slot = _slots[static_cast<std::size_t>(connection.fd)];
		// Acquires what the thread that armed it wrote; the kernel orders it too, but the language does not know that.
		if (slot.deadline.load(std::memory_order_acquire) != 0) slot.deadline.store(0, std::memory_order_relaxed);
		_ready(connection, seat);
	}
	return true;
}

void Reactor::acceptSome()
{
	bool isFull = false;
	for (int i = 0; i < kAcceptBatch && !isStopping(); ++i)
	{
		isFull = _connections.load(std::memory_order_relaxed) >= _options.maxConnections;
		if (isFull) break;
		sockaddr_storage peer{};
		socklen_t size = sizeof peer;
		Fd fd(::accept4(_listener.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
		if (!fd)
		{
			isFull = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
			if (errno == ECONNABORTED || errno == EINTR) continue;
			break;
		}
		if (static_cast<std::size_t>(fd.get()) >= _slotCount) continue;
		auto connection = std::make_unique<Connection>();
		connection->fd = fd.release();
		connection->peer = addressOf(peer);
		if (!_options.admit(*connection))
		{
			::close(connection->fd);
			continue;
		}
		_connections.fetch_add(1, std::memory_order_relaxed);
		int highest = _highest.load(std::memory_order_relaxed);
		while (highest < connection->fd && !_highest.compare_exchange_weak(highest, connection->fd))
		{
		}
		auto& slot = _slots[static_cast<std::size_t>(connection->fd)];
		slot.wait.store(Wait::Idle);
		slot.deadline.store(millisOf(Clock::now() + _options.firstRequest));
		epoll_event event{};
		event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
		event.data.ptr = connection.get();
		if (::epoll_ctl(_epoll.get(), EPOLL_CTL_ADD, connection->fd, &event) != 0)
		{
			close(*connection.release());
			continue;
		}
		(void)connection.release();  // from now on it belongs to the thread that gets its first event
	}
	if (isStopping()) return;
	if (isFull)
	{
		// Clients wait in the backlog until the clock thread looks again.
		_isAcceptPaused.store(true);
		return;
	}
	epoll_event event{};
	event.events = EPOLLIN | EPOLLONESHOT;
	event.data.ptr = &_listener;
	::epoll_ctl(_epoll.get(), EPOLL_CTL_MOD, _listener.get(), &event);
}

void Reactor::arm(Connection& connection, Wants wants, Clock::time_point deadline, Wait wait)
{
	const int fd = connection.fd;
	auto& slot = _slots[static_cast<std::size_t>(fd)];
	epoll_event event{};
	event.events = wants == Wants::Read ? EPOLLIN | EPOLLRDHUP | EPOLLONESHOT : EPOLLOUT | EPOLLONESHOT;
	event.data.ptr = &connection;
	slot.wait.store(wait, std::memory_order_relaxed);
	slot.deadline.store(millisOf(deadline), std::memory_order_release);  // the last access: round() acquires it
	::epoll_ctl(_epoll.get(), EPOLL_CTL_MOD, fd, &event);
	// From here on another thread may own the connection.
}

void Reactor::await(Connection& connection, Wants wants, Clock::time_point deadline)
{
	arm(connection, wants, deadline, Wait::Working);
}
void Reactor::awaitIdle(Connection& connection, Clock::time_point deadline)
{
	arm(connection, Wants::Read, deadline, Wait::Idle);
}
void Reactor::awaitOwed(Connection& connection, Clock::time_point deadline)
{
	arm(connection, Wants::Read, deadline, Wait::Owes);
}

void Reactor::close(Connection& connection)
{
	const std::unique_ptr<Connection> owned(&connection);
	{
		// The sweep may be about to shut this descriptor down, which must not belong to a new connection by then.
		const std::lock_guard lock(guard(connection.fd));
		auto& slot = _slots[static_cast<std::size_t>(connection.fd)];
		slot.deadline.store(0);
		slot.wait.store(Wait::Working);
		::close(connection.fd);
	}
	_connections.fetch_sub(1);
	if (isStopping())
	{
		const std::lock_guard lock(_endMutex);
		_end.notify_all();
	}
}

void Reactor::watchClock()
{
	std::unique_lock lock(_endMutex);
	while (!_hasEnded)
	{
		_end.wait_for(lock, kSweepEvery);
		lock.unlock();
		sweep(Sweep::Late);
		if (_options.often) _options.often();
		if (isStopping())
			sweep(Sweep::Idle);
		else if (_isAcceptPaused.exchange(false))
		{
			shed();
			acceptSome();
		}
		lock.lock();
	}
}

void Reactor::sweep(Sweep which) noexcept
{
	// Costs a few thousand relaxed loads four times a second; no data structure would be cheaper.
	const auto now = millisOf(Clock::now());
	const int highest = _highest.load();
	int owing = 0;
	for (int fd = 0; fd <= highest; ++fd)
	{
		auto& slot = _slots[static_cast<std::size_t>(fd)];
		if (slot.wait.load(std::memory_order_relaxed) == Wait::Owes) ++owing;
		auto isDue = [&] {
			const auto deadline = slot.deadline.load(std::memory_order_relaxed);
			if (deadline == 0) return false;
			return which == Sweep::All || (which == Sweep::Idle ? slot.wait.load() == Wait::Idle : deadline <= now);
		};
		if (!isDue()) continue;
		const std::lock_guard lock(guard(fd));
		if (isDue()) ::shutdown(fd, SHUT_RDWR);
	}
	_owing.store(owing, std::memory_order_relaxed);
}

void Reactor::shed() noexcept
{
	struct Candidate
	{
		bool isIdle;
		std::int64_t deadline;
		int fd;
		bool operator<(const Candidate& other) const
		{
			return std::tie(isIdle, deadline, fd) < std::tie(other.isIdle, other.deadline, other.fd);
		}
	};
	std::vector<Candidate> all;
	const int highest = _highest.load();
	for (int fd = 0; fd <= highest; ++fd)
	{
		const auto& slot = _slots[static_cast<std::size_t>(fd)];
		const auto deadline = slot.deadline.load(std::memory_order_relaxed);
		const auto wait = slot.wait.load(std::memory_order_relaxed);
		if (deadline != 0 && wait != Wait::Working) all.push_back({wait == Wait::Idle, deadline, fd});
	}
	// A few at a time: those who behaved should go only if there is nobody else.
	const int most = std::clamp(_options.maxConnections / 16, 1, kAcceptBatch);
	const auto count = static_cast<std::ptrdiff_t>(std::min(all.size(), static_cast<std::size_t>(most)));
	std::partial_sort(all.begin(), all.begin() + count, all.end());
	for (auto each = all.begin(); each != all.begin() + count; ++each)
	{
		const std::lock_guard lock(guard(each->fd));
		const auto& slot = _slots[static_cast<std::size_t>(each->fd)];
		if (slot.wait.load() != Wait::Working && slot.deadline.load() == each->deadline)
			::shutdown(each->fd, SHUT_RDWR);
	}
}

void Reactor::stop(Millis patience) noexcept
{
	if (_isStopping.exchange(true)) return;
	if (_listener) ::shutdown(_listener.get(), SHUT_RDWR);
	const auto deadline = Clock::now() + patience;
	sweep(Sweep::Idle);
	while (_connections.load() > 0)
	{
		std::unique_lock lock(_endMutex);
		_end.wait_for(lock, std::chrono::milliseconds(20));
		lock.unlock();
		sweep(Clock::now() >= deadline ? Sweep::All : Sweep::Idle);
	}
	if (_wake)
	{
		const std::uint64_t one = 1;
		[[maybe_unused]] const auto written = ::write(_wake.get(), &one, sizeof one);
	}
	_crew.stop();
	{
		const std::lock_guard lock(_endMutex);
		_hasEnded = true;
	}
	_end.notify_all();
	if (_clock.joinable()) _clock.join();
	_listener = Fd();
}

}
