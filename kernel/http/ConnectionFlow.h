// Leads a connection through its life: head, body, handler, response, and the next request.
#pragma once
#include "kernel/http/Answers.h"
#include "kernel/http/Gatekeeper.h"
#include "kernel/http/Hold.h"
#include "kernel/http/Reactor.h"
#include "kernel/http/Receiver.h"

namespace sx::http {

/// Holds one request and how far it has come.
struct Task
{
	Task(RequestHead head, Reactor::Clock::time_point now):
		exchange(std::move(head), now), bodyLeft(exchange.contentLength()), paceStart(now)
	{
	}

	Exchange exchange;
	std::unique_ptr<Receiver> receiver{};
	std::int64_t bodyLeft;  // bytes of the body not yet read from the socket
	std::size_t sent = 0;   // bytes of the output
	std::int64_t fileSent = 0;
	Reactor::Clock::time_point paceStart;  // when the counting of paceBytes began
	std::int64_t paceBytes = 0;
	bool isContinueOwed = false;  // the client waits for "100 Continue"
	Hold hold{};                  // the rights of the transfer that runs
};

/// Implements the state machine of a connection. Each function owns the connection while it runs, and no longer owns it
/// once it has returned Step::Gone.
class ConnectionFlow
{
public:
	ConnectionFlow(const ServerOptions& options,
		const ServerComponents& components,
		const Router& router,
		Proxies proxies,
		int ioWorkers);

	Result<> listen() { return _reactor.listen(_options.address, _options.port); }
	void start() { _reactor.start(); }
	void stop() noexcept;
	int port() const noexcept { return _reactor.port(); }

private:
	enum class Step { Gone, Next };  // Next: the response is sent; the input may hold another request

	void onReady(Connection& connection, Seat*& seat);
	void goOn(Connection& connection, Step step);

	// Reading
	Step readHead(Connection& connection, Seat& seat);
	Step takeRequest(Connection& connection, std::string_view bytes);
	Step waitForHead(Connection& connection, std::string_view partial);
	Step begin(Connection& connection);
	Step beginAsset(Connection& connection);
	Step beginBody(Connection& connection);
	Step readBody(Connection& connection, Seat& seat);
	Step receive(Connection& connection, Seat& seat);
	Step drain(Connection& connection, Seat& seat);
	Step linger(Connection& connection, Seat& seat);
	void takeBuffered(Connection& connection);
	bool tellContinue(Connection& connection);

	// Handling
	enum class Expect { Quick, Blocks, BlocksAndIsOwed };
	Step run(Connection& connection, Expect expect, Step (ConnectionFlow::*work)(Connection&));
	Step runRoute(Connection& connection);
	Step handle(Connection& connection);
	Step handleInline(Connection& connection);
	Step startReceiving(Connection& connection, Response::Receive order, const Hold::Authorities& authorities);
	Step refuseReceiving(Connection& connection, Error error);
	Step endReceiving(Connection& connection);
	Step afterReceiving(Connection& connection);

	// Answering
	Step answer(Connection& connection, Result<Response> result);
	Step answerVerdict(Connection& connection, Verdict verdict);
	Step refuse(Connection& connection, RequestRefusal refusal);
	Step refuseUnread(Connection& connection, RequestRefusal refusal);
	Step send(Connection& connection);
	Step sendFile(Connection& connection);
	void endTransfer(Task& task) const noexcept;
	Step finish(Connection& connection, bool isCut);
	Step beginLingering(Connection& connection);
	Step next(Connection& connection);
	Step close(Connection& connection);
	void decideKeepAlive(Connection& connection) const;
	void log(const Task& task, bool isCut) const;

	/// Tells whether the average rate of the transfer is high enough; adds `bytes` to what has been transferred.
	bool keepsPace(Task& task, std::int64_t bytes) const;
	Reactor::Clock::time_point in(std::chrono::milliseconds time) const { return Reactor::Clock::now() + time; }

	const ServerOptions& _options;
	const ServerComponents& _components;
	const Router& _router;
	Gatekeeper _gate;
	Answers _answers;
	Reactor _reactor;
};

}
