// Sends responses and decides what becomes of the connection afterwards.
#include "kernel/http/ConnectionFlow.h"
#include "kernel/http/Problems.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>

namespace sx::http {

namespace {

using State = Connection::State;
using Wants = Reactor::Wants;

// Limits what one download may send before others get their turn.
constexpr std::int64_t kSendTurnBytes = 8 * 1024 * 1024;
// Limits how long the client may go on sending after the last response, all in all.
constexpr auto kLinger = std::chrono::milliseconds(2000);
// How much less must be unsent before the pace of the last bytes is looked at again.
constexpr int kFewBytes = 8 * 1024;
// Ends a stream of chunks (RFC 9112, section 7.1).
constexpr std::string_view kLastChunk = "0\r\n\r\n";
// How many bytes the system holds of a stream, and of responses for a client who sends the next request before it has
// read the last response; without a bound it holds megabytes of them.
constexpr int kMostUnsent = 256 * 1024;
constexpr int kAsTheSystemLikes = 0;

/// Has a socket take no more while so many bytes are unsent, and count as writable once less than half of them are.
void limitUnsent(int socket, int bytes) noexcept
{
	::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
}

/// Writes a piece of a stream with its length in front; an empty one is the end.
std::string chunkOf(const std::string& piece)
{
	if (piece.empty()) return std::string(kLastChunk);
	char length[2 * sizeof piece.size()];
	const auto end = std::to_chars(length, std::end(length), piece.size(), 16).ptr;
	std::string out;
	out.reserve(piece.size() + sizeof length + 4);
	return out.append(length, end).append("\r\n").append(piece).append("\r\n");
}

}

void ConnectionFlow::decideKeepAlive(Connection& connection) const
{
	Task& task = *connection.task;
	// A client that was not told to continue may send its body or not, so nobody can know where the next request
	// begins.
	const bool isClear = task.bodyLeft <= _options.maxDrainBytes && !(task.isContinueOwed && task.bodyLeft > 0);
	task.exchange._keepsAlive = task.exchange.head().keepsAlive && isClear && !_reactor.isStopping();
}

ConnectionFlow::Step ConnectionFlow::answer(Connection& connection, Result<Response> result)
{
	Exchange& exchange = connection.task->exchange;
	decideKeepAlive(connection);
	try
	{
		if (result)
			_answers.answer(exchange, std::move(result).value());
		else
			_answers.fail(exchange, result.error());
	}
	catch (const std::exception& e)
	{
		_components.log.error("http.answer.threw", {{"what", e.what()}, {"request_id", exchange.requestId()}});
		return close(connection);
	}
	return send(connection);
}

ConnectionFlow::Step ConnectionFlow::answerVerdict(Connection& connection, Verdict verdict)
{
	if (auto* error = std::get_if<Error>(&verdict)) return answer(connection, std::move(*error));
	if (auto* response = std::get_if<Response>(&verdict)) return answer(connection, std::move(*response));
	decideKeepAlive(connection);
	_answers.refuse(connection.task->exchange, std::get<RequestRefusal>(verdict), false);
	return send(connection);
}

ConnectionFlow::Step ConnectionFlow::refuse(Connection& connection, RequestRefusal refusal)
{
	Task& task = *connection.task;
	decideKeepAlive(connection);
	if (refusal == RequestRefusal::BadRequest) task.exchange._keepsAlive = false;
	_answers.refuse(task.exchange, refusal, true);
	return send(connection);
}

ConnectionFlow::Step ConnectionFlow::refuseFull(Connection& connection)
{
	connection.task->exchange._retryAfter = 1;
	return refuse(connection, RequestRefusal::Overloaded);
}

ConnectionFlow::Step ConnectionFlow::refuseUnread(Connection& connection, RequestRefusal refusal)
{
	const auto output = _answers.refusalWithoutRequest(refusal);
	_components.log.info("http.refused", {{"status", output.status}});
	[[maybe_unused]] const auto sent = ::send(connection.fd, output.bytes.data(), output.bytes.size(), MSG_NOSIGNAL);
	return beginLingering(connection);
}

ConnectionFlow::Step ConnectionFlow::send(Connection& connection)
{
	Task& task = *connection.task;
	const Output& output = task.exchange._output;
	if (connection.state != State::Sending)
	{
		connection.state = State::Sending;
		startPace(task);
		// Whoever reads slowly holds no memory for what they asked.
		task.exchange._body = std::string();
		connection.memory.letGo();
		const bool isTransfer = output.file || output.next;
		if (isTransfer && !task.hold.begin(connection.fd, output.authorities, task.exchange._authorities))
			return finish(connection, true);
		// What is made ahead of the client is neither fresh nor small.
		if (output.next) limitUnsent(connection.fd, kMostUnsent);
	}
	else if (output.next && task.sent == output.bytes.size())
		return run(connection, Expect::BlocksAndIsOwed, &ConnectionFlow::sendPiece);
	while (task.sent < output.bytes.size())
	{
		const auto sent = ::send(connection.fd,
			output.bytes.data() + task.sent,
			output.bytes.size() - task.sent,
			MSG_NOSIGNAL | (output.length > 0 ? MSG_MORE : 0));
		if (sent < 0 && errno == EINTR) continue;
		if (sent < 0 && errno == EAGAIN)
		{
			if (!keepsPace(task, 0)) return finish(connection, true);
			_reactor.await(connection, Wants::Write, task.patience);
			return Step::Gone;
		}
		if (sent <= 0 || !keepsPace(task, sent)) return finish(connection, true);
		task.sent += static_cast<std::size_t>(sent);
	}
	if (output.length > 0) return sendFile(connection);
	if (!output.next) return awaitSent(connection);
	// Asks for the next piece from a thread at the sockets: so others get their turn, and a slow reader holds no
	// thread.
	_reactor.await(connection, Wants::Write, task.patience);
	return Step::Gone;
}

Result<std::string> ConnectionFlow::pieceOf(Task& task)
{
	const auto began = Reactor::Clock::now();
	// Whoever reads for hours may have lost their access meanwhile.
	if (!std::holds_alternative<std::monostate>(verdictStill(task, began)))
		return Error{Code::Denied, "whoever reads a stream has lost their access"};
	try
	{
		auto piece = task.exchange._output.next();
		// The client does not pay for the time that a piece takes.
		task.patience += Reactor::Clock::now() - began;
		return piece;
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("a stream threw: ") + e.what()};
	}
}

