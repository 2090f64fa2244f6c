// What is wrong in a file that a person wrote, and where: all findings at once, each with the place to put the cursor.
#pragma once
#include "sx/result.h"

#include <string>
#include <vector>

namespace sx::config {

/// A place in a file; line and column count from 1, 0 when the place is the whole file or a variable of the
/// environment.
struct Place
{
	std::string file;
	int line = 0;
	int column = 0;
	/// "config.yaml:12:3", or "SX_PORT" for a variable.
	std::string text() const;
};

/// One finding: "config.yaml:12:3: unknown key listen.prot; did you mean listen.port?". Holds no secret.
struct Problem
{
	Place place;
	std::string text;
	std::string line() const { return place.text() + ": " + text; }
};
using Problems = std::vector<Problem>;

/// Code::Invalid with every finding in `detail`, one a line. Precondition: !problems.empty().
Error toError(const Problems& problems);

/// "; did you mean listen.port?" for the nearest of the known names, or nothing when none is near.
std::string didYouMean(const std::string& wrong, const std::vector<std::string>& known);

}
