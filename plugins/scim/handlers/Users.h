// Handles /scim/v2/Users.
#pragma once
#include "handlers/Answers.h"
#include "sx/routes.h"

namespace sx::scim {

inline constexpr const char* kProvision = "scim.provision";
inline constexpr int kCallsPerMinute = 3000;  // an identity provider adds a company's people from one address

/// [handlers' threads]
class Users
{
public:
	Users(const Context& context, const Provisioning& people): _answers(context), _people(people) {}
	static Routes<Users> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> replace(Request& request) const;
	Result<Response> patch(Request& request) const;
	Result<Response> remove(Request& request) const;

	const Answers _answers;
	const Provisioning& _people;
};

}
