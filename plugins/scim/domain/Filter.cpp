#include "domain/Filter.h"

#include "sx/text.h"

#include <charconv>

namespace sx::scim {

namespace {

constexpr std::size_t kMostBytes = 2000;
constexpr int kMostTerms = 20, kMostDepth = 10;

enum class Kind { Compare, Present, Within, And, Or, Not };

Error wrongFilter(std::string detail) { return wrong("invalidFilter", std::move(detail)); }

}

/// Is a node of a filter's tree. Within: an element of a list that the left filter fits ("emails[…]").
struct Filter::Term
{
	Kind kind;
	AttributeName attribute{};
	std::string comparison{};  // eq, ne, co, sw, ew, gt, ge, lt, le
	Value value{};
	std::shared_ptr<const Term> left{}, right{};
};

namespace {

using Term = Filter::Term;
using TermPointer = std::shared_ptr<const Term>;

void addUtf8(std::string& out, unsigned c)
{
	if (c < 0x80)
		out += static_cast<char>(c);
	else if (c < 0x800)
	{
		out += static_cast<char>(0xC0 | c >> 6);
		out += static_cast<char>(0x80 | (c & 0x3F));
	}
	else
	{
		out += static_cast<char>(0xE0 | c >> 12);
		out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
		out += static_cast<char>(0x80 | (c & 0x3F));
	}
}

/// Reads a filter from left to right.
class Reader
{
public:
	explicit Reader(std::string_view text): _text(text) {}

	Result<TermPointer> whole()
	{
		auto out = alternatives(0);
		if (!out) return out;
		skipBlanks();
		if (_at != _text.size()) return wrongFilter("unexpected text at byte " + std::to_string(_at));
		return out;
	}

private:
	Result<TermPointer> alternatives(int depth)
	{
		auto left = conjunction(depth);
		while (left && takeWord("or"))
		{
			auto right = conjunction(depth);
			if (!right) return right;
			left = node({.kind = Kind::Or, .left = *left, .right = *right});
		}
		return left;
	}

	Result<TermPointer> conjunction(int depth)
	{
		auto left = single(depth);
		while (left && takeWord("and"))
		{
			auto right = single(depth);
			if (!right) return right;
			left = node({.kind = Kind::And, .left = *left, .right = *right});
		}
		return left;
	}

	Result<TermPointer> single(int depth)
	{
		if (depth > kMostDepth || ++_terms > kMostTerms) return wrongFilter("too many terms");
		skipBlanks();
		if (take('(')) return closed(alternatives(depth + 1), ')');
		const auto word = name();
		skipBlanks();
		if (asciiLower(word) == "not" && take('('))
		{
			auto inner = closed(alternatives(depth + 1), ')');
			if (!inner) return inner;
			return node({.kind = Kind::Not, .left = *inner});
		}
		auto attribute = attributeNamed(word);
		if (!attribute) return wrongFilter("no name of an attribute at byte " + std::to_string(_at));
		if (take('[')) return element(*attribute, depth);
		return comparison(*attribute);
	}

	/// Reads what follows "emails[": the filter, and the part with which it goes on.
	Result<TermPointer> element(const AttributeName& attribute, int depth)
	{
		auto inner = closed(alternatives(depth + 1), ']');
		if (!inner) return inner;
		if (!take('.')) return node({.kind = Kind::Within, .attribute = attribute, .left = *inner});
		auto part = attributeNamed(name());
		if (!part) return wrongFilter("no name of a part at byte " + std::to_string(_at));
		skipBlanks();
		auto compared = comparison(*part);
		if (!compared) return compared;
		auto both = node({.kind = Kind::And, .left = *inner, .right = *compared});
		return node({.kind = Kind::Within, .attribute = attribute, .left = std::move(both)});
	}

	Result<TermPointer> comparison(const AttributeName& attribute)
	{
		const auto word = asciiLower(name());
		if (word == "pr") return node({.kind = Kind::Present, .attribute = attribute});
		constexpr std::string_view kKnown = " eq ne co sw ew gt ge lt le ";
		if (word.size() != 2 || kKnown.find(" " + word + " ") == std::string_view::npos)
			return wrongFilter("unknown operator");
		skipBlanks();
		auto value = literal();
		if (!value) return value.error();
		return node({.kind = Kind::Compare, .attribute = attribute, .comparison = word, .value = std::move(*value)});
	}

	Result<Value> literal()
	{
		if (take('"')) return quoted();
		const auto word = name();
		if (asciiLower(word) == "true") return Value(true);
		if (asciiLower(word) == "false") return Value(false);
		if (asciiLower(word) == "null") return Value();
		std::int64_t number = 0;
		const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
		if (word.empty() || read.ec != std::errc() || read.ptr != word.data() + word.size())
			return wrongFilter("no value at byte " + std::to_string(_at));
		return Value(number);
	}

