// Which handler answers a method and a path.
#pragma once
#include "sx/http.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sx::http {

/// A route with its owner and its parsed path. Lives as long as the router.
struct RouteEntry
{
	enum class Kind { Token, Int, Uuid, Word, Text };  // from the narrow to the wide
	struct Segment
	{
		std::string text;  // literal text, or the parameter's name
		bool isParameter = false;
		Kind kind = Kind::Word;
	};

	std::string plugin;  // whose templates and words it uses; empty: the kernel
	Route route;
	std::vector<Segment> segments;
	std::string policy;        // the Content-Security-Policy of its answers
	bool isInline = false;     // answered before anybody is asked who it is: must never block
	std::uint32_t number = 0;  // tells routes apart in the rate limiter

	/// Whether its answers usually take less than handing them to another thread is worth. Unknown routes do not.
	bool isQuick() const noexcept { return averageMicros.load(std::memory_order_relaxed) < 200; }
	void tookSince(std::chrono::steady_clock::time_point started) const noexcept;
	/// Moving average of the handler's time. Written without a lock: a lost sample does not matter.
	mutable std::atomic<std::int64_t> averageMicros{1000};
};

/// What a path matched.
struct RouteMatch
{
	const RouteEntry* entry = nullptr;                               // nullptr: none
	std::vector<std::pair<std::string_view, std::string>> values{};  // parameters in order
	std::string allow{};                                             // when only the method differs: "GET, HEAD, POST"
};

/// All routes. Filled before the server starts, constant afterwards. [main thread, then any]
class Router
{
public:
	/// Errors: Invalid (malformed path, no handler, permission on a route that is not Member's), Conflict (same method
	/// and shape).
	Result<> add(std::string plugin, Route route);
	/// A route answered where it was read, for tiny answers from memory (health); neither tenant, session nor rate
	/// limit is looked up, so request.tenant() is empty and any Host will do. Errors: as add.
	Result<> addInline(Route route);
	/// Files of a folder (hashed names, .br and .gz beside them) under /assets/NAME/; no sub-folders, no listing, no
	/// links. Errors: Missing (no such folder), Invalid (name).
	Result<> addAssets(std::string name, const std::string& folder);

	/// method: GET routes answer HEAD; nullopt: a method that no route can have. path: decoded, begins with "/".
	RouteMatch match(std::optional<Method> method, std::string_view path) const;

	/// The folder of /assets/NAME/; nullptr: none of that name.
	const std::string* assetFolder(std::string_view name) const;

private:
	Result<> insert(std::string plugin, Route route, bool isInline);

	std::vector<std::unique_ptr<RouteEntry>> _entries;
	std::map<std::size_t, std::vector<const RouteEntry*>> _bySize;        // parameterised, by number of segments
	std::multimap<std::string, const RouteEntry*, std::less<>> _literal;  // without parameters
	std::map<std::string, std::string, std::less<>> _assetFolders;
};

}
