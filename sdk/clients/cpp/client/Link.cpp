#include "client/Link.h"

#include "client/Slot.h"

#include <Poco/Exception.h>
#include <Poco/RegularExpression.h>
#include <Poco/String.h>

#include <botan/base64.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace sx::client {

namespace {

using Poco::RegularExpression;

// Pasted text has a line or two; a whole mail is not read.
constexpr std::size_t kMostBytes = 16 * 1024;
constexpr int kUtf = RegularExpression::RE_UTF8, kAnyCase = RegularExpression::RE_CASELESS,
			  kAll = RegularExpression::RE_GLOBAL;

std::string replaced(std::string text, const char* what, const char* by, int options = 0)
{
	RegularExpression(what, options).subst(text, 0, by, kAll);
	return text;
}

/// Returns each match with its groups.
std::vector<std::vector<std::string>> matches(const std::string& text, const char* what, int options = 0)
{
	const RegularExpression form(what, options);
	std::vector<std::vector<std::string>> found;
	RegularExpression::MatchVec match;
	for (std::size_t at = 0; at <= text.size() && form.match(text, at, match) > 0;
		 at = match[0].offset + std::max<std::size_t>(match[0].length, 1))
	{
		auto& groups = found.emplace_back();
		for (const auto& each: match)
			groups.push_back(each.offset == std::string::npos ? std::string() : text.substr(each.offset, each.length));
	}
	return found;
}

int hexDigit(char c) noexcept
{
	return c >= '0' && c <= '9' ? c - '0'
		: c >= 'A' && c <= 'F'  ? c - 'A' + 10
		: c >= 'a' && c <= 'f'  ? c - 'a' + 10
								: -1;
}

/// Decodes percent-encoding. Keeps a lone %, which much pasted text has, and what is not ASCII.
std::string percentDecoded(const std::string& text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const int high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : -1,
				  low = high >= 0 ? hexDigit(text[i + 2]) : -1;
		const bool isEscape = low >= 0 && high < 8;
		out.push_back(isEscape ? static_cast<char>(high * 16 + low) : text[i]);
		if (isEscape) i += 2;
	}
	return out;
}

/// Decodes standard or url-safe base64 as far as it is text; else returns empty.
std::string base64(std::string text)
{
	for (auto& c: text) c = c == '-' ? '+' : c == '_' ? '/' : c;
	text.append((4 - text.size() % 4) % 4, '=');
	try
	{
		const auto bytes = Botan::base64_decode(text);
		return {bytes.begin(), bytes.end()};
	}
	catch (const std::exception&)
	{
		return {};
	}
}

/// Returns the addresses that link protection has put into a form of its own. Those percent-encoded in a parameter need
/// none of this.
std::vector<std::string> unwrapped(const std::string& text)
{
	std::vector<std::string> found;
	// URL Defense, version 2: -XX is an escaped character, _ a slash.
	for (const auto& match: matches(text, "[?&]u=(https?-3A__[^&]+)", kAnyCase))
	{
		auto wrapped = match[1];
		for (auto& c: wrapped) c = c == '_' ? '/' : c == '-' ? '%' : c;
		found.push_back(percentDecoded(wrapped));
	}
	// URL Defense, version 3: * replaces a character, which follows the address in base64url.
	for (const auto& match: matches(text, "/v3/__(.+?)__;([A-Za-z0-9_-]*)!"))
	{
		const auto characters = base64(match[2]);
		std::size_t next = 0;
		auto wrapped = match[1];
		for (auto& c: wrapped)
			if (c == '*' && next < characters.size()) c = characters[next++];
		found.push_back(wrapped);
	}
	// Look for the address in base64 ("http" begins so).
	for (const auto& match: matches(text, "aHR0c[A-Za-z0-9+/_-]+")) found.push_back(base64(match[0]));
	return found;
}

