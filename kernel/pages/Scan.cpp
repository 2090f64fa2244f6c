#include "kernel/pages/Scan.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace sx::pages {

namespace {

Error fault(std::string_view text, std::size_t position, std::string what)
{
	auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
	return Error{Code::Internal, "line " + std::to_string(line) + ": " + std::move(what)};
}

std::string_view trim(std::string_view text)
{
	while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
	while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
	return text;
}

bool isName(std::string_view name)
{
	if (name == ".") return true;
	if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos)
		return false;
	return std::all_of(
		name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '.' || c == '-'; });
}

// Returns the name, in lower case, of the attribute that the text ends in with `="`; empty when it does not.
std::string attributeBefore(std::string_view before)
{
	if (!before.ends_with("=\"")) return {};
	before.remove_suffix(2);
	std::string name;
	while (!before.empty() && (std::isalnum(static_cast<unsigned char>(before.back())) || before.back() == '-'))
	{
		name.insert(name.begin(), static_cast<char>(std::tolower(static_cast<unsigned char>(before.back()))));
		before.remove_suffix(1);
	}
	return name;
}

bool takesUrl(std::string_view attribute)
{
	static constexpr std::array kNames{"href", "src", "action", "formaction", "poster", "cite", "srcset", "ping"};
	return std::find(kNames.begin(), kNames.end(), attribute) != kNames.end();
}

enum class Place { Content, Tag, Value };  // Value: inside the quotes of an attribute

// Finds out where in the HTML a position is, skipping mustache tags. Positions must be asked for in rising order.
class Walk
{
public:
	explicit Walk(std::string_view text): _text(text) {}
	Place at(std::size_t position)
	{
		for (; _next < position; ++_next)
		{
			if (_text.substr(_next).starts_with("{{"))
			{
				_next = std::min(_text.find("}}", _next), position - 1) + 1;  // at the second brace
				continue;
			}
			const char c = _text[_next];
			if (_place == Place::Content && c == '<')
				_place = Place::Tag;  // NOLINT(bugprone-branch-clone): a tag is entered in two ways
			else if (_place == Place::Tag && c == '>')
				_place = Place::Content;
			else if (_place == Place::Tag && c == '"')
				_place = Place::Value;
			else if (_place == Place::Value && c == '"')
				_place = Place::Tag;
		}
		return _place;
	}

private:
	std::string_view _text;
	std::size_t _next = 0;
	Place _place = Place::Content;
};

bool hasSource(std::string_view tag)
{
	for (auto at = tag.find("src="); at != std::string_view::npos; at = tag.find("src=", at + 1))
		if (at > 0 && std::isspace(static_cast<unsigned char>(tag[at - 1]))) return true;
	return false;
}

// Returns what is inline in a tag, or nullptr. Browsers would drop it silently under the page's policy, so fail here.
const char* inlineThing(std::string_view tag)
{
	if (tag.starts_with("<script") && !hasSource(tag)) return "a script in the page";
	if (tag.starts_with("<style")) return "a style sheet in the page";
	for (std::size_t at = tag.find('='); at != std::string_view::npos; at = tag.find('=', at + 1))
	{
		auto name = tag.substr(0, at);
		auto start = name.find_last_of(" \t\n\"}");
		if (start == std::string_view::npos) continue;
		name.remove_prefix(start + 1);
		if (name == "style") return "style= in the page";
		if (name.size() > 2 && name.starts_with("on")) return "a handler in the page";
	}
	return nullptr;
}

Result<> refuseInline(std::string_view text)
{
	for (std::size_t open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1))
	{
		auto end = text.find('>', open);
		if (auto what = inlineThing(text.substr(open, end == std::string_view::npos ? end : end - open)))
			return fault(text, open, what);
	}
	return {};
}

