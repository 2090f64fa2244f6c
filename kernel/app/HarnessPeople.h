// Stands in for a plugin that knows companies and people: one company for every host, and the people that the test
// adds.
#pragma once
#include "sx/plugin.h"

#include <map>
#include <mutex>

namespace sx::app {

/// Answers for companies and people from memory. [any thread]
class HarnessPeople final: public TenantSource, public PrincipalSource
{
public:
	explicit HarnessPeople(int port)
	{
		auto tenant = std::make_shared<Tenant>();
		tenant->id = {"01900000-0000-7000-8000-000000000001"};
		tenant->name = "Harness";
		tenant->origin = "http://localhost:" + std::to_string(port);
		tenant->timeZone = "America/Toronto";
		_tenant = std::move(tenant);
	}

	std::shared_ptr<const Tenant> byHost(std::string_view) const noexcept override { return _tenant; }
	std::shared_ptr<const Tenant> byId(const TenantId& id) const noexcept override
	{
		return id == _tenant->id ? _tenant : nullptr;
	}

	Result<Principal> byUser(const TenantId& tenant, const UserId& user) const noexcept override
	{
		std::lock_guard lock(_mutex);
		const auto found = _people.find(user.value);
		if (found == _people.end() || found->second.tenant != tenant) return Error{Code::Missing, "nobody of that id"};
		return found->second;
	}
	Result<Principal> byApiKey(const TenantId&, std::string_view, std::string_view) const noexcept override
	{
		return Error{Code::Unauthenticated, "the harness has no API keys"};
	}

	void add(Principal principal)
	{
		std::lock_guard lock(_mutex);
		_people.insert_or_assign(principal.user.value, std::move(principal));
	}

private:
	std::shared_ptr<const Tenant> _tenant;
	mutable std::mutex _mutex;
	std::map<std::string, Principal> _people;
};

}
