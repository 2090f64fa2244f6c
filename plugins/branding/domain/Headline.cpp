#include "domain/Headline.h"

#include "sx/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace sx::branding {

namespace {

constexpr std::array<std::string_view, 4> kInline{"strong", "em", "u", "s"};
// Elements whose content a browser takes for something else than text that is to be shown.
constexpr std::array<std::string_view, 14> kHidden{"script",
	"style",
	"template",
	"title",
	"textarea",
	"noscript",
	"iframe",
	"object",
	"svg",
	"math",
	"select",
	"xmp",
	"noembed",
	"noframes"};
constexpr std::array<std::string_view, 5> kEntities{"amp", "lt", "gt", "quot", "nbsp"};
constexpr std::size_t kDeepest = 8;

template <class List> bool has(const List& list, std::string_view word)
{
	return std::find(list.begin(), list.end(), word) != list.end();
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

/// Returns the length of the control that text at this place begins with, which reorders what follows it; 0: none.
std::size_t reordering(std::string_view text)
{
	if (!text.starts_with("\xE2\x80") && !text.starts_with("\xE2\x81")) return 0;
	if (text.size() < 3) return 0;
	const auto last = static_cast<unsigned char>(text[2]);
	const bool isFirst = text[1] == '\x80' && last >= 0xAA && last <= 0xAE;   // U+202A to U+202E
	const bool isSecond = text[1] == '\x81' && last >= 0xA6 && last <= 0xA9;  // U+2066 to U+2069
	return isFirst || isSecond ? 3 : 0;
}

/// Returns a link that may be followed; nothing for any other.
std::optional<std::string> linkOf(std::string_view url)
{
	static constexpr std::string_view kOthers = "-._~:/?#[]@!$'()*+,;=%";
	std::string out;
	for (std::size_t i = 0; i < url.size(); ++i)
	{
		const char c = url[i];
		if (c == '&')
		{
			// Only the one that a browser would write; another could hide letters.
			if (!url.substr(i).starts_with("&amp;")) return std::nullopt;
			out += "&amp;";
			i += 4;
		}
		else if (isLetter(c) || isDigit(c) || kOthers.find(c) != std::string_view::npos)
			out += c == '\'' ? std::string("&#39;") : std::string(1, c);
		else
			return std::nullopt;
	}
	for (const std::string_view scheme: {"https://", "mailto:", "tel:"})
		if (out.starts_with(scheme) && out.size() > scheme.size()) return out;
	return std::nullopt;
}

class Cleaner
{
public:
	explicit Cleaner(std::string_view typed): _typed(typed) {}

	Headline run()
	{
		while (_at < _typed.size())
		{
			const char c = _typed[_at];
			const char next = _at + 1 < _typed.size() ? _typed[_at + 1] : ' ';
			if (c == '<' && (isLetter(next) || next == '/' || next == '!' || next == '?'))
				tag();
			else if (c == '&')
				entity();
			else
				character(c);
		}
		while (!_open.empty()) close();
		return std::move(_out);
	}

private:
	void character(char c)
	{
		if (const auto length = reordering(_typed.substr(_at)); length > 0)
		{
			_at += length;
			_out.isCut = true;
			return;
		}
		++_at;
		if (isBlank(c))
			_out.html += ' ';
		else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
			_out.isCut = true;
		else if (c == '<')
			_out.html += "&lt;";
		else if (c == '>')
			_out.html += "&gt;";
		else if (c == '"')
			_out.html += "&quot;";
		else
			_out.html += c;
	}

	void entity()
	{
		for (const auto name: kEntities)
		{
			const auto whole = std::string(name) + ';';
			if (!_typed.substr(_at + 1).starts_with(whole)) continue;
			_out.html += '&' + whole;
			_at += 1 + whole.size();
			return;
		}
		_out.html += "&amp;";  // of a number too, which could stand for any letter
		++_at;
	}

	/// Returns the place after the end of the tag that begins here, with quotes around it or not; nothing: it never
	/// ends.
	std::optional<std::size_t> endOfTag() const
	{
		char quote = 0;
		for (auto i = _at + 1; i < _typed.size(); ++i)
		{
			const char c = _typed[i];
			if (quote != 0)
				quote = c == quote ? '\0' : quote;
			else if (c == '"' || c == '\'')
				quote = c;
			else if (c == '>')
				return i + 1;
		}
		return std::nullopt;
	}

	void tag()
	{
		if (_typed.substr(_at).starts_with("<!--"))
		{
			const auto end = _typed.find("-->", _at + 4);
			_at = end == std::string_view::npos ? _typed.size() : end + 3;
			_out.isCut = true;
			return;
		}
		const auto end = endOfTag();
		const auto whole = _typed.substr(_at, end ? *end - _at : std::string_view::npos);
		_at += whole.size();
		if (!end)
		{
			_out.isCut = true;
			return;
		}
		const bool isEnd = whole[1] == '/';
		std::size_t from = isEnd ? 2 : 1, to = from;
		while (to < whole.size() && (isLetter(whole[to]) || isDigit(whole[to]))) ++to;
		auto name = asciiLower(whole.substr(from, to - from));
		if (name == "b") name = "strong";
		if (name == "i") name = "em";
		if (isEnd)
			closeUpTo(name);
		else
			open(name, whole.substr(to, whole.size() - to - 1));
	}

	void open(const std::string& name, std::string_view attributes)
	{
		const bool hasAttributes = std::any_of(
			attributes.begin(), attributes.end(), [](char c) { return !isBlank(c) && c != '/'; });
		if (name == "br")
			_out.html += "<br>";
		else if (has(kInline, name) && _open.size() < kDeepest)
			push(name, "");
		else if (name == "a" && !has(_open, name) && _open.size() < kDeepest)
		{
			const auto link = linkOf(hrefIn(attributes));
			if (link) return push(name, " href=\"" + *link + "\" rel=\"noopener noreferrer\" target=\"_blank\"");
			_out.isCut = true;
		}
		else
		{
			_out.isCut = true;
			if (has(kHidden, name)) skip(name);
			if (has(std::array<std::string_view, 3>{"p", "div", "li"}, name) && !_out.html.empty()) _out.html += ' ';
		}
		if (hasAttributes && name != "a") _out.isCut = true;
	}

	static std::string_view hrefIn(std::string_view attributes)
	{
		std::size_t at = 0;
		while (at < attributes.size())
		{
			while (at < attributes.size() && (isBlank(attributes[at]) || attributes[at] == '/')) ++at;
			const auto from = at;
			while (at < attributes.size() && !isBlank(attributes[at]) && attributes[at] != '=') ++at;
			const auto name = asciiLower(attributes.substr(from, at - from));
			if (at >= attributes.size() || attributes[at] != '=') continue;
			++at;
			const char quote = at < attributes.size() ? attributes[at] : ' ';
			if (quote != '"' && quote != '\'') return {};  // without quotes: nothing that an editor writes
			const auto end = attributes.find(quote, ++at);
			if (end == std::string_view::npos) return {};
			if (name == "href") return attributes.substr(at, end - at);
			at = end + 1;
		}
		return {};
	}

	void push(const std::string& name, const std::string& attributes)
	{
		_out.html += '<' + name + attributes + '>';
		_open.push_back(name);
	}
	void close()
	{
		_out.html += "</" + _open.back() + '>';
		_open.pop_back();
	}
	void closeUpTo(const std::string& name)
	{
		if (!has(_open, name)) return;
		while (_open.back() != name) close();
		close();
	}
	void skip(const std::string& name)
	{
		const auto rest = asciiLower(_typed.substr(_at));
		const auto end = rest.find("</" + name);
		_at = end == std::string::npos ? _typed.size() : _at + end;
	}

	std::string_view _typed;
	std::size_t _at = 0;
	std::vector<std::string> _open;
	Headline _out;
};

}

Headline cleanHeadline(std::string_view typed)
{
	auto out = Cleaner(typed).run();
	const auto from = out.html.find_first_not_of(' ');
	out.html = from == std::string::npos ? std::string()
										 : out.html.substr(from, out.html.find_last_not_of(' ') + 1 - from);
	return out;
}

}
