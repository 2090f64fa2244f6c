// Parses the command line of `sx`.
#pragma once
#include "client/Primitives.h"

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sx::cli {

/// Refuses the command line. Throws ClientError with Failure::Usage.
[[noreturn]] void usage(const std::string& what);

/// Holds options by name, several values each, and the words between them.
struct Arguments
{
	std::map<std::string, std::vector<std::string>> options;
	std::vector<std::string> words;

	Arguments(int argc, char** argv);
	bool has(const std::string& name) const { return options.contains(name); }
	std::optional<std::string> one(const std::string& name) const;
	std::string oneOr(const std::string& name, const char* environment) const;
	void allowOnly(std::initializer_list<const char*> names) const;
	/// Parses --sms ADDRESS=MOBILE; each address must be among `addresses`.
	std::map<std::string, std::string> mobiles(const std::vector<std::string>& addresses) const;
};

int number(const std::string& text, int least, int most, const char* option);
/// Parses "24h" or "7d".
std::chrono::seconds duration(const std::string& text);
/// Reads a file. Throws ClientError with Failure::Local.
std::string readFile(const std::string& path);

}
