#include "domain/OwnPiece.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sx::email_templates {

namespace {

constexpr std::size_t kMostHtml = 20'000;  // bytes

Error wrong(const char* problem, std::string detail, std::string name = {})
{
	auto out = invalid("text", std::move(detail), problem);
	if (!name.empty()) out.extra = Value::object({{"name", std::move(name)}});
	return out;
}

std::string trimmed(std::string_view text)
{
	constexpr std::string_view kBlanks = " \t\n";
	const auto first = text.find_first_not_of(kBlanks);
	if (first == std::string_view::npos) return {};
	return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

std::string withLineFeeds(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
		if (text[i] != '\r')
			out += text[i];
		else if (i + 1 == text.size() || text[i + 1] != '\n')
			out += '\n';
	return out;
}

/// Tells whether a text has only characters that show, and line feeds.
bool isClean(std::string_view text)
{
	std::string flat(text);
	std::replace(flat.begin(), flat.end(), '\n', ' ');
	return cleanLine(flat) == flat;
}

/// Checks that every brace belongs to an argument that the piece may name.
Result<> checkNames(const PieceRule& rule, std::string_view text)
{
	for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos; at = text.find_first_of("{}", at))
	{
		const auto close = text.find('}', at);
		const auto name = text[at] == '}' || close == std::string_view::npos
			? std::string(text.substr(at, 20))
			: std::string(text.substr(at + 1, close - at - 1));
		if (text[at] == '}' || std::find(rule.arguments.begin(), rule.arguments.end(), name) == rule.arguments.end())
			return wrong("variable", "names what this piece does not know", firstCharacters(name, 40));
		at = close + 1;
	}
	for (const auto& each: rule.required)
		if (!namesAll(text, {each})) return wrong("required", "leaves out what its reader relies on", each);
	return {};
}

Result<OwnText> checked(const PieceRule& rule, OwnText text)
{
	if (text.text.empty()) return wrong("empty", "no text");
	if (charactersIn(text.text) > mostCharacters(rule.shape)) return wrong("too_long", "too long");
	if (rule.shape == Shape::Line && text.text.find('\n') != std::string::npos)
		return wrong("one_line", "several lines");
	if (!isClean(text.text)) return wrong("characters", "control characters, or ones that turn the direction of text");
	if (auto fine = checkNames(rule, text.text); !fine) return fine.error();
	return text;
}

/// Walks through checked HTML and writes its text.
class Plain
{
public:
	explicit Plain(std::string_view html): _html(html) {}

	Result<std::string> run()
	{
		while (!_html.empty())
		{
			if (_html.front() == '<')
				tag();
			else if (_html.front() != '&')
				letter();
			else if (!entity())
				return wrong("characters", "an entity that no editor writes");
		}
		return trimmed(_out);
	}

private:
	void letter()
	{
		_out += _html.front() == '\n' || _html.front() == '\t' ? ' ' : _html.front();
		_html.remove_prefix(1);
	}
	bool entity()
	{
		static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kKnown{
			{{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", "\u00a0"}}};
		for (const auto& [written, meant]: kKnown)
			if (_html.starts_with(written))
			{
				_out += meant;
				_html.remove_prefix(written.size());
				return true;
			}
		return false;
	}
	void tag()
	{
		const auto end = _html.find('>');
		const auto inside = _html.substr(1, end - 1);
		_html.remove_prefix(end + 1);
		const bool isEnd = inside.starts_with('/');
		const auto name = inside.substr(isEnd ? 1 : 0, inside.find_first_of(" ") - (isEnd ? 1 : 0));
		static constexpr std::array<std::string_view, 9> kBlocks{
			"p", "div", "h2", "h3", "ul", "ol", "blockquote", "pre", "table"};
		if (name == "br" || name == "hr" || (isEnd && (name == "li" || name == "tr"))) _out += '\n';
		if (name == "li" && !isEnd) _out += "- ";
		if ((name == "td" || name == "th") && isEnd) _out += ' ';
		if (isEnd && std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end()) paragraph();
		if (name == "a") link(isEnd ? std::string_view() : inside);
	}
	void link(std::string_view start)
	{
		if (start.empty())
		{
			// An address that stands in the text already is not repeated.
			if (!_link.empty() && _out.find(_link, _linkFrom) == std::string::npos) _out += " (" + _link + ")";
			_link.clear();
			return;
		}
		const auto from = start.find("href=\"");
		if (from == std::string_view::npos) return;
		const auto value = start.substr(from + 6);
		_link = std::string(value.substr(0, value.find('"')));
		_linkFrom = _out.size();
	}
	void paragraph()
	{
		if (_out.empty() || _out.ends_with("\n\n")) return;
		_out += _out.ends_with('\n') ? "\n" : "\n\n";
	}

	std::string_view _html;
	std::string _out, _link;
	std::size_t _linkFrom = 0;
};

}

Result<std::string> plainOf(std::string_view html) { return Plain(html).run(); }

Result<OwnText> ownTextOf(const PieceRule& rule, std::string_view typed)
{
	if (typed.size() > kMostHtml) return wrong("too_long", "too long");
	if (rule.shape != Shape::Rich) return checked(rule, {.text = trimmed(withLineFeeds(typed))});
	auto text = plainOf(typed);
	if (!text) return text.error();
	// A value in an address would lead wherever it says.
	for (auto at = typed.find("href=\""); at != std::string_view::npos; at = typed.find("href=\"", at + 1))
		if (typed.substr(at, typed.find('"', at + 6) - at).find_first_of("{}") != std::string_view::npos)
			return wrong("link", "a variable in a link");
	return checked(rule, {.text = std::move(*text), .html = std::string(typed)});
}

}
