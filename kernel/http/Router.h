// Finds the handler for a method and a path.
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

/// Tells whether only people or API keys of the company may call it, with a permission or without.
inline bool asksForSomebody(const Route& route) noexcept
{
	return route.access == Access::Member || route.access == Access::Session;
}

/// Holds a route with its owner and its parsed path. Lives as long as the router.
struct RouteEntry
{
	enum class Kind { Token, Int, Uuid, Word, Text };  // from narrow to wide
	struct Segment
	{
		std::string text;  // literal text, or the parameter's name
		bool isParameter = false;
		Kind kind = Kind::Word;
	};

	std::string plugin;  // whose templates and catalogue it uses; empty: the kernel
	Route route;
	std::vector<Segment> segments;
	std::string policy;        // the Content-Security-Policy of its responses
	bool isInline = false;     // true: answered before the tenant and the person are identified; must never block
	std::uint32_t number = 0;  // tells routes apart in the rate limiter

	/// Tells whether the handler is usually quicker than handing the request to another thread. A route without any
	/// measurement counts as slow.
	bool isQuick() const noexcept { return averageMicros.load(std::memory_order_relaxed) < 200; }
	void tookSince(std::chrono::steady_clock::time_point started) const noexcept;
	/// Holds the moving average of the time it takes to identify, authorize and handle a request. Written without a
	/// lock: a lost sample does not matter.
	mutable std::atomic<std::int64_t> averageMicros{1000};
};

/// Says what a path matched.
struct RouteMatch
{
	const RouteEntry* entry = nullptr;                               // nullptr: none
	std::vector<std::pair<std::string_view, std::string>> values{};  // parameters in order
	std::string allow{};                                             // "GET, HEAD, POST" when only the method differs
};

/// Holds all routes. Filled before the server starts, constant afterwards. [main thread, then any]
class Router
{
public:
	/// Adds a plugin's route. Errors: Invalid (malformed path or contentSecurity, a path under /assets/, no handler, a
	/// permission on a route that asks for nobody, long bodies of strangers), Conflict (same method and shape).
	Result<> add(std::string plugin, Route route);
	/// Adds a route that is answered on the thread that reads it, for tiny responses from memory (health). Its requests
	/// skip tenant, session and rate limit: request.tenant() is empty. Host must be an address, localhost, a tenant's
	/// or one of ServerOptions::hosts. Errors: as add.
	Result<> addInline(Route route);
	/// Serves the files of a folder (hashed names, .br and .gz beside them) under /assets/NAME/; no sub-folders, no
	/// listing, no links. Errors: Missing (no such folder), Invalid (name).
	Result<> addAssets(std::string name, const std::string& folder);

	/// Finds the route for a method and path. method: GET routes also answer HEAD; nullopt: a method that no route can
	/// have. path: decoded, begins with "/".
	RouteMatch match(std::optional<Method> method, std::string_view path) const;

	/// Returns all routes, in the order in which they were added.
	const std::vector<std::unique_ptr<RouteEntry>>& entries() const noexcept { return _entries; }

	/// Returns the folder of /assets/NAME/; nullptr: there is none of that name.
	const std::string* assetFolder(std::string_view name) const;

private:
	Result<> insert(std::string plugin, Route route, bool isInline);

	std::vector<std::unique_ptr<RouteEntry>> _entries;
	std::map<std::size_t, std::vector<const RouteEntry*>> _bySize;        // parameterised, by number of segments
	std::multimap<std::string, const RouteEntry*, std::less<>> _literal;  // without parameters
	std::map<std::string, std::string, std::less<>> _assetFolders;
};

}
