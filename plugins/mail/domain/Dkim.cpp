#include "domain/Dkim.h"
#include "domain/Mime.h"
#include "sx/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sx::mail {

namespace {

/// Lists the fields that a signature covers if the mail has them (RFC 6376, section 5.4.1; RFC 8058, section 4).
constexpr std::array<std::string_view, 15> kSigned{"from",
	"reply-to",
	"sender",
	"to",
	"subject",
	"date",
	"message-id",
	"mime-version",
	"content-type",
	"content-transfer-encoding",
	"content-language",
	"auto-submitted",
	"list-unsubscribe",
	"list-unsubscribe-post",
	"list-id"};
constexpr std::size_t kFold = 72;

bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// Writes runs of blanks as one, and drops those at the end.
std::string squeezed(std::string_view line)
{
	std::string out;
	for (const char c: line)
	{
		if (!isBlank(c))
			out += c;
		else if (out.empty() || out.back() != ' ')
			out += ' ';
	}
	if (out.ends_with(' ')) out.pop_back();
	return out;
}

std::string_view headerOf(std::string_view mail)
{
	const auto end = mail.find("\r\n\r\n");
	return end == mail.npos ? mail : mail.substr(0, end + 2);
}

/// Splits a header into its fields, each with its folds and without CRLF at its end.
std::vector<std::string_view> fieldsOf(std::string_view header)
{
	std::vector<std::string_view> out;
	for (std::size_t from = 0; from < header.size();)
	{
		auto end = header.find("\r\n", from);
		while (end != header.npos && end + 2 < header.size() && isBlank(header[end + 2]))
			end = header.find("\r\n", end + 2);
		end = std::min(end, header.size());
		out.push_back(header.substr(from, end - from));
		from = end + 2;
	}
	return out;
}

std::string folded(std::string_view value)
{
	std::string out;
	for (std::size_t from = 0; from < value.size(); from += kFold)
		out.append(from == 0 ? "" : "\r\n ").append(value.substr(from, kFold));
	return out;
}

}

std::string relaxedBody(std::string_view body)
{
	std::string out;
	std::size_t kept = 0;  // up to the end of the last line that is not empty
	for (std::size_t from = 0; from < body.size();)
	{
		const auto end = std::min(body.find("\r\n", from), body.size());
		const auto line = squeezed(body.substr(from, end - from));
		out.append(line).append("\r\n");
		if (!line.empty()) kept = out.size();
		from = end + 2;
	}
	out.resize(kept);
	return out;
}

std::string relaxedField(std::string_view field)
{
	const auto colon = std::min(field.find(':'), field.size());
	std::string unfolded;
	for (const char c: field.substr(std::min(colon + 1, field.size())))
		if (c != '\r' && c != '\n') unfolded += c;
	auto value = squeezed(unfolded);
	if (value.starts_with(' ')) value.erase(0, 1);
	return asciiLower(squeezed(field.substr(0, colon))) + ":" + value;
}

std::string_view bodyOf(std::string_view mail)
{
	const auto end = mail.find("\r\n\r\n");
	return end == mail.npos ? std::string_view() : mail.substr(end + 4);
}

Unsigned toSign(std::string_view mail, const Signer& signer, std::string_view bodyHash)
{
	// Names are folded between them only (section 3.5, `h=`).
	std::string names = "from", text;
	std::size_t column = names.size();
	const auto add = [&](std::string_view name) {
		const bool isFull = column + name.size() + 1 > kFold;
		names.append(isFull ? ":\r\n " : ":").append(name);
		column = isFull ? name.size() : column + name.size() + 1;
	};
	const auto fields = fieldsOf(headerOf(mail));
	for (const auto& name: kSigned)
		// Of several fields of one name, the last comes first (section 5.4.2).
		for (auto each = fields.rbegin(); each != fields.rend(); ++each)
			if (asciiLower(each->substr(0, std::min(each->find(':'), each->size()))) == name)
			{
				add(name);
				text.append(relaxedField(*each)).append("\r\n");
			}
	Unsigned out;
	out.field = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=" + signer.domain +
		";\r\n s=" + signer.selector + ";\r\n t=" + std::to_string(toMillis(signer.at) / 1000) + ";\r\n h=" + names +
		";\r\n bh=" + std::string(bodyHash) + ";\r\n b=";
	out.text = text + relaxedField(out.field);
	return out;
}

std::string signatureField(const Unsigned& prepared, std::string_view value)
{
	return prepared.field + folded(value) + "\r\n";
}

std::string recordNameOf(std::string_view selector, std::string_view domain)
{
	return std::string(selector) + "._domainkey." + std::string(domain);
}

bool isSelector(std::string_view selector)
{
	if (selector.empty() || selector.size() > 63 || selector.front() == '-' || selector.back() == '-') return false;
	return std::all_of(selector.begin(), selector.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
	});
}

}
