// Reads requests and runs handlers; ConnectionFlowSend.cpp sends the responses.
#include "kernel/http/ConnectionFlow.h"

#include <sys/socket.h>

#include <cerrno>

namespace sx::http {

namespace {

using State = Connection::State;
using Wants = Reactor::Wants;

constexpr std::size_t kHeadReadBytes = 64 * 1024;
constexpr std::string_view kAssets = "/assets/";

/// Calls a handler, which is somebody else's code: whatever it throws becomes an internal failure of the request.
Result<Response> guarded(const std::function<Result<Response>()>& handler) noexcept
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
	_components(components), _router(router), _gate(options, components, std::move(proxies)), _answers(options, components),
	_reactor({options.maxConnections, options.headerTimeout},
		{ioWorkers, options.handlerThreads, static_cast<std::size_t>(options.maxQueuedRequests)},
		[this](Connection& connection, Seat*& seat) { onReady(connection, seat); })
{
}

void ConnectionFlow::stop() noexcept { _reactor.stop(_options.drainDeadline); }

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
		step = takeRequest(connection, input);
	}
}

ConnectionFlow::Step ConnectionFlow::readHead(Connection& connection, Seat& seat)
{
	const auto got = ::recv(connection.fd, seat.block.data(), kHeadReadBytes, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return waitForHead(connection, std::exchange(connection.input, {}));
	if (got <= 0) return close(connection);
	const std::string_view fresh(seat.block.data(), static_cast<std::size_t>(got));
	if (connection.input.empty()) return takeRequest(connection, fresh);
	std::string all = std::move(connection.input);
	connection.input = std::string();
	all += fresh;
	return takeRequest(connection, all);
}

ConnectionFlow::Step ConnectionFlow::takeRequest(Connection& connection, std::string_view bytes)
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
	connection.input.assign(bytes.substr(length));
	connection.task = std::make_unique<Task>(std::move(std::get<RequestHead>(head)), Reactor::Clock::now());
	return begin(connection);
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
	// The deadline counts from the first byte, however slowly the rest arrives.
	if (connection.state != State::Head) connection.headDeadline = in(_options.headerTimeout);
	connection.state = State::Head;
	_reactor.await(connection, Wants::Read, connection.headDeadline);
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
	if (task.bodyLeft == 0)
	{
		task.isContinueOwed = false;
		return runRoute(connection);
	}
	if (!tellContinue(connection)) return close(connection);
	connection.state = State::Body;
	_reactor.await(connection, Wants::Read, in(_options.stallTimeout));
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
			_reactor.await(connection, Wants::Read, in(_options.stallTimeout));
			return Step::Gone;
		}
		if (got <= 0) return finish(connection, true);
		task.exchange._body.append(seat.block.data(), static_cast<std::size_t>(got));
		task.bodyLeft -= got;
		task.paceBytes += got;
	}
	connection.state = State::Handling;
	return runRoute(connection);
}

ConnectionFlow::Step ConnectionFlow::runRoute(Connection& connection)
{
	const auto& entry = *connection.task->exchange.entry();
	if (entry.isInline) return handleInline(connection);
	return run(connection, entry.isQuick() ? Expect::Quick : Expect::Blocks, &ConnectionFlow::handle);
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
	Exchange& exchange = connection.task->exchange;
	const auto started = Reactor::Clock::now();
	auto verdict = _gate.identify(exchange);
	if (exchange._refusal && !std::holds_alternative<RequestRefusal>(verdict)) verdict = *exchange._refusal;
	if (std::holds_alternative<std::monostate>(verdict)) verdict = _gate.authorize(exchange);
	if (!std::holds_alternative<std::monostate>(verdict)) return answerVerdict(connection, std::move(verdict));
	auto result = guarded([&] { return exchange.entry()->route.handler(exchange); });
	exchange.entry()->tookSince(started);
	if (result && exchange.entry()->route.receives)
		if (auto* order = std::get_if<Response::Receive>(&result->body()))
			return startReceiving(connection, std::move(*order));
	return answer(connection, std::move(result));
}

ConnectionFlow::Step ConnectionFlow::startReceiving(Connection& connection, Response::Receive order)
{
	Task& task = *connection.task;
	const bool isWrong = order.length != task.bodyLeft || !order.file || !*order.file || !order.done;
	task.receiver = std::make_unique<Receiver>(std::move(order));
	if (isWrong)
	{
		if (task.receiver->done())
			(void)guarded([&] { return task.receiver->done()(task.exchange, task.receiver->received()); });
		return answer(
			connection, Error{Code::Internal, "a Receive of another length than announced, or without a file"});
	}
	takeBuffered(connection);
	auto progress = task.receiver->take(task.exchange._body);
	task.exchange._body.clear();
	if (progress == Receiver::Progress::Complete || progress == Receiver::Progress::DiskError)
		return endReceiving(connection);
	connection.state = State::Receiving;
	task.paceStart = Reactor::Clock::now();
	// If the client has gone meanwhile, the next read reports it.
	if (tellContinue(connection))
		_reactor.await(connection, Wants::Read, in(_options.stallTimeout));
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
		_reactor.await(connection, Wants::Read, in(_options.stallTimeout));
		return Step::Gone;
	}
	return endReceiving(connection);
}

ConnectionFlow::Step ConnectionFlow::endReceiving(Connection& connection)
{
	connection.task->receiver->finish();
	return run(connection, Expect::BlocksAndIsOwed, &ConnectionFlow::afterReceiving);
}

ConnectionFlow::Step ConnectionFlow::afterReceiving(Connection& connection)
{
	Task& task = *connection.task;
	const Received& received = task.receiver->received();
	auto result = guarded([&] { return task.receiver->done()(task.exchange, received); });
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
		if (got < 0 && errno == EINTR) continue;
		if (got < 0 && errno == EAGAIN)
		{
			if (!keepsPace(task, 0)) return close(connection);
			_reactor.await(connection, Wants::Read, in(_options.stallTimeout));
			return Step::Gone;
		}
		if (got <= 0) return close(connection);
		task.bodyLeft -= got;
		task.paceBytes += got;
	}
	return next(connection);
}

bool ConnectionFlow::keepsPace(Task& task, std::int64_t bytes) const
{
	task.paceBytes += bytes;
	const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Reactor::Clock::now() - task.paceStart);
	if (elapsed <= _options.stallTimeout) return true;
	return task.paceBytes * 1000 / elapsed.count() >= _options.minBytesPerSecond;
}

}
