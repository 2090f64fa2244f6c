// Records which plugin provides which interface, and checks which plugin may look it up.
#pragma once
#include "kernel/config/Manifest.h"
#include "sx/kit.h"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sx::extend {

/// Maps interface ids to the services that plugins provide. Plugins fill it while they declare and start; later any
/// thread looks services up. Holds no lock while it calls other code. [any thread]
class Services
{
public:
	explicit Services(sx::Log& log): _log(log) {}

	/// Implements Registry::add and Context::offer: registers a service. Errors: Invalid (the plugin.yaml does not list
	/// the id under "provides" or "extends"; no service; or the plugin provides the same id and name twice).
	Result<> provide(const config::Manifest& plugin, std::string_view id, std::string_view name, void* service);

	/// Implements Context::lookup. Returns nullptr when no plugin provides the service, and also, with an error in the
	/// log, when the asker's plugin.yaml lists the id under none of needs, wants, provides.
	void* find(const config::Manifest& asker, std::string_view id, std::string_view name) const noexcept;

	/// Implements Context::lookupAll. Returns all providers, sorted by their plugins' ids. The asker's plugin.yaml must
	/// list the id under collects, extends, needs or wants; otherwise logs an error and returns none.
	std::vector<void*> findAll(const config::Manifest& asker, std::string_view id) const;

	/// Returns the first provider, or nullptr. For the kernel itself (kernel.tenants/1 …).
	template <class T> T* find() const noexcept { return static_cast<T*>(first(T::kId)); }
	template <class T> std::vector<T*> findAll() const
	{
		std::vector<T*> out;
		for (void* each: all(T::kId)) out.push_back(static_cast<T*>(each));
		return out;
	}

	/// Returns the service of that id and name, whichever plugin provides it. For tests.
	void* any(std::string_view id, std::string_view name) const noexcept
	{
		std::shared_lock lock(_mutex);
		const auto found = _providers.find(id);
		if (found == _providers.end()) return nullptr;
		for (const auto& each: found->second)
			if (each.name == name) return each.service;
		return nullptr;
	}

	/// Removes the services of a plugin that failed or was stopped.
	void withdraw(std::string_view pluginId) noexcept;

private:
	struct Provider
	{
		std::string plugin, name;
		void* service;
	};
	void* first(std::string_view id) const noexcept;
	std::vector<void*> all(std::string_view id) const;

	sx::Log& _log;
	mutable std::shared_mutex _mutex;
	std::map<std::string, std::vector<Provider>, std::less<>> _providers;  // sorted by plugin, then name
};

}