ConnectionFlow::Step ConnectionFlow::sendPiece(Connection& connection)
{
	Task& task = *connection.task;
	Output& output = task.exchange._output;
	auto piece = pieceOf(task);
	if (!piece)
	{
		_components.log.error("http.stream.failed",
			{{"problem", std::string(kindOf(piece.error().code).word)},
				{"detail", piece.error().detail},
				{"route", task.exchange.entry()->route.path},
				{"request_id", task.exchange.requestId()}});
		return finish(connection, true);
	}
	task.fileSent += static_cast<std::int64_t>(task.sent - output.headBytes);
	task.sent = output.headBytes = 0;
	if (piece->empty())
	{
		output.next = {};
		limitUnsent(connection.fd, kAsTheSystemLikes);
	}
	output.bytes = output.isChunked ? chunkOf(*piece) : std::move(*piece);
	connection.state = State::Sending;
	return send(connection);
}

ConnectionFlow::Step ConnectionFlow::sendFile(Connection& connection)
{
	Task& task = *connection.task;
	const Output& output = task.exchange._output;
	std::int64_t turn = 0;
	while (task.fileSent < output.length && turn < kSendTurnBytes)
	{
		off_t at = output.offset + task.fileSent;
		const auto wanted = static_cast<std::size_t>(std::min(output.length - task.fileSent, kSendTurnBytes));
		const auto sent = ::sendfile(connection.fd, output.file->get(), &at, wanted);
		if (sent < 0 && errno == EINTR) continue;
		if (sent < 0 && errno == EAGAIN) break;
		if (sent <= 0) return finish(connection, true);  // the client has gone, or the file is shorter than promised
		task.fileSent += sent;
		turn += sent;
	}
	if (task.fileSent == output.length) return awaitSent(connection);
	if (!keepsPace(task, turn)) return finish(connection, true);
	_reactor.await(connection, Wants::Write, task.patience);
	return Step::Gone;
}

/// Keeps the rights of a transfer until the system has sent its last byte: it still holds some when it is given that
/// one, and drops them only if the connection is broken off.
ConnectionFlow::Step ConnectionFlow::awaitSent(Connection& connection)
{
	Task& task = *connection.task;
	int unsent = 0;
	if (task.hold.isEmpty() || ::ioctl(connection.fd, SIOCOUTQNSD, &unsent) != 0) unsent = 0;
	if (task.hold.isCut()) return finish(connection, true);
	if (unsent > 0)
	{
		if (!keepsPace(task, std::max(0, task.unsent - unsent))) return finish(connection, true);
		task.unsent = unsent;
		limitUnsent(connection.fd, 2 * std::max(0, unsent - kFewBytes) + 1);
		_reactor.await(connection, Wants::Write, task.patience);
		return Step::Gone;
	}
	if (task.unsent > 0) limitUnsent(connection.fd, kAsTheSystemLikes);
	return finish(connection, false);
}

