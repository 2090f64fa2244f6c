#include "handlers/TermsPage.h"

#include "services/DayWords.h"
#include "sx/list.h"
#include "sx/time.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::billing {

namespace {

/// Is the view of templates/pages/terms.html.mustache.
struct TermsView
{
	std::string title, subtitle, lead;
	std::vector<TermsOfUse::Section> sections{};
	std::vector<std::pair<std::string, std::string>> others{};  // of other versions: address and what it is

	Value value() const
	{
		Value::List shown, links;
		for (const auto& each: sections)
		{
			Value::List paragraphs;
			for (const auto& text: each.paragraphs) paragraphs.push_back(Value::object({{"text", text}}));
			shown.push_back(Value::object({{"title", each.title}, {"paragraphs", std::move(paragraphs)}}));
		}
		for (const auto& [url, text]: others) links.push_back(Value::object({{"url", url}, {"text", text}}));
		return Value::object({{"title", title},
			{"subtitle", subtitle},
			{"frame", "sx-public-mid"},
			{"lead", lead},
			{"sections", std::move(shown)},
			{"hasOthers", !others.empty()},
			{"others", std::move(links)}});
	}
};

}

Routes<TermsPage> TermsPage::routes() { return {{Method::Get, kPath, kAnyone, &TermsPage::show}}; }

Result<Response> TermsPage::show(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const auto today = words.pages.dayAt(words.zone, _context.clock().now());
	const auto asked = request.query("version");
	const auto* shown = termsOn(_terms, today);
	if (asked)
	{
		const auto found = std::find_if(
			_terms.begin(), _terms.end(), [&](const auto& each) { return each.version == *asked; });
		shown = found == _terms.end() ? nullptr : &*found;
	}
	if (!shown) return failed(Code::Missing, "no such version of the terms");
	const auto said = [&](const TermsOfUse& each) {
		return Value::object({{"version", each.version}, {"day", dayText(words.pages, words.language, each.from)}});
	};
	TermsView view{.title = words("terms.title"),
		.subtitle = words("terms.subtitle"),
		.lead = words("terms.lead", said(*shown)),
		.sections = shown->of(words.language.shortTag())};
	for (const auto& each: _terms)
		if (&each != shown)
			view.others.emplace_back(urlOf(kPath, {{"version", each.version}}), words("terms.other", said(each)));
	return Response::page("terms", view.value());
}

}
