// Reads requests and runs handlers; ConnectionFlowSend.cpp sends the responses.
#include "kernel/http/ConnectionFlow.h"
#include "kernel/base/WipedStack.h"

#include <malloc.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace sx::http {

namespace {

using State = Connection::State;
using Wants = Reactor::Wants;

constexpr std::size_t kHeadReadBytes = 64 * 1024;
constexpr std::string_view kAssets = "/assets/";
// Is kept without being counted: nearly every head and form is smaller.
constexpr std::int64_t kUncounted = 4096;
// Limits the part of the memory for unfinished requests that one network may hold.
constexpr std::int64_t kNetworks = 4;
// Memory is given back once so much less of it, or so many connections fewer, are in use than before.
constexpr std::int64_t kMuchMemory = 8 * 1024 * 1024, kManyConnections = 1000;

/// Wipes what a block has received once it is copied or dropped: a block is larger than most requests, and the next
/// ones would not cover it. Never call it after a handler: the seat may be another thread's by then.
void wipe(Seat& seat, ssize_t bytes) noexcept
{
	if (bytes > 0) ::explicit_bzero(seat.block.data(), static_cast<std::size_t>(bytes));
}

/// Calls a handler, which is somebody else's code: whatever it throws becomes an internal failure of the request.
template <class Call> auto guarded(const Call& handler) noexcept -> decltype(handler())
try
{
	return handler();
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("a handler threw: ") + e.what()};
}
catch (...)
{
	return Error{Code::Internal, "a handler threw"};
}

}

ConnectionFlow::ConnectionFlow(const ServerOptions& options,
	const ServerComponents& components,
	const Router& router,
	Proxies proxies,
	int ioWorkers):
	_options(options),
	_components(components), _router(router), _proxies(std::move(proxies)), _gate(options, components, _proxies),
	_answers(options, components), _places(options.maxConnections, options.maxConnectionsPerNetwork),
	_memory(options.maxBodyMemory, options.maxBodyMemory / kNetworks),
	_strangersMemory(options.maxBodyMemory / 2, options.maxBodyMemory / kNetworks, &_memory),
	_reactor({options.maxConnections,
				 options.headerTimeout,
				 [this](Connection& connection) { return admit(connection); },
				 [this] { tidy(); }},
		{ioWorkers, options.handlerThreads, static_cast<std::size_t>(options.maxQueuedRequests)},
		[this](Connection& connection, Seat*& seat) { onReady(connection, seat); })
{
}

void ConnectionFlow::stop() noexcept { _reactor.stop(_options.drainDeadline); }

ServerLoad ConnectionFlow::load() const noexcept
{
	return {_reactor.connections(), _reactor.owing(), _turnedAway.load(), _memory.held()};
}

bool ConnectionFlow::admit(Connection& connection)
{
	// A proxy stands for everybody behind it, and limits their connections itself.
	if (_proxies.believes(connection.peer)) return true;
	connection.place = _places.shareOf(connection.peer.network());
	if (connection.place.growTo(1)) return true;
	_turnedAway.fetch_add(1, std::memory_order_relaxed);
	const auto output = _answers.refusalWithoutRequest(RequestRefusal::Limited);
	[[maybe_unused]] const auto sent = ::send(connection.fd, output.bytes.data(), output.bytes.size(), MSG_NOSIGNAL);
	return false;
}

void ConnectionFlow::tidy() noexcept
{
	const auto memory = _memory.held();
	const std::int64_t places = _reactor.connections();
	_mostMemory = std::max(_mostMemory, memory);
	_mostPlaces = std::max(_mostPlaces, places);
	if (_mostMemory - memory < kMuchMemory && _mostPlaces - places < kManyConnections) return;
	if (memory > _mostMemory / 2 && places > _mostPlaces / 2) return;
	_mostMemory = memory;
	_mostPlaces = places;
	::malloc_trim(0);
}

