#include "kernel/http/Hold.h"

#include <sys/socket.h>

namespace sx::http {

bool Hold::begin(int socket, const Authorities& first, const Authorities& second)
{
	_socket = socket;
	if (join(first) && join(second)) return true;
	release();
	return false;
}

bool Hold::join(const Authorities& some)
{
	for (const auto& each: some)
	{
		_held.reserve(_held.size() + 1);  // so that what has begun is always remembered
		if (!each->begin(*this)) return false;
		_held.push_back(each);
	}
	return true;
}

void Hold::release() noexcept
{
	for (const auto& each: _held) each->leave(*this);
	_held.clear();
}

void Hold::cut() noexcept
{
	_isCut.store(true);
	// Dissolving the association (connect(2), AF_UNSPEC) resets the connection and drops what the system has not sent
	// yet; a shutdown would still deliver that. The connection's thread then sees a broken socket and closes it.
	sockaddr nowhere{};
	nowhere.sa_family = AF_UNSPEC;
	if (::connect(_socket, &nowhere, sizeof nowhere) == 0) return;
	const linger atOnce{1, 0};
	::setsockopt(_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
	::shutdown(_socket, SHUT_RDWR);
}

}
