#include "kernel/pages/Template.h"

#include "kernel/pages/StrictContext.h"

#include <cctype>
#include <utility>

namespace sx::pages {

namespace {

constexpr int kMaxDepth = 8;  // levels of partials; deeper nesting is taken for a cycle

char letterOf(Piece::Kind kind)
{
	switch (kind)
	{
	case Piece::Kind::Url: return static_cast<char>(Asking::Url);
	case Piece::Kind::Raw: return static_cast<char>(Asking::Html);
	case Piece::Kind::Variable: return static_cast<char>(Asking::Text);
	default: return static_cast<char>(Asking::Section);
	}
}

std::string tag(std::string_view open, char letter, std::string_view name, std::string_view close)
{
	return std::string(open) + letter + '|' + std::string(name) + std::string(close);
}

/// Removes what serves authors only. Indentation and empty lines go; kainjow would make a component of every blank. A
/// line's end inside a tag becomes one blank, or nothing before ">", so a tag on many lines prints as it would on one.
class Compact
{
public:
	std::string text(std::string_view text)
	{
		std::string out;
		for (char c: text)
		{
			const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
			if (isBlank && _place == Place::Tag && (c == '\n' || _hasBrokenTag))
			{
				_hasBrokenTag = true;
				continue;
			}
			if (isBlank && _isLineStart) continue;
			if (std::exchange(_hasBrokenTag, false) && c != '>') out += ' ';
			_isLineStart = c == '\n';
			out += c;
			follow(c);
		}
		return out;
	}

	/// Says what a mustache tag must be printed after: a blank, when the line before it ended inside a tag of HTML.
	std::string_view beforeMustache(bool isSection)
	{
		// A section tag prints nothing, so the text after it may still be the start of a line.
		if (!isSection) _isLineStart = false;
		return std::exchange(_hasBrokenTag, false) ? " " : "";
	}

private:
	enum class Place { Content, Opened, Tag, Value, Comment };  // Opened: after "<"; Value: in an attribute's quotes

	void follow(char c)
	{
		switch (_place)
		{
		case Place::Opened:
			_place = Place::Content;
			if (std::isalpha(static_cast<unsigned char>(c)) || c == '/') _place = Place::Tag;
			if (c == '!') _place = Place::Comment;
			break;
		case Place::Tag:
			if (c == '"') _place = Place::Value;
			if (c == '>') _place = Place::Content;
			break;
		case Place::Value:
			if (c == '"') _place = Place::Tag;
			break;
		case Place::Content:
		case Place::Comment:
			if (c == '>') _place = Place::Content;
			break;
		}
		if (c == '<' && _place == Place::Content) _place = Place::Opened;
	}

	Place _place = Place::Content;
	bool _isLineStart = true;
	bool _hasBrokenTag = false;  // a line ended inside a tag, and nothing has been printed since
};

/// Joins a template and its partials into one text for kainjow, and marks every name with its tag's letter.
class Joiner
{
public:
	Joiner(Medium medium, const PartialReader& partials, std::vector<SourceFile>& files):
		_medium(medium), _partials(partials), _files(files)
	{
	}

	Result<> join(std::string_view text, int depth)
	{
		if (depth > kMaxDepth) return Error{Code::Internal, "partials include each other"};
		auto pieces = scan(text, _medium);
		if (!pieces) return pieces.error();
		for (auto& piece: *pieces)
			if (auto added = add(piece, depth); !added) return added;
		return {};
	}

	std::string source;
	std::vector<std::string> words;
	std::vector<std::string> wordLists;
	std::vector<std::string> slots;

private:
	Result<> add(Piece& piece, int depth)
	{
		if (piece.kind == Piece::Kind::Partial) return include(piece.name, depth);
		if (piece.kind == Piece::Kind::Text)
		{
			source += _medium == Medium::Text ? piece.name : _compact.text(piece.name);
			return {};
		}
		if (piece.name.starts_with("t.")) words.push_back(piece.name.substr(2));
		auto letter = letterOf(piece.kind);
		source += _compact.beforeMustache(letter == static_cast<char>(Asking::Section));
		switch (piece.kind)
		{
		case Piece::Kind::Section: source += tag("{{#", letter, piece.name, "}}"); break;
		case Piece::Kind::Inverted: source += tag("{{^", letter, piece.name, "}}"); break;
		case Piece::Kind::End: source += tag("{{/", letter, piece.name, "}}"); break;
		case Piece::Kind::Raw: source += tag("{{{", letter, piece.name, "}}}"); break;
		default: source += tag("{{", letter, piece.name, "}}"); break;
		}
		return {};
	}

