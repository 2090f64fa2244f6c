#include "domain/MailRecords.h"

#include "sx/text.h"

#include <algorithm>
#include <charconv>

namespace sx::domains {
namespace {

using Level = Remark::Level;
constexpr std::size_t kMostLookups = 10;          // RFC 7208, section 4.6.4
constexpr std::size_t kShortKeyCharacters = 300;  // base64 of an RSA key of 1,024 bits has 216, of 2,048 bits 392

std::string trimmed(std::string_view text)
{
	const auto from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
	return from == text.npos ? std::string() : std::string(text.substr(from, to - from + 1));
}

std::vector<std::string> split(std::string_view text, char separator)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; from <= text.size();)
	{
		const auto end = std::min(text.find(separator, from), text.size());
		if (auto part = trimmed(text.substr(from, end - from)); !part.empty()) out.push_back(std::move(part));
		from = end + 1;
	}
	return out;
}

std::vector<std::string> beginning(const PublishedTexts& published, std::string_view version)
{
	std::vector<std::string> out;
	for (const auto& each: published.texts)
	{
		const auto head = asciiLower(each.substr(0, version.size()));
		const bool ends = each.size() == version.size() || each[version.size()] == ' ' || each[version.size()] == ';';
		if (head == version && ends) out.push_back(each);
	}
	return out;
}

Remark unknown(const std::string& name) { return {Level::Careful, "unread", Value::object({{"name", name}})}; }

Value valueOf(const PublishedTexts& from)
{
	return Value::object(
		{{"name", from.name}, {"known", from.isKnown}, {"texts", Value::List(from.texts.begin(), from.texts.end())}});
}

PublishedTexts publishedOf(const Value& value)
{
	PublishedTexts out{.name = value["name"].text(), .isKnown = value["known"].flag(true)};
	for (const auto& each: value["texts"].list()) out.texts.push_back(each.text());
	return out;
}

/// Is what matters of an SPF record.
struct SpfTerms
{
	std::size_t lookups = 0;
	std::string all{};  // "-all"; empty: none
	bool redirects = false, includes = false;
};

SpfTerms spfTermsOf(const std::string& record, const std::string& include)
{
	SpfTerms out;
	for (const auto& word: split(record, ' '))
	{
		auto term = asciiLower(word);
		if (term.starts_with("redirect=")) out.redirects = true;
		const auto bare = term.substr(term.find_first_not_of("+-~?") == 1 ? 1 : 0);
		const auto kind = bare.substr(0, bare.find_first_of(":/="));
		if (kind == "all") out.all = term == "all" ? "+all" : term;
		for (const auto* each: {"include", "a", "mx", "ptr", "exists", "redirect"})
			if (kind == each) ++out.lookups;
		if (!include.empty() && bare == "include:" + asciiLower(include)) out.includes = true;
	}
	return out;
}

int percentOf(const std::string& text)
{
	int out = 100;
	std::from_chars(text.data(), text.data() + text.size(), out);
	return out;
}

}

std::string tagOf(std::string_view record, std::string_view name)
{
	for (const auto& part: split(record, ';'))
	{
		const auto equals = part.find('=');
		if (equals != part.npos && asciiLower(trimmed(part.substr(0, equals))) == name)
			return trimmed(part.substr(equals + 1));
	}
	return {};
}

Value valueOf(const MailReading& reading)
{
	Value::List keys;
	for (const auto& each: reading.keys) keys.push_back(valueOf(each));
	return Value::object({{"domain", valueOf(reading.domain)},
		{"dmarc", valueOf(reading.dmarc)},
		{"parent", valueOf(reading.parentDmarc)},
		{"keys", std::move(keys)}});
}

MailReading mailReadingOf(const Value& value)
{
	MailReading out{.domain = publishedOf(value["domain"]),
		.dmarc = publishedOf(value["dmarc"]),
		.parentDmarc = publishedOf(value["parent"])};
	for (const auto& each: value["keys"].list()) out.keys.push_back(publishedOf(each));
	return out;
}

