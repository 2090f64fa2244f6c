#include "kernel/pages/Overrides.h"

#include "kernel/pages/StrictContext.h"
#include "sx/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace sx::pages {

namespace {

template <std::size_t N> bool isOneOf(std::string_view word, const std::array<std::string_view, N>& list)
{
	return std::find(list.begin(), list.end(), word) != list.end();
}

// What a theme neither adds nor takes away.
constexpr std::array<std::string_view, 18> kActing{"form",
	"input",
	"select",
	"option",
	"textarea",
	"button",
	"script",
	"template",
	"iframe",
	"frame",
	"object",
	"embed",
	"applet",
	"base",
	"meta",
	"link",
	"style",
	"dialog"};
// Whose attributes belong to the element: another element with them would not do.
constexpr std::array<std::string_view, 6> kOfElement{"a", "label", "img", "details", "summary", "html"};
// Elements that have no attribute to be known by, and that readers of a screen and of a table need.
constexpr std::array<std::string_view, 8> kLandmarks{"h1", "main", "nav", "table", "caption", "th", "title", "legend"};
constexpr std::array<std::string_view, 14> kVoid{
	"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"};
// Inside these, what is there is not seen at once, or belongs to that form.
constexpr std::array<std::string_view, 6> kAround{"form", "template", "dialog", "noscript", "details", "select"};
constexpr std::array<std::string_view, 10> kLooks{
	"class", "width", "height", "rows", "cols", "size", "style", "loading", "decoding", "hidden"};
constexpr std::array<std::string_view, 4> kOfMails{"href", "src", "alt", "lang"};
constexpr std::array<std::string_view, 9> kSources{
	"src", "srcset", "poster", "background", "data", "xlink:href", "action", "formaction", "ping"};
// What every page and mail has; a theme may show it in each.
constexpr std::array<std::string_view, 4> kCommon{"tenant", "title", "lang", "colour"};

bool isElsewhere(std::string_view value)
{
	return value.starts_with("http:") || value.starts_with("https:") || value.starts_with("//") ||
		value.starts_with("data:");
}

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Reads HTML with tags of Mustache in it, from its start to its end.
class Reader
{
public:
	Reader(std::string_view text, Medium medium, bool isDrawing): _text(text), _medium(medium), _isDrawing(isDrawing) {}

	Shown read()
	{
		while (_at < _text.size())
			if (_text.substr(_at).starts_with("{{"))
				mustache();
			else if (_medium == Medium::Text)
				++_at;
			else
				html();
		return std::move(_out);
	}

private:
	struct Attribute
	{
		std::string name, value, around;
	};
	struct Element
	{
		std::string name, around;  // around: "" if what is inside is as visible as what is beside it
	};

	// Returns a Mustache tag as it stands, and goes past it.
	std::string_view mustache()
	{
		const bool isRaw = _text.substr(_at).starts_with("{{{");
		const std::string_view end = isRaw ? "}}}" : "}}";
		const auto from = _at + end.size(), to = std::min(_text.find(end, from), _text.size());
		const auto whole = _text.substr(_at, to + end.size() - _at);
		auto body = _text.substr(from, to - from);
		_at = std::min(to + end.size(), _text.size());
		const char sign = body.empty() ? ' ' : body.front();
		if (sign == '#' || sign == '^' || sign == '/') body.remove_prefix(1);
		if (body.size() < 3) return whole;
		const std::string name(body.substr(2));
		if (sign == '/')
		{
			if (!_sections.empty()) _sections.pop_back();
			return whole;
		}
		note(body.front(), name);
		if (sign == '#' || sign == '^')
			_sections.push_back(sign + name);
		else if (!_isInComment && !_isInLook && !name.starts_with("colour."))
			_out.kept.insert(around() + std::string(whole));
		return whole;
	}

	void note(char letter, const std::string& name)
	{
		if (letter == static_cast<char>(Asking::Slot)) return;
		if (letter == static_cast<char>(Asking::Words))
			_out.lists.insert(name);
		else if (name.starts_with("t."))
			_out.words.insert(name.substr(2));
		else if (name.starts_with("asset."))
			_out.assets.insert(name.substr(6));
		else
			_out.names.insert(name.substr(0, name.find('.')));
	}

	void html()
	{
		const auto rest = _text.substr(_at);
		if (_isInComment)
		{
			_isInComment = !rest.starts_with("-->");
			_at += _isInComment ? 1 : 3;
			return;
		}
		if (rest.starts_with("<!--"))
		{
			_isInComment = true;
			_at += 4;
			if (_text.substr(_at).starts_with(">")) _isInComment = false;  // <!-->: of a conditional comment
			return;
		}
		if (_medium == Medium::Mail && (rest.starts_with("url(") || rest.starts_with("@import"))) ++_out.urls;
		++_at;
		if (rest.size() < 2 || rest.front() != '<') return;
		if (rest[1] == '/')
		{
			++_at;
			close(word());
		}
		else if (std::isalpha(static_cast<unsigned char>(rest[1])))
			open(word());
	}

	std::string word()
	{
		const auto from = _at;
		while (_at < _text.size() && (std::isalnum(static_cast<unsigned char>(_text[_at])) || _text[_at] == '-')) ++_at;
		return asciiLower(_text.substr(from, _at - from));
	}