	Result<> include(const std::string& name, int depth)
	{
		if (name.starts_with("slot."))
		{
			slots.push_back(name.substr(5));
			source += tag("{{{", static_cast<char>(Asking::Slot), slots.back(), "}}}");
			return {};
		}
		if (name.starts_with("words."))
		{
			if (_medium != Medium::Page) return Error{Code::Internal, "a mail has no scripts"};
			wordLists.push_back(name.substr(6));
			source += tag("{{{", static_cast<char>(Asking::Words), wordLists.back(), "}}}");
			return {};
		}
		auto text = _partials(name, _files);
		if (!text) return Error{Code::Internal, "partial \"" + name + "\": " + text.error().detail};
		// Drop the line feed that ends the file: it is not part of the partial.
		if (text->ends_with('\n')) text->pop_back();
		auto joined = join(*text, depth + 1);
		return joined ? joined : Error{Code::Internal, "partial \"" + name + "\": " + joined.error().detail};
	}

	Medium _medium;
	const PartialReader& _partials;
	std::vector<SourceFile>& _files;
	Compact _compact;
};

}

Result<std::string> joinTemplate(const std::string& text, Medium medium, const PartialReader& partials)
{
	std::vector<SourceFile> files;
	Joiner joiner(medium, partials, files);
	if (auto joined = joiner.join(text, 0); !joined) return joined.error();
	return std::move(joiner.source);
}

struct Template::Parsed
{
	explicit Parsed(const std::string& source): mustache(source) {}
	// Mutable, because kainjow's render() is not const. It changes nothing in templates without lambdas and partials,
	// and ours have neither.
	mutable kainjow::mustache::mustache mustache;
	std::optional<std::string> fixed;
};

Template::Template() = default;
Template::~Template() = default;

Result<std::shared_ptr<const Template>> Template::compile(
	const std::string& text, Medium medium, SourceFile file, const PartialReader& partials)
{
	std::shared_ptr<Template> made(new Template);
	made->_files.push_back(std::move(file));
	Joiner joiner(medium, partials, made->_files);
	if (auto joined = joiner.join(text, 0); !joined) return joined.error();
	made->_parsed = std::make_unique<Parsed>(joiner.source);
	if (!made->_parsed->mustache.is_valid()) return Error{Code::Internal, made->_parsed->mustache.error_message()};
	// Keep the text of a template without tags, such as an icon, so that it is not rendered each time.
	if (joiner.source.find("{{") == std::string::npos) made->_parsed->fixed = joiner.source;
	if (medium == Medium::Text)
		made->_parsed->mustache.set_custom_escape([](const std::string& plain) { return plain; });
	made->_words = std::move(joiner.words);
	made->_wordLists = std::move(joiner.wordLists);
	made->_slots = std::move(joiner.slots);
	return std::shared_ptr<const Template>(std::move(made));
}

Result<std::string> Template::render(const std::vector<const Value*>& scopes, const Roots& roots) const
{
	if (_parsed->fixed) return *_parsed->fixed;
	struct Sink
	{
		std::string text;
		Sink& operator<<(const std::string& more)
		{
			text += more;
			return *this;
		}
	};
	StrictContext context(scopes, roots);
	Sink sink;
	kainjow::mustache::basic_context<std::string>& base = context;
	_parsed->mustache.render(base, sink);
	if (!_parsed->mustache.is_valid()) return Error{Code::Internal, "the template did not render"};
	if (!context.fault().empty()) return Error{Code::Internal, context.fault()};
	return std::move(sink.text);
}

}
