// Runs the program sxserver: takes the command line and returns the exit status.
#pragma once
#include <string>
#include <vector>

namespace sx::app {

/// Holds the parsed command line.
struct CommandLine
{
	std::vector<std::string> words;  // the verb and its arguments, options of plugins' verbs included
	std::string configFile;          // --config; empty: not given
	bool wantsHelp = false;
	bool wantsVersion = false;
	std::string fault;  // why parsing failed; empty: it succeeded

	static CommandLine parse(const std::vector<std::string>& arguments);
};

/// Runs one verb. programFolder: the folder of the executable. [main thread; no other thread may be running yet]
int runProgram(const std::vector<std::string>& arguments, const std::string& programFolder);

}
