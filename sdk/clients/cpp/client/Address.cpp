#include "client/Address.h"

#include "client/IcuText.h"
#include "client/Primitives.h"
#include "sx/address.h"

#include <unicode/idna.h>
#include <unicode/regex.h>

#include <memory>

namespace sx::client {
namespace {

using Text = icu::UnicodeString;

/// Bounds a name, as address books and recipients do.
constexpr std::int32_t kMostNameCharacters = 120;

/// Is one search for a pattern. Throws Local if the pattern is not valid.
class Search
{
public:
	Search(std::string_view pattern, const Text& text): _text(text), _matcher(icuText(pattern), _text, 0, _status) {}

	bool next() { return _matcher.find(_status) && U_SUCCESS(_status); }
	std::int32_t from() { return _matcher.start(_status); }
	std::int32_t to() { return _matcher.end(_status); }
	Text group(int number) { return _matcher.group(number, _status); }

	Text replaced(std::string_view by)
	{
		auto out = _matcher.replaceAll(icuText(by), _status);
		if (U_FAILURE(_status)) throw ClientError(Failure::Local, "the Unicode library has no such pattern");
		return out;
	}

private:
	UErrorCode _status = U_ZERO_ERROR;
	const Text _text;
	icu::RegexMatcher _matcher;
};

Text replaced(const Text& text, std::string_view pattern, std::string_view by = "")
{
	return Search(pattern, text).replaced(by);
}

bool has(const Text& text, std::string_view pattern) { return Search(pattern, text).next(); }

/// Returns the length of what a pattern that begins with ^ matches.
std::int32_t lengthOf(const Text& text, std::string_view pattern)
{
	Search search(pattern, text);
	return search.next() ? search.to() : 0;
}

Text nameIn(Text text)
{
	for (const auto& [pattern, by]:
		std::initializer_list<std::pair<std::string_view, std::string_view>>{{R"((?i)mailto:\s*$)", ""},
			{R"(<\s*$)", ""},
			{R"(^[\s,>\]]+|[\s,<\[]+$)", ""},
			{R"(^[^:"]*:\s*)", ""},
			{R"(^(?:[-*\u2022]|\d{1,3}[.)])\s+)", ""},
			{R"(^(["'])(.*)\1$|^\((.*)\)$)", "$2$3"},
			{R"(\\(["\\]))", "$1"},
			{R"([\p{Cc}\s]+)", " "},
			{R"(^[ \u200c\u200d]+|[ \u200c\u200d]+$)", ""}})
		text = replaced(text, pattern, by);
	if (!has(text, R"([\p{L}\p{N}])") || has(text, R"(^\d+[.)]?$)")) return {};
	return {text, 0, text.moveIndex32(0, kMostNameCharacters)};
}

std::string addressIn(const Text& found)
{
	const auto written = replaced(replaced(found, R"(^'(.*)'$)", "$1"), R"(^['.]+(?=[^']*@)|[.']+$)");
	const auto plain = utf8Of(written);
	return reachableAddress(plain).value_or(plain);
}

/// Reads what stands between two semicolons or ends of lines.
class Entry
{
public:
	Entry(const Text& text, std::vector<Named>& out): _text(text), _out(out), _first(out.size()) {}

