#include "domain/Description.h"

namespace sx::scim {

namespace {

Value meta(const char* type, const std::string& location)
{
	return Value::object({{"resourceType", type}, {"location", location}});
}

/// Says how an attribute behaves. Source: RFC 7643, section 7.
struct Attribute
{
	const char* name;
	const char* type = "string";
	bool isMultiValued = false, isRequired = false, isCaseExact = false;
	const char* mutability = "readWrite";
	const char* uniqueness = "none";
	Value::List parts{};

	operator Value() const
	{
		auto out = Value::object({{"name", name},
			{"type", type},
			{"multiValued", isMultiValued},
			{"required", isRequired},
			{"caseExact", isCaseExact},
			{"mutability", mutability},
			{"returned", "default"},
			{"uniqueness", uniqueness},
			{"description", name}});
		if (!parts.empty()) out.set("subAttributes", parts);
		return out;
	}
};

Value::List userAttributes()
{
	constexpr const char* kReadOnly = "readOnly";
	return {Attribute{.name = "userName", .isRequired = true, .uniqueness = "server"},
		Attribute{.name = "externalId", .isCaseExact = true},
		Attribute{.name = "name",
			.type = "complex",
			.parts = {Attribute{.name = "givenName"},
				Attribute{.name = "familyName"},
				Attribute{.name = "formatted", .mutability = kReadOnly}}},
		Attribute{.name = "displayName", .mutability = kReadOnly},
		Attribute{.name = "emails",
			.type = "complex",
			.isMultiValued = true,
			.parts = {Attribute{.name = "value", .uniqueness = "server"},
				Attribute{.name = "type"},
				Attribute{.name = "primary", .type = "boolean"}}},
		Attribute{.name = "active", .type = "boolean"},
		Attribute{.name = "preferredLanguage", .mutability = "immutable"},
		Attribute{.name = "groups",
			.type = "complex",
			.isMultiValued = true,
			.mutability = kReadOnly,
			.parts = {Attribute{.name = "value", .isCaseExact = true, .mutability = kReadOnly},
				Attribute{.name = "display", .mutability = kReadOnly},
				Attribute{.name = "type", .mutability = kReadOnly},
				Attribute{.name = "$ref", .type = "reference", .isCaseExact = true, .mutability = kReadOnly}}}};
}

Value::List groupAttributes()
{
	return {Attribute{.name = "displayName", .isRequired = true, .uniqueness = "server"},
		Attribute{.name = "externalId", .isCaseExact = true},
		Attribute{.name = "members",
			.type = "complex",
			.isMultiValued = true,
			.parts = {Attribute{.name = "value", .isCaseExact = true, .mutability = "immutable"},
				Attribute{.name = "display", .mutability = "readOnly"},
				Attribute{.name = "type", .mutability = "immutable"},
				Attribute{.name = "$ref", .type = "reference", .isCaseExact = true, .mutability = "immutable"}}}};
}

Value schema(const std::string& origin, std::string_view id, const char* name, Value::List attributes)
{
	return Value::object({{"schemas", Value::List{"urn:ietf:params:scim:schemas:core:2.0:Schema"}},
		{"id", id},
		{"name", name},
		{"description", name},
		{"attributes", std::move(attributes)},
		{"meta", meta("Schema", origin + "/scim/v2/Schemas/" + std::string(id))}});
}

Value resourceType(const std::string& origin, const char* name, const char* endpoint, std::string_view schemaId)
{
	return Value::object({{"schemas", Value::List{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}},
		{"id", name},
		{"name", name},
		{"endpoint", endpoint},
		{"description", name},
		{"schema", schemaId},
		{"meta", meta("ResourceType", origin + "/scim/v2/ResourceTypes/" + name)}});
}

Value supported(bool isSupported) { return Value::object({{"supported", isSupported}}); }

}

Value serviceProviderConfig(const std::string& origin)
{
	const auto bearer = Value::object({{"type", "oauthbearertoken"},
		{"name", "API key"},
		{"description", "An API key with the scope scim.provision, as a bearer token"},
		{"specUri", "https://www.rfc-editor.org/info/rfc6750"},
		{"primary", true}});
	return Value::object({{"schemas", Value::List{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
		{"patch", supported(true)},
		{"bulk", Value::object({{"supported", false}, {"maxOperations", 0}, {"maxPayloadSize", 0}})},
		{"filter", Value::object({{"supported", true}, {"maxResults", 200}})},
		{"changePassword", supported(false)},
		{"sort", supported(false)},
		{"etag", supported(true)},
		{"authenticationSchemes", Value::List{bearer}},
		{"meta", meta("ServiceProviderConfig", origin + "/scim/v2/ServiceProviderConfig")}});
}

Value::List resourceTypes(const std::string& origin)
{
	return {
		resourceType(origin, "User", "/Users", kUserSchema), resourceType(origin, "Group", "/Groups", kGroupSchema)};
}

Value::List schemas(const std::string& origin)
{
	return {schema(origin, kUserSchema, "User", userAttributes()),
		schema(origin, kGroupSchema, "Group", groupAttributes())};
}

}
