// Declares what the scim plugin offers: the service provider of SCIM 2.0.
#include "handlers/Discovery.h"
#include "handlers/Groups.h"
#include "handlers/Users.h"

namespace sx::scim {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(
		Context& context, directory::Directory& directory, directory::Groups& groupBook, audit::Journal* journal):
		people(context, directory, groupBook, journal),
		groupSets(context, groupBook, journal), discovery(context), users(context, people), groups(context, groupSets)
	{
	}

	Provisioning people;
	GroupProvisioning groupSets;
	Discovery discovery;
	Users users;
	Groups groups;
};

/// Tells, exports and erases what SCIM keeps of a person: how their identity provider calls them.
class OwnData final: public directory::PersonData
{
public:
	std::string_view name() const noexcept override { return "scim"; }
	Result<std::vector<directory::Loss>> lossesOf(Sql&, const UserId&, const Language&) const noexcept override
	{
		return std::vector<directory::Loss>{};
	}
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		auto row = rows::ofPerson(sql, user);
		if (!row) return row.error();
		return Value::object({{"user_name", row->userName}, {"external_id", row->externalId}});
	}
	Result<> erase(Sql& sql, const UserId& user) noexcept override { return rows::erasePerson(sql, user); }
};

class ScimPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<directory::PersonData>(_ownData); !done) return done;
		if (auto done = registry.provide<ProblemWriter>(_errors); !done) return done;
		return addRoutes(registry, _components, &Components::discovery, &Components::users, &Components::groups);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* directory = context.find<directory::Directory>();
		auto* groups = context.find<directory::Groups>();
		if (!directory || !groups) return failed(Code::Unavailable, "scim: directory is not there");
		_errors.begin(context);
		_components = std::make_unique<Components>(context, *directory, *groups, context.find<audit::Journal>());
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("scim.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	OwnData _ownData;
	KernelErrors _errors;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::scim::ScimPlugin);
