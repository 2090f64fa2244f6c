#include "kernel/config/Problem.h"

#include <algorithm>

namespace sx::config {

namespace {

/// Returns the edit distance, in which swapping two neighbours counts as one step ("prot" is one step from "port").
std::size_t distance(const std::string& a, const std::string& b)
{
	std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
	for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
	for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
	for (std::size_t i = 1; i <= a.size(); ++i)
	{
		for (std::size_t j = 1; j <= b.size(); ++j)
		{
			const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
			d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[a.size()][b.size()];
}

std::string lastPart(const std::string& key)
{
	const auto dot = key.rfind('.');
	return dot == std::string::npos ? key : key.substr(dot + 1);
}

}

std::string SourcePosition::text() const
{
	if (line == 0) return file;
	return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Error toError(const Problems& problems)
{
	std::string detail;
	for (const auto& each: problems) detail += (detail.empty() ? "" : "\n") + each.line();
	return Error{Code::Invalid, detail};
}

std::string didYouMean(const std::string& wrong, const std::vector<std::string>& known)
{
	constexpr std::size_t kLongest = 80;  // a longer name is not a typing slip
	if (wrong.size() > kLongest) return {};
	const std::string* best = nullptr;
	std::size_t bestDistance = std::max<std::size_t>(2, lastPart(wrong).size() / 3) + 1;
	for (const auto& each: known)
	{
		auto steps = distance(wrong, each);
		// The right name in the wrong section counts as similar too.
		if (lastPart(each) == lastPart(wrong)) steps = std::min<std::size_t>(steps, 2);
		if (steps >= bestDistance || steps >= each.size()) continue;
		best = &each;
		bestDistance = steps;
	}
	return best ? "; did you mean " + *best + "?" : "";
}

}
