// Declares what the directory plugin offers: companies, people, groups, and their settings.
#include "handlers/DirectoryVerbs.h"
#include "handlers/GroupsApi.h"
#include "handlers/GroupsPage.h"
#include "handlers/PeopleAccess.h"
#include "handlers/PeoplePage.h"
#include "handlers/PersonPages.h"
#include "handlers/SelectionPages.h"
#include "handlers/SettingsApi.h"
#include "handlers/SettingsPage.h"
#include "handlers/SettingsVerb.h"
#include "handlers/UsersApi.h"
#include "services/Founding.h"
#include "services/PersonNames.h"
#include "services/Samples.h"
#include "services/StoredDirectory.h"

#include <memory>

namespace sx::directory {

namespace {

Result<OriginRule> originRuleOf(const Context& context)
{
	const auto& settings = context.settings();
	OriginRule out{settings.text("scheme"), static_cast<int>(settings.integer("port"))};
	if (out.scheme.empty()) out.scheme = context.environment() == Environment::Production ? "https" : "http";
	if (out.scheme != "http" && out.scheme != "https")
		return invalid("scheme", "scheme is http or https, not " + out.scheme);
	return out;
}

RoleTable rolesOf(const Settings& settings)
{
	return {.member = settings.texts("member_permissions"),
		.admin = settings.texts("admin_permissions"),
		.super = settings.texts("super_permissions")};
}

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context,
		std::unique_ptr<TenantSnapshot> snapshot,
		PermissionBook& permissions,
		TenantSettingsBook& book,
		audit::Journal* journal):
		tenants(std::move(snapshot)),
		powers(rolesOf(context.settings()), permissions), changes(context, journal, powers),
		directory(context, changes, *tenants, powers), groups(context, permissions, book, journal),
		mails(context, changes, *tenants), import(context, changes, *tenants, mails), proofs(context, changes, mails),
		founding(context, changes, *tenants, mails), settings(context, book, journal),
		settingsPage(context, settings, directory, groups), settingsApi(context, settings, directory, groups),
		peoplePage(context.pages(), directory, context.find<tables::Writer>()),
		personPages(context, directory, proofs, mails), selectionPages(context.pages(), directory, mails),
		usersApi(directory, import), groupsPage(context, groups, directory), groupsApi(context, groups),
		directoryVerbs(directory), settingsVerb(directory, settings)
	{
	}

	std::unique_ptr<TenantSnapshot> tenants;
	Powers powers;
	PeopleChanges changes;
	StoredDirectory directory;
	StoredGroups groups;
	PersonMails mails;
	PeopleImport import;
	AddressProofs proofs;
	Founding founding;
	CompanySettings settings;
	SettingsPage settingsPage;
	SettingsApi settingsApi;
	PeoplePage peoplePage;
	PersonPages personPages;
	SelectionPages selectionPages;
	UsersApi usersApi;
	GroupsPage groupsPage;
	GroupsApi groupsApi;
	DirectoryVerbs directoryVerbs;
	SettingsVerb settingsVerb;
};

}

/// Provides companies, people and their groups, and the pages of settings.
class DirectoryPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	try
	{
		if (auto done = registry.provide<audit::Names>(_names); !done) return done;
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "directory"); !done) return done;
		if (auto done = addVerbs(registry, _components, &Components::directoryVerbs); !done) return done;
		if (auto done = addVerbs(registry, _components, &Components::settingsVerb); !done) return done;
		if (auto done = addRoutes(registry,
				_components,
				&Components::settingsPage,
				&Components::settingsApi,
				&Components::peoplePage,
				&Components::personPages,
				&Components::selectionPages,
				&Components::usersApi,
				&Components::groupsPage,
				&Components::groupsApi);
			!done)
			return done;
		if (auto done = registry.job({.kind = PersonMails::kInvitations,
				.run = [this](const Job& job) { return _components->mails.runInvitations(job); },
				.maxAttempts = 1000});
			!done)
			return done;
		if (auto done = registry.schedule(
				{"directory.sweep", std::chrono::hours(1), [this] { return _components->proofs.sweep(); }});
			!done)
			return done;
		auto people = registry.menu({.key = "menu.people",
			.path = PeoplePage::kPath,
			.icon = "person-badge",
			.permission = std::string(kReadPeople),
			.order = 218});
		if (!people) return people;
		auto slot = registry.slot({"directory.person", "fragments/person-groups.html", [this](Request& request) {
									   return _components ? _components->groupsPage.personView(request)
														  : PersonGroupsView{}.value();
								   }});
		if (!slot) return slot;
		auto groups = registry.menu({.key = "menu.groups",
			.path = GroupsPage::kPath,
			.icon = "people",
			.permission = GroupsPage::kManage,
			.order = 219});
		if (!groups) return groups;
		auto own = registry.menu({.key = "menu.options",
			.path = SettingsPage::kOwnPath,
			.icon = "sliders",
			.permission = SettingsPage::kOwn,
			.order = 310});
		if (!own) return own;
		return registry.menu({.key = "menu.settings",
			.path = SettingsPage::kPath,
			.icon = "gear",
			.permission = SettingsPage::kManage,
			.order = 220});
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("directory.declare: ") + e.what());
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto origins = originRuleOf(context);
		if (!origins) return origins.error();
		auto tenants = TenantSnapshot::take(context, *origins, context.settings().duration("refresh"));
		if (!tenants) return tenants.error();
		_components = std::make_unique<Components>(context,
			std::move(*tenants),
			*context.find<PermissionBook>(),
			*context.find<TenantSettingsBook>(),
			context.find<audit::Journal>());
		_samples.begin(context);
		if (auto done = context.provide<TenantSource>(*_components->tenants); !done) return done;
		if (auto done = context.provide<Directory>(_components->directory); !done) return done;
		if (auto done = context.provide<Companies>(_components->founding); !done) return done;
		if (auto done = context.provide<Mobiles>(_components->directory); !done) return done;
		if (auto done = context.provide<Groups>(_components->groups); !done) return done;
		if (auto done = context.provide<SettingChanges>(_components->settings); !done) return done;
		return context.provide<GroupSource>(_components->groups);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("directory.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	std::unique_ptr<Components> _components;
	PersonNames _names;
	SampleBook _samples;
};

}

SX_EXPORT_PLUGIN(sx::directory::DirectoryPlugin);
