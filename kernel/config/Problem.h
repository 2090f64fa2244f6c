// Reports what is wrong in a file that a person wrote: all findings at once, each with the line and column to correct.
#pragma once
#include "sx/result.h"

#include <string>
#include <vector>

namespace sx::config {

/// Names a place in a file. Line and column count from 1; both are 0 for a whole file or an environment variable.
struct SourcePosition
{
	std::string file;
	int line = 0;
	int column = 0;
	/// Returns "config.yaml:12:3", or "SX_PORT" for a variable.
	std::string text() const;
};

/// Describes one finding: "config.yaml:12:3: unknown key listen.prot; did you mean listen.port?". Holds no secret.
struct Problem
{
	SourcePosition position;
	std::string text;
	std::string line() const { return position.text() + ": " + text; }
};
using Problems = std::vector<Problem>;

/// Returns Code::Invalid with every finding in `detail`, one a line. Precondition: !problems.empty().
Error toError(const Problems& problems);

/// Returns "; did you mean listen.port?" for the most similar known name, or an empty text when none is similar enough.
std::string didYouMean(const std::string& wrong, const std::vector<std::string>& known);

}
