#include "client/Text.h"

#include "client/Primitives.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/regex.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

namespace sx::client {
namespace {

constexpr std::size_t kMostNameBytes = 200, kMostEndingBytes = 64;

std::string utf8Of(const icu::UnicodeString& text)
{
	std::string out;
	text.toUTF8String(out);
	return out;
}

icu::UnicodeString compatible(std::string_view text)
{
	auto status = U_ZERO_ERROR;
	const auto* form = icu::Normalizer2::getNFKCInstance(status);
	const auto given = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
	auto out = form->normalize(given, status);
	return U_SUCCESS(status) ? out : given;
}

/// Returns the last match of a pattern; its groups joined, or empty.
icu::UnicodeString lastMatch(const char* pattern, const icu::UnicodeString& text)
{
	auto status = U_ZERO_ERROR;
	icu::RegexMatcher matcher(icu::UnicodeString::fromUTF8(pattern), text, 0, status);
	icu::UnicodeString out;
	while (U_SUCCESS(status) && matcher.find(status))
	{
		out.remove();
		for (int group = 1; group <= matcher.groupCount(); ++group) out += matcher.group(group, status);
	}
	return out;
}

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

bool isUnsafe(UChar32 c)
{
	// Joiners belong to words of Persian, Hindi and others, and to emoji.
	if (c == 0x200c || c == 0x200d) return false;
	switch (u_charType(c))
	{
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR: return true;
	default: return false;
	}
}

bool isEdge(UChar32 c) { return c == '.' || c == 0x200c || c == 0x200d || u_isUWhiteSpace(c); }

/// Cuts a text to so many bytes, between what a reader sees as characters.
std::string cut(const icu::UnicodeString& text, std::size_t most)
{
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

}

std::string textOf(std::string_view bytes, const std::string& what)
{
	const bool isLittle = bytes.starts_with("\xff\xfe"), isBig = bytes.starts_with("\xfe\xff");
	if (isLittle || isBig)
	{
		auto status = U_ZERO_ERROR;
		icu::UnicodeString text(
			bytes.data() + 2, static_cast<std::int32_t>(bytes.size() - 2), isBig ? "UTF-16BE" : "UTF-16LE");
		if (U_FAILURE(status) || text.isBogus() || bytes.size() % 2 != 0)
			throw ClientError(Failure::Usage, what + " is no whole text in UTF-16");
		return utf8Of(text);
	}
	if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
	if (const auto wrong = wrongByte(bytes); wrong != std::string_view::npos)
		throw ClientError(Failure::Usage,
			what + " is no text in UTF-8: its byte " + std::to_string(wrong + 1) + " is none. Nothing was sent.");
	return std::string(bytes);
}

std::string typedCode(std::string_view text)
{
	auto plain = compatible(text);
	plain.toUpper(icu::Locale::getRoot());
	for (const char* pattern: {"([0-9A-Z]{3})\\p{Pd}([0-9A-Z]{3})(?![0-9A-Z])",
			 "(?<![0-9A-Z])([0-9A-Z]{3})\\s+([0-9A-Z]{3})\\s*$",
			 "(?<![0-9A-Z])([0-9A-Z]{6})(?![0-9A-Z])"})
		if (const auto found = lastMatch(pattern, plain); !found.isEmpty()) return utf8Of(found);
	std::string out;
	for (std::int32_t at = 0; at < plain.length(); at = plain.moveIndex32(at, 1))
		if (const auto c = plain.char32At(at); (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
			out += static_cast<char>(c);
	return out;
}

void checkNewPassword(std::string_view password)
{
	const auto text = icu::UnicodeString::fromUTF8(
		icu::StringPiece(password.data(), static_cast<int>(password.size())));
	if (text.countChar32() < 8) throw ClientError(Failure::Usage, "a password has 8 characters at least");
	const auto isHidden = [](UChar32 c) { return u_isUWhiteSpace(c) || u_charType(c) == U_FORMAT_CHAR; };
	if (isHidden(text.char32At(0)) || isHidden(text.char32At(text.length() - 1)))
		throw ClientError(Failure::Usage, "the password begins or ends with a blank, which its reader could not see");
}

std::string safeFileName(const std::string& name)
{
	const auto source = icu::UnicodeString::fromUTF8(name);
	icu::UnicodeString kept;
	for (std::int32_t at = 0; at < source.length(); at = source.moveIndex32(at, 1))
	{
		const auto c = source.char32At(at);
		if (c == '/' || c == '\\')
			kept.remove();
		else if (std::string_view("<>:\"|?*").find(static_cast<char>(c)) != std::string_view::npos && c < 0x80)
			kept.append('_');
		else if (!isUnsafe(c))
			kept.append(c);
	}
	std::int32_t from = 0, to = kept.length();
	while (from < to && isEdge(kept.char32At(from))) from = kept.moveIndex32(from, 1);
	while (to > from && isEdge(kept.char32At(to - 1))) to = kept.moveIndex32(to, -1);
	if (from == to) return "file";
	const auto base = kept.tempSubStringBetween(from, to);
	if (utf8Of(base).size() <= kMostNameBytes) return utf8Of(base);
	const auto dot = base.lastIndexOf('.');
	const auto ending = dot > 0 ? utf8Of(base.tempSubString(dot)) : std::string();
	if (ending.empty() || ending.size() > kMostEndingBytes) return cut(base, kMostNameBytes);
	return cut(base.tempSubStringBetween(0, dot), kMostNameBytes - ending.size()) + ending;
}

}
