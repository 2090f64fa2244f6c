#include "handlers/OwnStatistics.h"

#include "handlers/CountsView.h"
#include "sx/time.h"

namespace sx::statistics {

namespace {

/// Is the view of templates/fragments/own.html.mustache. Texts are in the reader's language.
struct OwnView
{
	std::string messages, recipients, opened, bytes;
	Period charted;  // the days that the charts show

	Value value() const
	{
		return Value::object({{"messages", messages},
			{"recipients", recipients},
			{"opened", opened},
			{"bytes", bytes},
			{"from", isoDay(dayOfNumber(charted.from))},
			{"to", isoDay(dayOfNumber(charted.to))}});
	}
};

}

Value OwnStatistics::view(const Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const auto& tenant = request.tenant().id;
	const auto today = _book.today(tenant);
	const auto month = monthOf(today);
	// What cannot be counted now must not keep people from their account: it shows as nothing.
	Counts counts;
	if (auto found = _book.compare(tenant, month, {.people = {request.principal()->user}}); !found)
		_context.log().error("statistics.own", {{"detail", found.error().detail}});
	else if (!found->lines.empty())
		counts = found->lines.front().counts;
	const auto number = [&](std::int64_t count) { return words.pages.number(words.language, count); };
	return OwnView{.messages = number(counts.messages),
		.recipients = number(counts.recipients),
		.opened = percentOf(words, shareOf(counts.opened, counts.recipients)),
		.bytes = words.pages.byteSize(words.language, counts.bytes),
		.charted = *periodOf({}, {}, today)}
		.value();
}

}
