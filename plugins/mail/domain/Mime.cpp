#include "domain/Mime.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace sx::mail {

namespace {

constexpr std::size_t kLine = 76;
constexpr std::size_t kMaxHeaderText = 2000;  // a subject of 300 characters has 1200 bytes, and words before it

constexpr std::string_view kHex = "0123456789ABCDEF";

std::string hexPair(unsigned char byte) { return {kHex[byte >> 4], kHex[byte & 15]}; }

bool isPrintable(std::string_view text)
{
	return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

/// Returns how many bytes the character that begins with this byte has; 0 if no character begins with it.
std::size_t characterBytes(unsigned char first)
{
	if (first < 0x80) return 1;
	if (first >= 0xc2 && first < 0xe0) return 2;
	if (first >= 0xe0 && first < 0xf0) return 3;
	if (first >= 0xf0 && first < 0xf5) return 4;
	return 0;
}

/// Writes encoded words only: "=?UTF-8?Q?…?=", 75 columns at most, no character split between two (RFC 2047, sections 2
/// and 5).
std::string encodedWords(std::string_view text, std::size_t firstColumn)
{
	constexpr std::string_view kOpen = "=?UTF-8?Q?", kClose = "?=";
	constexpr std::string_view kPlain = "!*+-/";  // the marks that are allowed everywhere, even in a phrase
	std::string out(kOpen);
	std::size_t column = firstColumn + kOpen.size();
	for (std::size_t i = 0; i < text.size();)
	{
		const std::size_t bytes = std::max<std::size_t>(1, characterBytes(static_cast<unsigned char>(text[i])));
		std::string piece;
		for (const char c: text.substr(i, bytes))
		{
			const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				kPlain.find(c) != std::string_view::npos;
			if (isPlain)
				piece += c;
			else if (c == ' ')
				piece += '_';
			else
				piece += "=" + hexPair(static_cast<unsigned char>(c));
		}
		if (column + piece.size() + kClose.size() > kLine)
		{
			out.append(kClose).append("\r\n ").append(kOpen);
			column = 1 + kOpen.size();
		}
		out += piece;
		column += piece.size();
		i += bytes;
	}
	return out.append(kClose);
}

bool isPlainHeader(std::string_view text, std::size_t firstColumn)
{
	if (firstColumn + text.size() > kLine || !isPrintable(text)) return false;
	if (text.starts_with(' ') || text.ends_with(' ')) return false;
	return text.find("=?") == std::string_view::npos;
}

bool isLabel(std::string_view label)
{
	if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
	return std::all_of(label.begin(), label.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
	});
}

bool isDomain(std::string_view domain)
{
	for (std::size_t from = 0; from <= domain.size();)
	{
		const auto end = std::min(domain.find('.', from), domain.size());
		if (!isLabel(domain.substr(from, end - from))) return false;
		from = end + 1;
	}
	return true;
}

Result<> checkHeader(std::string_view text, const char* field)
{
	const bool hasControl = std::any_of(
		text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
	if (hasControl) return invalid(field, std::string(field) + " holds a control character");
	if (text.size() > kMaxHeaderText) return invalid(field, std::string(field) + " is too long");
	if (!isUtf8(text)) return invalid(field, std::string(field) + " is not UTF-8");
	return {};
}

bool isUnsubscribeUrl(std::string_view url)
{
	const bool isWeb = url.starts_with("https://") || url.starts_with("http://");
	return isWeb && url.size() <= 900 && isPrintable(url) && url.find_first_of("<> ,") == std::string_view::npos;
}

std::string textPart(std::string_view type, std::string_view content)
{
	return "Content-Type: " + std::string(type) +
		"; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quotedPrintable(content);
}

/// Writes HTML with the picture that it shows (RFC 2387). The picture's id has the form of an address, as RFC 2392
/// asks.
std::string relatedPart(const std::string& html, const Logo& logo, const std::string& id, std::string_view domain)
{
	const auto content = "logo." + id + "@" + std::string(domain);
	auto shown = html;
	for (auto at = shown.find(kLogoReference); at != shown.npos; at = shown.find(kLogoReference, at + content.size()))
		shown.replace(at, kLogoReference.size(), "cid:" + content);
	const auto boundary = "=_sxr_" + id;
	auto out = "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
	out += "--" + boundary + "\r\n" + textPart("text/html", shown) + "\r\n";
	out += "--" + boundary + "\r\nContent-Type: " + logo.contentType +
		"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\nContent-ID: <" + content + ">\r\n\r\n";
	const auto encoded = base64Text(logo.bytes);
	for (std::size_t from = 0; from < encoded.size(); from += kLine) out.append(encoded, from, kLine).append("\r\n");
	return out + "--" + boundary + "--\r\n";
}

std::string paddedNumber(unsigned number, std::size_t digits)
{
	auto text = std::to_string(number);
	return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

struct Moment
{
	std::chrono::year_month_day day;
	std::chrono::weekday weekday;
	std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};

Moment split(Instant at)
{
	const auto day = std::chrono::floor<std::chrono::days>(at);
	return {day, std::chrono::weekday(day), std::chrono::hh_mm_ss<std::chrono::milliseconds>(at - day)};
}

std::string clockTime(const Moment& moment)
{
	return paddedNumber(static_cast<unsigned>(moment.time.hours().count()), 2) + ":" +
		paddedNumber(static_cast<unsigned>(moment.time.minutes().count()), 2) + ":" +
		paddedNumber(static_cast<unsigned>(moment.time.seconds().count()), 2);
}

}

bool isAddress(std::string_view address)
{
	constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
	const auto at = address.rfind('@');
	if (at == std::string_view::npos || address.size() > 254) return false;
	const auto local = address.substr(0, at);
	if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.' ||
		local.find("..") != std::string_view::npos)
		return false;
	const bool isPlain = std::all_of(local.begin(), local.end(), [&](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			kMarks.find(c) != std::string_view::npos;
	});
	return isPlain && isDomain(address.substr(at + 1));
}

std::string_view domainOf(std::string_view address)
{
	return address.substr(std::min(address.rfind('@'), address.size() - 1) + 1);
}

bool isUtf8(std::string_view text)
{
	for (std::size_t i = 0; i < text.size();)
	{
		const auto first = static_cast<unsigned char>(text[i]);
		const auto bytes = characterBytes(first);
		if (bytes == 0 || i + bytes > text.size()) return false;
		for (std::size_t k = 1; k < bytes; ++k)
			if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
		const auto second = bytes > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
		// Refuse overlong forms, surrogates, and code points above U+10FFFF.
		if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
			(first == 0xf4 && second > 0x8f))
			return false;
		i += bytes;
	}
	return true;
}

