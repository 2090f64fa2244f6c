// `--name value` of a command line.
#pragma once
#include "sx/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace directory {

/// Options of a verb. A verb says which names it knows; anything else is refused with its name.
class Arguments
{
public:
	/// Errors: Invalid; detail says which word.
	static sx::Result<Arguments> parse(const std::vector<std::string>& words, const std::vector<std::string_view>& known);
	/// Empty when it was not said.
	std::string get(std::string_view name, std::string fallback = {}) const;
	/// Errors: Invalid.
	sx::Result<std::string> require(std::string_view name) const;

private:
	std::map<std::string, std::string, std::less<>> _values;
};

/// "a, b" to {"a", "b"}.
std::vector<std::string> splitList(std::string_view text);

}
