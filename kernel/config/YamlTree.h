// YAML as a plain tree with places; the only file that the rest of kernel/config needs to know of YAML.
#pragma once
#include "kernel/config/Problem.h"

#include <string>
#include <vector>

namespace sx::config {

struct YamlMember;

struct YamlNode
{
	enum class Kind { Null, Scalar, List, Map };
	Kind kind = Kind::Null;
	std::string text;  // of a scalar
	bool isQuoted = false;
	Place place;
	std::vector<YamlNode> items;      // of a list
	std::vector<YamlMember> members;  // of a map, in the order written, no key twice

	bool isMap() const noexcept { return kind == Kind::Map; }
	bool isList() const noexcept { return kind == Kind::List; }
	bool isScalar() const noexcept { return kind == Kind::Scalar; }
	/// nullptr when there is none. Valid while the node lives unchanged.
	const YamlNode* find(std::string_view key) const noexcept;
};

struct YamlMember
{
	std::string key;
	Place place;
	YamlNode value;
};

/// Reads one document of at most 1 MiB and 16 levels, without anchors, aliases and tags (a small file must stay small).
/// shownName: the file in problems. Appends what is wrong; the tree then holds what could be read.
YamlNode readYaml(const std::string& text, const std::string& shownName, Problems& problems);

/// Errors: Missing (no such file), TooLarge (over 1 MiB), Unavailable (cannot be read).
Result<std::string> readTextFile(const std::string& path);

}
