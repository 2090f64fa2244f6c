// Declares the routes of a handler class as a table beside its functions:
//
//   Routes<WavePage> WavePage::routes()
//   {
//       return {
//           {Method::Get, "/wave", kAnyone, &WavePage::show},
//           {Method::Post, "/wave", allowedTo("wave.add"), &WavePage::wave, {.maxBodyBytes = 8192}},
//       };
//   }
//
// and, in the plugin's declare(): return addRoutes(registry, _components, &Components::wavePage);
#pragma once
#include "sx/plugin.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Says who may call a route. Since: SDK 1.0
struct Callers
{
	Access access = Access::Public;
	std::string_view permission{};  // of Member and Session routes
};
inline constexpr Callers kAnyone{Access::Public};
inline constexpr Callers kSignedIn{Access::Session};  // people in a browser; never API keys
inline constexpr Callers kThisMachine{Access::Loopback};
/// Returns the people and API keys with a permission. Since: SDK 1.0
constexpr Callers allowedTo(std::string_view permission) noexcept { return {Access::Member, permission}; }
/// Returns the people with a permission, in a browser; never API keys. Since: SDK 1.0
constexpr Callers peopleWith(std::string_view permission) noexcept { return {Access::Session, permission}; }

/// Holds what few routes need; the fields are Route's. Since: SDK 1.0
struct RouteOptions
{
	std::int64_t maxBodyBytes = 65'536;
	bool receives = false;
	int perMinute = 0;
	std::string contentSecurity{};
	std::vector<std::string> spends{};
};

/// Is one line of a handler class's table. answer: a member function `Result<Response> (Request&)`; admits: a member
/// function `Result<> (Request&)`, see Route. Since: SDK 1.0
template <class Handlers> struct RouteLine
{
	Method method;
	std::string path;
	Callers callers;
	std::function<Result<Response>(Handlers&, Request&)> answer;
	RouteOptions options{};
	std::function<Result<>(Handlers&, Request&)> admits{};
};
template <class Handlers> using Routes = std::vector<RouteLine<Handlers>>;

/// Registers the tables of handler objects that start() will make: members of `components`, which is empty until then.
/// A request that comes while it is empty gets Unavailable. components must live as long as the plugin.
/// [main thread, inside declare()] Since: SDK 1.0
template <class Components, class Handlers>
Result<> addRoutes(
	Registry& registry, const std::unique_ptr<Components>& components, Handlers Components::*const handlers)
{
	for (auto& line: Handlers::routes())
	{
		auto handler = [&components, handlers, answer = std::move(line.answer)](Request& request) -> Result<Response> {
			if (!components) return failed(Code::Unavailable, "the plugin has not started");
			return answer((*components).*handlers, request);
		};
		HeadCheck admits;
		if (line.admits)
			admits = [&components, handlers, check = std::move(line.admits)](Request& request) -> Result<> {
				if (!components) return failed(Code::Unavailable, "the plugin has not started");
				return check((*components).*handlers, request);
			};
		auto added = registry.route({.method = line.method,
			.path = std::move(line.path),
			.access = line.callers.access,
			.handler = std::move(handler),
			.permission = std::string(line.callers.permission),
			.maxBodyBytes = line.options.maxBodyBytes,
			.receives = line.options.receives,
			.perMinute = line.options.perMinute,
			.contentSecurity = std::move(line.options.contentSecurity),
			.admits = std::move(admits),
			.spends = std::move(line.options.spends)});
		if (!added) return added;
	}
	return {};
}

/// Registers several tables, in order; stops at the first error. Since: SDK 1.0
template <class Components, class... Handlers>
requires(sizeof...(Handlers) > 1) Result<> addRoutes(
	Registry& registry, const std::unique_ptr<Components>& components, Handlers Components::*const... handlers)
{
	Result<> done;
	const auto add = [&](auto handler) {
		done = addRoutes(registry, components, handler);
		return bool(done);
	};
	static_cast<void>((add(handlers) && ...));
	return done;
}

}
