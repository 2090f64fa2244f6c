// Helps with lists of names, and with the ids of the fields that show them.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

namespace sx::directory {

inline bool holds(const std::vector<std::string>& all, const std::string& one)
{
	return std::find(all.begin(), all.end(), one) != all.end();
}

/// Returns the id of the field of a setting or permission, "messages-opens" of "messages.opens".
inline std::string fieldIdOf(std::string name)
{
	std::replace(name.begin(), name.end(), '.', '-');
	return name;
}

}
