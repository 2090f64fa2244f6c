// Writes refusals into the company's journal: who was refused what, from where, and how often.
#pragma once
#include "services/ChainedJournal.h"
#include "sx/refusals.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

namespace sx::audit {

/// Implements kernel.refusal_keeper/1. Writes on a thread of its own, a moment later. The first refusal of its kind is
/// written at once; repeats by the same caller become one line with a count, after half a minute and then every ten
/// minutes. Of each kind, 20 callers of a company have lines of their own in an hour, and those whom a person or a key
/// makes known are counted apart from strangers; all others share one line. So strangers can neither fill the journal
/// nor push out what they do. A crash may lose the counts that wait. [any thread; begin, end: main thread]
class RefusalJournal final: public RefusalKeeper
{
public:
	~RefusalJournal() { end(); }

	/// Starts to write. Both must live until end().
	void begin(const Context& context, ChainedJournal& journal);
	/// Writes what waits and ends the thread.
	void end() noexcept;

	void keep(const Refusal& refusal) noexcept override;

private:
	/// Counts the refusals of one caller.
	struct Line
	{
		Refusal first;
		bool isShared = false;     // of all callers beyond the bound
		std::int64_t waiting = 0;  // refusals that are not written yet
		std::int64_t written = 0;  // lines
		Instant opened{}, due{};   // due: when the next line may be written
	};
	/// Says whose lines are bounded together.
	using Group = std::tuple<TenantId, std::string, bool>;  // kind; whether the caller is known
	using Key = std::tuple<Group, std::string>;

	Line& lineOf(const Refusal& refusal, Instant now);
	void run() noexcept;
	void write(bool isEverything) noexcept;
	std::map<TenantId, std::vector<Event>> takeDue(bool isEverything, Instant now);

	const Context* _context = nullptr;
	ChainedJournal* _journal = nullptr;
	std::mutex _mutex;
	std::condition_variable _wake;
	std::map<Key, Line> _lines;
	std::map<Group, std::size_t> _callers;
	bool _isStopping = true;
	std::thread _thread;
};

}
