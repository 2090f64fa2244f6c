// Runs the files of corpus/TARGET through each target: unchanged, truncated at each byte, and with each byte flipped.
#include "tests/fuzz/Fuzz.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

using namespace sx::fuzz;

namespace {

constexpr std::size_t kMostChanges = 400;  // changes per file, so that a long file does not take too long

struct Named
{
	const char* name;
	void (*run)(std::string_view);
};
constexpr Named kTargets[] = {{"head", head},
	{"target", target},
	{"ranges", ranges},
	{"yaml", yaml},
	{"library", library},
	{"json", json},
	{"slot", slot},
	{"parts", parts},
	{"links", links},
	{"bounce", bounce}};

void runNeighbours(const Named& target, std::string bytes)
{
	target.run(bytes);
	const auto step = bytes.size() / kMostChanges + 1;
	for (std::size_t at = 0; at < bytes.size(); at += step)
	{
		target.run(std::string_view(bytes).substr(0, at));
		const char was = bytes[at];
		for (const int change: {1, 0x80, 0xff})
		{
			bytes[at] = static_cast<char>(was ^ change);
			target.run(bytes);
		}
		bytes[at] = was;
	}
}

}

int main(int argc, char** argv)
{
	const std::filesystem::path corpus = argc > 1 ? argv[1] : "tests/fuzz/corpus";
	for (const auto& target: kTargets)
	{
		int files = 0;
		for (const auto& entry: std::filesystem::directory_iterator(corpus / target.name))
		{
			std::ifstream in(entry.path(), std::ios::binary);
			std::ostringstream bytes;
			bytes << in.rdbuf();
			std::cerr << target.name << " " << entry.path().filename().string()
					  << "\n";  // if the program aborts, the last line names the input
			runNeighbours(target, bytes.str());
			++files;
		}
		require(files > 0, "a target without a corpus");
		target.run({});
	}
	return 0;
}
