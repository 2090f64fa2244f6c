#include "services/RegisterService.h"

#include "domain/Browser.h"

#include <algorithm>
#include <set>

namespace sx::sealed {

Result<Event> RegisterService::byId(Sql& sql, const EventId& event) const noexcept
{
	return event_rows::byId(sql, event);
}

Result<bool> RegisterService::markTold(Sql& sql, const EventId& event) noexcept
{
	return event_rows::markTold(sql, event);
}

Result<int> RegisterService::count(Sql& sql, const GrantId& grant, EventKind kind, Instant since) const noexcept
{
	return event_rows::count(sql, grant, kind, since);
}

Result<std::optional<Instant>> RegisterService::newest(Sql& sql, const GrantId& grant, EventKind kind) const noexcept
{
	return event_rows::newest(sql, grant, kind);
}

Result<std::vector<Event>> RegisterService::ofItem(const TenantId& tenant, const ItemId& item) noexcept
{
	_writer.flush();
	return _services.store().read(tenant, [&](Sql& sql) { return event_rows::ofItem(sql, item); });
}

Result<std::vector<EventView>> RegisterService::viewsOf(
	const TenantId& tenant, const Followed& followed, const Language& language) noexcept
try
{
	auto events = ofItem(tenant, followed.item.id);
	if (!events) return events.error();
	const auto visitors = visitorsOf(*events);
	std::vector<EventView> out;
	for (auto& event: *events)
	{
		const auto visitor = visitors.find(event.id);
		auto words = title(
			event, followed.item.kind, visitor == visitors.end() ? Visitor::Unknown : visitor->second, language);
		out.push_back({.event = event,
			.title = std::move(words),
			.place = placeOf(tenant, event, language),
			.isBad = isBad(event.kind)});
	}
	return out;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.register: ") + e.what());
}

std::string RegisterService::browserName(std::string_view agent) const { return sealed::browserName(agent); }

Result<RegisterService::Found> RegisterService::page(
	const TenantId& tenant, const UserId& owner, const RegisterFilter& filter, const EventId& before, int limit)
{
	_writer.flush();
	return _services.store().read(tenant, [&](Sql& sql) -> Result<Found> {
		Found out;
		auto rows = register_rows::list(sql, owner, filter, before, limit + 1);
		if (!rows) return rows.error();
		out.rows = std::move(*rows);
		if (out.rows.size() > static_cast<std::size_t>(limit))
		{
			out.rows.pop_back();
			out.next = out.rows.back().event.id;
		}
		// Only what happened at the same link tells robots from people.
		std::set<GrantId> visited;
		for (const auto& row: out.rows)
			if (row.event.kind == EventKind::Visited) visited.insert(row.event.grant);
		auto around = event_rows::ofGrants(sql, {visited.begin(), visited.end()});
		if (!around) return around.error();
		out.visitors = visitorsOf(*around);
		return out;
	});
}

std::string RegisterService::placeOf(const TenantId& tenant, std::string_view address, const Language& language) const
{
	return _places ? _places->placeOf(tenant, address, language).text() : std::string();
}

std::string RegisterService::addressWithPlace(
	const TenantId& tenant, std::string_view address, const Language& language) const
{
	const auto place = placeOf(tenant, address, language);
	return std::string(address) + (place.empty() ? "" : " (" + place + ")");
}

std::string RegisterService::placeOf(const TenantId& tenant, const Event& event, const Language& language) const
{
	if (event.grant.empty() || isOfOwner(event.kind)) return {};
	auto out = addressWithPlace(tenant, event.actor.address, language);
	if (const auto browser = sealed::browserName(event.actor.agent); !browser.empty())
		out += (out.empty() ? "" : ", ") + browser;
	return out;
}

std::string RegisterService::gatesIn(const Event& event, const Language& language) const
{
	if (event.kind != EventKind::WrongSecret && event.kind != EventKind::Locked && event.kind != EventKind::Asked)
		return {};
	std::string out;
	for (std::size_t from = 0; from < event.cause.size();)
	{
		const auto to = std::min(event.cause.find(',', from), event.cause.size());
		out += (out.empty() ? "" : ", ") + _gates.title(language, event.cause.substr(from, to - from));
		from = to + 1;
	}
	return out;
}

std::string RegisterService::title(
	const Event& event, std::string_view kind, Visitor visitor, const Language& language) const
{
	const auto& pages = _services.context.pages();
	auto out = wordingOf(event, kind, visitor, language);
	if (event.times < 2) return out;
	return pages.text(language, "event.repeated", Value::object({{"what", std::move(out)}, {"times", event.times}}));
}

std::string RegisterService::wordingOf(
	const Event& event, std::string_view kind, Visitor visitor, const Language& language) const
{
	const auto& pages = _services.context.pages();
	const auto arguments = Value::object({{"number", event.number},
		{"opens", event.most},
		{"left", event.number},
		{"cause", event.cause.empty() ? "none" : event.cause},
		{"visitor", wordOf(visitor)},
		{"gates", gatesIn(event, language)}});
	auto key = "event." + std::string(wordOf(event.kind));
	// Each of these causes has a text of its own, so that a kind can word one and leave the others.
	if (const bool isOfCause = event.kind == EventKind::Refused || event.kind == EventKind::Reported; isOfCause)
	{
		const auto ofCause = key + '.' + event.cause;
		key = pages.find(language, ofCause) ? ofCause : key + ".other";
	}
	const auto* known = _services.kindNamed(kind);
	const bool mayBeOwn = known && std::find(kRegisterWords.begin(), kRegisterWords.end(), key) != kRegisterWords.end();
	const auto own = mayBeOwn ? known->word(language, key) : std::nullopt;
	return own ? *own : pages.text(language, key, arguments);
}

}
