#include "domain/Attribute.h"

#include "sx/text.h"

#include <algorithm>

namespace sx::scim {

namespace {

bool isName(std::string_view text)
{
	return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '$';
	});
}

}

Result<AttributeName> attributeNamed(std::string_view text)
{
	auto all = asciiLower(text);
	AttributeName out;
	if (all.starts_with("urn:"))
	{
		// The name follows the last colon; dots before it belong to the schema's version.
		const auto colon = all.rfind(':');
		const auto schema = all.substr(0, colon);
		out.isForeign = schema != asciiLower(kUserSchema) && schema != asciiLower(kGroupSchema);
		all = all.substr(colon + 1);
	}
	const auto dot = all.find('.');
	out.name = all.substr(0, dot);
	if (dot != std::string::npos) out.part = all.substr(dot + 1);
	// An extension is named as a whole by its schema alone: "urn:…:enterprise:2.0:User".
	if (out.isForeign && out.part.empty()) return out;
	if (!isName(out.name) || (dot != std::string::npos && !isName(out.part)))
		return wrong("invalidPath", "not the name of an attribute");
	return out;
}

const Value& memberOf(const Value& object, std::string_view lowerName)
{
	static const Value kNone;
	for (const auto& [name, value]: object.members())
		if (asciiLower(name) == lowerName) return value;
	return kNone;
}

std::vector<const Value*> valuesOf(const Value& resource, const AttributeName& attribute)
{
	std::vector<const Value*> out;
	const auto take = [&](const Value& value) {
		const auto* found = &value;
		if (value.isObject())
			found = &memberOf(value, attribute.part.empty() ? "value" : attribute.part);
		else if (!attribute.part.empty() && attribute.part != "value")
			return;
		if (!found->isNull()) out.push_back(found);
	};
	const auto& whole = memberOf(resource, attribute.name);
	if (whole.isList())
		for (const auto& each: whole.list()) take(each);
	else
		take(whole);
	return out;
}

bool isCaseExact(const AttributeName& attribute)
{
	return attribute.name == "id" || attribute.name == "externalid" || attribute.name == "members" ||
		attribute.name == "meta" || attribute.name == "groups";
}

}
