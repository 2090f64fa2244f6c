// What the plugins offer, as they declared it.
#pragma once
#include "sx/plugin.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sx::app {

/// Of one plugin.
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

/// Of all, by plugin id: an order that does not depend on who started first. Filled by declare(), read afterwards.
/// [main thread, then any]
class OfferBook
{
public:
	Offers& of(const std::string& plugin) { return _all[plugin]; }
	/// A plugin that failed offers nothing any more.
	void withdraw(const std::string& plugin) { _all.erase(plugin); }
	const std::map<std::string, Offers>& all() const noexcept { return _all; }

	/// Who said it first; empty: nobody.
	std::string ownerOfRoute(Method method, const std::string& path) const;
	std::string ownerOfJob(const std::string& kind) const;
	std::string ownerOfSchedule(const std::string& name) const;
	std::string ownerOfVerb(const std::string& name) const;
	std::string ownerOfSignInPath() const;

	/// Where people sign in, and where they land; empty: no plugin says so.
	std::string signInPath() const;
	std::string home() const;

	/// The verb that begins the words (two words before one), and how many it took; nullptr: none.
	const Verb* verb(const std::vector<std::string>& words, std::size_t& used) const;

	struct OwnedMenuEntry
	{
		std::string plugin;
		MenuEntry entry;
	};
	/// By order, then plugin, then as declared.
	std::vector<OwnedMenuEntry> menu() const;

	struct OwnedSlot
	{
		std::string plugin;
		Slot slot;
	};
	/// Who fills a place, likewise.
	std::vector<OwnedSlot> slots(std::string_view name) const;

private:
	std::map<std::string, Offers> _all;
};

}
