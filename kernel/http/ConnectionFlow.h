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
		exchange(std::move(head), now), bodyLeft(exchange.contentLength())
	{
	}

	Exchange exchange;
	std::unique_ptr<Receiver> receiver{};
	std::int64_t bodyLeft;                  // bytes of the body not yet read from the socket
	std::size_t sent = 0;                   // bytes of the output
	std::int64_t fileSent = 0;              // of the file's section, or of the former pieces of a stream
	int unsent = 0;                         // bytes that the system still held when it was last asked
	Reactor::Clock::time_point patience{};  // when the transfer is cut; each byte that comes or goes puts it off
	Reactor::Clock::time_point decided{};   // when identity and access were last decided; none: not yet
	bool isContinueOwed = false;            // the client waits for "100 Continue"
	Hold hold{};                            // the rights of the transfer that runs
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
	ServerLoad load() const noexcept;

private:
	enum class Step { Gone, Next };  // Next: the response is sent; the input may hold another request

	void onReady(Connection& connection, Seat*& seat);
	void goOn(Connection& connection, Step step);

	/// Takes a new connection if its network has not too many.
	bool admit(Connection& connection);
	/// Gives memory back to the system after an attack.
	void tidy() noexcept;

	// Reading
	Step readHead(Connection& connection, Seat& seat);
	/// Takes the request whose head stands in `bytes`; returns how it ended if none can begin.
	std::optional<Step> takeHead(Connection& connection, std::string_view bytes);
	Step waitForHead(Connection& connection, std::string_view partial);
	Step begin(Connection& connection);
	Step beginAsset(Connection& connection);
	Step beginBody(Connection& connection);
	Step decide(Connection& connection);
	Step awaitBody(Connection& connection);
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
	/// Finds out who asks and whether they may, from the head alone.
	Verdict verdictFor(Exchange& exchange);
	/// Returns what was decided from the head; decides again if that was long ago.
	Verdict verdictStill(Task& task, Reactor::Clock::time_point now);
	/// Counts bytes of this connection that are kept in memory; false: there is no room for them.
	bool reserve(Connection& connection, std::int64_t bytes);
	Step handleInline(Connection& connection);
	Step startReceiving(Connection& connection, Response::Receive order, const Hold::Authorities& authorities);
	Step refuseReceiving(Connection& connection, Error error);
	Step endReceiving(Connection& connection);
	Step afterReceiving(Connection& connection);

	// Answering
	Step answer(Connection& connection, Result<Response> result);
	Step answerVerdict(Connection& connection, Verdict verdict);
	Step refuse(Connection& connection, RequestRefusal refusal);
	Step refuseFull(Connection& connection);
	Step refuseUnread(Connection& connection, RequestRefusal refusal);
	Step send(Connection& connection);
	Step sendFile(Connection& connection);
	/// Has a handler's thread make the next piece of a stream, once the client has taken the former one.
	Step sendPiece(Connection& connection);
	Result<std::string> pieceOf(Task& task);
	Step awaitSent(Connection& connection);
	void endTransfer(Task& task) const noexcept;
	Step finish(Connection& connection, bool isCut);
	Step beginLingering(Connection& connection);
	Step next(Connection& connection);
	Step close(Connection& connection);
	void decideKeepAlive(Connection& connection) const;
	void log(const Task& task, bool isCut) const;

	/// Begins to watch the pace of a transfer.
	void startPace(Task& task) const { task.patience = in(_options.stallTimeout); }
	/// Puts the end of the patience off by what `bytes` earn, but never further than the stall timeout from now: so a
	/// fast first part pays for no trickle. Returns false if the patience has ended.
	bool keepsPace(Task& task, std::int64_t bytes) const;
	Reactor::Clock::time_point in(std::chrono::milliseconds time) const { return Reactor::Clock::now() + time; }

	const ServerOptions& _options;
	const ServerComponents& _components;
	const Router& _router;
	const Proxies _proxies;
	Gatekeeper _gate;
	Answers _answers;
	Holdings _places;           // connections
	Holdings _memory;           // bytes that clients have sent of heads and bodies that are kept in memory
	Holdings _strangersMemory;  // of them, those of clients who have not said who they are
	std::atomic<std::int64_t> _turnedAway{0};
	std::int64_t _mostMemory = 0, _mostPlaces = 0;  // since memory was last given back [the reactor's clock thread]
	Reactor _reactor;
};

}