/// Lets go of the rights of the transfer, and tells who wants to know how it ended.
void ConnectionFlow::endTransfer(Task& task) const noexcept
try
{
	task.hold.release();
	if (const auto ended = std::exchange(task.exchange._output.ended, {})) ended(task.fileSent);
}
catch (const std::exception& e)
{
	_components.log.error("http.ended.threw", {{"what", e.what()}, {"request_id", task.exchange.requestId()}});
}

ConnectionFlow::Step ConnectionFlow::finish(Connection& connection, bool isCut)
{
	Task& task = *connection.task;
	endTransfer(task);
	log(task, isCut);
	if (isCut)
	{
		// What the system still holds must not leave later, when nobody could cut it any more.
		const struct ::linger atOnce
		{
			1, 0
		};
		::setsockopt(connection.fd, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
		return close(connection);
	}
	if (task.exchange._keepsAlive)
	{
		takeBuffered(connection);  // a body that the handler did not read
		if (task.bodyLeft == 0) return next(connection);
		connection.state = State::Draining;
		task.exchange._body = std::string();
		task.exchange._output = Output();
		startPace(task);
		_reactor.awaitOwed(connection, task.patience);
		return Step::Gone;
	}
	if (task.bodyLeft == 0 && connection.input.empty()) return close(connection);
	// Closing with unread bytes would reset the connection, and the client could lose the response.
	connection.task.reset();
	return beginLingering(connection);
}

ConnectionFlow::Step ConnectionFlow::beginLingering(Connection& connection)
{
	::shutdown(connection.fd, SHUT_WR);
	connection.input = std::string();
	connection.memory.letGo();
	connection.state = State::Lingering;
	connection.lingerDeadline = in(kLinger);
	_reactor.awaitOwed(connection, connection.lingerDeadline);
	return Step::Gone;
}

ConnectionFlow::Step ConnectionFlow::linger(Connection& connection, Seat& seat)
{
	// Others get their turn after a few blocks.
	for (int turn = 0; turn < 16; ++turn)
	{
		const auto got = ::recv(connection.fd, seat.block.data(), seat.block.size(), 0);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0 && errno == EAGAIN) break;
		if (got <= 0) return close(connection);
	}
	if (Reactor::Clock::now() >= connection.lingerDeadline) return close(connection);
	_reactor.awaitOwed(connection, connection.lingerDeadline);
	return Step::Gone;
}

ConnectionFlow::Step ConnectionFlow::next(Connection& connection)
{
	connection.task.reset();
	connection.searched = 0;
	if (!connection.input.empty())
	{
		limitUnsent(connection.fd, kMostUnsent);
		connection.state = State::Idle;
		return Step::Next;
	}
	return waitForHead(connection, {});
}

ConnectionFlow::Step ConnectionFlow::close(Connection& connection)
{
	if (connection.task) endTransfer(*connection.task);
	_reactor.close(connection);
	return Step::Gone;
}

void ConnectionFlow::log(const Task& task, bool isCut) const
{
	static constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	const Exchange& exchange = task.exchange;
	const auto* entry = exchange.entry();
	const std::string_view method = exchange.askedMethod() ? kMethods[static_cast<int>(*exchange.askedMethod())]
														   : "other";
	// Logs the pattern, never the path, because paths hold tokens.
	const std::string_view route = entry          ? std::string_view(entry->route.path)
		: exchange.path().starts_with("/assets/") ? "/assets/*"
												  : "";
	const auto& output = exchange._output;
	const auto bytes = static_cast<std::int64_t>(task.sent > output.headBytes ? task.sent - output.headBytes : 0) +
		task.fileSent;
	const auto millis =
		std::chrono::duration_cast<std::chrono::milliseconds>(Reactor::Clock::now() - exchange.started()).count();
	_components.log.info("http.request",
		{{"method", method},
			{"route", route},
			{"status", output.status},
			{"bytes", bytes},
			{"ms", static_cast<std::int64_t>(millis)},
			{"cut", isCut},
			{"request_id", exchange.requestId()}});
	if (!_components.metrics) return;
	_components.metrics->count(
		"requests", "route=\"" + std::string(route) + "\",status=\"" + std::to_string(output.status / 100) + "xx\"");
}

}
