// Reads whom an author's client names, and what each of them must answer (docs/wire.md, "Sending").
#pragma once
#include "sx/address.h"
#include "sx/sealed/Items.h"
#include "sx/text.h"

#include <algorithm>
#include <cstdlib>

namespace sx::sealed {

/// Names what a gate may need to know of a recipient (Gate::contact).
inline constexpr std::string_view kMobile = "mobile";

/// Names a gate of a plugin that authors can set now, what it needs to know of a recipient, and whether it stands in
/// the place of the opening code (Gate::replacesCode).
struct OfferedGate
{
	std::string name, contact{};
	bool replacesCode = false;
};

/// Holds what readRecipients() allows, and what it takes where the client says nothing.
struct RecipientRules
{
	int opensDefault = 1, opensDefaultGated = 1;  // gated: a gate besides the opening code
	int recipientsMax = 1;
	std::vector<OfferedGate> gates{};

	const OfferedGate* offered(std::string_view name) const
	{
		const auto found = std::find_if(
			gates.begin(), gates.end(), [&](const OfferedGate& each) { return each.name == name; });
		return found == gates.end() ? nullptr : &*found;
	}
	/// Tells whether a password, or a gate in its place, makes the opening code unnecessary.
	bool replaceCode(const WantedGates& wanted) const
	{
		return wanted.contains("password") || std::any_of(gates.begin(), gates.end(), [&](const OfferedGate& each) {
			return each.replacesCode && wanted.contains(each.name);
		});
	}
};

/// Is one recipient as a client names them.
struct NamedRecipient
{
	std::string address, name;
	WantedGates gates{};
	int opens = 1;
	std::string mobile{}, country{};  // number that the link, or a gate's answer, goes to; as typed
	bool hasChosenOpens = false;      // the client named a number of opens
};

/// Returns the path of a member of a list's element: "recipients[2].mobile".
inline std::string elementField(std::string_view list, std::size_t index, std::string_view member)
{
	return std::string(list) + '[' + std::to_string(index) + "]." + std::string(member);
}

/// Reads an integer: an absent member takes the fallback. Errors: Invalid with the field, `min` and `max`.
inline Result<std::int64_t> integerIn(
	const Value& body, const char* field, std::int64_t fallback, std::int64_t min, std::int64_t max)
{
	const auto& value = body[field];
	if (value.isNull()) return fallback;
	if (!value.isInteger() || value.integer() < min || value.integer() > max)
		return Error{.code = Code::Invalid,
			.detail = "out of range",
			.field = field,
			.extra = Value::object({{"min", min}, {"max", max}})};
	return value.integer();
}

/// Reads `"gates":{NAME: true | false | {…}}`: returns the gates that it turns on, and the inherited ones that it does
/// not mention. field: the path of `gates` in the body. Errors: Invalid with field.
inline Result<WantedGates> readGates(
	const Value& gates, const WantedGates& inherited, const RecipientRules& rules, const std::string& field)
{
	if (!gates.isNull() && !gates.isObject()) return invalid(field, "not an object");
	auto out = inherited;
	for (const auto& [name, value]: gates.members())
	{
		const bool isOn = !value.isNull() && !(value.isFlag() && !value.flag());
		const bool isBuiltIn = ownGate(name) != 0;
		if (!isBuiltIn && isOn && !rules.offered(name))
			return invalid(field + '.' + name, "not offered by this server");
		if (value.isNull() && isBuiltIn) continue;
		if (isBuiltIn && !value.isFlag()) return invalid(field + '.' + name, "not true or false");
		out.erase(name);
		if (isOn) out.emplace(name, value);
	}
	return out;
}

/// Reads `opens`, by default that of the gates. Errors: Invalid with field.
inline Result<int> readOpens(const Value& body, const WantedGates& gates, const RecipientRules& rules)
{
	const bool isGated = gates.size() > (gates.contains("code") ? 1U : 0U);
	auto opens = integerIn(body, "opens", isGated ? rules.opensDefaultGated : rules.opensDefault, 1, kOpensMax);
	if (!opens) return opens.error();
	return static_cast<int>(*opens);
}

/// Reads one recipient: their own gates, opens and mobile, or else the gates and opens of the body. Leaves out an
/// opening code that the author did not ask for where another gate makes it unnecessary. A gate that needs their
/// mobile, and that the author only turned on, is set with it. Errors: Invalid with field.
inline Result<NamedRecipient> readRecipient(
	const Value& wanted, const Value& body, const WantedGates& ofAll, const RecipientRules& rules, std::size_t index)
{
	const auto field = [&](std::string_view member) { return elementField("recipients", index, member); };
	auto address = mailAddress(wanted["address"].text());
	if (!address) return invalid(field("address"), "not an address");
	NamedRecipient out{.address = std::move(*address), .name = wanted["name"].text()};
	const bool isPrintable = std::none_of(
		out.name.begin(), out.name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
	if (charactersIn(out.name) > 200 || !isPrintable) return invalid(field("name"), "too long, or control characters");
	auto gates = readGates(wanted["gates"], ofAll, rules, field("gates"));
	if (!gates) return gates.error();
	out.gates = std::move(*gates);
	const bool saysCode = wanted["gates"]["code"].isFlag() || body["gates"]["code"].isFlag();
	if (!saysCode && rules.replaceCode(out.gates)) out.gates.erase("code");
	out.mobile = wanted["mobile"].text();
	out.country = wanted["country"].text();
	for (auto& [name, setting]: out.gates)
	{
		const auto* gate = rules.offered(name);
		if (!gate || gate->contact != kMobile || !setting.isFlag()) continue;
		if (out.mobile.empty()) return invalid(field("mobile"), "the code needs a number");
		setting = Value::object({{"mobile", out.mobile}, {"country", out.country}});
	}
	auto general = readOpens(body, out.gates, rules);
	if (!general) return general.error();
	auto opens = integerIn(wanted, "opens", *general, 1, kOpensMax);
	if (!opens) return opens.error().at(field("opens"));
	out.opens = static_cast<int>(*opens);
	out.hasChosenOpens = !wanted["opens"].isNull() || !body["opens"].isNull();
	return out;
}

/// Reads `"recipients":[{"address","name"?,"gates"?,"opens"?,"mobile"?,"country"?}]`. ofAll: the gates of those who
/// have none of their own. Errors: Invalid with field.
inline Result<std::vector<NamedRecipient>> readRecipients(
	const Value& body, const WantedGates& ofAll, const RecipientRules& rules)
{
	const auto& list = body["recipients"].list();
	if (list.empty()) return invalid("recipients", "nobody is named");
	if (list.size() > static_cast<std::size_t>(rules.recipientsMax)) return invalid("recipients", "too many");
	std::vector<NamedRecipient> out;
	for (std::size_t i = 0; i < list.size(); ++i)
	{
		auto read = readRecipient(list[i], body, ofAll, rules, i);
		if (!read) return read.error();
		const auto isSame = [&](const NamedRecipient& other) { return other.address == read->address; };
		if (std::any_of(out.begin(), out.end(), isSame))
			return invalid(elementField("recipients", i, "address"), "named twice");
		out.push_back(std::move(*read));
	}
	return out;
}

/// Returns an error of Items::begin with the field as the client's body has it: "recipients[0].mobile".
inline Error inWordsOf(const std::vector<NamedRecipient>& recipients, const Error& error)
{
	constexpr std::string_view kGrants = "grants[";
	if (!error.field.starts_with(kGrants)) return error;
	const auto place = error.field.substr(kGrants.size());
	const auto index = static_cast<std::size_t>(std::strtoul(place.c_str(), nullptr, 10));
	// The author wrote the number beside the gate, for every use.
	if (place.ends_with(".mobile") && index < recipients.size() && !recipients[index].mobile.empty())
		return error.at(elementField("recipients", index, kMobile));
	return error.at("recipients[" + place);
}

}
