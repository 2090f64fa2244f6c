#include "handlers/OwnQuotas.h"

#include "handlers/QuotaPage.h"
#include "handlers/QuotaWords.h"

#include <algorithm>

namespace sx::quotas {

namespace {

/// Is the view of templates/fragments/own.html.mustache. Texts are in the reader's language.
struct OwnView
{
	struct Row
	{
		std::string name, left, limit, renews;  // renews: empty: it does not
		bool isFull = false;

		Value value() const
		{
			return Value::object({{"name", name},
				{"left", left},
				{"limit", limit},
				{"renews", renews.empty() ? Value() : Value::object({{"at", renews}})},
				{"isFull", isFull}});
		}
	};
	std::string title, text;
	std::vector<Row> rows{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: rows) shown.push_back(each.value());
		return Value::object(
			{{"title", title}, {"text", text}, {"hasRows", !rows.empty()}, {"rows", std::move(shown)}});
	}
};

}

Value OwnQuotas::view(const Request& request) const { return viewOf(request, request.principal()->user, "own."); }

Value OwnQuotas::viewOfPerson(const Request& request) const
{
	if (!request.principal()->may(QuotaPage::kManage)) return OwnView{}.value();
	return viewOf(request, {request.parameter("id")}, "person.");
}

Value OwnQuotas::viewOf(const Request& request, const UserId& user, const char* place) const
{
	const RequestWords words(_context.pages(), request);
	OwnView out{.title = words(std::string(place) + "title"), .text = words(std::string(place) + "text")};
	for (const auto& [name, declared]: _book.all())
	{
		if (declared.quota.scope != Scope::Person) continue;
		const auto own = _book.of(request.tenant().id, declared, user.value);
		if (!own)
		{
			_context.log().error("quotas.own", {{"detail", own.error().detail}});
			continue;
		}
		if (own->used == 0) continue;
		out.rows.push_back({.name = labelOf(words, declared),
			.left = amountOf(words, declared, std::max(std::int64_t{0}, own->most - own->used)),
			.limit = amountOf(words, declared, own->most),
			.renews = own->renews ? words.date(*own->renews, Pages::Style::Short) : std::string(),
			.isFull = own->used >= own->most});
	}
	return out.value();
}

}