	void read()
	{
		Search addresses(R"([^\s<>()\[\],;:"\\?@]+@[^\s<>()\[\],;:"\\?@]+)", _text);
		while (addresses.next())
			if (addresses.from() >= _from) take(addresses);  // else it stood in a comment
		wrong(replaced(_text.tempSubString(_from), R"(^\s*>)"));
	}

private:
	void take(Search& found)
	{
		const auto before = _text.tempSubStringBetween(_from, found.from());
		const bool isBracketed = has(before, R"((?i)<\s*(?:mailto:)?\s*$)");
		const bool isMailto = has(before, R"((?i)mailto:\s*$)");
		auto name = isBracketed || has(replaced(before, R"((?i)mailto:\s*$)"), R"("[^"]*"\s*$)") ? nameIn(before)
																								 : lastOf(before);
		// An address as the name of another: `ana@example.net <ana@example.net>`.
		if (_wasBare && has(before, R"(^"?\s*<$)")) _out.pop_back();
		_wasBare = !isBracketed;
		_from = found.to();
		if (isMailto) skip(R"(^\?[^\s>,]*)");
		if (isBracketed) skip(R"(^[^<>@]*?>)");
		if (Search comment(R"(^[^\S\n]*\(((?:[^()]|\([^()]*\))*)\))", _text.tempSubString(_from)); comment.next())
		{
			if (name.isEmpty()) name = nameIn(comment.group(1));
			_from += comment.to();
		}
		const auto address = addressIn(found.group(0));
		if (name.indexOf('@') >= 0) name.remove();
		if (name.isEmpty() && _out.size() > _first && _out.back().address == address) return;
		_out.push_back({utf8Of(name), address});
	}

	/// Outside brackets a comma separates: what stands before it belongs to nobody.
	Text lastOf(const Text& before)
	{
		std::int32_t from = 0;
		for (auto comma = before.indexOf(','); comma >= 0; from = comma + 1, comma = before.indexOf(',', from))
			wrong(before.tempSubStringBetween(from, comma));
		return nameIn(before.tempSubString(from));
	}

	void wrong(const Text& piece)
	{
		const auto rest = replaced(piece, R"(^[\s,\]>]+|[\s,\[<]+$)");
		if (has(rest, R"([\p{L}\p{N}@])")) _out.push_back({"", utf8Of(rest)});
	}

	void skip(std::string_view pattern) { _from += lengthOf(_text.tempSubString(_from), pattern); }

	const Text& _text;
	std::vector<Named>& _out;
	const std::size_t _first;  // where what this entry gives begins
	std::int32_t _from = 0;
	bool _wasBare = false;
};

/// Returns a domain in ASCII; empty if it can be none.
std::string asciiDomain(std::string_view domain)
{
	if (!has(icuText(domain), R"(^[\p{L}\p{M}\p{N}.\u3002-]+$)")) return {};
	auto status = U_ZERO_ERROR;
	const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
		UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, status));
	if (U_FAILURE(status)) throw ClientError(Failure::Local, "the Unicode library has no rules for domains");
	std::string out;
	icu::StringByteSink<std::string> sink(&out);
	icu::IDNAInfo info;
	idna->nameToASCII_UTF8(
		icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info, status);
	return U_SUCCESS(status) && !info.hasErrors() ? out : std::string();
}

}

std::optional<std::string> reachableAddress(std::string_view text)
{
	const auto clean = cleanAddress(text);
	const auto at = clean.rfind('@');
	if (at == std::string::npos) return {};
	const auto domain = std::string_view(clean).substr(at + 1);
	const bool isAscii = std::all_of(
		domain.begin(), domain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
	return mailAddress(isAscii ? clean : clean.substr(0, at + 1) + asciiDomain(domain));
}

std::vector<Named> readAddresses(std::string_view given)
{
	auto text = icuText(given);
	if (text.indexOf(char16_t{0xfffd}) >= 0) throw ClientError(Failure::Usage, "an address is no text in UTF-8");
	text = replaced(text, R"([\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])");
	text = replaced(replaced(text, R"(\r\n?)", "\n"), R"([^\S\n])", " ");
	for (std::int32_t at = 0; at < text.length(); ++at)
		if (static constexpr std::u16string_view kWide(u"＂（），：；＜＞＠［］"); kWide.find(text[at]) != kWide.npos)
			text.setCharAt(at, static_cast<char16_t>(text[at] - 0xfee0));
	for (const auto& [pattern, by]:
		std::initializer_list<std::pair<std::string_view, std::string_view>>{{R"(\ufe6b)", "@"},
			{R"([\u201c-\u201f\u00ab\u00bb])", "\""},
			{R"([\u3001\u060c\u201a])", ","},
			{R"(\u061b)", ";"},
			{"&lt;", "<"},
			{"&gt;", ">"},
			{"&quot;", "\""},
			{R"re((?i)(@[^\s<>()\[\],;:"\\?@|/&]+[>)]*)(?:\s*[|/&\u2022\u00b7]\s*|\s+(?:et|ou|and|or|y|und)\s+)(?=[^@]*@))re",
				"$1, "}})
		text = replaced(text, pattern, by);
	std::vector<Named> out;
	for (Search entries(R"((?:"[^"\n]*"|[^";\n])+)", text); entries.next();)
	{
		const auto entry = entries.group(0);
		Entry(entry, out).read();
	}
	return out;
}

}
