// Writes the register's lines that nobody waits for: visits, refusals, downloads.
#pragma once
#include "handlers/Services.h"
#include "store/EventRows.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::messages {

/// A refusal must take the same time whether there is something to write or not, so these lines are written by a thread
/// of their own, a moment later. A crash may lose the last half second of them; nothing that was acknowledged is among
/// them. [any thread]
class Register
{
public:
	explicit Register(Services& services);
	/// Writes what is left and ends its thread.
	~Register();
	Register(const Register&) = delete;
	Register& operator=(const Register&) = delete;

	/// Dropped when thousands wait already, or when the event is of no message.
	void note(const TenantId& tenant, Event event) noexcept;
	/// Writes now what waits; who shows the register calls it first.
	void flush() noexcept;

private:
	struct Line
	{
		TenantId tenant;
		Event event;
	};
	void run() noexcept;

	Services& _services;
	std::mutex _mutex;
	std::mutex _writing;  // one flush at a time, so that flush() returns with everything written
	std::condition_variable _wake;
	std::vector<Line> _waiting;
	bool _isStopping = false;
	std::thread _thread;
};

/// An event of a request by a reader.
Event eventOf(Request& request,
	const Services& services,
	const MessageId& message,
	const GrantId& grant,
	std::string kind,
	std::string cause = {});

}
