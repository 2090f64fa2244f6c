#include "domain/Patch.h"

#include "sx/text.h"

#include <algorithm>

namespace sx::scim {

namespace {

constexpr std::size_t kMostOperations = 1000;

/// Returns the members that an element must have to fit a filter of the form `type eq "work" and primary eq true`.
Value templateOf(const Filter& filter)
{
	auto out = Value::object({});
	for (const char* name: {"type", "value", "display"})
		if (auto text = filter.demanded(name)) out.set(name, *text);
	return out;
}

bool isSame(const Value& left, const Value& right)
{
	if (left.isObject() && right.isObject() && left.has("value")) return left["value"] == right["value"];
	return left == right;
}

/// Adds members to an object, or puts them in place of those of the same name.
void merge(Value& object, const Value& members)
{
	for (const auto& [name, value]: members.members()) object.set(name, value);
}

/// Returns the elements of a list; one value counts as a list of it.
Value::List listOf(const Value& value)
{
	if (value.isList()) return value.list();
	return value.isNull() ? Value::List{} : Value::List{value};
}

void erase(Value& object, std::string_view name)
{
	Value::Object kept;
	for (const auto& [each, value]: object.members())
		if (each != name) kept.emplace(each, value);
	object = Value(std::move(kept));
}

void setPart(Value& element, const std::string& part, const Operation& operation)
{
	if (part.empty())
	{
		if (operation.act == Act::Replace) element = Value::object({});
		if (operation.value.isObject())
			merge(element, operation.value);
		else
			element.set("value", operation.value);
	}
	else if (operation.act == Act::Remove)
		erase(element, part);
	else
		element.set(part, operation.value);
}

/// Changes the elements that fit; without one, Add and Replace make it. Entra replaces what it never added.
void applyToElements(Value& resource, const Operation& operation)
{
	const auto& target = operation.target;
	auto list = listOf(resource[target.attribute.name]);
	const auto fits = [&](const Value& each) { return target.filter->matches(each); };
	if (operation.act == Act::Remove && target.part.empty())
	{
		list.erase(std::remove_if(list.begin(), list.end(), fits), list.end());
		resource.set(target.attribute.name, std::move(list));
		return;
	}
	bool isFound = false;
	for (auto& each: list)
	{
		if (!fits(each)) continue;
		isFound = true;
		setPart(each, target.part, operation);
	}
	if (!isFound && operation.act != Act::Remove)
	{
		auto made = target.filterTemplate;
		auto added = operation;
		added.act = Act::Add;
		setPart(made, target.part, added);
		list.push_back(std::move(made));
	}
	resource.set(target.attribute.name, std::move(list));
}

void applyToPart(Value& resource, const Operation& operation)
{
	const auto& [name, part, isForeign] = operation.target.attribute;
	auto whole = resource[name];
	if (whole.isList())
	{
		auto list = whole.list();
		if (list.empty() && operation.act != Act::Remove) list.push_back(Value::object({}));
		for (auto& each: list) setPart(each, part, operation);
		whole = std::move(list);
	}
	else if (operation.act == Act::Remove)
		erase(whole, part);
	else
		whole.set(part, operation.value);
	resource.set(name, std::move(whole));
}

/// Removes the listed elements. Entra and Okta may remove by `path: members, value: […]`.
void removeListed(Value& resource, const std::string& name, const Value& listed)
{
	auto list = resource[name].list();
	for (const auto& gone: listOf(listed))
		list.erase(std::remove_if(list.begin(), list.end(), [&](const Value& each) { return isSame(each, gone); }),
			list.end());
	resource.set(name, std::move(list));
}

void applyToWhole(Value& resource, const Operation& operation)
{
	const auto& name = operation.target.attribute.name;
	const auto before = resource[name];
	if (operation.act == Act::Remove)
	{
		if (before.isList() && !operation.value.isNull())
			removeListed(resource, name, operation.value);
		else
			erase(resource, name);
	}
	else if (operation.value.isObject() && before.isObject())
	{
		auto merged = before;
		merge(merged, operation.value);
		resource.set(name, std::move(merged));
	}
	else if (operation.act == Act::Add && before.isList())
	{
		auto list = before.list();
		for (const auto& added: listOf(operation.value))
			if (std::none_of(list.begin(), list.end(), [&](const Value& each) { return isSame(each, added); }))
				list.push_back(added);
		resource.set(name, std::move(list));
	}
	else
		resource.set(name, operation.value);
}

/// Says whether an identity provider may send a member back that it cannot change; it is passed over.
bool isOurs(const AttributeName& attribute)
{
	return attribute.name == "id" || attribute.name == "schemas" || attribute.name == "meta";
}

std::optional<Act> actOf(std::string_view word)
{
	if (word == "add") return Act::Add;
	if (word == "replace") return Act::Replace;
	if (word == "remove") return Act::Remove;
	return std::nullopt;
}

Result<> addOperations(std::vector<Operation>& out, const Value& given)
{
	const auto act = actOf(asciiLower(given["op"].text()));
	if (!act) return wrong("invalidSyntax", "op is add, replace or remove");
	if (!given["path"].text().empty())
	{
		auto target = targetOf(given["path"].text());
		if (!target) return target.error();
		if (isOurs(target->attribute)) return wrong("mutability", "only the server sets " + target->attribute.name);
		out.push_back({.act = *act, .target = std::move(*target), .value = given["value"]});
		return {};
	}
	if (*act == Act::Remove) return wrong("noTarget", "remove needs a path");
	if (!given["value"].isObject()) return wrong("invalidValue", "without a path, value is an object");
	for (const auto& [name, value]: given["value"].members())
	{
		auto target = targetOf(name);
		if (!target) return target.error();
		if (!isOurs(target->attribute)) out.push_back({.act = *act, .target = std::move(*target), .value = value});
	}
	return {};
}

}

Value loweredNames(const Value& value)
{
	if (value.isList())
	{
		Value::List out;
		for (const auto& each: value.list()) out.push_back(loweredNames(each));
		return out;
	}
	if (!value.isObject()) return value;
	Value::Object out;
	for (const auto& [name, each]: value.members()) out.insert_or_assign(asciiLower(name), loweredNames(each));
	return out;
}

Result<Target> targetOf(std::string_view path)
{
	Target out;
	const auto open = path.find('['), close = path.rfind(']');
	auto attribute = attributeNamed(path.substr(0, open));
	if (!attribute) return attribute.error();
	out.attribute = std::move(*attribute);
	if (open == std::string_view::npos) return out;
	if (close == std::string_view::npos || close < open || !out.attribute.part.empty())
		return wrong("invalidPath", "no path: brackets");
	auto filter = Filter::parse(path.substr(open + 1, close - open - 1));
	if (!filter) return wrong("invalidPath", filter.error().detail);
	out.filterTemplate = templateOf(*filter);
	out.filter = std::move(*filter);
	auto rest = path.substr(close + 1);
	if (rest.empty()) return out;
	if (!rest.starts_with('.') || rest.size() == 1) return wrong("invalidPath", "no path: after the bracket");
	auto part = attributeNamed(rest.substr(1));
	if (!part) return part.error();
	out.part = std::move(part->name);
	return out;
}

Result<std::vector<Operation>> operationsOf(const Value& body)
{
	const auto names = loweredNames(body);
	const auto& list = names["operations"].list();
	if (list.empty() || list.size() > kMostOperations)
		return wrong("invalidSyntax", "Operations has 1 to 1,000 elements");
	std::vector<Operation> out;
	for (const auto& each: list)
		if (auto added = addOperations(out, each); !added) return added.error();
	return out;
}

void apply(Value& resource, const Operation& operation)
{
	const auto& target = operation.target;
	if (target.attribute.isForeign) return;
	if (target.filter)
		applyToElements(resource, operation);
	else if (!target.attribute.part.empty())
		applyToPart(resource, operation);
	else
		applyToWhole(resource, operation);
}

}