bool ConnectionFlow::reserve(Connection& connection, std::int64_t bytes)
{
	if (bytes <= kUncounted) return true;
	const auto* task = connection.task.get();
	// However many strangers come, they leave half of the memory to people.
	Holdings& from = task && task->exchange.principal() ? _memory : _strangersMemory;
	if (connection.memory.amount() == 0 || !connection.memory.isOf(from))
	{
		const Address& client = task ? task->exchange._address : connection.peer;
		connection.memory = from.shareOf(client.network());
	}
	return connection.memory.growTo(bytes);
}

void ConnectionFlow::onReady(Connection& connection, Seat*& held)
{
	connection.seat = &held;
	auto step = [&, &seat = *held] {
		switch (connection.state)
		{
		case State::Body: return readBody(connection, seat);
		case State::Receiving: return receive(connection, seat);
		case State::Sending: return send(connection);
		case State::Draining: return drain(connection, seat);
		case State::Lingering: return linger(connection, seat);
		case State::Idle:
		case State::Head:
		case State::Handling: break;
		}
		return readHead(connection, seat);
	};
	goOn(connection, step());
}

void ConnectionFlow::goOn(Connection& connection, Step step)
{
	// Handles pipelined requests one after the other, in order, without recursion.
	while (step == Step::Next)
	{
		const std::string input = std::move(connection.input);
		connection.input = std::string();
		connection.searched = 0;
		const auto ended = takeHead(connection, input);
		step = ended ? *ended : begin(connection);
	}
}

