// Writes a request's body into a file as it arrives.
#pragma once
#include "kernel/http/Crew.h"
#include "kernel/keys/Hasher.h"
#include "sx/http.h"

namespace sx::http {

/// Writes the body at an offset of the file. Hashes it if the handler asked for that; otherwise splices it from the
/// socket. Never waits for the client. [one thread at a time]
class Receiver
{
public:
	enum class Progress { More, Waiting, Complete, Cut, DiskError };

	explicit Receiver(Response::Receive order);
	Receiver(const Receiver&) = delete;
	Receiver& operator=(const Receiver&) = delete;

	/// Takes the bytes that were read together with the head.
	Progress take(std::string_view bytes);
	/// Reads from the socket. Waiting: the socket is empty. More: this turn's budget is used up.
	Progress readFrom(int socket, Seat& seat);

	std::int64_t left() const noexcept { return _order.length - _received.bytes; }
	/// Returns what `done` is told. Call finish() first.
	const Received& received() const noexcept { return _received; }
	void finish();
	const ReceiveDone& done() const noexcept { return _order.done; }

private:
	Progress write(const char* bytes, std::size_t size);
	Progress diskError(int error) noexcept;
	Progress spliceFrom(int socket, Seat& seat);

	Response::Receive _order;
	Received _received{};
	std::unique_ptr<keys::Hasher> _hasher;
};

}
