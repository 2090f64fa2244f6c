// Keeps all companies' own texts in memory, where whoever words a mail finds them without the database.
#pragma once
#include "store/TextRows.h"
#include "sx/plugin.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace sx::email_templates {

/// Its own thread asks the database every second what another node has changed. While the database is unreachable, the
/// last texts stay. [any thread]
class TextSnapshot
{
public:
	/// Reads all texts and starts the thread. context must outlive the snapshot.
	explicit TextSnapshot(Context& context);
	~TextSnapshot();
	TextSnapshot(const TextSnapshot&) = delete;
	TextSnapshot& operator=(const TextSnapshot&) = delete;

	std::optional<OwnText> find(const TenantId& tenant, const Place& place) const;
	/// Looks for changes now; call it after one.
	Result<> refresh() noexcept;

private:
	struct Kept
	{
		std::int64_t number = 0;
		OwnText own;  // text empty: none
	};
	void watch();

	Context& _context;
	std::mutex _refreshing;  // one at a time
	Instant _seen{};         // everything that was made before is kept; guarded by _refreshing
	mutable std::shared_mutex _reading;
	std::map<std::string, Kept, std::less<>> _kept;  // by tenant, language, kind and piece; guarded by _reading
	std::mutex _waiting;
	std::condition_variable _wake;
	bool _stopping = false;
	std::thread _thread;
};

}
