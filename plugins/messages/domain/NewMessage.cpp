#include "domain/NewMessage.h"

#include "sx/address.h"
#include "sx/sealed/DraftWire.h"
#include "sx/sealed/Gate.h"
#include "sx/text.h"

#include <algorithm>
#include <limits>

namespace sx::messages {
namespace {

using sealed::kOpensMax;
using sealed::WantedGates;

constexpr std::size_t kMostGates = 12;  // of kept options

std::string at(std::string_view list, std::size_t index, std::string_view member)
{
	return std::string(list) + '[' + std::to_string(index) + "]." + std::string(member);
}

/// Reads an integer: an absent member takes the fallback; another type or range is refused.
Result<std::int64_t> integerIn(
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

bool isCleanName(std::string_view name) noexcept
{
	return charactersIn(name) <= 200 &&
		std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool isOn(const Value& setting) { return !setting.isNull() && !(setting.isFlag() && !setting.flag()); }

const OfferedGate* offered(const Limits& limits, const std::string& name)
{
	const auto found = std::find_if(
		limits.gates.begin(), limits.gates.end(), [&](const OfferedGate& each) { return each.name == name; });
	return found == limits.gates.end() ? nullptr : &*found;
}

/// Tells whether a gate of plugins gets from the recipient what it needs, because the sender only turned it on.
bool takesContact(const OfferedGate& gate, const Value& setting) { return gate.contact == kMobile && setting.isFlag(); }

/// Tells whether any gate other than the opening code is wanted.
bool isAny(const WantedGates& gates) noexcept { return gates.size() > (gates.contains("code") ? 1U : 0U); }

/// Returns the gates that `gates` turns on or off, and the inherited ones that it does not mention. field: the name of
/// `gates` in the body.
Result<WantedGates> gatesOf(
	const Value& gates, const WantedGates& inherited, const Limits& limits, const std::string& field)
{
	if (!gates.isNull() && !gates.isObject()) return invalid(field, "not an object");
	auto out = inherited;
	for (const auto& [name, value]: gates.members())
	{
		const bool isBuiltIn = name == "password" || name == "code";
		const auto* gate = isBuiltIn ? nullptr : offered(limits, name);
		if (!isBuiltIn && !gate && isOn(value)) return invalid(field + '.' + name, "not offered by this server");
		if (value.isNull() && isBuiltIn) continue;
		if (isBuiltIn && !value.isFlag()) return invalid(field + '.' + name, "not true or false");
		out.erase(name);
		if (isOn(value)) out.emplace(name, value);
	}
	return out;
}

/// Checks a link by SMS: a code to the same phone would protect nothing, and a mistyped number reaches a stranger.
Result<> settleTexted(const NewRecipient& recipient, const Limits& limits, std::size_t i)
{
	if (recipient.mobile.empty()) return invalid(at("recipients", i, "mobile"), "the link by SMS needs a number");
	for (const auto& [name, setting]: recipient.gates)
		if (const auto* gate = offered(limits, name); gate && gate->contact == kMobile)
			return invalid(at("recipients", i, "gates." + name), "the code would go to the phone that has the link");
	if (recipient.gates.empty())
		return invalid(
			at("recipients", i, "gates.code"), "a link by SMS needs a code or a password that goes another way");
	return {};
}

/// Gives a recipient their own gates, opens and mobile number, or else the message's gates and opens.
Result<> settle(NewRecipient& recipient,
	const Value& wanted,
	const NewMessage& message,
	const Value& body,
	const Limits& limits,
	std::size_t i)
{
	auto own = gatesOf(wanted["gates"], message.gates, limits, at("recipients", i, "gates"));
	if (!own) return own.error();
	recipient.gates = std::move(*own);
	recipient.mobile = wanted["mobile"].text();
	recipient.country = wanted["country"].text();
	if (message.delivery == Delivery::Sms)
		if (auto settled = settleTexted(recipient, limits, i); !settled) return settled;
	for (auto& [name, setting]: recipient.gates)
	{
		const auto* gate = offered(limits, name);
		if (!gate || !takesContact(*gate, setting)) continue;
		if (recipient.mobile.empty()) return invalid(at("recipients", i, "mobile"), "the code needs a number");
		setting = Value::object({{"mobile", recipient.mobile}, {"country", recipient.country}});
	}
	auto ofAll = integerIn(
		body, "opens", isAny(recipient.gates) ? limits.opensDefaultGated : limits.opensDefault, 1, kOpensMax);
	if (!ofAll) return ofAll.error();
	auto opens = integerIn(wanted, "opens", *ofAll, 1, kOpensMax);
	if (!opens) return opens.error().at(at("recipients", i, "opens"));
	recipient.opens = static_cast<int>(*opens);
	return {};
}

Result<> readRecipients(NewMessage& message, const Value& body, const Limits& limits)
{
	const auto& list = body["recipients"].list();
	if (list.empty()) return invalid("recipients", "nobody is named");
	if (list.size() > static_cast<std::size_t>(limits.recipientsMax)) return invalid("recipients", "too many");
	auto& out = message.recipients;
	for (std::size_t i = 0; i < list.size(); ++i)
	{
		auto address = mailAddress(list[i]["address"].text());
		if (!address) return invalid(at("recipients", i, "address"), "not an address");
		if (!isCleanName(list[i]["name"].text()))
			return invalid(at("recipients", i, "name"), "too long, or control characters");
		if (std::any_of(out.begin(), out.end(), [&](const NewRecipient& other) { return other.address == *address; }))
			return invalid(at("recipients", i, "address"), "named twice");
		out.push_back({std::move(*address), list[i]["name"].text()});
		if (auto settled = settle(out.back(), list[i], message, body, limits, i); !settled) return settled;
	}
	return {};
}

}

Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits)
{
	if (!body.isObject()) return invalid("", "not an object");
	NewMessage out;
	const auto& language = body["language"].text();
	if (language != "fr" && language != "en") return invalid("language", "fr or en");
	out.language = languageOf(language);

	const auto& delivery = body["delivery"];
	const auto known = delivery.isNull() ? Delivery::Mail : kDeliveries.valueOf(delivery.text());
	if (!known) return invalid("delivery", "mail, sms, link or eml");
	out.delivery = *known;
	if (out.delivery == Delivery::Sms && !limits.sendsTexts) return invalid("delivery", "not offered by this server");
	const auto& protect = body["protect"];
	if (!protect.isNull() && protect.text() != "all" && protect.text() != "files")
		return invalid("protect", "all or files");
	out.isFilesOnly = protect.text() == "files";
	if (out.isFilesOnly && (out.delivery == Delivery::Link || out.delivery == Delivery::Sms))
		return invalid("delivery", "a text in clear needs a mail that carries it");

	auto gates = gatesOf(body["gates"], {{"code", true}}, limits, "gates");
	if (!gates) return gates.error();
	out.gates = std::move(*gates);
	auto opens = integerIn(
		body, "opens", isAny(out.gates) ? limits.opensDefaultGated : limits.opensDefault, 1, kOpensMax);
	if (!opens) return opens.error();
	out.opens = static_cast<int>(*opens);
	auto expires = integerIn(
		body, "expires_in", limits.expiresDefault.count(), sealed::kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	out.expiresIn = std::chrono::seconds(*expires);
	if (auto read = readRecipients(out, body, limits); !read) return read.error();
	out.files = sealed::filesIn(body);
	// The manifest counts as one file.
	if (out.isFilesOnly && out.files.size() < 2) return invalid("files", "there is nothing to protect", "no_files");
	return out;
}

Result<Value> parseOptions(const Value& body, const Limits& limits)
{
	const auto language = body["language"].text(), protects = body["protects"].text();
	if (language != "fr" && language != "en") return invalid("language", "fr or en");
	if (!kDeliveries.valueOf(body["delivery"].text())) return invalid("delivery", "mail, sms, link or eml");
	if (protects != "all" && protects != "files") return invalid("protects", "all or files");
	auto opens = integerIn(body, "opens", 0, 1, kOpensMax);
	if (!opens) return opens.error();
	auto expires = integerIn(body, "expires_in", 0, sealed::kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	if (*opens == 0 || *expires == 0) return invalid(*opens == 0 ? "opens" : "expires_in", "missing");
	const auto& gates = body["gates"].members();
	if (gates.size() > kMostGates) return invalid("gates", "too many");
	for (const auto& [name, isWanted]: gates)
		if (!sealed::isGateName(name) || !isWanted.isFlag())
			return invalid("gates", "not a gate's name with true or false");
	return Value::object({{"language", language},
		{"delivery", body["delivery"]},
		{"protects", protects},
		{"opens", *opens},
		{"expires_in", *expires},
		{"gates", Value(gates)}});
}

Error inWordsOf(const NewMessage& message, const Error& error)
{
	constexpr std::string_view kGrants = "grants[";
	if (!error.field.starts_with(kGrants)) return error;
	const auto place = error.field.substr(kGrants.size());
	const auto index = static_cast<std::size_t>(std::strtoul(place.c_str(), nullptr, 10));
	// The sender wrote the number beside the gate, for every use.
	const bool isContact = place.ends_with(".mobile") && index < message.recipients.size() &&
		!message.recipients[index].mobile.empty();
	if (isContact) return error.at(at("recipients", index, kMobile));
	return error.at("recipients[" + place);
}

sealed::ShorterLimits parseShorterLimits(const Value& body)
{
	sealed::ShorterLimits out;
	// What is no number, or too large a one, becomes one that is out of range.
	const auto& opens = body["opens_left"];
	if (!opens.isNull())
		out.opensLeft = static_cast<int>(std::min<std::int64_t>(opens.integer(-1), std::numeric_limits<int>::max()));
	const auto& expires = body["expires_in"];
	if (!expires.isNull()) out.expiresIn = std::chrono::seconds(expires.integer(-1));
	return out;
}

}
