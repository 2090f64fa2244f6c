#include "domain/Letter.h"

#include <algorithm>

namespace sx::mail {

namespace {

Value toValue(const Mailbox& mailbox) { return Value::object({{"address", mailbox.address}, {"name", mailbox.name}}); }

Mailbox toMailbox(const Value& value) { return {value["address"].text(), value["name"].text()}; }

bool isCode(std::string_view line)
{
	std::size_t symbols = 0, gaps = 0, digits = 0;
	for (const char c: line)
	{
		if (c == '-' || c == ' ')
			++gaps;
		else if (c >= '0' && c <= '9')
			++symbols, ++digits;
		else if (c >= 'A' && c <= 'Z')
			++symbols;
		else
			return false;
	}
	return symbols >= 5 && symbols <= 8 && gaps <= 1 && digits > 0;
}

}

Value toValue(const Mail& mail)
{
	return Value::object({{"to", toValue(mail.to)},
		{"from_name", mail.fromName},
		{"reply_to", toValue(mail.replyTo)},
		{"subject", mail.subject},
		{"text", mail.text},
		{"html", mail.html},
		{"language", mail.language.tag},
		{"kind", mail.kind},
		{"about", mail.about},
		{"author", toValue(mail.author)},
		{"unsubscribe_url", mail.unsubscribeUrl}});
}

Mail toMail(const Value& value)
{
	return {.to = toMailbox(value["to"]),
		.fromName = value["from_name"].text(),
		.replyTo = toMailbox(value["reply_to"]),
		.subject = value["subject"].text(),
		.text = value["text"].text(),
		.html = value["html"].text(),
		.language = languageOf(value["language"].text()),
		.kind = value["kind"].text(),
		.about = value["about"].text(),
		.author = toMailbox(value["author"]),
		.unsubscribeUrl = value["unsubscribe_url"].text()};
}

Value toValue(const Letter& letter) { return toValue(letter.mail).set("from", toValue(letter.departure.from)); }

Departure toDeparture(const Value& value) { return {.from = toMailbox(value["from"])}; }

std::vector<std::string> findLinks(std::string_view text)
{
	std::vector<std::string> out;
	for (std::size_t at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 4))
	{
		const auto rest = text.substr(at);
		if (!rest.starts_with("http://") && !rest.starts_with("https://")) continue;
		auto link = rest.substr(0, std::min(rest.find_first_of(" \t\r\n<>\"'"), rest.size()));
		while (!link.empty() && std::string_view(".,;:!?)").find(link.back()) != std::string_view::npos)
			link.remove_suffix(1);
		if (std::find(out.begin(), out.end(), link) == out.end()) out.emplace_back(link);
	}
	return out;
}

std::vector<std::string> findCodes(std::string_view text)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; from <= text.size();)
	{
		const auto end = std::min(text.find('\n', from), text.size());
		auto line = text.substr(from, end - from);
		while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
		while (line.starts_with(' ')) line.remove_prefix(1);
		if (isCode(line) && std::find(out.begin(), out.end(), line) == out.end()) out.emplace_back(line);
		from = end + 1;
	}
	return out;
}

std::vector<std::string> findDigits(std::string_view text)
{
	auto isDigit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
	auto run = [&](std::size_t at) {
		std::size_t end = at;
		while (isDigit(end)) ++end;
		return end - at;
	};
	std::vector<std::string> out;
	for (std::size_t at = 0; at < text.size();)
	{
		const auto length = run(at);
		const bool isSplit = length == 3 && text.substr(at + 3, 1) == " " && run(at + 4) == 3;
		if (isSplit || (length >= 4 && length <= 8)) out.emplace_back(text.substr(at, isSplit ? 7 : length));
		at += isSplit ? 7 : length == 0 ? 1 : length;
	}
	return out;
}

}
