// Writes the register's lines that no request waits for: visits, refusals, downloads.
#pragma once
#include "services/Services.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::sealed {

/// Writes lines on a thread of its own, a moment later, because a refusal must take the same time whether there is
/// something to write or not. A crash may lose the last half second of lines; nothing that was acknowledged is among
/// them. [any thread]
class RegisterWriter
{
public:
	explicit RegisterWriter(const Services& services);
	/// Writes the remaining lines and ends the thread.
	~RegisterWriter();
	RegisterWriter(const RegisterWriter&) = delete;
	RegisterWriter& operator=(const RegisterWriter&) = delete;

	/// Queues an event. Drops it if thousands wait already, or if it belongs to no item.
	void note(const TenantId& tenant, Event event) noexcept;
	/// Writes the waiting events now. Call it before showing the register.
	void flush() noexcept;
	/// Appends an event in the caller's transaction. Returns its id.
	Result<EventId> append(Sql& sql, Event event) const noexcept;

private:
	struct Line
	{
		TenantId tenant;
		Event event;
	};
	void run() noexcept;
	Event completed(Event event) const;

	const Services& _services;
	std::mutex _mutex;
	std::mutex _writing;  // one flush at a time, so that flush() returns with everything written
	std::condition_variable _wake;
	std::vector<Line> _waiting;
	bool _isStopping = false;
	std::thread _thread;
};

}
