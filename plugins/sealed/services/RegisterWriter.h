// Writes the register's lines that no request waits for: visits, refusals, downloads.
#pragma once
#include "services/Services.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
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

	/// Queues an event; repeats of the same actor wait as one line. What readers did who proved the link's key, and
	/// what strangers did, wait apart: strangers can push out nothing but lines of strangers. When thousands of these
	/// wait, further ones are merged for each link, and then dropped. Events that belong to no item are dropped in the
	/// end.
	void note(const TenantId& tenant, Event event) noexcept;
	/// Writes the waiting events now. Call it before showing the register.
	void flush() noexcept;
	/// Appends an event in the caller's transaction. Returns its id.
	Result<EventId> append(Sql& sql, Event event) const noexcept;

private:
	/// Is what makes two events one line: tenant, grant, kind, cause, address, agent.
	using Key = std::tuple<std::string, std::string, EventKind, std::string, std::string, std::string>;
	using Lines = std::map<Key, Event>;
	void run() noexcept;
	static bool put(Lines& lines, const TenantId& tenant, const Event& event);
	Result<> write(const TenantId& tenant, const std::vector<Event>& events) const;
	Event completed(Event event) const;

	const Services& _services;
	std::mutex _mutex;
	std::mutex _writing;  // one flush at a time, so that flush() returns with everything written
	std::condition_variable _wake;
	Lines _ofReaders, _ofStrangers;
	bool _isStopping = false;
	std::thread _thread;
};

}
