// Answers GET /api/v1/plans: what can be bought, for anybody.
#pragma once
#include "sx/licensing/Plans.h"
#include "sx/routes.h"

namespace sx::licensing {

class PlansEndpoint
{
public:
	explicit PlansEndpoint(const Plans& plans): _plans(plans) {}
	static Routes<PlansEndpoint> routes();

private:
	Result<Response> list(Request& request) const;

	const Plans& _plans;
};

}
