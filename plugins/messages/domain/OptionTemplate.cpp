#include "domain/OptionTemplate.h"

#include "domain/GateName.h"

#include <algorithm>
#include <array>

namespace sx::messages {
namespace {

constexpr std::size_t kMaxName = 80, kMostGates = 12;

Error badTemplate(std::string field, std::string detail)
{
	return {Code::Invalid, std::move(detail), "", "", std::move(field)};
}

template <class List> bool isOneOf(const List& words, const std::string& word)
{
	return std::find(words.begin(), words.end(), word) != words.end();
}

}

Result<Value> parseOptions(const Value& body, const Limits& limits)
{
	constexpr std::array<std::string_view, 2> kLanguages{"fr", "en"}, kProtects{"all", "files"};
	constexpr std::array<std::string_view, 4> kDeliveries{"mail", "link", "eml", "sms"};
	for (const auto& [field, isFine]: {std::pair("options.language", isOneOf(kLanguages, body["language"].text())),
			 std::pair("options.delivery", isOneOf(kDeliveries, body["delivery"].text())),
			 std::pair("options.protects", isOneOf(kProtects, body["protects"].text()))})
		if (!isFine) return badTemplate(field, "not one of its words");
	const auto opens = body["opens"].integer(), expires = body["expires_in"].integer();
	if (opens < 1 || opens > kOpensMax)
		return Error{
			Code::Invalid, "out of range", "", "", "options.opens", Value::object({{"min", 1}, {"max", kOpensMax}})};
	if (expires < kShortestExpiry.count() || expires > limits.expiresMax.count())
		return Error{Code::Invalid,
			"out of range",
			"",
			"",
			"options.expires_in",
			Value::object({{"min", kShortestExpiry.count()}, {"max", limits.expiresMax.count()}})};
	const auto& gates = body["gates"].members();
	if (gates.size() > kMostGates) return badTemplate("options.gates", "too many");
	for (const auto& [name, isOn]: gates)
		if (!isGateName(name) || !isOn.isFlag())
			return badTemplate("options.gates", "not a gate's name with true or false");
	return Value::object({{"language", body["language"]},
		{"delivery", body["delivery"]},
		{"protects", body["protects"]},
		{"opens", opens},
		{"expires_in", expires},
		{"gates", Value(gates)}});
}

Result<OptionTemplate> parseOptionTemplate(const Value& body, const UserId& user, const Limits& limits)
{
	OptionTemplate out;
	out.name = body["name"].text();
	const bool isPrintable = std::none_of(
		out.name.begin(), out.name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
	if (out.name.empty() || out.name.size() > kMaxName || !isPrintable)
		return badTemplate("name", "1 to 80 bytes without control characters");
	for (const auto* field: {"shared", "default"})
		if (!body[field].isNull() && !body[field].isFlag()) return badTemplate(field, "not true or false");
	if (!body["shared"].flag()) out.owner = user;
	out.isDefault = body["default"].flag();
	auto options = parseOptions(body["options"], limits);
	if (!options) return options.error();
	out.options = std::move(*options);
	return out;
}

}
