// Binds a transfer to the rights under which it runs, and breaks its connection off when one of them ends.
#pragma once
#include "sx/authority.h"

#include <atomic>
#include <memory>
#include <vector>

namespace sx::http {

/// Runs one transfer under rights. release() it before the socket is closed, so that nothing is cut that belongs to
/// somebody else by then. [begin, release: the connection's thread; cut: any thread]
class Hold final: public Authority::Transfer
{
public:
	using Authorities = std::vector<std::shared_ptr<Authority>>;

	Hold() = default;
	~Hold() { release(); }
	Hold(const Hold&) = delete;
	Hold& operator=(const Hold&) = delete;

	/// Begins the transfer under all of these rights. Returns false, and holds nothing, if one of them has ended.
	bool begin(int socket, const Authorities& first, const Authorities& second);
	void release() noexcept;
	void cut() noexcept override;
	bool isEmpty() const noexcept { return _held.empty(); }
	bool isCut() const noexcept { return _isCut.load(); }

private:
	bool join(const Authorities& some);

	int _socket = -1;
	std::atomic<bool> _isCut{false};
	Authorities _held;
};

}
