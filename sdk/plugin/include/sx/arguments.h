// Parses a verb's `--name value` options, for the command-line verbs of plugins.
#pragma once
#include "sx/result.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Holds a verb's options by name. A verb says which names it knows; parse() refuses every other one and names it.
/// [any thread] Since: SDK 1.0
class Arguments
{
public:
	/// Parses words in pairs, `--name` and its value. Errors: Invalid; the detail names the word. Since: SDK 1.0
	static Result<Arguments> parse(const std::vector<std::string>& words, const std::vector<std::string_view>& known)
	{
		Arguments out;
		for (std::size_t i = 0; i < words.size(); i += 2)
		{
			const std::string_view word = words[i];
			const auto name = word.starts_with("--") ? word.substr(2) : std::string_view();
			if (std::find(known.begin(), known.end(), name) == known.end())
			{
				std::string names;
				for (const auto each: known) names += " --" + std::string(each);
				return Error{
					.code = Code::Invalid, .detail = "unknown option " + std::string(word) + "; it takes" + names};
			}
			if (i + 1 == words.size())
				return Error{.code = Code::Invalid, .detail = std::string(word) + " needs a value"};
			out._values[std::string(name)] = words[i + 1];
		}
		return out;
	}

	/// Returns an option's value, or the fallback if the option was not given. Since: SDK 1.0
	std::string get(std::string_view name, std::string fallback = {}) const
	{
		const auto found = _values.find(name);
		if (found == _values.end()) return fallback;
		return found->second;
	}

	/// Returns an option's value. Errors: Invalid (not given, or empty). Since: SDK 1.0
	Result<std::string> require(std::string_view name) const
	{
		auto value = get(name);
		if (value.empty()) return Error{.code = Code::Invalid, .detail = "--" + std::string(name) + " is missing"};
		return value;
	}

private:
	std::map<std::string, std::string, std::less<>> _values;
};

/// Splits "a, b" into {"a", "b"}; leaves empty parts out. [any thread] Since: SDK 1.0
inline std::vector<std::string> splitList(std::string_view text)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; from <= text.size();)
	{
		const auto end = std::min(text.find(',', from), text.size());
		auto part = text.substr(from, end - from);
		while (part.starts_with(' ')) part.remove_prefix(1);
		while (part.ends_with(' ')) part.remove_suffix(1);
		if (!part.empty()) out.emplace_back(part);
		from = end + 1;
	}
	return out;
}

}
