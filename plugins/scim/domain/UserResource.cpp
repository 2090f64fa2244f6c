#include "domain/UserResource.h"

#include "sx/address.h"
#include "sx/text.h"
#include "sx/time.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sx::scim {

namespace {

constexpr std::size_t kMaxText = 254;

/// Lists the attributes of RFC 7643, section 4.1. What the product does not have is taken and not kept.
constexpr std::array<std::string_view, 21> kKnown{"username",
	"name",
	"displayname",
	"nickname",
	"profileurl",
	"title",
	"usertype",
	"preferredlanguage",
	"locale",
	"timezone",
	"active",
	"password",
	"emails",
	"phonenumbers",
	"ims",
	"photos",
	"addresses",
	"entitlements",
	"roles",
	"x509certificates",
	"externalid"};

Error wrongValue(const std::string& attribute, const std::string& detail)
{
	auto error = wrong("invalidValue", attribute + ": " + detail);
	error.field = attribute;
	return error;
}

/// Takes a single value out of the list of one that some providers wrap it in: [{"value": "False"}].
const Value& unwrapped(const Value& value)
{
	if (!value.isList() || value.list().size() != 1) return value;
	const auto& only = value.list().front();
	return only.isObject() ? only["value"] : only;
}

Result<std::optional<bool>> flagOf(const Value& resource, const std::string& name)
{
	const auto& value = unwrapped(resource[name]);
	if (value.isNull()) return std::optional<bool>();
	if (value.isFlag()) return std::optional(value.flag());
	const auto text = asciiLower(value.text());
	if (text == "true" || text == "false") return std::optional(text == "true");
	return wrongValue(name, "is true or false");
}

/// Returns the address that mail goes to: the primary one, else the one of work, else the first.
std::string emailOf(const Value& resource)
{
	const Value* best = nullptr;
	int bestRank = -1;
	for (const auto& each: resource["emails"].list())
	{
		if (each["value"].text().empty()) continue;
		const bool isPrimary = each["primary"].flag() || asciiLower(each["primary"].text()) == "true";
		const int rank = isPrimary ? 2 : asciiLower(each["type"].text()) == "work" ? 1 : 0;
		if (rank > bestRank)
		{
			best = &each;
			bestRank = rank;
		}
	}
	return best ? (*best)["value"].text() : std::string();
}

/// Reads the name from its parts, else from the name as a whole.
Result<> readName(UserFields& fields, const Value& resource)
{
	const auto& name = resource["name"];
	auto first = textOf(name, "givenname"), last = textOf(name, "familyname");
	if (!first) return first.error();
	if (!last) return last.error();
	fields.firstName = std::move(*first);
	fields.lastName = std::move(*last);
	if (fields.firstName.empty() && fields.lastName.empty())
	{
		auto whole = textOf(name, "formatted");
		if (whole && whole->empty()) whole = textOf(resource, "displayname");
		if (!whole) return whole.error();
		const auto blank = whole->find(' ');
		fields.firstName = whole->substr(0, blank);
		if (blank != std::string::npos) fields.lastName = whole->substr(blank + 1);
	}
	// The directory needs a name; an identity provider may have none for an account of a machine.
	if (fields.firstName.empty()) std::swap(fields.firstName, fields.lastName);
	if (fields.firstName.empty()) fields.firstName = fields.userName.substr(0, fields.userName.find('@'));
	return {};
}

}

Result<std::string> textOf(const Value& resource, const std::string& name)
{
	const auto& value = unwrapped(resource[name]);
	if (value.isNull()) return std::string();
	if (!value.isText()) return wrongValue(name, "is a text");
	const auto text = cleanLine(value.text());
	if (charactersIn(text) > kMaxText) return wrongValue(name, "has at most 254 characters");
	return text;
}

Instant madeAt(std::string_view id)
{
	std::string digits;
	for (const char c: id.substr(0, 13))
		if (c != '-') digits += c;
	std::int64_t millis = 0;
	std::from_chars(digits.data(), digits.data() + digits.size(), millis, 16);
	return fromMillis(millis);
}

Value metaOf(std::string_view type, const std::string& location, Instant made, Instant changed)
{
	return Value::object({{"resourceType", type},
		{"location", location},
		{"created", isoTime(made)},
		{"lastModified", isoTime(std::max(made, changed))}});
}

Value userResource(const directory::Person& person,
	const Provisioned& provisioned,
	const std::vector<GroupName>& groups,
	const std::string& origin)
{
	const auto made = madeAt(person.id.value);
	const auto email = Value::object({{"value", person.address}, {"type", "work"}, {"primary", true}});
	auto out = Value::object({{"schemas", Value::List{kUserSchema}},
		{"id", person.id.value},
		{"userName", provisioned.userName.empty() ? person.address : provisioned.userName},
		{"name",
			Value::object(
				{{"givenName", person.firstName}, {"familyName", person.lastName}, {"formatted", person.name}})},
		{"displayName", person.name},
		{"emails", Value::List{email}},
		{"active", person.isActive},
		{"preferredLanguage", person.language.tag},
		{"meta",
			metaOf("User", origin + "/scim/v2/Users/" + person.id.value, made, provisioned.changed.value_or(made))}});
	if (!provisioned.externalId.empty()) out.set("externalId", provisioned.externalId);
	if (groups.empty()) return out;
	Value::List list;
	for (const auto& each: groups)
		list.push_back(Value::object({{"value", each.id},
			{"display", each.name},
			{"type", "direct"},
			{"$ref", origin + "/scim/v2/Groups/" + each.id}}));
	out.set("groups", std::move(list));
	return out;
}

Value patchable(const Value& resource)
{
	auto out = loweredNames(resource);
	Value::Object kept;
	for (const auto& [name, value]: out.members())
	{
		const bool isTheAddress = name == "emails" && emailOf(out) == out["username"].text();
		if (!isTheAddress && name != "displayname" && name != "groups") kept.emplace(name, value);
	}
	return kept;
}

Result<> checkTarget(const Target& target)
{
	const auto& name = target.attribute.name;
	if (target.attribute.isForeign) return {};
	if (name == "groups") return wrong("mutability", "groups are changed at /Groups");
	if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end())
		return wrong("invalidPath", "users have no attribute " + name);
	return {};
}

Result<UserFields> userFieldsOf(const Value& resource)
{
	if (!resource.isObject()) return wrong("invalidSyntax", "a user is an object");
	const auto given = loweredNames(resource);
	UserFields out;
	auto userName = textOf(given, "username"), externalId = textOf(given, "externalid");
	if (!userName) return userName.error();
	if (!externalId) return externalId.error();
	out.userName = asciiLower(*userName);
	out.externalId = std::move(*externalId);
	if (out.userName.empty()) return wrongValue("userName", "is missing");
	if (auto named = readName(out, given); !named) return named.error();

	const auto email = emailOf(given);
	const auto address = mailAddress(email.empty() ? out.userName : email);
	if (!address) return wrongValue(email.empty() ? "userName" : "emails", "no e-mail address that mail reaches");
	out.address = *address;
	auto active = flagOf(given, "active");
	if (!active) return active.error();
	out.isActive = *active;
	out.language = spokenLanguage(given["preferredlanguage"].text());
	return out;
}

}
