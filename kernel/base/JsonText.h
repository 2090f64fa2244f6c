// JSON text to and from values.
#pragma once
#include "sx/kit.h"

#include <string>
#include <string_view>

namespace sx::base {

inline constexpr std::size_t kMaxJsonBytes = 1024 * 1024;
inline constexpr int kMaxJsonDepth = 32;

/// Parses one JSON document of at most 1 MiB and 32 levels; a repeated member name keeps its last value.
/// Errors: Invalid, TooLarge; `detail` never quotes the input. [any thread]
Result<Value> parseJson(std::string_view text) noexcept;

/// Compact JSON; members in byte order of their names; SafeHtml as text. [any thread]
std::string writeJson(const Value& value);

/// RFC 8785 for trees of text, integers, flags, null, lists and objects with ASCII member names: the same value is
/// always the same bytes. Numbers with a fraction are not supported (poco_assert). [any thread]
std::string writeCanonicalJson(const Value& value);

/// The above as the service that plugins get.
class JsonCodec final: public Json
{
public:
	Result<Value> parse(std::string_view text) const noexcept override { return parseJson(text); }
	std::string write(const Value& value) const override { return writeJson(value); }
	std::string writeCanonical(const Value& value) const override { return writeCanonicalJson(value); }
};

}
