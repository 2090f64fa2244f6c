#include "Arguments.h"

#include "client/Address.h"
#include "client/Delivery.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace sx::cli {

using client::ClientError;
using client::Failure;

void usage(const std::string& what) { throw ClientError(Failure::Usage, what); }

Arguments::Arguments(int argc, char** argv)
{
	for (int i = 1; i < argc; ++i)
	{
		const std::string word = argv[i];
		if (!word.starts_with("--"))
		{
			words.push_back(word);
			continue;
		}
		const auto equals = word.find('=');
		const auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
		if (name == "json" || name == "help" || name == "attachments-only" || name == "force-unprotected" ||
			name == "opening-code")
			options[name].push_back("true");
		else if (equals != std::string::npos)
			options[name].push_back(word.substr(equals + 1));
		else if (i + 1 < argc)
			options[name].push_back(argv[++i]);
		else
			usage("--" + name + " needs a value");
	}
}

std::optional<std::string> Arguments::one(const std::string& name) const
{
	const auto found = options.find(name);
	if (found == options.end()) return {};
	if (found->second.size() > 1) usage("--" + name + " stands twice");
	return found->second.front();
}

std::string Arguments::oneOr(const std::string& name, const char* environment) const
{
	if (auto given = one(name)) return *given;
	const char* value = std::getenv(environment);
	std::string out = value ? value : "";
	// A shell's `$(cat FILE)` takes the line's end away, but not every program does.
	while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
	return out;
}

void Arguments::allowOnly(std::initializer_list<const char*> names) const
{
	for (const auto& [name, values]: options)
		if (std::find(names.begin(), names.end(), name) == names.end()) usage("unknown option --" + name);
}

std::map<std::string, std::string> Arguments::mobiles(const std::vector<std::string>& addresses) const
{
	std::map<std::string, std::string> out;
	if (!has(client::kSms)) return out;
	for (const auto& each: options.at(client::kSms))
	{
		const auto equals = each.rfind('=');
		if (equals == std::string::npos || equals + 1 == each.size())
			usage("--sms is ADDRESS=MOBILE, as in louis@example.com=+15145550142");
		const auto typed = each.substr(0, equals), address = client::reachableAddress(typed).value_or(typed);
		if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
			usage("--sms names " + address + ", which no --to does");
		out[address] = each.substr(equals + 1);
	}
	return out;
}

int number(const std::string& text, int least, int most, const char* option)
{
	int value = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
	if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
		usage(std::string(option) + " is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
	return value;
}

std::chrono::seconds duration(const std::string& text)
{
	const char unit = text.empty() ? ' ' : text.back();
	if (unit != 'h' && unit != 'd') usage("--expires is hours or days: 24h, 7d");
	const int count = number(text.substr(0, text.size() - 1), 1, unit == 'h' ? 720 : 30, "--expires");
	return unit == 'h' ? std::chrono::hours(count) : std::chrono::hours(24 * count);
}

std::string readFile(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	std::string text((std::istreambuf_iterator<char>(in)), {});
	if (!in && !in.eof()) throw ClientError(Failure::Local, "cannot read " + path);
	if (!std::filesystem::is_regular_file(path)) throw ClientError(Failure::Local, "cannot read " + path);
	return text;
}

}