std::string encodeHeaderText(std::string_view text, std::size_t firstColumn)
{
	if (isPlainHeader(text, firstColumn)) return std::string(text);
	return encodedWords(text, firstColumn);
}

std::string encodeMailbox(const Mailbox& mailbox, std::size_t firstColumn)
{
	if (mailbox.name.empty()) return mailbox.address;
	std::string name;
	if (isPlainHeader(mailbox.name, firstColumn + 2 + mailbox.name.size() / 4))
	{
		name = "\"";
		for (const char c: mailbox.name)
		{
			if (c == '"' || c == '\\') name += '\\';
			name += c;
		}
		name += '"';
	}
	else
		name = encodedWords(mailbox.name, firstColumn);
	return name + "\r\n <" + mailbox.address + ">";
}

std::string quotedPrintable(std::string_view text)
{
	std::string out, line;
	auto put = [&](const std::string& piece) {
		if (line.size() + piece.size() > kLine - 1)
		{
			out.append(line).append("=\r\n");
			line.clear();
		}
		line += piece;
	};
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const char c = text[i];
		const bool isLineEnd = c == '\n' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n');
		if (isLineEnd)
		{
			if (c == '\r') ++i;
			out.append(line).append("\r\n");
			line.clear();
			continue;
		}
		const bool endsLine = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
		const bool isBlank = c == ' ' || c == '\t';
		const bool isPlain = (c > 0x20 && c < 0x7f && c != '=') || (isBlank && !endsLine);
		// At the beginning of a line a dot could end the mail, and "From " could be taken for a mailbox's separator.
		const bool startsLine = line.empty() || line.size() > kLine - 4;
		const bool isRisky = startsLine && (c == '.' || text.substr(i).starts_with("From "));
		put(isPlain && !isRisky ? std::string(1, c) : "=" + hexPair(static_cast<unsigned char>(c)));
	}
	return out.append(line);
}

