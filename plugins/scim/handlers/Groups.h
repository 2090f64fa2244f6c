// Handles /scim/v2/Groups.
#pragma once
#include "handlers/Answers.h"
#include "services/GroupProvisioning.h"
#include "sx/routes.h"

namespace sx::scim {

/// [handlers' threads]
class Groups
{
public:
	Groups(const Context& context, const GroupProvisioning& groups): _answers(context), _groups(groups) {}
	static Routes<Groups> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> replace(Request& request) const;
	Result<Response> patch(Request& request) const;
	Result<Response> remove(Request& request) const;

	const Answers _answers;
	const GroupProvisioning& _groups;
};

}
