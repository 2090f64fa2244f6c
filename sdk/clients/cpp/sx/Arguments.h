// What was typed after `sx`.
#pragma once
#include "client/Primitives.h"

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sx::cli {

/// Throws ClientError with Failure::Usage.
[[noreturn]] void usage(const std::string& what);

/// Options by name, several values each, and what stands between them.
struct Arguments
{
	std::map<std::string, std::vector<std::string>> options;
	std::vector<std::string> words;

	Arguments(int argc, char** argv);
	bool has(const std::string& name) const { return options.contains(name); }
	std::optional<std::string> one(const std::string& name) const;
	std::string oneOr(const std::string& name, const char* environment) const;
	void allowOnly(std::initializer_list<const char*> names) const;
	/// --sms ADDRESS=MOBILE, each address one of those.
	std::map<std::string, std::string> mobiles(const std::vector<std::string>& addresses) const;
};

int number(const std::string& text, int least, int most, const char* option);
/// "24h", "7d"
std::chrono::seconds duration(const std::string& text);
/// Throws ClientError with Failure::Local.
std::string readFile(const std::string& path);

}
