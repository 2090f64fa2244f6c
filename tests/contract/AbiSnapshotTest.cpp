// Measures the binary interface between server and plugins. A change to it breaks every plugin that is already built.
#include "sx/key_meter.h"
#include "sx/permissions.h"
#include "sx/plugin.h"
#include "sx/problems.h"
#include "sx/refusals.h"
#include "sx/settings.h"
#include "sx/themes.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <typeinfo>

using namespace sx;

namespace {

#define SIZE(Type) out << #Type << " " << sizeof(Type) << " bytes\n"
#define MEMBER(Type, member) out << #Type "." #member << " at " << offsetof(Type, member) << "\n"
// Writes a virtual function's slot and signature. A pointer to a virtual member holds 1 + its offset in the table
// (Itanium C++ ABI, 2.3); the type's name holds the signature.
#define VIRTUAL(Class, function) out << #Class "::" #function << " " << slotOf(&Class::function) << "\n"

// Does the same for one of several functions of a name.
#define OVERLOAD(Class, function, ...)                                                                                 \
	out << #Class "::" #function << " " << slotOf(static_cast<__VA_ARGS__>(&Class::function)) << "\n"

template <class F> std::string slotOf(F function)
{
	std::ptrdiff_t place = 0;
	std::memcpy(&place, &function, sizeof place);
	return "at " + std::to_string((place - 1) / static_cast<std::ptrdiff_t>(sizeof(void*))) + " as " + typeid(F).name();
}

/// Makes protected functions accessible, so that their slots can be read.
struct OpenRegistry: Registry
{
	using Registry::add;
};
struct OpenContext: Context
{
	using Context::lookup;
	using Context::lookupAll;
	using Context::offer;
};
struct OpenStore: Store
{
	using Store::transact;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"  // g++ gives the right offsets for types with strings too

void writeValues(std::ostream& out)
{
	SIZE(TenantId);
	SIZE(Bytes);
	SIZE(Secret);
	SIZE(Fd);
	SIZE(Instant);
	SIZE(Value);
	SIZE(Error);
	SIZE(Result<>);
	SIZE(Result<Value>);
	SIZE(SqlValue);
	SIZE(SqlRow);
	SIZE(LogField);
	SIZE(Language);
	SIZE(SpokenLanguage);
	MEMBER(SpokenLanguage, name);
	MEMBER(SpokenLanguage, decimal);
	MEMBER(SpokenLanguage, group);
	MEMBER(SpokenLanguage, percent);
	MEMBER(SpokenLanguage, isCurrencyFirst);
	SIZE(NewJob);
	MEMBER(NewJob, payload);
	MEMBER(NewJob, delay);
	MEMBER(NewJob, key);
	SIZE(Job);
	MEMBER(Job, tenant);
	MEMBER(Job, kind);
	MEMBER(Job, payload);
	MEMBER(Job, attempt);
	MEMBER(Job, lastAttempt);
	SIZE(JobKind);
	MEMBER(JobKind, run);
	MEMBER(JobKind, maxAttempts);
	MEMBER(JobKind, lease);
	SIZE(Schedule);
	MEMBER(Schedule, every);
	MEMBER(Schedule, run);
	SIZE(Tenant);
	MEMBER(Tenant, name);
	MEMBER(Tenant, origin);
	MEMBER(Tenant, language);
	MEMBER(Tenant, timeZone);
	MEMBER(Tenant, brand);
	SIZE(Principal);
	MEMBER(Principal, user);
	MEMBER(Principal, address);
	MEMBER(Principal, language);
	MEMBER(Principal, permissions);
	MEMBER(Principal, isApiKey);
	MEMBER(Principal, key);
	MEMBER(Principal, since);
	MEMBER(Principal, session);
	MEMBER(Principal, role);
	SIZE(SessionInfo);
	MEMBER(SessionInfo, since);
	MEMBER(SessionInfo, seen);
	MEMBER(SessionInfo, device);
	MEMBER(SessionInfo, address);
	SIZE(SessionRight);
	MEMBER(SessionRight, generation);
	SIZE(ZoneName);
	MEMBER(ZoneName, label);
	MEMBER(ZoneName, country);
	SIZE(Received);
	MEMBER(Received, complete);
	MEMBER(Received, sha256);
	MEMBER(Received, diskFull);
	SIZE(Response);
	SIZE(Response::Body);
	out << "Response::Body " << std::variant_size_v<Response::Body> << " kinds\n";
	SIZE(Response::Cookie);
	SIZE(Route);
	MEMBER(Route, path);
	MEMBER(Route, access);
	MEMBER(Route, handler);
	MEMBER(Route, permission);
	MEMBER(Route, maxBodyBytes);
	MEMBER(Route, receives);
	MEMBER(Route, perMinute);
	MEMBER(Route, contentSecurity);
	MEMBER(Route, admits);
	MEMBER(Route, spends);
	SIZE(MenuEntry);
	MEMBER(MenuEntry, path);
	MEMBER(MenuEntry, icon);
	MEMBER(MenuEntry, permission);
	MEMBER(MenuEntry, order);
	MEMBER(MenuEntry, isMainAct);
	SIZE(Verb);
	MEMBER(Verb, help);
	MEMBER(Verb, run);
	SIZE(HealthCheck);
	MEMBER(HealthCheck, check);
	SIZE(Slot);
	MEMBER(Slot, fragment);
	MEMBER(Slot, view);
	MEMBER(Slot, order);
	SIZE(Fingerprint);
	MEMBER(Fingerprint, stdlib);
	MEMBER(Fingerprint, poco);
	MEMBER(Fingerprint, stringBytes);
	MEMBER(Fingerprint, pointerBytes);
	MEMBER(Fingerprint, vectorBytes);
	SIZE(PluginDescriptor);
	MEMBER(PluginDescriptor, fingerprint);
	MEMBER(PluginDescriptor, id);
	MEMBER(PluginDescriptor, version);
	MEMBER(PluginDescriptor, create);
	MEMBER(PluginDescriptor, destroy);
	MEMBER(PluginDescriptor, speak);
	SIZE(Refusal);
	MEMBER(Refusal, cause);
	MEMBER(Refusal, tenant);
	MEMBER(Refusal, person);
	MEMBER(Refusal, key);
	MEMBER(Refusal, route);
	MEMBER(Refusal, address);
	MEMBER(Refusal, network);
	SIZE(TenantSetting::Choice);
	SIZE(TenantSetting);
	MEMBER(TenantSetting, group);
	MEMBER(TenantSetting, label);
	MEMBER(TenantSetting, help);
	MEMBER(TenantSetting, type);
	MEMBER(TenantSetting, choices);
	MEMBER(TenantSetting, value);
	MEMBER(TenantSetting, inherited);
	MEMBER(TenantSetting, level);
	MEMBER(TenantSetting, min);
	MEMBER(TenantSetting, max);
	MEMBER(TenantSetting, isLocked);
	MEMBER(TenantSetting, by);
	MEMBER(TenantSetting, lockedBy);
	MEMBER(TenantSetting, lockedByName);
	MEMBER(TenantSetting, own);
	MEMBER(TenantSetting, isForLower);
	SIZE(SettingChoice);
	MEMBER(SettingChoice, isLocked);
	MEMBER(SettingChoice, min);
	MEMBER(SettingChoice, max);
	SIZE(SettingSubject);
	MEMBER(SettingSubject, id);
	SIZE(SettingRule);
	MEMBER(SettingRule, min);
	MEMBER(SettingRule, max);
	MEMBER(SettingRule, by);
	MEMBER(SettingRule, group);
	SIZE(Permission);
	MEMBER(Permission, plugin);
	MEMBER(Permission, label);
	MEMBER(Permission, help);
	SIZE(GroupName);
	MEMBER(GroupName, name);
}

#pragma GCC diagnostic pop

void writeInterfaces(std::ostream& out)
{
	VIRTUAL(Plugin, declare);
	VIRTUAL(Plugin, start);
	VIRTUAL(Plugin, stop);
	VIRTUAL(Registry, route);
	VIRTUAL(Registry, job);
	VIRTUAL(Registry, schedule);
	VIRTUAL(Registry, menu);
	VIRTUAL(Registry, verb);
	VIRTUAL(Registry, healthCheck);
	VIRTUAL(Registry, slot);
	VIRTUAL(Registry, signInPath);
	VIRTUAL(Registry, home);
	VIRTUAL(OpenRegistry, add);
	VIRTUAL(Context, settings);
	VIRTUAL(Context, store);
	VIRTUAL(Context, pages);
	VIRTUAL(Context, keys);
	VIRTUAL(Context, clock);
	VIRTUAL(Context, json);
	VIRTUAL(Context, log);
	VIRTUAL(Context, metrics);
	VIRTUAL(Context, jobs);
	VIRTUAL(Context, dataFolder);
	VIRTUAL(Context, environment);
	VIRTUAL(Context, endSessions);
	VIRTUAL(Context, sessionRight);
	VIRTUAL(Context, networkOf);
	VIRTUAL(Context, neighbourhoodOf);
	VIRTUAL(Context, sessionsOf);
	VIRTUAL(Context, endSession);
	VIRTUAL(Context, markDemonstration);
	VIRTUAL(OpenContext, lookup);
	VIRTUAL(OpenContext, lookupAll);
	VIRTUAL(OpenContext, offer);
	VIRTUAL(Request, method);
	VIRTUAL(Request, path);
	VIRTUAL(Request, parameter);
	VIRTUAL(Request, query);
	VIRTUAL(Request, header);
	VIRTUAL(Request, cookie);
	VIRTUAL(Request, tenant);
	VIRTUAL(Request, principal);
	VIRTUAL(Request, language);
	VIRTUAL(Request, clientAddress);
	VIRTUAL(Request, requestId);
	VIRTUAL(Request, body);
	VIRTUAL(Request, json);
	VIRTUAL(Request, form);
	VIRTUAL(Request, contentLength);
	VIRTUAL(Jobs, enqueue);
	VIRTUAL(Clock, now);
	VIRTUAL(Log, write);
	VIRTUAL(Metrics, count);
	VIRTUAL(Metrics, gauge);
	VIRTUAL(Settings, text);
	VIRTUAL(Settings, integer);
	VIRTUAL(Settings, flag);
	VIRTUAL(Settings, duration);
	VIRTUAL(Settings, bytes);
	VIRTUAL(Settings, texts);
	VIRTUAL(Keys, random);
	VIRTUAL(Keys, token);
	VIRTUAL(Keys, uuid);
	VIRTUAL(Keys, seal);
	VIRTUAL(Keys, open);
	VIRTUAL(Keys, mac);
	VIRTUAL(Keys, matches);
	VIRTUAL(Keys, equal);
	VIRTUAL(Keys, sha256);
	VIRTUAL(Keys, sign);
	VIRTUAL(Keys, verify);
	VIRTUAL(Keys, publicKey);
	VIRTUAL(Keys, toBase64Url);
	VIRTUAL(Keys, fromBase64Url);
	VIRTUAL(Keys, toHex);
	VIRTUAL(Json, parse);
	VIRTUAL(Json, write);
	VIRTUAL(Json, writeCanonical);
	VIRTUAL(Pages, text);
	VIRTUAL(Pages, render);
	VIRTUAL(Pages, dateTime);
	VIRTUAL(Pages, byteSize);
	VIRTUAL(Pages, number);
	VIRTUAL(Pages, startOfDay);
	VIRTUAL(Pages, dayAt);
	VIRTUAL(Pages, find);
	VIRTUAL(Pages, timeZones);
	VIRTUAL(Pages, timeZone);
	VIRTUAL(Sql, query);
	VIRTUAL(Sql, execute);
	VIRTUAL(Sql, tenant);
	VIRTUAL(Store, writeOne);
	VIRTUAL(Store, isPostgres);
	VIRTUAL(OpenStore, transact);
	VIRTUAL(TenantSource, byHost);
	VIRTUAL(TenantSource, byId);
	VIRTUAL(PrincipalSource, byUser);
	VIRTUAL(PrincipalSource, byApiKey);
	VIRTUAL(Refusals, note);
	VIRTUAL(RefusalKeeper, keep);
	VIRTUAL(KeyMeter, take);
	VIRTUAL(ProblemWriter, below);
	VIRTUAL(ProblemWriter, write);
	using OfCompany = Result<std::shared_ptr<const Settings>>;
	using OfPerson = Result<std::shared_ptr<const PersonSettings>>;
	OVERLOAD(TenantSettings, of, OfCompany(TenantSettings::*)(const TenantId&) const noexcept);
	OVERLOAD(TenantSettings, in, OfCompany(TenantSettings::*)(Sql&) const noexcept);
	OVERLOAD(TenantSettings, of, OfPerson(TenantSettings::*)(const TenantId&, const UserId&) const noexcept);
	OVERLOAD(TenantSettings, in, OfPerson(TenantSettings::*)(Sql&, const UserId&) const noexcept);
	VIRTUAL(PersonSettings, ruleOf);
	VIRTUAL(TenantSettingsBook, list);
	VIRTUAL(TenantSettingsBook, set);
	VIRTUAL(TenantSettingsBook, unset);
	VIRTUAL(TenantSettingsBook, forget);
	VIRTUAL(PermissionBook, list);
	VIRTUAL(PermissionBook, isKnown);
	VIRTUAL(GroupSource, groupsOf);
	VIRTUAL(Themes, themes);
	VIRTUAL(Themes, standard);
}

}

class AbiSnapshotTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(AbiSnapshotTest);
	CPPUNIT_TEST(keepsWhatReleasedPluginsWereBuiltWith);
	CPPUNIT_TEST_SUITE_END();

	void keepsWhatReleasedPluginsWereBuiltWith()
	{
#if defined(__x86_64__) && defined(__GLIBCXX__)
		std::ostringstream now;
		now << "sdkAbi " << Fingerprint{}.sdkAbi << "\n";
		writeValues(now);
		writeInterfaces(now);
		const std::string file = SNAPSHOT;
		if (std::getenv("SX_WRITE_SNAPSHOT")) std::ofstream(file) << now.str();
		std::ifstream stream(file);
		std::istringstream lines(now.str());
		for (std::string after; std::getline(lines, after);)
		{
			std::string before;
			std::getline(stream, before);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				"released plugins would break: raise Fingerprint::sdkAbi, then run this test with SX_WRITE_SNAPSHOT=1",
				before,
				after);
		}
		CPPUNIT_ASSERT_MESSAGE(
			"something that released plugins use is gone", stream.peek() == std::ifstream::traits_type::eof());
#endif
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(AbiSnapshotTest);
