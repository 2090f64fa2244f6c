#include "domain/Thesaurus.h"

#include "sx/sealed/Gate.h"
#include "sx/text.h"

#include <algorithm>
#include <set>

namespace sx::policy {
namespace {

std::string cleaned(std::string_view word)
{
	std::string out;
	for (unsigned char c: word)
	{
		const bool isBlank = c <= 0x20 || c == 0x7F;
		if (!isBlank)
			out.push_back(static_cast<char>(c));
		else if (!out.empty() && out.back() != ' ')
			out.push_back(' ');
	}
	if (!out.empty() && out.back() == ' ') out.pop_back();
	return out;
}

template <class Each> void split(std::string_view text, std::string_view separators, Each each)
{
	while (!text.empty())
	{
		const auto end = std::min(text.find_first_of(separators), text.size());
		each(text.substr(0, end));
		text.remove_prefix(std::min(end + 1, text.size()));
	}
}

}

std::vector<std::string> wordsOf(std::string_view pasted)
{
	std::vector<std::string> out;
	std::set<std::string> known;
	split(pasted, "\r\n,;\t", [&](std::string_view each) {
		auto word = cleaned(each);
		if (!word.empty() && known.insert(asciiLower(word)).second) out.push_back(std::move(word));
	});
	return out;
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator)
{
	std::string out;
	for (const auto& text: texts)
	{
		if (!out.empty()) out += separator;
		out += text;
	}
	return out;
}

std::string linesOf(const std::vector<std::string>& words) { return joined(words, "\n"); }

std::vector<std::string> gatesOf(std::string_view text)
{
	std::vector<std::string> out;
	split(text, " ", [&](std::string_view each) {
		if (sealed::isGateName(each)) out.emplace_back(each);
	});
	return out;
}

std::string textOf(const std::vector<std::string>& gates) { return joined(gates, " "); }

Result<> check(const List& list)
{
	if (list.name.empty() || charactersIn(list.name) > kLongestName) return invalid("name", "1 to 100 characters");
	if (!list.kind) return invalid("kind", "words, card or sin");
	if (list.kind == Kind::Words && list.words.empty()) return invalid("words", "no word");
	if (list.words.size() > kMostWords) return invalid("words", "too many");
	if (std::any_of(list.words.begin(), list.words.end(), [](const std::string& word) {
			return charactersIn(word) > kLongestWord;
		}))
		return invalid("words", "a word is too long");
	if (!list.action) return invalid("action", "propose or force");
	if (list.gates.empty()) return invalid("gates", "no protection");
	return {};
}

}
