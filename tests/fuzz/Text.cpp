// With: kernel/base/JsonText.cpp kernel/config/YamlTree.cpp kernel/config/Problem.cpp
// Libraries: -lPocoJSON -lPocoFoundation -lyaml-cpp
#include "kernel/base/JsonText.h"
#include "kernel/config/YamlTree.h"
#include "tests/fuzz/Fuzz.h"

namespace sx::fuzz {

namespace {

void walk(const config::YamlNode& node, int depth)
{
	require(depth <= 17, "a tree deeper than promised");
	for (const auto& item: node.items) walk(item, depth + 1);
	for (const auto& member: node.members)
	{
		require(node.find(member.key) == &member.value, "a key twice");
		walk(member.value, depth + 1);
	}
}

bool hasFraction(const Value& value)
{
	if (value.isNumber() && !value.isInteger()) return true;
	for (const auto& each: value.list())
		if (hasFraction(each)) return true;
	for (const auto& [name, each]: value.members())
		if (hasFraction(each)) return true;
	return false;
}

}

void yaml(std::string_view bytes)
{
	config::Problems problems;
	walk(config::readYaml(std::string(bytes), "fuzz.yaml", problems), 0);
	for (const auto& problem: problems) require(!problem.text.empty(), "a problem without a word");
}

void json(std::string_view bytes)
{
	const auto parsed = base::parseJson(bytes);
	if (!parsed) return;
	const auto text = base::writeJson(*parsed);
	const auto again = base::parseJson(text);
	require(static_cast<bool>(again), "what was written cannot be read");
	if (!hasFraction(*parsed)) require(*again == *parsed, "what was written is read as another value");
}

}
