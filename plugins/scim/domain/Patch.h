// Applies the operations of a PATCH to a resource. Source: RFC 7644, section 3.5.2; what Entra and Okta send beyond it
// is in docs/decisions/scim.md.
#pragma once
#include "domain/Filter.h"

namespace sx::scim {

/// Returns a value with the names of all members in lower case, because SCIM's names do not distinguish them.
Value loweredNames(const Value& value);

/// Names what an operation changes: an attribute, a part of it, or of those elements of a list that fit a filter.
struct Target
{
	AttributeName attribute;
	std::optional<Filter> filter{};
	std::string part{};      // of each element that fits
	Value filterTemplate{};  // an element that fits, for when there is none: {"type": "work"}
};
/// Errors: Invalid with problem invalidPath.
Result<Target> targetOf(std::string_view path);

enum class Act { Add, Replace, Remove };

/// Is one operation. Names of members in `value` are in lower case.
struct Operation
{
	Act act;
	Target target;
	Value value{};
};
/// Reads the body of a PATCH. An operation without a path becomes one for each member of its value. Errors: Invalid
/// with problem invalidSyntax, invalidPath, invalidValue or noTarget.
Result<std::vector<Operation>> operationsOf(const Value& body);

/// Applies an operation. resource: an object with names in lower case.
void apply(Value& resource, const Operation& operation);

}