ConnectionFlow::Step ConnectionFlow::readHead(Connection& connection, Seat& seat)
{
	const auto got = ::recv(connection.fd, seat.block.data(), kHeadReadBytes, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return waitForHead(connection, std::exchange(connection.input, {}));
	if (got <= 0) return close(connection);
	const std::string_view fresh(seat.block.data(), static_cast<std::size_t>(got));
	std::string all = std::move(connection.input);
	connection.input = std::string();
	if (!all.empty()) all.append(fresh);
	const auto ended = takeHead(connection, all.empty() ? fresh : std::string_view(all));
	wipe(seat, got);
	return ended ? *ended : begin(connection);
}

std::optional<ConnectionFlow::Step> ConnectionFlow::takeHead(Connection& connection, std::string_view bytes)
{
	// RFC 9112, section 2.2: skip an empty line or two that an old client left over.
	for (int i = 0; i < 2 && bytes.starts_with("\r\n"); ++i) bytes.remove_prefix(2);
	const HeadLimits limits{
		static_cast<std::size_t>(_options.maxHeaderBytes), static_cast<std::size_t>(_options.maxTargetBytes)};
	const auto length = headLength(bytes, connection.searched);
	if (length == 0)
	{
		RequestRefusal why{};
		if (isHopeless(bytes, connection.searched, limits, why)) return refuseUnread(connection, why);
		return waitForHead(connection, bytes);
	}
	auto head = parseHead(bytes.substr(0, length), limits);
	if (const auto* why = std::get_if<RequestRefusal>(&head)) return refuseUnread(connection, *why);
	connection.searched = 0;
	connection.memory.letGo();
	connection.input.assign(bytes.substr(length));
	connection.task = std::make_unique<Task>(std::move(std::get<RequestHead>(head)), Reactor::Clock::now());
	return std::nullopt;
}

ConnectionFlow::Step ConnectionFlow::waitForHead(Connection& connection, std::string_view partial)
{
	const bool isIdle = partial.empty();
	connection.searched = static_cast<std::uint32_t>(partial.size());
	connection.input.assign(partial);
	if (isIdle)
	{
		connection.state = State::Idle;
		_reactor.awaitIdle(connection, in(_options.idleTimeout));
		return Step::Gone;
	}
	if (!reserve(connection, static_cast<std::int64_t>(partial.size())))
		return refuseUnread(connection, RequestRefusal::Overloaded);
	// The deadline counts from the first byte, however slowly the rest arrives.
	if (connection.state != State::Head) connection.headDeadline = in(_options.headerTimeout);
	connection.state = State::Head;
	_reactor.awaitOwed(connection, connection.headDeadline);
	return Step::Gone;
}

ConnectionFlow::Step ConnectionFlow::begin(Connection& connection)
{
	Exchange& exchange = connection.task->exchange;
	connection.state = State::Handling;
	connection.task->isContinueOwed = exchange.head().expectsContinue;
	if (!exchange.decode())
	{
		(void)_gate.admit(exchange, connection.peer);
		return refuse(connection, RequestRefusal::BadRequest);
	}
	const bool isAsset = exchange.path().starts_with(kAssets);
	if (!isAsset) exchange._match = _router.match(exchange.askedMethod(), exchange.path());
	if (const auto refusal = _gate.admit(exchange, connection.peer)) return refuse(connection, *refusal);
	if (isAsset) return beginAsset(connection);
	if (!exchange.entry())
	{
		const auto refusal = exchange._match.allow.empty() ? RequestRefusal::NotFound
														   : RequestRefusal::MethodNotAllowed;
		if (!exchange.wantsHtml()) return refuse(connection, refusal);
		exchange._refusal = refusal;  // a person gets the tenant's page for it
		return run(connection, Expect::Quick, &ConnectionFlow::handle);
	}
	if (exchange.entry()->isInline) return handleInline(connection);
	const Route& route = exchange.entry()->route;
	if (!route.receives && exchange.contentLength() > route.maxBodyBytes)
		return refuse(connection, RequestRefusal::TooLarge);
	if (route.receives) return run(connection, Expect::Blocks, &ConnectionFlow::handle);
	return beginBody(connection);
}

ConnectionFlow::Step ConnectionFlow::beginAsset(Connection& connection)
{
	decideKeepAlive(connection);
	_answers.asset(connection.task->exchange, _router);
	return send(connection);
}

ConnectionFlow::Step ConnectionFlow::beginBody(Connection& connection)
{
	Task& task = *connection.task;
	takeBuffered(connection);
	if (!reserve(connection, static_cast<std::int64_t>(task.exchange._body.size()))) return refuseFull(connection);
	if (task.bodyLeft == 0)
	{
		task.isContinueOwed = false;
		return runRoute(connection);
	}
	// Nothing more of the body is read before it is known whose it is.
	const bool isQuick = task.exchange.entry()->isQuick();
	return run(connection, isQuick ? Expect::Quick : Expect::Blocks, &ConnectionFlow::decide);
}

ConnectionFlow::Step ConnectionFlow::decide(Connection& connection)
{
	auto verdict = verdictStill(*connection.task, Reactor::Clock::now());
	if (!std::holds_alternative<std::monostate>(verdict)) return answerVerdict(connection, std::move(verdict));
	return awaitBody(connection);
}

ConnectionFlow::Step ConnectionFlow::awaitBody(Connection& connection)
{
	Task& task = *connection.task;
	if (!reserve(connection, task.exchange.contentLength())) return refuseFull(connection);
	if (!tellContinue(connection)) return close(connection);
	task.exchange._body.reserve(static_cast<std::size_t>(task.exchange.contentLength()));
	connection.state = State::Body;
	startPace(task);
	_reactor.await(connection, Wants::Read, task.patience);
	return Step::Gone;
}

void ConnectionFlow::takeBuffered(Connection& connection)
{
	Task& task = *connection.task;
	const auto size = static_cast<std::size_t>(
		std::min<std::int64_t>(task.bodyLeft, static_cast<std::int64_t>(connection.input.size())));
	if (size == 0) return;
	task.exchange._body.append(connection.input, 0, size);
	connection.input.erase(0, size);
	task.bodyLeft -= static_cast<std::int64_t>(size);
}

bool ConnectionFlow::tellContinue(Connection& connection)
{
	static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
	if (!std::exchange(connection.task->isContinueOwed, false)) return true;
	return ::send(connection.fd, kContinue.data(), kContinue.size(), MSG_NOSIGNAL) ==
		static_cast<ssize_t>(kContinue.size());
}

ConnectionFlow::Step ConnectionFlow::readBody(Connection& connection, Seat& seat)
{
	Task& task = *connection.task;
	while (task.bodyLeft > 0)
	{
		const auto wanted = static_cast<std::size_t>(
			std::min<std::int64_t>(task.bodyLeft, static_cast<std::int64_t>(seat.block.size())));
		const auto got = ::recv(connection.fd, seat.block.data(), wanted, 0);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0 && errno == EAGAIN)
		{
			if (!keepsPace(task, 0)) return finish(connection, true);
			_reactor.await(connection, Wants::Read, task.patience);
			return Step::Gone;
		}
		if (got <= 0 || !keepsPace(task, got)) return finish(connection, true);
		task.exchange._body.append(seat.block.data(), static_cast<std::size_t>(got));
		wipe(seat, got);
		task.bodyLeft -= got;
	}
	connection.state = State::Handling;
	return runRoute(connection);
}