void addForms(std::vector<std::string>& found, std::string text, int rounds)
{
	for (; rounds > 0; --rounds)
	{
		found.push_back(text);
		for (auto& inner: unwrapped(text)) addForms(found, std::move(inner), rounds - 1);
		auto plainer = percentDecoded(text);
		if (plainer == text) return;
		text = std::move(plainer);
	}
}

/// Returns the text as it is and as it was before it was encoded and wrapped, joined across lines, and unescaped.
std::vector<std::string> forms(std::string_view pasted)
{
	auto text = normalised(pasted);
	text = replaced(text, "=\\r?\\n", "");
	text = replaced(text, "[\\s\\x{00ad}\\x{200b}-\\x{200f}\\x{2028}\\x{2029}\\x{2060}\\x{feff}]+", "", kUtf);
	text = replaced(text, "&(?:amp;)+", "&", kAnyCase);
	text = replaced(text, "&#35;|&#x23;|&num;", "#", kAnyCase);
	text = replaced(text, "[\\x{2010}-\\x{2014}\\x{2212}]", "-", kUtf);
	text = replaced(text, "\\\\(?=[!-/:-@[-`{-~])", "");
	std::vector<std::string> found;
	addForms(found, text, 4);
	// Remove soft breaks of quoted-printable whose line ends are gone; a link has no = of its own.
	if (text.find('=') != std::string::npos) addForms(found, Poco::remove(text, '='), 4);
	return found;
}

struct LinkTarget
{
	std::string origin, token;
};

std::optional<LinkTarget> targetIn(const std::vector<std::string>& texts)
{
	for (const auto& text: texts)
		if (const auto found = matches(text,
				"(?:(https?):/{1,2})?([A-Za-z0-9.-]+(?::\\d+)?)/m/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])",
				kAnyCase);
			!found.empty())
			return LinkTarget{
				Poco::toLower((found[0][1].empty() ? "https" : found[0][1]) + "://" + found[0][2]), found[0][3]};
	return {};
}

SecretBytes decoded(const std::string& key)
{
	// Only one random key in four thousand million has letters of one case only.
	const auto has = [&](char first, char last) {
		return std::any_of(key.begin(), key.end(), [&](char c) { return c >= first && c <= last; });
	};
	if (!has('A', 'Z') || !has('a', 'z'))
		throw ClientError(Failure::Usage,
			"capitals or small letters of the link were changed on its way; ask for it again, or copy the key in the "
			"mail");
	try
	{
		return secret(fromBase64Url(key));
	}
	catch (const ClientError&)
	{
		return {};
	}
}

/// Finds the key: whole; then 43 characters without their prefix, alone or after a #; then with something glued to the
/// end.
SecretBytes keyIn(const std::vector<std::string>& texts)
{
	for (const char* form:
		{"k1_([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])", "^(?:.*#)?(?!k1_)([A-Za-z0-9_-]{43})$", "k1_([A-Za-z0-9_-]{43})"})
		for (const auto& text: texts)
			for (const auto& match: matches(text, form, kAnyCase))
				if (auto key = decoded(match[1]); !key.empty()) return key;
	return {};
}

}

Link parseLink(std::string_view pasted, std::string_view toldCode)
try
{
	if (pasted.size() > kMostBytes) throw ClientError(Failure::Usage, "this is no link to a message");
	const auto texts = forms(pasted);
	auto key = keyIn(texts);
	const auto target = targetIn(texts);
	if (!target)
		throw ClientError(Failure::Usage,
			key.empty() ? "this is no link to a message" : "this is the key alone; the whole link is needed");
	if (key.empty() && !toldCode.empty()) key = toldCodeSecret(target->token, toldCode);
	if (key.empty()) throw ClientError(Failure::Usage, "the link is cut: what follows # is missing");
	return {target->origin, target->token, std::move(key)};
}
catch (const Poco::RegularExpressionException&)
{
	throw ClientError(Failure::Usage, "this is no link to a message");
}

}