std::string mailDate(Instant at)
{
	constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const auto moment = split(at);
	return std::string(kDays[moment.weekday.c_encoding()]) + ", " +
		std::to_string(static_cast<unsigned>(moment.day.day())) + " " +
		kMonths[static_cast<unsigned>(moment.day.month()) - 1] + " " +
		paddedNumber(static_cast<unsigned>(static_cast<int>(moment.day.year())), 4) + " " + clockTime(moment) +
		" +0000";
}

Result<> check(const Mail& mail)
{
	if (!isAddress(mail.to.address)) return invalid("to", "the recipient's address cannot be");
	if (!mail.replyTo.address.empty() && !isAddress(mail.replyTo.address))
		return invalid("replyTo", "the address to reply to cannot be");
	if (!mail.author.address.empty() && !isAddress(mail.author.address))
		return invalid("author", "the author's address cannot be");
	if (auto ok = checkHeader(mail.to.name, "to"); !ok) return ok;
	if (auto ok = checkHeader(mail.author.name, "author"); !ok) return ok;
	if (auto ok = checkHeader(mail.fromName, "fromName"); !ok) return ok;
	if (auto ok = checkHeader(mail.replyTo.name, "replyTo"); !ok) return ok;
	if (auto ok = checkHeader(mail.subject, "subject"); !ok) return ok;
	if (!mail.unsubscribeUrl.empty() && !isUnsubscribeUrl(mail.unsubscribeUrl))
		return invalid("unsubscribeUrl", "the address to unsubscribe at cannot be");
	if (mail.text.empty()) return invalid("text", "a mail has a text");
	if (!isUtf8(mail.text)) return invalid("text", "the text is not UTF-8");
	if (!isUtf8(mail.html)) return invalid("html", "the HTML is not UTF-8");
	return {};
}

std::string base64Text(std::string_view bytes)
{
	constexpr std::string_view kSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	std::string out;
	out.reserve((bytes.size() + 2) / 3 * 4);
	for (std::size_t i = 0; i < bytes.size(); i += 3)
	{
		std::uint32_t group = 0;
		for (std::size_t k = 0; k < 3; ++k)
			group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
		for (std::size_t k = 0; k < 4; ++k) out += k <= bytes.size() - i ? kSigns[group >> (18 - 6 * k) & 63] : '=';
	}
	return out;
}

std::string compose(const Mail& mail, const Stamp& stamp, const Logo* logo)
{
	const bool isOwn = stamp.from.address.empty() || stamp.from.address == stamp.sender.address;
	Mailbox from = isOwn ? stamp.sender : stamp.from;
	if (!mail.fromName.empty() && (isOwn || from.name.empty())) from.name = mail.fromName;
	std::string out = "Date: " + mailDate(stamp.at) + "\r\n";
	out += "Message-ID: <" + stamp.id + "@" + std::string(domainOf(from.address)) + ">\r\n";
	out += "From: " + encodeMailbox(from, 6) + "\r\n";
	// Somebody else hands it over than whose it is (RFC 5322, section 3.6.2).
	if (!isOwn && stamp.isRelayed) out += "Sender: " + encodeMailbox({stamp.sender.address}, 8) + "\r\n";
	out += "To: " + encodeMailbox(mail.to, 4) + "\r\n";
	if (!mail.replyTo.address.empty()) out += "Reply-To: " + encodeMailbox(mail.replyTo, 10) + "\r\n";
	out += "Subject: " + encodeHeaderText(mail.subject, 9) + "\r\n";
	out +=
		"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nContent-Language: " +
		mail.language.tag + "\r\n";
	if (!mail.unsubscribeUrl.empty())
		out += "List-Unsubscribe: <" + mail.unsubscribeUrl +
			">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";  // RFC 8058
	if (mail.html.empty()) return out + textPart("text/plain", mail.text) + "\r\n";

	// "=_" cannot occur in quoted-printable, so no part holds the boundary.
	const auto boundary = "=_sx_" + stamp.id;
	out += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
	out += "--" + boundary + "\r\n" + textPart("text/plain", mail.text) + "\r\n";
	const bool hasLogo = logo && mail.html.find(kLogoReference) != mail.html.npos;
	out += "--" + boundary + "\r\n" +
		(hasLogo ? relatedPart(mail.html, *logo, stamp.id, domainOf(from.address)) : textPart("text/html", mail.html)) +
		"\r\n";
	return out + "--" + boundary + "--\r\n";
}

}
