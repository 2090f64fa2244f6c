// Words the mails and texts (SMS) that leave: by a company's own texts where it has some, else by the catalogue.
//
//   const auto words = Wording(context).of(tenant.id, language, "acme.reminder");
//   mail.subject = words.line("reminder.subject", {{"sender", name}});   // a company may word it
//   view.lead = words.rich("reminder.lead", {{"sender", name}});         // the same, in paragraphs
//   view.expires = words.fixed("reminder.expires", {{"date", date}});    // never: what a reader relies on
//
// The pieces and what they may name are not declared apart: whoever edits texts renders the plugin's sample of the mail
// (SampleMails), which asks for each piece with its arguments.
#pragma once
#include "sx/plugin.h"
#include "sx/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace sx {

/// Says how a piece of text is shaped: one line (subject, button), paragraphs (formatted), or a text for a mobile.
/// Since: SDK 1.0
enum class Shape { Line, Rich, Text };

/// Limits a company's own piece in characters, each argument counted as it is written ("{sender}"). Since: SDK 1.0
constexpr std::size_t mostCharacters(Shape shape) noexcept
{
	constexpr std::array<std::size_t, 3> kMost{200, 4000, 480};
	return kMost.at(static_cast<std::size_t>(shape));
}

/// Holds a company's own text. {name} stands for an argument. html: only of Rich, as mail.outbox/1 checkRichText()
/// accepts it; text says the same plainly. Since: SDK 1.0
struct OwnText
{
	std::string text, html{};
	bool operator==(const OwnText&) const = default;
};

/// Describes a piece of text that a company may word. Valid during the call. Since: SDK 1.0
struct Piece
{
	const TenantId& tenant;
	const Language& language;
	std::string_view kind;  // of the mail or text: "messages.notice"
	std::string_view key;   // of the plugin's catalogue: "notice.intro"
	Shape shape;
	const Value& arguments;                         // what the text may name
	const std::vector<std::string_view>& required;  // what it must name
	const std::string& standard;                    // what the catalogue says
};

/// Knows the companies' own texts. Collected, because who words mails may start before it. [any thread] Since: SDK 1.0
class OwnTexts
{
public:
	static constexpr std::string_view kId = "email_templates.texts/1";
	/// Returns the company's own text for a piece; nullopt: it has none. Never waits for the database.
	virtual std::optional<OwnText> find(const Piece& piece) const = 0;
protected:
	~OwnTexts() = default;
};

/// Holds a piece as a mail shows it, in its text part and in its HTML part. Since: SDK 1.0
struct Worded
{
	std::string text;
	std::string html;  // escaped, or a company's checked rich text with its arguments escaped
};

/// Escapes a text for HTML, in content and in quoted attributes. Since: SDK 1.0
inline std::string escapedHtml(std::string_view text)
{
	std::string out;
	for (char c: text) switch (c)
		{
		case '&': out += "&amp;"; break;
		case '<': out += "&lt;"; break;
		case '>': out += "&gt;"; break;
		case '"': out += "&quot;"; break;
		case '\'': out += "&#39;"; break;
		default: out += c;
		}
	return out;
}

/// Puts arguments in the place of their {names}, once: what an argument says is never read again, and a name that is
/// none of them stays as it is written. escape: applied to each argument. Since: SDK 1.0
template <class Escape> std::string withArguments(std::string_view text, const Value& arguments, const Escape& escape)
{
	std::string out;
	while (!text.empty())
	{
		const auto open = text.find('{');
		out += text.substr(0, open);
		if (open == std::string_view::npos) break;
		text.remove_prefix(open);
		const auto close = text.find('}');
		const auto name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
		const auto& value = arguments[name];
		if (!value.isText() && !value.isInteger())
		{
			out += '{';
			text.remove_prefix(1);
			continue;
		}
		out += escape(value.isText() ? value.text() : std::to_string(value.integer()));
		text.remove_prefix(close + 1);
	}
	return out;
}

/// Tells whether a text names every argument of a list. Since: SDK 1.0
inline bool namesAll(std::string_view text, const std::vector<std::string_view>& required)
{
	return std::all_of(required.begin(), required.end(), [&](std::string_view name) {
		return text.find('{' + std::string(name) + '}') != std::string_view::npos;
	});
}

/// Words one mail or text. Since: SDK 1.0
class KindWords
{
public:
	using Required = std::vector<std::string_view>;

	/// pages, own: must outlive this; own may be null.
	KindWords(const Pages& pages, const OwnTexts* own, TenantId tenant, Language language, std::string kind):
		_pages(pages), _own(own), _tenant(std::move(tenant)), _language(std::move(language)), _kind(std::move(kind))
	{
	}

