#include "domain/WordDiff.h"

#include <algorithm>
#include <cstdint>

namespace sx::email_templates {

namespace {

constexpr std::size_t kMostWords = 2000;

bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Cuts a text into words, each with the white space that follows it.
std::vector<std::string_view> wordsOf(std::string_view text)
{
	std::vector<std::string_view> out;
	for (std::size_t from = 0; from < text.size();)
	{
		auto to = from;
		while (to < text.size() && !isBlank(text[to])) ++to;
		while (to < text.size() && isBlank(text[to])) ++to;
		out.push_back(text.substr(from, to - from));
		from = to;
	}
	return out;
}

std::string_view bare(std::string_view word)
{
	while (!word.empty() && isBlank(word.back())) word.remove_suffix(1);
	return word;
}

void add(std::vector<Stretch>& out, Stretch::In in, std::string_view word)
{
	if (word.empty()) return;
	if (out.empty() || out.back().in != in) out.push_back({in, {}});
	out.back().text += word;
}

}

std::vector<Stretch> differencesOf(std::string_view before, std::string_view after)
{
	const auto left = wordsOf(before), right = wordsOf(after);
	std::vector<Stretch> out;
	if (left.size() > kMostWords || right.size() > kMostWords)
	{
		add(out, before == after ? Stretch::In::Both : Stretch::In::Before, before);
		if (before != after) add(out, Stretch::In::After, after);
		return out;
	}
	// lengths[i][j]: of the longest common row of what follows i and j.
	const auto width = right.size() + 1;
	std::vector<std::uint16_t> lengths((left.size() + 1) * width, 0);
	for (auto i = left.size(); i-- > 0;)
		for (auto j = right.size(); j-- > 0;)
			lengths[i * width + j] = bare(left[i]) == bare(right[j])
				? static_cast<std::uint16_t>(lengths[(i + 1) * width + j + 1] + 1)
				: std::max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
	std::size_t i = 0, j = 0;
	while (i < left.size() && j < right.size())
	{
		if (bare(left[i]) == bare(right[j]))
		{
			add(out, Stretch::In::Both, right[j++]);
			++i;
		}
		else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
			add(out, Stretch::In::Before, left[i++]);
		else
			add(out, Stretch::In::After, right[j++]);
	}
	while (i < left.size()) add(out, Stretch::In::Before, left[i++]);
	while (j < right.size()) add(out, Stretch::In::After, right[j++]);
	return out;
}

}
