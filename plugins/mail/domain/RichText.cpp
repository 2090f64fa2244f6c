#include "domain/RichText.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sx::mail {
namespace {

constexpr std::array<std::string_view, 26> kTags{"p",
	"div",
	"b",
	"strong",
	"i",
	"em",
	"u",
	"s",
	"a",
	"ul",
	"ol",
	"li",
	"blockquote",
	"h2",
	"h3",
	"pre",
	"code",
	"table",
	"thead",
	"tbody",
	"tr",
	"th",
	"td",
	"span",
	"sub",
	"sup"};
constexpr std::array<std::string_view, 2> kVoid{"br", "hr"};
constexpr std::size_t kDeepest = 40;

template <class List> bool has(const List& list, std::string_view word)
{
	return std::find(list.begin(), list.end(), word) != list.end();
}

bool isLink(std::string_view url)
{
	for (unsigned char c: url)
		if (c <= 0x20 || c == 0x7F || c == '<' || c == '>') return false;
	for (std::string_view scheme: {"https://", "http://", "mailto:", "tel:"})
		if (url.starts_with(scheme)) return true;
	return false;
}

bool isAllowed(std::string_view tag, std::string_view name, std::string_view value)
{
	if (name == "colspan" || name == "rowspan")
		return (tag == "td" || tag == "th") && !value.empty() && value.size() <= 2 &&
			value.find_first_not_of("0123456789") == std::string_view::npos;
	if (tag != "a") return false;
	return (name == "href" && isLink(value)) || (name == "rel" && value == "noopener noreferrer") ||
		(name == "target" && value == "_blank");
}

/// Reads tags one after the other; what is between them is text.
class Reader
{
public:
	explicit Reader(std::string_view html): _html(html) {}

	Result<> run()
	{
		while (_at < _html.size())
		{
			const char c = _html[_at];
			if (c == '<')
			{
				if (auto read = tag(); !read) return read;
			}
			else if (c == '>' || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'))
				return wrong("a character that stands for itself nowhere");
			else
				++_at;
		}
		return _open.empty() ? Result<>() : wrong("a tag is not closed");
	}

private:
	Error wrong(const char* what) const
	{
		return failed(Code::Invalid, std::string(what) + " at " + std::to_string(_at));
	}
	std::string_view word()
	{
		const auto from = _at;
		while (_at < _html.size() &&
			((_html[_at] >= 'a' && _html[_at] <= 'z') || (_html[_at] >= '0' && _html[_at] <= '9')))
			++_at;
		return _html.substr(from, _at - from);
	}
	bool take(std::string_view text)
	{
		if (!_html.substr(_at).starts_with(text)) return false;
		_at += text.size();
		return true;
	}

	Result<> tag()
	{
		++_at;
		const bool isEnd = take("/");
		const auto name = word();
		if (isEnd)
		{
			if (_open.empty() || _open.back() != name || !take(">")) return wrong("an end tag that ends nothing");
			_open.pop_back();
			return {};
		}
		const bool isVoid = has(kVoid, name);
		if (!isVoid && !has(kTags, name)) return wrong("a tag that is not allowed");
		if (auto read = attributes(name); !read) return read;
		if (!isVoid) _open.push_back(name);
		return _open.size() > kDeepest ? Result<>(wrong("too deep")) : Result<>();
	}

	Result<> attributes(std::string_view tagName)
	{
		while (!take(">"))
		{
			if (!take(" ")) return wrong("a tag that does not end");
			const auto name = word();
			if (!take("=\"")) return wrong("an attribute without quotes");
			const auto end = _html.find('"', _at);
			if (end == std::string_view::npos || !isAllowed(tagName, name, _html.substr(_at, end - _at)))
				return wrong("an attribute that is not allowed");
			_at = end + 1;
		}
		return {};
	}

	std::string_view _html;
	std::size_t _at = 0;
	std::vector<std::string_view> _open;
};

}

Result<> checkRichText(std::string_view html) { return Reader(html).run(); }

}
