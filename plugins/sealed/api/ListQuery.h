// Reads by what a list of items, or of their events, is filtered.
#pragma once
#include "sx/list.h"
#include "sx/sealed/Items.h"
#include "sx/text.h"
#include "sx/url.h"
#include "sx/views.h"

namespace sx::sealed {

/// Holds the query of such a list, which the links to its other parts repeat. [any thread] Since: SDK 1.0
struct ListQuery
{
	/// path: of the page. parameter: what its chips choose ("state", "kind").
	ListQuery(const Request& request, std::string path, std::string parameter):
		path(std::move(path)), parameter(std::move(parameter)), chosen(request.query(this->parameter).value_or("")),
		item(request.query("message").value_or("")), recipient(request.query("q").value_or("")),
		from(request.query("from").value_or("")), to(request.query("to").value_or(""))
	{
	}

	/// Returns the link to a part of the list. choice: of its chips. before: where it continues; empty: its beginning.
	std::string url(std::string_view choice, const std::string& before = {}) const
	{
		return urlOf(path,
			{{"message", item}, {parameter, choice}, {"q", recipient}, {"from", from}, {"to", to}, {"before", before}});
	}
	bool hasTerms() const { return !recipient.empty() || !from.empty() || !to.empty(); }

	/// Checks what was typed, and returns its days in the time zone of whoever asks. Errors: Invalid with field.
	Result<Days> days(const Request& request, const Pages& pages) const
	{
		if (charactersIn(recipient) > 100) return invalid("q", "too long");
		return daysOf(request, pages);
	}

	std::string path, parameter, chosen;
	std::string item;                 // whose events alone are listed; empty: all
	std::string recipient, from, to;  // as typed
};

/// Reads the query of a list of items: `state`, `q`, `from`, `to` and `before`. The caller sets kind and owner.
/// Errors: Invalid with field. Since: SDK 1.0
inline Result<ItemQuery> itemQueryOf(const Request& request, const Pages& pages, int limit)
{
	const ListQuery typed(request, {}, "state");
	ItemQuery out{.kind = {},
		.owner = {},
		.state = kShown.valueOf(typed.chosen),
		.recipient = typed.recipient,
		.before = {beforeOf(request)},
		.limit = limit};
	if (!typed.chosen.empty() && !out.state) return invalid("state", "no such state");
	auto days = typed.days(request, pages);
	if (!days) return days.error();
	out.from = days->from;
	out.to = days->to;
	return out;
}

}