Explanation explainSpf(const MailReading& reading, const std::string& include)
{
	Explanation out{.texts = beginning(reading.domain, "v=spf1")};
	const auto ours = include.empty() ? std::string() : "include:" + include + " ";
	if (!reading.domain.isKnown)
		out.remarks.push_back(unknown(reading.domain.name));
	else if (out.texts.empty())
	{
		out.remarks.push_back({Level::Wrong, "spf.none"});
		out.recordName = reading.domain.name;
		out.recordText = "v=spf1 mx " + ours + "~all";
	}
	else if (out.texts.size() > 1)
		out.remarks.push_back(
			{Level::Wrong, "spf.several", Value::object({{"count", static_cast<std::int64_t>(out.texts.size())}})});
	if (out.texts.size() != 1) return out;

	const auto terms = spfTermsOf(out.texts.front(), include);
	if (terms.all == "+all")
		out.remarks.push_back({Level::Wrong, "spf.everybody"});
	else if (terms.all == "-all" || terms.all == "~all" || (terms.all.empty() && terms.redirects))
		out.remarks.push_back({Level::Fine, "spf.closed"});
	else
		out.remarks.push_back({Level::Careful, "spf.open"});
	if (terms.lookups > kMostLookups)
		out.remarks.push_back(
			{Level::Wrong, "spf.lookups", Value::object({{"count", static_cast<std::int64_t>(terms.lookups)}})});
	if (include.empty()) return out;
	if (terms.includes)
		out.remarks.push_back({Level::Fine, "spf.included", Value::object({{"name", include}})});
	else
	{
		out.remarks.push_back({Level::Wrong, "spf.missing", Value::object({{"name", include}})});
		out.recordName = reading.domain.name;
		out.recordText = "v=spf1 " + ours + trimmed(std::string_view(out.texts.front()).substr(6));
	}
	return out;
}

Explanation explainDkim(const MailReading& reading)
{
	Explanation out;
	std::string selectors;
	bool isKnown = true, works = false;
	for (const auto& each: reading.keys)
	{
		const auto selector = each.name.substr(0, each.name.find('.'));
		selectors += (selectors.empty() ? "" : ", ") + selector;
		isKnown = isKnown && each.isKnown;
		for (const auto& text: each.texts)
		{
			if (text.find("p=") == text.npos) continue;
			out.texts.push_back(each.name + ": " + text);
			const auto arguments = Value::object({{"selector", selector}});
			const auto key = tagOf(text, "p");
			const bool isShort = asciiLower(tagOf(text, "k")) != "ed25519" && key.size() < kShortKeyCharacters;
			if (key.empty())
				out.remarks.push_back({Level::Careful, "dkim.revoked", arguments});
			else if (isShort)
				out.remarks.push_back({Level::Careful, "dkim.short", arguments});
			else
				out.remarks.push_back({Level::Fine, "dkim.key", arguments});
			if (asciiLower(tagOf(text, "t")).find('y') != std::string::npos)
				out.remarks.push_back({Level::Careful, "dkim.testing", arguments});
			works = works || !key.empty();
		}
	}
	if (works) return out;
	if (!isKnown && out.texts.empty())
		out.remarks.push_back(unknown("_domainkey." + reading.domain.name));
	else
		out.remarks.push_back({Level::Wrong, "dkim.none", Value::object({{"selectors", selectors}})});
	return out;
}

Explanation explainDmarc(const MailReading& reading)
{
	Explanation out{.texts = beginning(reading.dmarc, "v=dmarc1")};
	bool isParents = false;
	if (out.texts.empty() && !reading.parentDmarc.name.empty())
	{
		out.texts = beginning(reading.parentDmarc, "v=dmarc1");
		isParents = !out.texts.empty();
	}
	if (out.texts.empty())
	{
		if (!reading.dmarc.isKnown)
		{
			out.remarks.push_back(unknown(reading.dmarc.name));
			return out;
		}
		out.remarks.push_back({Level::Wrong, "dmarc.none"});
		out.recordName = reading.dmarc.name;
		out.recordText = "v=DMARC1; p=none; rua=mailto:dmarc@" + reading.domain.name;
		return out;
	}
	if (out.texts.size() > 1)
	{
		out.remarks.push_back({Level::Wrong, "dmarc.several"});
		return out;
	}
	const auto& record = out.texts.front();
	if (isParents)
		out.remarks.push_back({Level::Fine, "dmarc.parent", Value::object({{"name", reading.parentDmarc.name}})});
	auto policy = asciiLower(tagOf(record, "p"));
	if (const auto below = asciiLower(tagOf(record, "sp")); isParents && !below.empty()) policy = below;
	if (policy == "reject" || policy == "quarantine")
		out.remarks.push_back({Level::Fine, "dmarc." + policy});
	else if (policy == "none")
		out.remarks.push_back({Level::Careful, "dmarc.watching"});
	else
		out.remarks.push_back({Level::Wrong, "dmarc.no_policy"});
	if (const auto percent = percentOf(tagOf(record, "pct")); percent < 100)
		out.remarks.push_back({Level::Careful, "dmarc.part", Value::object({{"percent", percent}})});
	if (tagOf(record, "rua").empty()) out.remarks.push_back({Level::Careful, "dmarc.no_reports"});
	return out;
}

}
