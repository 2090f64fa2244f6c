#include "kernel/config/Catalogue.h"
#include "kernel/config/YamlTree.h"

namespace sx::config {

namespace {

void flatten(const YamlNode& node, const std::string& prefix, Catalogue& out, Problems& problems)
{
	for (const auto& member: node.members)
	{
		const std::string key = prefix + member.key;
		if (member.value.isMap())
			flatten(member.value, key + ".", out, problems);
		else if (!member.value.isScalar() || member.value.text.empty())
			problems.push_back({member.position, key + " must be a text"});
		else if (!out.emplace(key, member.value.text).second)
			problems.push_back({member.position, "key " + key + " is written twice"});
	}
}

}

Result<Catalogue> readCatalogue(const std::string& file)
{
	auto text = readTextFile(file);
	if (!text) return text.error();
	Problems problems;
	const auto root = readYaml(*text, file, problems);
	Catalogue out;
	if (root.isMap())
		flatten(root, "", out, problems);
	else if (problems.empty())
		problems.push_back({{file, 1, 1}, "expects keys and texts"});
	if (!problems.empty()) return toError(problems);
	return out;
}

}
