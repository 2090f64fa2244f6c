#include "gateway/TermsFile.h"

#include "sx/languages.h"
#include "sx/time.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace sx::billing {

namespace {

Error in(const std::string& path, const YAML::Mark& mark, const std::string& what)
{
	return failed(Code::Invalid, path + ":" + std::to_string(mark.line + 1) + ": " + what);
}

Result<TermsOfUse> versionOf(const std::string& path, const YAML::Node& node)
{
	const auto refuse = [&](const std::string& what) { return in(path, node.Mark(), what); };
	TermsOfUse out{.version = node["version"].as<std::string>()};
	const bool isWord = !out.version.empty() && out.version.size() <= 40 &&
		std::all_of(out.version.begin(), out.version.end(), [](char c) {
			return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
		});
	if (!isWord) return refuse("version takes 1 to 40 small letters, digits, hyphens and points");
	const auto from = dayOf(node["from"].as<std::string>());
	if (!from) return refuse("from is no day");
	out.from = *from;
	for (const auto& spoken: spokenLanguages())
	{
		const std::string language(spoken.language.shortTag());
		if (!node[language] && language != "fr" && language != TermsOfUse::kFallback) continue;
		auto& sections = out.in[language];
		for (const auto& each: node[language])
		{
			TermsOfUse::Section section{.title = each["title"].as<std::string>()};
			for (const auto& paragraph: each["text"]) section.paragraphs.push_back(paragraph.as<std::string>());
			if (section.paragraphs.empty()) return in(path, each.Mark(), "text is empty");
			sections.push_back(std::move(section));
		}
		if (sections.empty()) return refuse(std::string("version ") + out.version + " has no " + language);
	}
	return out;
}

}

Result<std::vector<TermsOfUse>> readTerms(const std::string& path)
try
{
	std::vector<TermsOfUse> out;
	for (const auto& each: YAML::LoadFile(path)["versions"])
	{
		auto version = versionOf(path, each);
		if (!version) return version.error();
		for (const auto& before: out)
			if (before.version == version->version)
				return in(path, each.Mark(), "version " + before.version + " stands twice");
		out.push_back(std::move(*version));
	}
	if (out.empty()) return failed(Code::Invalid, path + ": there is no version");
	return out;
}
catch (const YAML::Exception& e)
{
	return in(path, e.mark, e.msg);
}

}