	void open(std::string name)
	{
		auto attributes = readAttributes();
		const bool isActing = isOneOf(name, kActing);
		const bool isNamed = isActing || isOneOf(name, kOfElement);
		std::vector<std::string> all;
		Element element{.name = name, .around = isOneOf(name, kAround) ? "<" + name + ">" : ""};
		for (const auto& each: attributes)
		{
			judge(name, each);
			if (each.name == "hidden" || (each.name == "style" && each.value.find("display:none") != std::string::npos))
				element.around += "<hidden" + each.around + ">";
			if (name == "form" && each.name == "action") element.around += each.value;
			if (!matters(each.name)) continue;
			auto key = each.around + " " + (isNamed ? name + " " : "") + each.name + "=\"" + each.value + "\"";
			all.push_back(key);
			_out.kept.insert(around() + key);
		}
		std::sort(all.begin(), all.end());
		if (isOneOf(name, kLandmarks)) _out.kept.insert(around() + "<" + name + ">");
		if (isActing)
		{
			std::string whole = "<" + name;
			for (const auto& each: all) whole += each;
			_out.acting.insert(whole + ">");
		}
		if (!isOneOf(name, kVoid)) _open.push_back(std::move(element));
	}

	void close(const std::string& name)
	{
		const auto found = std::find_if(
			_open.rbegin(), _open.rend(), [&](const Element& each) { return each.name == name; });
		if (found == _open.rend()) return;
		_open.erase(found.base() - 1, _open.end());
	}

	// Reads up to the ">" that ends a tag.
	std::vector<Attribute> readAttributes()
	{
		std::vector<Attribute> out;
		const auto outside = _sections.size();
		while (_at < _text.size() && _text[_at] != '>')
		{
			if (_text.substr(_at).starts_with("{{"))
			{
				mustache();
				continue;
			}
			if (isSpace(_text[_at]) || _text[_at] == '/' || _text[_at] == '"')
			{
				++_at;
				continue;
			}
			Attribute attribute;
			for (auto i = std::min(outside, _sections.size()); i < _sections.size(); ++i)
				attribute.around += "{{" + _sections[i] + "}}";
			while (_at < _text.size() && !isSpace(_text[_at]) && _text[_at] != '=' && _text[_at] != '>' &&
				!_text.substr(_at).starts_with("{{"))
				attribute.name += _text[_at++];
			attribute.name = asciiLower(attribute.name);
			_isInLook = !matters(attribute.name);
			if (_at < _text.size() && _text[_at] == '=') attribute.value = readValue();
			_isInLook = false;
			out.push_back(std::move(attribute));
		}
		if (_at < _text.size()) ++_at;
		return out;
	}

	std::string readValue()
	{
		++_at;
		std::string out;
		const char quote = _at < _text.size() ? _text[_at] : ' ';
		if (quote != '"' && quote != '\'')
		{
			while (_at < _text.size() && !isSpace(_text[_at]) && _text[_at] != '>') out += _text[_at++];
			return out;
		}
		++_at;
		while (_at < _text.size() && _text[_at] != quote)
			if (_text.substr(_at).starts_with("{{"))
				out += mustache();
			else
				out += _text[_at++];
		if (_at < _text.size()) ++_at;
		return out;
	}

	bool matters(const std::string& attribute) const
	{
		if (_isDrawing) return false;
		return _medium == Medium::Mail ? isOneOf(attribute, kOfMails) : !isOneOf(attribute, kLooks);
	}

	void judge(const std::string& element, const Attribute& attribute)
	{
		if (attribute.name.size() > 2 && attribute.name.starts_with("on"))
			fault("<" + element + "> has a handler, " + attribute.name);
		if (isOneOf(attribute.name, kSources) && isElsewhere(asciiLower(attribute.value)))
			fault("<" + element + "> loads or sends " + attribute.value);
		if (_medium == Medium::Mail && attribute.name == "style" && attribute.value.find("url(") != std::string::npos)
			++_out.urls;
	}

	void fault(std::string what)
	{
		if (_out.fault.empty()) _out.fault = std::move(what);
	}

	std::string around() const
	{
		std::string out;
		for (const auto& each: _open) out += each.around;
		for (const auto& each: _sections) out += "{{" + each + "}}";
		return out;
	}

	const std::string_view _text;
	const Medium _medium;
	const bool _isDrawing;
	std::size_t _at = 0;
	bool _isInComment = false;
	bool _isInLook = false;  // in the value of an attribute that says only how something looks
	std::vector<std::string> _sections;
	std::vector<Element> _open;
	Shown _out;
};

// Writes a key as authors know it: {{#s|note}}{{v|text}} as {{#note}}{{text}}.
std::string readable(std::string key)
{
	for (const char letter: {'v', 'u', 'r', 's', 'l', 'w'})
		for (const auto* before: {"{{", "{{#", "{{^", "{{{"})
		{
			const auto mark = before + std::string(1, letter) + '|';
			const std::string instead = letter == 'l' ? "{{{slot " : letter == 'w' ? "{{{words " : before;
			for (auto at = key.find(mark); at != std::string::npos; at = key.find(mark, at + 1))
				key.replace(at, mark.size(), instead);
		}
	return key;
}

}

Shown shownBy(std::string_view joined, Medium medium, bool isDrawing)
{
	return Reader(joined, medium, isDrawing).read();
}

std::string faultOf(const Shown& original, const Shown& instead)
{
	if (!instead.fault.empty()) return instead.fault;
	for (const auto& key: original.kept)
		if (instead.kept.count(key) < original.kept.count(key)) return "leaves out " + readable(key);
	for (const auto& element: instead.acting)
		if (instead.acting.count(element) > original.acting.count(element))
			return "has what the original has not: " + readable(element);
	for (const auto& name: instead.names)
		if (!original.names.contains(name) && !isOneOf(name, kCommon))
			return "names {{" + name + "}}, which the original does not show";
	if (instead.urls > original.urls) return "loads pictures or styles from an address";
	return {};
}

}
