// Fills what mails share (templates/mails/frame.*, templates/partials/mail-*), and renders both of a mail's parts.
#pragma once
#include "sx/mail/Outbox.h"
#include "sx/views.h"
#include "sx/wording.h"

namespace sx::mail {

/// Is the view of the frame around every mail, templates/mails/frame.*. Since: SDK 1.0
struct FrameView
{
	const Tenant& tenant;
	std::string title, preheader;
	std::string footer{};  // empty: none

	/// Returns the frame's keys, to which a mail's own view adds those of its template.
	Value value() const
	{
		return Value::object({{"tenant", tenantView(tenant)},
			{"title", title},
			{"preheader", preheader},
			{"footer", footer.empty() ? Value() : Value(footer)}});
	}
};

/// Is the view of a piece (mail-text, mail-quiet, mail-heading); an empty one shows none.
inline Value lineView(const Worded& piece)
{
	return piece.text.empty() ? Value() : Value::object({{"text", piece.text}, {"html", SafeHtml{piece.html}}});
}
/// Is the same of words that no company formats.
inline Value lineView(const std::string& text) { return lineView(Worded{text, escapedHtml(text)}); }

/// Is the view of mail-button; an empty url shows none.
inline Value buttonView(const std::string& word, const std::string& url)
{
	return url.empty() ? Value() : Value::object({{"word", word}, {"url", url}});
}

/// Is the view of mail-code; an empty code shows none.
inline Value codeView(const std::string& word, const std::string& code)
{
	return code.empty() ? Value() : Value::object({{"word", word}, {"code", code}});
}

/// Is a row of mail-facts. line: name and value as one, for the text part.
struct FactView
{
	std::string name, value, line;

	static Value::List values(const std::vector<FactView>& facts)
	{
		Value::List rows;
		for (const auto& each: facts)
			rows.push_back(Value::object({{"name", each.name}, {"value", each.value}, {"line", each.line}}));
		return rows;
	}
};

/// Renders templates/mails/NAME.text and NAME.html of a plugin into a mail, in the mail's language. Errors: Internal (a
/// template lacks a name of the view). [any thread] Since: SDK 1.0
inline Result<> render(Mail& mail, const Pages& pages, std::string_view name, const Value& view)
{
	const auto place = "mails/" + std::string(name);
	auto text = pages.render(mail.language, place + ".text", view);
	if (!text) return text.error();
	auto html = pages.render(mail.language, place + ".html", view);
	if (!html) return html.error();
	mail.text = std::move(*text);
	mail.html = std::move(*html);
	return {};
}

/// Makes a mail a sample of its kind (sx/wording.h).
inline Result<Sample> sampleOf(Result<Mail> mail)
{
	if (!mail) return mail.error();
	return Sample{std::move(mail->fromName), std::move(mail->subject), std::move(mail->text), std::move(mail->html)};
}

}
