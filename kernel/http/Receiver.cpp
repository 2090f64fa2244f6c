#include "kernel/http/Receiver.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sx::http {

namespace {
// Limits what one connection may receive before others get their turn.
constexpr std::int64_t kReceiveTurnBytes = 4 * 1024 * 1024;
}

Receiver::Receiver(Response::Receive order): _order(std::move(order))
{
	if (_order.sha256) _hasher = std::make_unique<keys::Hasher>();
}

Receiver::Progress Receiver::diskError(int error) noexcept
{
	_received.diskFull = error == ENOSPC || error == EDQUOT;
	return Progress::DiskError;
}

Receiver::Progress Receiver::write(const char* bytes, std::size_t size)
{
	if (_hasher) _hasher->update({bytes, size});
	while (size > 0)
	{
		const auto written = ::pwrite(_order.file->get(), bytes, size, _order.offset + _received.bytes);
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return diskError(written < 0 ? errno : ENOSPC);
		bytes += written;
		size -= static_cast<std::size_t>(written);
		_received.bytes += written;
	}
	return left() == 0 ? Progress::Complete : Progress::More;
}

Receiver::Progress Receiver::take(std::string_view bytes)
{
	if (left() == 0) return Progress::Complete;
	return write(bytes.data(), bytes.size());
}

Receiver::Progress Receiver::readFrom(int socket, Seat& seat)
{
	if (!_hasher && seat.hasPipe()) return spliceFrom(socket, seat);
	for (std::int64_t turn = 0; turn < kReceiveTurnBytes;)
	{
		const auto wanted = static_cast<std::size_t>(
			std::min<std::int64_t>(left(), static_cast<std::int64_t>(seat.block.size())));
		const auto got = ::recv(socket, seat.block.data(), wanted, 0);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0 && errno == EAGAIN) return Progress::Waiting;
		if (got <= 0) return Progress::Cut;
		turn += got;
		const auto progress = write(seat.block.data(), static_cast<std::size_t>(got));
		if (progress != Progress::More) return progress;
	}
	return Progress::More;
}

Receiver::Progress Receiver::spliceFrom(int socket, Seat& seat)
{
	for (std::int64_t turn = 0; turn < kReceiveTurnBytes;)
	{
		const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(left(), Seat::kPipeBytes));
		auto inPipe = ::splice(socket, nullptr, seat.pipeIn(), nullptr, wanted, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (inPipe < 0 && errno == EINTR) continue;
		if (inPipe < 0 && errno == EAGAIN) return Progress::Waiting;
		if (inPipe <= 0) return Progress::Cut;
		turn += inPipe;
		while (inPipe > 0)
		{
			loff_t at = _order.offset + _received.bytes;
			const auto moved = ::splice(
				seat.pipeOut(), nullptr, _order.file->get(), &at, static_cast<std::size_t>(inPipe), SPLICE_F_MOVE);
			if (moved < 0 && errno == EINTR) continue;
			if (moved <= 0)
			{
				const int error = moved < 0 ? errno : ENOSPC;
				seat.renewPipe();  // what is left in the pipe belongs to nobody
				return diskError(error);
			}
			inPipe -= moved;
			_received.bytes += moved;
		}
		if (left() == 0) return Progress::Complete;
	}
	return Progress::More;
}

void Receiver::finish()
{
	_received.complete = left() == 0;
	_order.file.reset();
	if (_hasher && _received.complete) _received.sha256 = _hasher->finish();
}

}
