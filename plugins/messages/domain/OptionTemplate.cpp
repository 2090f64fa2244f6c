#include "domain/OptionTemplate.h"

#include <algorithm>
#include <array>

namespace sx::messages {
namespace {

constexpr std::size_t kMaxName = 80, kMostGates = 12;

Error outOfRange(std::string field, std::int64_t min, std::int64_t max)
{
	return {.code = Code::Invalid,
		.detail = "out of range",
		.field = std::move(field),
		.extra = Value::object({{"min", min}, {"max", max}})};
}

/// Tells whether a text has the form of a gate's name (Gate::name); the gate's plugin may be gone.
bool isGateName(std::string_view name) noexcept
{
	return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
	});
}

template <class List> bool isOneOf(const List& words, const std::string& word)
{
	return std::find(words.begin(), words.end(), word) != words.end();
}

}

Result<Value> parseOptions(const Value& body, const Limits& limits)
{
	constexpr std::array<std::string_view, 2> kLanguages{"fr", "en"}, kProtects{"all", "files"};
	for (const auto& [field, isFine]: {std::pair("options.language", isOneOf(kLanguages, body["language"].text())),
			 std::pair("options.delivery", kDeliveries.valueOf(body["delivery"].text()).has_value()),
			 std::pair("options.protects", isOneOf(kProtects, body["protects"].text()))})
		if (!isFine) return invalid(field, "not one of its words");
	const auto opens = body["opens"].integer(), expires = body["expires_in"].integer();
	if (opens < 1 || opens > sealed::kOpensMax) return outOfRange("options.opens", 1, sealed::kOpensMax);
	if (expires < sealed::kShortestExpiry.count() || expires > limits.expiresMax.count())
		return outOfRange("options.expires_in", sealed::kShortestExpiry.count(), limits.expiresMax.count());
	const auto& gates = body["gates"].members();
	if (gates.size() > kMostGates) return invalid("options.gates", "too many");
	for (const auto& [name, isOn]: gates)
		if (!isGateName(name) || !isOn.isFlag())
			return invalid("options.gates", "not a gate's name with true or false");
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
		return invalid("name", "1 to 80 bytes without control characters");
	for (const auto* field: {"shared", "default"})
		if (!body[field].isNull() && !body[field].isFlag()) return invalid(field, "not true or false");
	if (!body["shared"].flag()) out.owner = user;
	out.isDefault = body["default"].flag();
	auto options = parseOptions(body["options"], limits);
	if (!options) return options.error();
	out.options = std::move(*options);
	return out;
}

}
