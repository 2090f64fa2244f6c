// Parses JSON text into values and writes values as JSON text.
#pragma once
#include "sx/kit.h"

#include <string>
#include <string_view>

namespace sx::base {

inline constexpr std::size_t kMaxJsonBytes = 1024 * 1024;
inline constexpr int kMaxJsonDepth = 32;
// Each value costs far more memory than its text. The longest list that a client sends is one of 5,000 contacts with
// four columns: 25,006 values.
inline constexpr std::size_t kMaxJsonValues = 25'600;

/// Parses one JSON document of at most 1 MiB, 32 levels and 25,600 values. When a member name is repeated, the last
/// value wins. Errors: Invalid, TooLarge (`too_many_values` for the last); `detail` never quotes the input.
/// [any thread]
Result<Value> parseJson(std::string_view text) noexcept;

/// Writes compact JSON: members sorted by the bytes of their names, SafeHtml as text. [any thread]
std::string writeJson(const Value& value);

/// Writes canonical JSON (RFC 8785), so that the same value always gives the same bytes. Supports text, integers,
/// flags, null, lists and objects with ASCII member names; a floating-point number fails a poco_assert. [any thread]
std::string writeCanonicalJson(const Value& value);

/// Offers the functions above to plugins as a service.
class JsonCodec final: public Json
{
public:
	Result<Value> parse(std::string_view text) const noexcept override { return parseJson(text); }
	std::string write(const Value& value) const override { return writeJson(value); }
	std::string writeCanonical(const Value& value) const override { return writeCanonicalJson(value); }
};

}