	/// Reads the rest of a JSON string.
	Result<Value> quoted()
	{
		std::string out;
		while (_at < _text.size())
		{
			const char c = _text[_at++];
			if (c == '"') return Value(std::move(out));
			if (c != '\\')
			{
				out += c;
				continue;
			}
			if (_at == _text.size()) break;
			const char escaped = _text[_at++];
			constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
			if (const auto at = kEscapes.find(escaped); at != std::string_view::npos)
				out += kMeant[at];
			else if (escaped == 'u' && _at + 4 <= _text.size())
			{
				unsigned code = 0;
				const auto* end = _text.data() + _at + 4;
				if (std::from_chars(_text.data() + _at, end, code, 16).ptr != end) break;
				addUtf8(out, code);
				_at += 4;
			}
			else
				break;
		}
		return wrongFilter("a text that does not end");
	}

	Result<TermPointer> closed(Result<TermPointer> inner, char mark)
	{
		skipBlanks();
		if (inner && !take(mark)) return wrongFilter(std::string("no ") + mark);
		return inner;
	}

	std::string_view name()
	{
		const auto from = _at;
		constexpr std::string_view kEnds = " ()[]\"";
		while (_at < _text.size() && kEnds.find(_text[_at]) == std::string_view::npos) ++_at;
		return _text.substr(from, _at - from);
	}

	bool takeWord(std::string_view word)
	{
		skipBlanks();
		const auto end = _at + word.size();
		if (end >= _text.size() || asciiLower(_text.substr(_at, word.size())) != word) return false;
		if (_text[end] != ' ' && _text[end] != '(') return false;
		_at = end;
		return true;
	}

	bool take(char mark)
	{
		if (_at >= _text.size() || _text[_at] != mark) return false;
		++_at;
		return true;
	}

	void skipBlanks()
	{
		while (_at < _text.size() && _text[_at] == ' ') ++_at;
	}

	static TermPointer node(Term term) { return std::make_shared<const Term>(std::move(term)); }

	std::string_view _text;
	std::size_t _at = 0;
	int _terms = 0;
};

bool compareTexts(std::string_view how, std::string_view have, std::string_view want)
{
	if (how == "eq") return have == want;
	if (how == "co") return have.find(want) != std::string_view::npos;
	if (how == "sw") return have.starts_with(want);
	if (how == "ew") return have.ends_with(want);
	if (how == "gt") return have > want;
	if (how == "ge") return have >= want;
	if (how == "lt") return have < want;
	return how == "le" && have <= want;
}

bool fits(const Term& term, const Value& have)
{
	const auto& want = term.value;
	if (have.isText() && want.isText())
		return isCaseExact(term.attribute)
			? compareTexts(term.comparison, have.text(), want.text())
			: compareTexts(term.comparison, asciiLower(have.text()), asciiLower(want.text()));
	// Entra sends the texts "True" and "False" for flags.
	if (have.isFlag())
		return term.comparison == "eq" &&
			have.flag() == (want.isFlag() ? want.flag() : asciiLower(want.text()) == "true");
	return term.comparison == "eq" && have == want;
}

bool matchesTerm(const Term& term, const Value& resource)
{
	switch (term.kind)
	{
	case Kind::And: return matchesTerm(*term.left, resource) && matchesTerm(*term.right, resource);
	case Kind::Or: return matchesTerm(*term.left, resource) || matchesTerm(*term.right, resource);
	case Kind::Not: return !matchesTerm(*term.left, resource);
	case Kind::Within:
		for (const auto& each: memberOf(resource, term.attribute.name).list())
			if (matchesTerm(*term.left, each)) return true;
		return false;
	case Kind::Present: return !valuesOf(resource, term.attribute).empty();
	case Kind::Compare: break;
	}
	const auto values = valuesOf(resource, term.attribute);
	if (term.comparison == "ne")
	{
		auto equal = term;
		equal.comparison = "eq";
		return !matchesTerm(equal, resource);
	}
	if (values.empty()) return term.comparison == "eq" && term.value.isNull();
	for (const auto* each: values)
		if (fits(term, *each)) return true;
	return false;
}

std::optional<std::string> demandedBy(const Term& term, const AttributeName& attribute)
{
	if (term.kind == Kind::And)
	{
		auto left = demandedBy(*term.left, attribute);
		return left ? left : demandedBy(*term.right, attribute);
	}
	if (term.kind == Kind::Within && term.attribute.name == attribute.name)
		return demandedBy(*term.left, {.name = attribute.part.empty() ? "value" : attribute.part});
	const auto part = [](const AttributeName& name) { return name.part.empty() ? std::string("value") : name.part; };
	if (term.kind != Kind::Compare || term.comparison != "eq" || !term.value.isText() ||
		term.attribute.name != attribute.name || part(term.attribute) != part(attribute))
		return std::nullopt;
	return term.value.text();
}

}

Result<Filter> Filter::parse(std::string_view text)
{
	if (text.size() > kMostBytes) return wrongFilter("longer than 2,000 bytes");
	auto root = Reader(text).whole();
	if (!root) return root.error();
	return Filter(std::move(*root));
}

bool Filter::matches(const Value& resource) const { return matchesTerm(*_root, resource); }

std::optional<std::string> Filter::demanded(std::string_view attribute) const
{
	const auto name = attributeNamed(attribute);
	return name ? demandedBy(*_root, *name) : std::nullopt;
}

}
