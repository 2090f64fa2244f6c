// Keeps what the plugins offer, as they declared it.
#pragma once
#include "sx/plugin.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sx::app {

/// Lists what one plugin offers.
struct Offers
{
	std::vector<Route> routes;
	std::vector<JobKind> jobs;
	std::vector<Schedule> schedules;
	std::vector<MenuEntry> menu;
	std::vector<Verb> verbs;
	std::vector<HealthCheck> healthChecks;
	std::vector<Slot> slots;
	std::optional<std::string> signInPath;
	struct Home
	{
		std::string path;
		int order = 100;
	};
	std::optional<Home> home;
};

/// Keeps the offers of all plugins, sorted by plugin id so that the order does not depend on which started first.
/// Filled during declare(), only read afterwards. [main thread, then any]
class OfferBook
{
public:
	Offers& of(const std::string& plugin) { return _all[plugin]; }
	/// Removes everything that a plugin offers, because it failed or was left out.
	void withdraw(const std::string& plugin) { _all.erase(plugin); }
	const std::map<std::string, Offers>& all() const noexcept { return _all; }

	/// Each returns the id of the plugin that has declared it already; empty: none has.
	std::string ownerOfRoute(Method method, const std::string& path) const;
	std::string ownerOfJob(const std::string& kind) const;
	std::string ownerOfSchedule(const std::string& name) const;
	std::string ownerOfVerb(const std::string& name) const;
	std::string ownerOfSignInPath() const;

	/// Each returns the path where people sign in, or where they land afterwards; empty: no plugin declared one.
	std::string signInPath() const;
	std::string home() const;

	/// Finds the verb that the words begin with (names of two words are tried first) and sets `used` to the number of
	/// words in its name; nullptr: there is none.
	const Verb* verb(const std::vector<std::string>& words, std::size_t& used) const;

	struct OwnedMenuEntry
	{
		std::string plugin;
		MenuEntry entry;
	};
	/// Returns the menu, sorted by order, then by plugin, then as declared.
	std::vector<OwnedMenuEntry> menu() const;

	struct OwnedSlot
	{
		std::string plugin;
		Slot slot;
	};
	/// Returns what the plugins put into the slot of that name, sorted like the menu.
	std::vector<OwnedSlot> slots(std::string_view name) const;

private:
	std::map<std::string, Offers> _all;
};

}
