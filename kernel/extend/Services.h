// Who provides which interface, and who may ask for it.
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

/// Filled while plugins declare themselves, asked from any thread afterwards. Holds no lock while calling anybody.
class Services
{
public:
	explicit Services(sx::Log& log): _log(log) {}

	/// Registry::add. Errors: Invalid (not under "provides" or "extends" of its plugin.yaml; or the same id and name
	/// twice).
	Result<> provide(const config::Manifest& plugin, std::string_view id, std::string_view name, void* service);

	/// Context::lookup: nullptr when nobody provides it, and (with an error in the log) when the asker's plugin.yaml
	/// lists it under none of needs, wants, provides.
	void* find(const config::Manifest& asker, std::string_view id, std::string_view name) const noexcept;

	/// Context::lookupAll: providers in order of their plugins' ids; the asker lists the id under collects, extends,
	/// needs or wants.
	std::vector<void*> findAll(const config::Manifest& asker, std::string_view id) const;

	/// For the kernel itself (kernel.tenants/1 …): the first provider, or nullptr.
	template <class T> T* find() const noexcept { return static_cast<T*>(first(T::kId)); }
	template <class T> std::vector<T*> findAll() const
	{
		std::vector<T*> out;
		for (void* each: all(T::kId)) out.push_back(static_cast<T*>(each));
		return out;
	}

	/// The same by id and name, whoever provides it: for tests.
	void* any(std::string_view id, std::string_view name) const noexcept
	{
		std::shared_lock lock(_mutex);
		const auto found = _providers.find(id);
		if (found == _providers.end()) return nullptr;
		for (const auto& each: found->second)
			if (each.name == name) return each.service;
		return nullptr;
	}

	/// A plugin that failed provides nothing any more.
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
