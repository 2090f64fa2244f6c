#include "handlers/Discovery.h"

#include "domain/Description.h"
#include "handlers/Users.h"

namespace sx::scim {

Routes<Discovery> Discovery::routes()
{
	const std::string base = "/scim/v2";
	const auto provider = allowedTo(kProvision);
	return {
		{Method::Get, base + "/ServiceProviderConfig", provider, &Discovery::config},
		{Method::Get, base + "/ResourceTypes", provider, &Discovery::types},
		{Method::Get, base + "/ResourceTypes/{id:word}", provider, &Discovery::type},
		{Method::Get, base + "/Schemas", provider, &Discovery::schemaList},
		{Method::Get, base + "/Schemas/{id:text}", provider, &Discovery::schema},
	};
}

Response Discovery::all(Value::List list) const
{
	const auto count = static_cast<std::int64_t>(list.size());
	return _answers.document(
		Value::object({{"schemas", Value::List{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
			{"totalResults", count},
			{"startIndex", 1},
			{"itemsPerPage", count},
			{"Resources", std::move(list)}}));
}

Response Discovery::one(const Value::List& list, const std::string& id) const
{
	for (const auto& each: list)
		if (each["id"].text() == id) return _answers.document(each);
	return _answers.error(failed(Code::Missing, "there is none of that id"));
}

Result<Response> Discovery::config(Request& request) const
{
	return _answers.document(serviceProviderConfig(request.tenant().origin));
}
Result<Response> Discovery::types(Request& request) const { return all(resourceTypes(request.tenant().origin)); }
Result<Response> Discovery::schemaList(Request& request) const { return all(schemas(request.tenant().origin)); }

Result<Response> Discovery::type(Request& request) const
{
	return one(resourceTypes(request.tenant().origin), request.parameter("id"));
}

Result<Response> Discovery::schema(Request& request) const
{
	return one(schemas(request.tenant().origin), request.parameter("id"));
}

}
