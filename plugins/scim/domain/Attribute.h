// Reads the names of attributes as SCIM writes them, and finds what they name in a resource.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::scim {

inline constexpr std::string_view kUserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view kGroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// Returns the error for a request that SCIM names a reason for. scimType: RFC 7644, section 3.12, table 9.
inline Error wrong(std::string scimType, std::string detail)
{
	return {.code = Code::Invalid, .detail = std::move(detail), .problem = std::move(scimType)};
}

/// Names an attribute, or a part of it: "userName", "name.familyName", "urn:…:User:emails.value". Lower case, without
/// the schema of users and groups.
struct AttributeName
{
	std::string name, part{};  // part: empty if it names the whole attribute
	bool isForeign = false;    // of a schema that is not the core's, such as the enterprise extension's
	bool operator==(const AttributeName&) const = default;
};
/// Errors: Invalid with problem invalidPath.
Result<AttributeName> attributeNamed(std::string_view text);

/// Returns a member of an object whose name is spelled in any case; null if there is none.
const Value& memberOf(const Value& object, std::string_view lowerName);

/// Returns the values of an attribute in a resource: each element of a list, and of a complex element its "value" if no
/// part is named. Valid while the resource lives.
std::vector<const Value*> valuesOf(const Value& resource, const AttributeName& attribute);

/// Tells whether letters of different case are different in an attribute (RFC 7643, section 7, caseExact).
bool isCaseExact(const AttributeName& attribute);

}