Result<Piece> pieceOf(
	std::string_view text, std::size_t open, std::string_view contents, bool isTriple, Medium medium, Walk& walk)
{
	auto body = trim(contents);
	auto sign = isTriple || body.empty() ? ' ' : body.front();
	if (sign == '=') return fault(text, open, "delimiters cannot be changed");
	if (sign == '&') return fault(text, open, "{{& is not allowed; {{{ prints clean HTML");
	auto name = std::string_view("#^/>").find(sign) == std::string_view::npos ? body : trim(body.substr(1));
	if (!isName(name)) return fault(text, open, "\"" + std::string(body) + "\" is not a name");
	auto before = text.substr(0, open);
	auto place = medium == Medium::Text ? Place::Content : walk.at(open);
	if (place == Place::Tag && before.ends_with("=")) return fault(text, open, "attribute values are quoted");
	auto make = [&](Piece::Kind kind) { return Piece{kind, std::string(name)}; };
	switch (sign)
	{
	case '#': return make(Piece::Kind::Section);
	case '^': return make(Piece::Kind::Inverted);
	case '/': return make(Piece::Kind::End);
	case '>':
		if (name.starts_with("words.") && place != Place::Content) return fault(text, open, "words inside a tag");
		return make(Piece::Kind::Partial);
	default: break;
	}
	if (isTriple && medium == Medium::Text) return fault(text, open, "a text part has no HTML");
	if (isTriple && place != Place::Content) return fault(text, open, "HTML inside a tag");
	if (isTriple) return make(Piece::Kind::Raw);
	return make(medium != Medium::Text && takesUrl(attributeBefore(before)) ? Piece::Kind::Url : Piece::Kind::Variable);
}

Result<> checkBalance(const std::vector<Piece>& pieces)
{
	std::vector<std::string_view> open;
	for (const auto& piece: pieces)
	{
		if (piece.kind == Piece::Kind::Section || piece.kind == Piece::Kind::Inverted) open.push_back(piece.name);
		if (piece.kind != Piece::Kind::End) continue;
		if (open.empty() || open.back() != piece.name)
			return Error{Code::Internal, "section \"" + piece.name + "\" is closed but not open"};
		open.pop_back();
	}
	if (!open.empty()) return Error{Code::Internal, "section \"" + std::string(open.back()) + "\" is not closed"};
	return {};
}

}

Result<std::vector<Piece>> scan(std::string_view text, Medium medium)
{
	std::vector<Piece> pieces;
	Walk walk(text);
	if (medium == Medium::Page)
		if (auto clean = refuseInline(text); !clean) return clean.error();
	std::size_t at = 0;
	while (at < text.size())
	{
		auto open = text.find("{{", at);
		if (open != at)
			pieces.push_back(
				{Piece::Kind::Text, std::string(text.substr(at, open == std::string_view::npos ? open : open - at))});
		if (open == std::string_view::npos) break;
		bool isComment = text.substr(open).starts_with("{{!");
		bool isTriple = text.substr(open).starts_with("{{{");
		std::string_view closing = isTriple ? "}}}" : "}}";
		auto start = open + closing.size();
		auto close = text.find(closing, start);
		if (close == std::string_view::npos) return fault(text, open, "a tag is not closed");
		at = close + closing.size();
		if (isComment)
		{
			// Drop the whole line of a comment that is alone on it.
			bool startsLine = open == 0 || text[open - 1] == '\n';
			if (startsLine && at < text.size() && text[at] == '\n') ++at;
			continue;
		}
		auto piece = pieceOf(text, open, text.substr(start, close - start), isTriple, medium, walk);
		if (!piece) return piece.error();
		pieces.push_back(std::move(*piece));
	}
	if (auto balanced = checkBalance(pieces); !balanced) return balanced.error();
	return pieces;
}

bool isSafeUrl(std::string_view url) noexcept
{
	// Refuse blanks and control characters: a browser drops leading ones before it reads the scheme.
	for (unsigned char c: url)
		if (c <= 0x20 || c == 0x7f || c == '\\') return false;
	auto colon = url.find(':');
	if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return !url.starts_with("//");
	static constexpr std::array<std::string_view, 6> kSchemes{"https", "http", "mailto", "tel", "cid", "blob"};
	return std::find(kSchemes.begin(), kSchemes.end(), url.substr(0, colon)) != kSchemes.end();
}

}
