// Serves the groups of a company to clients (docs/wire.md).
#pragma once
#include "services/StoredGroups.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles `/api/v1/groups` and `/api/v1/permissions`. [handlers' threads]
class GroupsApi
{
public:
	GroupsApi(Context& context, StoredGroups& groups): _context(context), _groups(groups) {}
	static Routes<GroupsApi> routes();

private:
	Result<Response> permissions(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> members(Request& request) const;
	Result<Response> addMember(Request& request) const;
	Result<Response> removeMember(Request& request) const;

	Context& _context;
	StoredGroups& _groups;
};

}
