#include "kernel/app/PluginRegistry.h"

#include "kernel/app/KernelVerbs.h"
#include "kernel/http/Router.h"
#include "kernel/observe/JsonLog.h"

#include <algorithm>
#include <cctype>
#include <exception>

namespace sx::app {

namespace {

// Turns an exception of a handler, which should not throw, into a failure of that request.
Handler guarded(std::string plugin, Handler handler)
{
	return [plugin = std::move(plugin), handler = std::move(handler)](Request& request) -> Result<Response> {
		observe::RequestScope scope(request.requestId());
		try
		{
			return handler(request);
		}
		catch (const std::exception& e)
		{
			return Error{Code::Internal, "plugin " + plugin + ": a handler threw: " + e.what()};
		}
		catch (...)
		{
			return Error{Code::Internal, "plugin " + plugin + ": a handler threw something unknown"};
		}
	};
}

bool isPath(const std::string& path) { return !path.empty() && path[0] == '/' && !path.starts_with("//"); }

bool isVerbName(const std::string& name)
{
	if (name.empty() || name.front() == ' ' || name.back() == ' ' || std::count(name.begin(), name.end(), ' ') > 1)
		return false;
	return std::all_of(name.begin(), name.end(), [](unsigned char c) {
		return std::islower(c) || std::isdigit(c) || c == ' ' || c == '-';
	});
}

const char* word(Method method)
{
	switch (method)
	{
	case Method::Get: return "GET";
	case Method::Head: return "HEAD";
	case Method::Post: return "POST";
	case Method::Put: return "PUT";
	case Method::Patch: return "PATCH";
	case Method::Delete: return "DELETE";
	}
	return "?";
}

}

PluginRegistry::PluginRegistry(const config::Manifest& plugin, OfferBook& book, extend::Services& services):
	_plugin(plugin), _book(book), _services(services)
{
}

Error PluginRegistry::refuse(const std::string& what) const
{
	return Error{Code::Invalid, "plugin " + _plugin.id + ": " + what};
}

Error PluginRegistry::taken(const std::string& what, const std::string& owner) const
{
	if (owner == _plugin.id) return refuse(what + " is declared twice");
	return refuse(
		what + " belongs to plugin " + owner + " already; change one of the two, or disable one of the plugins");
}

Result<> PluginRegistry::checkPermission(const std::string& permission, const std::string& where) const
{
	if (permission.empty() || _plugin.lists(_plugin.permissions, permission)) return {};
	return refuse(
		where + " names the permission " + permission + ", which plugin.yaml does not list under permissions");
}

Result<> PluginRegistry::route(Route route) noexcept
{
	const auto what = std::string("route ") + word(route.method) + " " + route.path;
	if (!_plugin.routes) return refuse(what + " needs `routes: true` in plugin.yaml");
	if (auto allowed = checkPermission(route.permission, what); !allowed) return allowed;
	http::Router probe;
	if (auto fits = probe.add(_plugin.id, route); !fits) return refuse(what + ": " + fits.error().detail);
	if (auto owner = _book.ownerOfRoute(route.method, route.path); !owner.empty()) return taken(what, owner);
	route.handler = guarded(_plugin.id, std::move(route.handler));
	offers().routes.push_back(std::move(route));
	return {};
}

Result<> PluginRegistry::job(JobKind kind) noexcept
{
	if (kind.kind.empty() || !kind.run) return refuse("a job needs a kind and a function");
	if (kind.maxAttempts < 1 || kind.lease.count() < 1)
		return refuse("job " + kind.kind + " needs at least one attempt and a lease of 1 s");
	if (auto owner = _book.ownerOfJob(kind.kind); !owner.empty()) return taken("job " + kind.kind, owner);
	offers().jobs.push_back(std::move(kind));
	return {};
}

Result<> PluginRegistry::schedule(Schedule schedule) noexcept
{
	if (schedule.name.empty() || !schedule.run) return refuse("a schedule needs a name and a function");
	if (schedule.every.count() < 1) return refuse("schedule " + schedule.name + " must be at least 1 s apart");
	if (auto owner = _book.ownerOfSchedule(schedule.name); !owner.empty())
		return taken("schedule " + schedule.name, owner);
	offers().schedules.push_back(std::move(schedule));
	return {};
}

Result<> PluginRegistry::menu(MenuEntry entry) noexcept
{
	if (!isPath(entry.path)) return refuse("menu entry " + entry.key + " needs a path that begins with /");
	if (auto allowed = checkPermission(entry.permission, "menu entry " + entry.key); !allowed) return allowed;
	offers().menu.push_back(std::move(entry));
	return {};
}

Result<> PluginRegistry::verb(Verb verb) noexcept
{
	if (!isVerbName(verb.name) || !verb.run)
		return refuse("verb \"" + verb.name + "\" needs one or two lower-case words and a function");
	if (isKernelVerb(verb.name)) return refuse("verb \"" + verb.name + "\" is the server's own");
	if (auto owner = _book.ownerOfVerb(verb.name); !owner.empty()) return taken("verb \"" + verb.name + "\"", owner);
	offers().verbs.push_back(std::move(verb));
	return {};
}

Result<> PluginRegistry::healthCheck(HealthCheck check) noexcept
{
	if (check.name.empty() || !check.check) return refuse("a health check needs a name and a function");
	offers().healthChecks.push_back(std::move(check));
	return {};
}

Result<> PluginRegistry::slot(Slot slot) noexcept
{
	if (slot.name.empty() || slot.fragment.empty() || !slot.view)
		return refuse("a slot needs a name, a fragment and a function");
	offers().slots.push_back(std::move(slot));
	return {};
}

Result<> PluginRegistry::signInPath(std::string path) noexcept
{
	if (!isPath(path)) return refuse("the sign-in path must begin with /");
	if (auto owner = _book.ownerOfSignInPath(); !owner.empty()) return taken("the sign-in path", owner);
	offers().signInPath = std::move(path);
	return {};
}

Result<> PluginRegistry::home(std::string path, int order) noexcept
{
	if (!isPath(path)) return refuse("the home path must begin with /");
	offers().home = Offers::Home{std::move(path), order};
	return {};
}

Result<> PluginRegistry::add(std::string_view id, std::string_view name, void* service) noexcept
{
	// The kernel uses exactly one provider of each of these.
	const bool isTaken = (id == TenantSource::kId && _services.find<TenantSource>()) ||
		(id == PrincipalSource::kId && _services.find<PrincipalSource>());
	if (isTaken) return refuse(std::string(id) + " is provided by another plugin already; disable one of the two");
	return _services.provide(_plugin, id, name, service);
}

}
