// Handles what identity providers read about the service before they use it.
#pragma once
#include "handlers/Answers.h"
#include "sx/routes.h"

namespace sx::scim {

/// [handlers' threads]
class Discovery
{
public:
	explicit Discovery(const Context& context): _answers(context) {}
	static Routes<Discovery> routes();

private:
	Result<Response> config(Request& request) const;
	Result<Response> types(Request& request) const;
	Result<Response> type(Request& request) const;
	Result<Response> schemaList(Request& request) const;
	Result<Response> schema(Request& request) const;
	Response all(Value::List list) const;
	Response one(const Value::List& list, const std::string& id) const;

	const Answers _answers;
};

}
