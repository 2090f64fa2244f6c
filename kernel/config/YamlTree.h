// Reads YAML into a plain tree whose nodes know their place in the file. Hides yaml-cpp from the rest of kernel/config.
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
	std::string text;  // the scalar's text
	bool isQuoted = false;
	SourcePosition position;
	std::vector<YamlNode> items;      // the list's items
	std::vector<YamlMember> members;  // the map's members, in the order of the file; each key once

	bool isMap() const noexcept { return kind == Kind::Map; }
	bool isList() const noexcept { return kind == Kind::List; }
	bool isScalar() const noexcept { return kind == Kind::Scalar; }
	/// Returns the value of a key, or nullptr. The pointer stays valid while the node is neither changed nor destroyed.
	const YamlNode* find(std::string_view key) const noexcept;
};

struct YamlMember
{
	std::string key;
	SourcePosition position;
	YamlNode value;
};

/// Parses one document of at most 16 levels. Refuses anchors, aliases and tags, so that a small file cannot expand into
/// a large tree. shownName: the file name to show in problems. Appends each finding to `problems`; the tree then holds
/// what could be read.
YamlNode readYaml(const std::string& text, const std::string& shownName, Problems& problems);

/// Reads a whole file. Errors: Missing (it cannot be opened), TooLarge (over 1 MiB), Unavailable (it cannot be read).
Result<std::string> readTextFile(const std::string& path);

}