	/// Returns a piece of one line: without control characters, and of no more than 300 characters if it is a
	/// company's. required: arguments without which a company's text is not taken.
	std::string line(std::string_view key, const Value& arguments = {}, const Required& required = {}) const
	{
		const auto [standard, own] = piece(key, Shape::Line, arguments, required);
		return own ? firstCharacters(cleanLine(withArguments(own->text, arguments, plain)), 300) : standard;
	}
	/// Returns a piece of paragraphs.
	Worded rich(std::string_view key, const Value& arguments = {}, const Required& required = {}) const
	{
		auto [standard, own] = piece(key, Shape::Rich, arguments, required);
		if (!own) return {standard, escapedHtml(standard)};
		return {withArguments(own->text, arguments, cleanLine),
			withArguments(own->html, arguments, [](auto value) { return escapedHtml(cleanLine(value)); })};
	}
	/// Returns a text for a mobile. required: as for line(); what it brings (a link, a code) belongs there.
	std::string text(std::string_view key, const Value& arguments, const Required& required) const
	{
		const auto [standard, own] = piece(key, Shape::Text, arguments, required);
		return own ? withArguments(own->text, arguments, cleanLine) : standard;
	}
	/// Returns words that no company changes, because their reader relies on them.
	std::string fixed(std::string_view key, const Value& arguments = {}) const
	{
		return _pages.text(_language, key, arguments);
	}
	/// Returns the same in both parts.
	Worded fixedLine(std::string_view key, const Value& arguments = {}) const
	{
		auto text = fixed(key, arguments);
		auto html = escapedHtml(text);
		return {std::move(text), std::move(html)};
	}

private:
	static std::string plain(const std::string& value) { return value; }
	std::pair<std::string, std::optional<OwnText>> piece(
		std::string_view key, Shape shape, const Value& arguments, const Required& required) const
	{
		auto standard = _pages.text(_language, key, arguments);
		if (!_own) return {std::move(standard), std::nullopt};
		auto own = _own->find({_tenant, _language, _kind, key, shape, arguments, required, standard});
		if (own && !namesAll(own->text, required)) own.reset();
		return {std::move(standard), std::move(own)};
	}

	const Pages& _pages;
	const OwnTexts* _own;
	TenantId _tenant;
	Language _language;
	std::string _kind;
};

/// Words a plugin's mails and texts. Cheap to make for each. Since: SDK 1.0
class Wording
{
public:
	/// pages, own: must outlive this. own null: the catalogue's words alone.
	Wording(const Pages& pages, const OwnTexts* own = nullptr): _pages(pages), _own(own) {}
	/// Takes companies' own texts if a plugin keeps them; the plugin's manifest collects email_templates.texts/1.
	Wording(const Context& context): _pages(context.pages())
	{
		if (const auto all = context.findAll<OwnTexts>(); !all.empty()) _own = all.front();
	}
	const Pages& pages() const noexcept { return _pages; }
	/// Begins a mail or text. kind: as in SampleMails.
	KindWords of(const TenantId& tenant, const Language& language, std::string_view kind) const
	{
		return {_pages, _own, tenant, language, std::string(kind)};
	}

private:
	const Pages& _pages;
	const OwnTexts* _own = nullptr;
};

/// Holds a mail or a text as it would leave. A text has neither subject nor html. Since: SDK 1.0
struct Sample
{
	std::string fromName{}, subject{}, text, html{};
};

/// Names a made-up person. Since: SDK 1.0
struct SamplePerson
{
	std::string name, address;
};

/// Asks for a sample. own: what words it; may be null. reader: whom the mail is to; sender: whom it is about.
/// fileName: of a document. Valid during the call. Since: SDK 1.0
struct SampleWanted
{
	const Tenant& tenant;
	const Language& language;
	const OwnTexts* own;
	Instant now;
	SamplePerson reader, sender;
	std::string fileName;
};

/// Names a kind of mail or text, in a language. Since: SDK 1.0
struct SampleKind
{
	std::string kind;  // "messages.notice"
	std::string title;
	bool isText = false;  // for a mobile
};

/// Extension point: makes samples of a plugin's mails and texts by the very code that makes the real ones, with made-up
/// data. For the page where companies word them, and for tests of every mail. Provided in declare(). Since: SDK 1.0
class SampleMails
{
public:
	static constexpr std::string_view kId = "email_templates.samples/1";
	/// Lists the kinds, in the order of a page. Empty before start(). [any thread]
	virtual std::vector<SampleKind> kinds(const Language& language) const = 0;
	/// Makes a sample. Errors: Missing (no such kind), Internal (a template). [any thread]
	virtual Result<Sample> sample(std::string_view kind, const SampleWanted& wanted) const noexcept = 0;
protected:
	~SampleMails() = default;
};

/// Implements SampleMails by a table of functions. Since: SDK 1.0
class SampleBook final: public SampleMails
{
public:
	using Make = std::function<Result<Sample>(const Wording& words, const SampleWanted& wanted)>;

	/// Adds a kind of mail. titleKey: its name in the plugin's catalogue, without arguments. [before begin()]
	SampleBook& mail(std::string kind, std::string titleKey, Make make)
	{
		_lines.push_back({std::move(kind), std::move(titleKey), false, std::move(make)});
		return *this;
	}
	/// Adds a kind of text for a mobile.
	SampleBook& text(std::string kind, std::string titleKey, Make make)
	{
		_lines.push_back({std::move(kind), std::move(titleKey), true, std::move(make)});
		return *this;
	}
	/// Begins to answer, in start(); context as long as the plugin runs. [main thread]
	void begin(const Context& context) noexcept { _pages = &context.pages(); }
	/// Ends it, in stop().
	void end() noexcept { _pages = nullptr; }

	std::vector<SampleKind> kinds(const Language& language) const override
	{
		std::vector<SampleKind> out;
		if (_pages)
			for (const auto& line: _lines)
				out.push_back({line.kind, _pages->text(language, line.titleKey), line.isText});
		return out;
	}
	Result<Sample> sample(std::string_view kind, const SampleWanted& wanted) const noexcept override
	try
	{
		for (const auto& line: _lines)
			if (_pages && line.kind == kind) return line.make(Wording(*_pages, wanted.own), wanted);
		return failed(Code::Missing, "no such mail");
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("sample: ") + e.what());
	}

private:
	struct Line
	{
		std::string kind, titleKey;
		bool isText;
		Make make;
	};
	std::vector<Line> _lines;
	const Pages* _pages = nullptr;
};

}
