#include "client/Text.h"

#include "client/IcuText.h"
#include "client/Primitives.h"
#include "sx/typed.h"

#include <unicode/brkiter.h>
#include <unicode/regex.h>
#include <unicode/uchar.h>

#include <memory>

namespace sx::client {
namespace {

constexpr std::size_t kMostNameBytes = 200, kMostEndingBytes = 64;

/// Returns where the first byte stands that is no UTF-8; npos: there is none.
std::size_t wrongByte(std::string_view text)
{
	std::int32_t at = 0;
	const auto size = static_cast<std::int32_t>(text.size());
	while (at < size)
	{
		const auto begin = at;
		UChar32 c = 0;
		U8_NEXT(text.data(), at, size, c);
		if (c < 0) return static_cast<std::size_t>(begin);
	}
	return std::string_view::npos;
}

/// Tells whether a character is a format character that words need: joiners of Persian, Hindi and emoji, a vowel sign,
/// Arabic number signs.
bool isNeeded(UChar32 c)
{
	constexpr std::u32string_view kNeeded = U"\u200c\u200d\u180e\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd";
	return (c >= 0x600 && c <= 0x605) || kNeeded.find(static_cast<char32_t>(c)) != kNeeded.npos;
}

bool isUnsafe(UChar32 c)
{
	switch (u_charType(c))
	{
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR: return !isNeeded(c);
	default: return false;
	}
}

/// Tells whether a character means something else in a path, or looks like one that does.
bool isMark(UChar32 c)
{
	constexpr std::u32string_view kMarks = U"<>:\"|?*\u2044\u2215\u2216\u29f8\u29f9\ufe68\uff0f\uff3c";
	return kMarks.find(static_cast<char32_t>(c)) != kMarks.npos;
}

/// Tells whether a character leaves a gap or nothing where it stands.
bool isBlank(UChar32 c)
{
	constexpr std::u32string_view kBlank = U"\u115f\u1160\u2800\u3164\uffa0";
	return u_isUWhiteSpace(c) || kBlank.find(static_cast<char32_t>(c)) != kBlank.npos;
}

/// Returns where a flag of a region ends that begins at `at`: a black flag, its letters and an end, none of which is
/// seen alone.
std::int32_t flagEnd(const icu::UnicodeString& text, std::int32_t at)
{
	auto end = text.moveIndex32(at, 1);
	if (text.char32At(at) != 0x1f3f4) return at;
	for (int letters = 0; end < text.length() && letters < 9; ++letters)
	{
		const auto c = text.char32At(end);
		if (c < 0xe0020 || c > 0xe007f) return at;
		end = text.moveIndex32(end, 1);
		if (c == 0xe007f) return letters > 0 ? end : at;
	}
	return at;
}

icu::UnicodeString trimmed(const icu::UnicodeString& name)
{
	const auto isEdge = [](UChar32 c) { return c == '.' || c == 0x200c || c == 0x200d || c == 0x180e || isBlank(c); };
	std::int32_t from = 0, to = name.length();
	while (from < to && isEdge(name.char32At(from))) from = name.moveIndex32(from, 1);
	while (to > from && isEdge(name.char32At(to - 1))) to = name.moveIndex32(to, -1);
	return {name, from, to - from};
}

/// Tells whether Windows would take a name for that of a device: con, aux.txt.
bool isDevice(const icu::UnicodeString& name)
{
	auto status = U_ZERO_ERROR;
	icu::RegexMatcher matcher(
		icuText(R"((?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)\s*(?:\..*)?)"),
		name,
		UREGEX_CASE_INSENSITIVE | UREGEX_DOTALL,
		status);
	return matcher.matches(status) && U_SUCCESS(status);
}

}

std::string firstBytes(const std::string& given, std::size_t most)
{
	const auto text = icuText(given);
	auto status = U_ZERO_ERROR;
	const std::unique_ptr<icu::BreakIterator> breaks(
		icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
	if (U_FAILURE(status)) throw ClientError(Failure::Local, "no rules for characters");
	breaks->setText(text);
	std::string out;
	auto from = breaks->first();
	for (auto to = breaks->next(); to != icu::BreakIterator::DONE; from = to, to = breaks->next())
	{
		const auto piece = utf8Of(text.tempSubStringBetween(from, to));
		if (out.size() + piece.size() > most) break;
		out += piece;
	}
	return out;
}

std::string textOf(std::string_view bytes, const std::string& what)
{
	const auto zeros = [&](std::size_t from) {
		std::size_t count = 0;
		for (auto at = from; at < bytes.size(); at += 2) count += bytes[at] == 0 ? 1 : 0;
		return count;
	};
	// Without a mark, zeros tell: a text in UTF-8 has none, one in UTF-16 has many and on one side.
	const auto even = zeros(0), odd = zeros(1);
	const bool isLittle = bytes.starts_with("\xff\xfe") || (odd > bytes.size() / 10 && odd > 4 * even);
	const bool isBig = !isLittle && (bytes.starts_with("\xfe\xff") || (even > bytes.size() / 10 && even > 4 * odd));
	if (isLittle || isBig)
	{
		const std::size_t mark = bytes.starts_with(isBig ? "\xfe\xff" : "\xff\xfe") ? 2 : 0;
		icu::UnicodeString text(
			bytes.data() + mark, static_cast<std::int32_t>(bytes.size() - mark), isBig ? "UTF-16BE" : "UTF-16LE");
		if (text.isBogus() || bytes.size() % 2 != 0 || text.indexOf(char16_t{0xfffd}) >= 0 ||
			text.indexOf(char16_t{0}) >= 0)
			throw ClientError(Failure::Usage, what + " is no whole text in UTF-16");
		return utf8Of(text);
	}
	if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
	auto wrong = wrongByte(bytes);
	if (wrong == std::string_view::npos) wrong = bytes.find('\0');
	if (wrong != std::string_view::npos)
		throw ClientError(Failure::Usage,
			what + " is no text in UTF-8: its byte " + std::to_string(wrong + 1) + " is none. Nothing was sent.");
	return std::string(bytes);
}

std::string typedOpeningCode(std::string_view text)
{
	constexpr std::size_t kLength = 6;
	return typedCode(text, kOpeningCodeAlphabet, kLength);
}

void checkNewPassword(std::string_view password)
{
	const auto text = icuText(password);
	if (text.countChar32() < 8) throw ClientError(Failure::Usage, "a password has 8 characters at least");
	const auto isHidden = [](UChar32 c) {
		return isBlank(c) || u_charType(c) == U_FORMAT_CHAR || u_charType(c) == U_CONTROL_CHAR;
	};
	// A flag of a region ends with a character that alone would be invisible.
	const auto last = text.char32At(text.length() - 1);
	if (isHidden(text.char32At(0)) || (isHidden(last) && (last < 0xe0020 || last > 0xe007f)))
		throw ClientError(Failure::Usage, "the password begins or ends with a blank, which its reader could not see");
}

std::string safeFileName(const std::string& name)
{
	const auto source = icuText(name);
	icu::UnicodeString kept;
	for (std::int32_t at = 0, next = 0; at < source.length(); at = next)
	{
		const auto c = source.char32At(at);
		const auto flag = flagEnd(source, at);
		next = flag > at ? flag : source.moveIndex32(at, 1);
		if (flag > at)
			kept.append(source.tempSubStringBetween(at, flag));
		else if (c == '/' || c == '\\')
			kept.remove();
		else if (isMark(c))
			kept.append('_');
		else if (!isUnsafe(c))
			kept.append(c);
	}
	auto base = trimmed(kept);
	if (isDevice(base)) base.insert(0, '_');
	if (base.isEmpty()) return "file";
	if (utf8Of(base).size() <= kMostNameBytes) return utf8Of(base);
	const auto cut = [](const icu::UnicodeString& text, std::size_t most) {
		const auto out = utf8Of(trimmed(icuText(firstBytes(utf8Of(text), most))));
		return out.empty() ? std::string("file") : out;
	};
	const auto dot = base.lastIndexOf('.');
	const auto ending = dot > 0 ? utf8Of(base.tempSubString(dot)) : std::string();
	if (ending.empty() || ending.size() > kMostEndingBytes) return cut(base, kMostNameBytes);
	return cut(base.tempSubStringBetween(0, dot), kMostNameBytes - ending.size()) + ending;
}

}
