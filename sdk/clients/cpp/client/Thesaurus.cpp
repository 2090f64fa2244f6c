#include "client/Thesaurus.h"
#include "client/IcuText.h"

#include <Poco/JSON/Array.h>
#include <Poco/RegularExpression.h>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>

namespace sx::client {

namespace {

bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Reduces text to letters and digits, in lower case, without accents, with one blank between words.
std::string folded(const std::string& text)
{
	UErrorCode status = U_ZERO_ERROR;
	const auto* nfkd = icu::Normalizer2::getNFKDInstance(status);
	if (U_FAILURE(status)) throw ClientError(Failure::Local, "the Unicode library has no NFKD data");
	auto plain = nfkd->normalize(icuText(text), status).toLower(icu::Locale::getRoot());
	plain.findAndReplace(u"œ", u"oe").findAndReplace(u"æ", u"ae");
	icu::UnicodeString out;
	for (int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1))
	{
		const auto point = plain.char32At(i);
		const auto category = U_GET_GC_MASK(point);
		if (category & (U_GC_L_MASK | U_GC_N_MASK))
			out.append(point);
		else if (!(category & U_GC_M_MASK) && !out.isEmpty() && !out.endsWith(u" "))
			out.append(u' ');
	}
	return utf8Of(out.trim());
}

/// Checks the Luhn digit (ISO/IEC 7812-1, annex B).
bool isLuhn(const std::string& digits) noexcept
{
	int sum = 0;
	for (std::size_t i = 0; i < digits.size(); ++i)
	{
		const int digit = digits[digits.size() - 1 - i] - '0', doubled = i % 2 == 1 ? digit * 2 : digit;
		sum += doubled > 9 ? doubled - 9 : doubled;
	}
	return !digits.empty() && sum % 10 == 0;
}

/// Returns runs of digits, each split into groups at single blanks or hyphens.
std::vector<std::vector<std::string>> digitRuns(std::string text)
{
	for (std::size_t at; (at = text.find("\xC2\xA0")) != std::string::npos;) text.replace(at, 2, " ");
	std::vector<std::vector<std::string>> runs;
	bool isOn = false;  // the next group belongs to the last run
	for (std::size_t i = 0; i < text.size();)
	{
		auto end = i;
		while (end < text.size() && isDigit(text[end])) ++end;
		if (end == i)
		{
			isOn = isOn && (text[i] == ' ' || text[i] == '-') && i > 0 && isDigit(text[i - 1]);
			++i;
			continue;
		}
		if (!isOn) runs.emplace_back();
		runs.back().push_back(text.substr(i, end - i));
		isOn = true;
		i = end;
	}
	return runs;
}

/// Tells whether a number is grouped as people group it. lengths: of its groups. Cards begin with 2 to 6; no social
/// insurance number begins with 0 or 8.
bool isShaped(Rule::Kind kind, const std::string& lengths, char first)
{
	static const Poco::RegularExpression card("^(1[3-9]|4 4 4 4( [1-3])?|4 6 [45])$"), sin("^(9|3 3 3)$");
	const std::string_view firsts = kind == Rule::Kind::Card ? "23456" : "12345679";
	return firsts.find(first) != std::string_view::npos && (kind == Rule::Kind::Card ? card : sin).match(lengths);
}

std::string numberIn(const std::vector<std::string>& groups, Rule::Kind kind)
{
	for (std::size_t from = 0; from < groups.size(); ++from)
	{
		std::string digits, lengths;
		for (std::size_t to = from; to < std::min(groups.size(), from + 5); ++to)
		{
			digits += groups[to];
			lengths += (lengths.empty() ? "" : " ") + std::to_string(groups[to].size());
			if (isShaped(kind, lengths, digits[0]) && isLuhn(digits))
				return "•••• " + digits.substr(digits.size() - (kind == Rule::Kind::Card ? 4 : 3));
		}
	}
	return {};
}

std::string foundBy(const Rule& rule, const std::vector<std::string>& texts, const std::vector<std::string>& plain)
{
	if (rule.kind == Rule::Kind::Words)
	{
		for (const auto& word: rule.words)
		{
			const auto sought = folded(word);
			if (!sought.empty() && std::any_of(plain.begin(), plain.end(), [&](const std::string& text) {
					return text.find(' ' + sought + ' ') != std::string::npos;
				}))
				return word;
		}
		return {};
	}
	for (const auto& text: texts)
		for (const auto& run: digitRuns(text))
			if (auto number = numberIn(run, rule.kind); !number.empty()) return number;
	return {};
}

std::vector<std::string> textsOf(const Poco::JSON::Array::Ptr& list)
{
	std::vector<std::string> out;
	for (const auto& each: *list)
		if (each.isString()) out.push_back(each.extract<std::string>());
	return out;
}

}

std::vector<Rule> fetchRules(Transport& server)
{
	Poco::JSON::Object::Ptr answer;
	try
	{
		answer = server.call("GET", "/api/v1/policy/thesaurus", {});
	}
	catch (const ClientError& e)
	{
		if (e.failure() == Failure::Refused) return {};  // 404: this deployment has no thesaurus
		throw;
	}
	std::vector<Rule> rules;
	const auto lists = answer->getArray("lists");
	for (unsigned i = 0; lists && i < lists->size(); ++i)
	{
		const auto list = lists->getObject(i);
		const auto kind = list->optValue<std::string>("kind", ""), action = list->optValue<std::string>("action", "");
		if ((kind != "words" && kind != "card" && kind != "sin") || (action != "propose" && action != "force"))
			continue;
		rules.push_back({list->optValue<std::string>("name", ""),
			kind == "words"      ? Rule::Kind::Words
				: kind == "card" ? Rule::Kind::Card
								 : Rule::Kind::Sin,
			textsOf(list->getArray("words")),
			action == "force",
			textsOf(list->getArray("gates"))});
	}
	return rules;
}

std::vector<Finding> findings(const std::vector<Rule>& rules, const std::vector<std::string>& texts)
{
	std::vector<std::string> plain;
	for (const auto& text: texts) plain.push_back(' ' + folded(text) + ' ');
	std::vector<Finding> out;
	for (const auto& rule: rules)
		if (auto found = foundBy(rule, texts, plain); !found.empty()) out.push_back({rule, std::move(found)});
	return out;
}

}
