// The program sxserver: words in, exit status out.
#pragma once
#include <string>
#include <vector>

namespace sx::app {

/// The command line, taken apart.
struct CommandLine
{
	std::vector<std::string> words;  // the verb and its arguments, options of plugins' verbs included
	std::string configFile;          // --config; empty: not said
	bool wantsHelp = false;
	bool wantsVersion = false;
	std::string fault;  // why it cannot be understood; empty: it can

	static CommandLine parse(const std::vector<std::string>& arguments);
};

/// Runs one verb. programFolder: where the executable lies. [main thread; no other thread may run yet]
int runProgram(const std::vector<std::string>& arguments, const std::string& programFolder);

}