ConnectionFlow::Step ConnectionFlow::runRoute(Connection& connection)
{
	const bool isQuick = connection.task->exchange.entry()->isQuick();
	return run(connection, isQuick ? Expect::Quick : Expect::Blocks, &ConnectionFlow::handle);
}

ConnectionFlow::Step ConnectionFlow::run(
	Connection& connection, Expect expect, Step (ConnectionFlow::*work)(Connection&))
{
	connection.state = State::Handling;
	// The connection may belong to another thread, or be gone, once the work is done.
	Seat** const held = connection.seat;
	if (!held || !*held) return (this->*work)(connection);
	Crew& crew = _reactor.crew();
	if (expect == Expect::Quick && !crew.isFull())
	{
		Seat& seat = **held;
		const auto turn = crew.enter(seat);
		const auto step = (this->*work)(connection);
		if (!crew.comeBack(seat, turn)) *held = nullptr;
		return step;
	}
	switch (crew.leave(
		*held,
		[this, &connection, work] {
			connection.seat = nullptr;
			goOn(connection, (this->*work)(connection));
		},
		expect == Expect::BlocksAndIsOwed))
	{
	case Crew::Handover::Here: return (this->*work)(connection);
	case Crew::Handover::Queued: return Step::Gone;
	case Crew::Handover::Refused: break;
	}
	connection.task->exchange._retryAfter = 1;
	return refuse(connection, RequestRefusal::Overloaded);
}

ConnectionFlow::Step ConnectionFlow::handleInline(Connection& connection)
{
	Exchange& exchange = connection.task->exchange;
	return answer(connection, guarded([&] { return exchange.entry()->route.handler(exchange); }));
}

ConnectionFlow::Step ConnectionFlow::handle(Connection& connection)
{
	Task& task = *connection.task;
	Exchange& exchange = task.exchange;
	const auto started = Reactor::Clock::now();
	auto verdict = verdictStill(task, started);
	if (exchange._owesFormToken && std::holds_alternative<std::monostate>(verdict)) verdict = _gate.checkForm(exchange);
	if (!std::holds_alternative<std::monostate>(verdict)) return answerVerdict(connection, std::move(verdict));
	auto result = guarded([&] { return exchange.entry()->route.handler(exchange); });
	if (!exchange.body().empty()) base::wipeStack();  // heads have no short secret
	exchange.entry()->tookSince(started);
	if (result && exchange.entry()->route.receives)
		if (auto* order = std::get_if<Response::Receive>(&result->body()))
			return startReceiving(connection, std::move(*order), result->authorities());
	return answer(connection, std::move(result));
}

ConnectionFlow::Step ConnectionFlow::refuseReceiving(Connection& connection, Error error)
{
	Task& task = *connection.task;
	if (task.receiver->done())
		(void)guarded([&] { return task.receiver->done()(task.exchange, task.receiver->received()); });
	return answer(connection, std::move(error));
}

Verdict ConnectionFlow::verdictFor(Exchange& exchange)
{
	auto verdict = _gate.identify(exchange);
	if (exchange._refusal && !std::holds_alternative<RequestRefusal>(verdict)) return *exchange._refusal;
	if (std::holds_alternative<std::monostate>(verdict)) verdict = _gate.authorize(exchange);
	if (!std::holds_alternative<std::monostate>(verdict) || !exchange.entry()->route.admits) return verdict;
	auto admitted = guarded([&] { return exchange.entry()->route.admits(exchange); });
	if (!admitted) return admitted.error();
	return verdict;
}

Verdict ConnectionFlow::verdictStill(Task& task, Reactor::Clock::time_point now)
{
	if (task.decided != Reactor::Clock::time_point{} && now - task.decided <= _options.decisionLasts) return {};
	task.decided = now;
	return verdictFor(task.exchange);
}

ConnectionFlow::Step ConnectionFlow::startReceiving(
	Connection& connection, Response::Receive order, const Hold::Authorities& authorities)
{
	Task& task = *connection.task;
	const bool isWrong = order.length != task.bodyLeft || !order.file || !*order.file || !order.done;
	task.receiver = std::make_unique<Receiver>(std::move(order));
	if (isWrong)
		return refuseReceiving(
			connection, Error{Code::Internal, "a Receive of another length than announced, or without a file"});
	if (!task.hold.begin(connection.fd, authorities, task.exchange._authorities))
		return refuseReceiving(connection, Error{Code::Expired, "what the bytes belong to has ended"});
	takeBuffered(connection);
	auto progress = task.receiver->take(task.exchange._body);
	task.exchange._body.clear();
	if (progress == Receiver::Progress::Complete || progress == Receiver::Progress::DiskError)
		return endReceiving(connection);
	connection.state = State::Receiving;
	startPace(task);
	// If the client has gone meanwhile, the next read reports it.
	if (tellContinue(connection))
		_reactor.await(connection, Wants::Read, task.patience);
	else
		return endReceiving(connection);
	return Step::Gone;
}

ConnectionFlow::Step ConnectionFlow::receive(Connection& connection, Seat& seat)
{
	Task& task = *connection.task;
	const auto before = task.receiver->left();
	const auto progress = task.receiver->readFrom(connection.fd, seat);
	task.bodyLeft = task.receiver->left();
	const bool goesOn = progress == Receiver::Progress::More || progress == Receiver::Progress::Waiting;
	if (goesOn && keepsPace(task, before - task.bodyLeft))
	{
		_reactor.await(connection, Wants::Read, task.patience);
		return Step::Gone;
	}
	return endReceiving(connection);
}

ConnectionFlow::Step ConnectionFlow::endReceiving(Connection& connection)
{
	connection.task->receiver->finish();
	connection.task->hold.release();
	return run(connection, Expect::BlocksAndIsOwed, &ConnectionFlow::afterReceiving);
}

ConnectionFlow::Step ConnectionFlow::afterReceiving(Connection& connection)
{
	Task& task = *connection.task;
	Received received = task.receiver->received();
	// Who sends it may have lost their access meanwhile.
	Verdict verdict;
	if (received.complete) verdict = verdictStill(task, Reactor::Clock::now());
	const bool isRefused = !std::holds_alternative<std::monostate>(verdict);
	received.complete = received.complete && !isRefused;
	auto result = guarded([&] { return task.receiver->done()(task.exchange, received); });
	if (isRefused) return answerVerdict(connection, std::move(verdict));
	if (received.complete || received.diskFull) return answer(connection, std::move(result));
	return finish(connection, true);
}

ConnectionFlow::Step ConnectionFlow::drain(Connection& connection, Seat& seat)
{
	Task& task = *connection.task;
	while (task.bodyLeft > 0)
	{
		const auto wanted = static_cast<std::size_t>(
			std::min<std::int64_t>(task.bodyLeft, static_cast<std::int64_t>(seat.block.size())));
		const auto got = ::recv(connection.fd, seat.block.data(), wanted, 0);
		wipe(seat, got);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0 && errno == EAGAIN)
		{
			if (!keepsPace(task, 0)) return close(connection);
			_reactor.awaitOwed(connection, task.patience);
			return Step::Gone;
		}
		if (got <= 0 || !keepsPace(task, got)) return close(connection);
		task.bodyLeft -= got;
	}
	return next(connection);
}

bool ConnectionFlow::keepsPace(Task& task, std::int64_t bytes) const
{
	const auto now = Reactor::Clock::now();
	if (now > task.patience) return false;
	const auto earned = std::chrono::microseconds(
		bytes * 1'000'000 / std::max<std::int64_t>(1, _options.minBytesPerSecond));
	task.patience = std::min(now + _options.stallTimeout, task.patience + earned);
	return true;
}

}
