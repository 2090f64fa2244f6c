#include "handlers/KeyWire.h"

#include "domain/TextList.h"
#include "sx/list.h"
#include "sx/month.h"
#include "sx/time.h"
#include "sx/views.h"

#include <algorithm>
#include <array>

namespace sx::api_keys {

namespace {

constexpr std::array<std::string_view, 7> kMembers{
	"name", "scopes", "expires", "application", "networks", "monthly_requests", "user"};

std::string written(Instant at) { return isoTime(std::chrono::floor<std::chrono::seconds>(at)); }
Value written(const std::optional<Instant>& at) { return at ? Value(written(*at)) : Value(); }

/// Reads `digits` at a place of a text; -1: something else stands there.
std::int64_t numberAt(std::string_view text, std::size_t at, std::size_t digits)
{
	return text.size() < at + digits ? -1 : integerOf(text.substr(at, digits)).value_or(-1);
}

/// Reads "T17:00:00", a fraction, and "Z" or a difference to UTC, as the time since the day began in UTC.
std::optional<std::chrono::seconds> timeOf(std::string_view text)
{
	const auto hour = numberAt(text, 1, 2), minute = numberAt(text, 4, 2), second = numberAt(text, 7, 2);
	const bool isTime = text.size() > 9 && (text[0] == 'T' || text[0] == 't') && text[3] == ':' && text[6] == ':';
	if (!isTime || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
	const auto time = std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
	auto zone = text.substr(9);
	if (zone.starts_with('.'))
	{
		const auto end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
		if (end == 1) return std::nullopt;
		zone.remove_prefix(end);
	}
	if (zone == "Z" || zone == "z") return time;
	const auto hours = numberAt(zone, 1, 2), minutes = numberAt(zone, 4, 2);
	const bool isZone = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
	if (!isZone || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
	const auto ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
	return zone[0] == '+' ? time - ahead : time + ahead;
}

Result<std::vector<std::string>> textsOf(const Value& body, const char* name)
{
	const auto& member = body[name];
	std::vector<std::string> out;
	if (member.isNull()) return out;
	if (!member.isList()) return invalid(name, "not a list of texts");
	for (const auto& each: member.list())
	{
		if (!each.isText()) return invalid(name, "not a list of texts");
		out.push_back(each.text());
	}
	return out;
}

Result<std::string> textOf(const Value& body, const char* name)
{
	const auto& member = body[name];
	if (!member.isNull() && !member.isText()) return invalid(name, "not a text");
	return member.text();
}

}

Result<std::optional<Instant>> expiryOf(std::string_view text, Instant now)
{
	const auto wrong = [&] {
		return invalid("expires",
			"takes a moment (2027-01-31T17:00:00Z), a day (2027-01-31) or days (90d), not " + std::string(text));
	};
	if (text.empty()) return std::optional<Instant>();
	if (const auto day = dayOf(text.substr(0, 10)))
	{
		const Instant begin(day->time_since_epoch());
		if (text.size() == 10) return std::optional(begin + std::chrono::days(1));
		const auto time = timeOf(text.substr(10));
		if (!time) return wrong();
		return std::optional<Instant>(begin + *time);
	}
	const auto days = text.ends_with('d') ? integerOf(text.substr(0, text.size() - 1)) : std::nullopt;
	if (!days || *days < 1 || *days > 3660) return wrong();
	return std::optional<Instant>(now + std::chrono::days(*days));
}

KeyAuthor authorOf(const Request& request)
{
	const auto& person = *request.principal();
	return {.caller = callerOf(request), .rights = person.permissions, .key = person.key};
}

Result<NewKey> newKeyOf(const Value& body, Instant now)
{
	if (!body.isObject()) return invalid("", "not an object");
	for (const auto& [name, value]: body.members())
		if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end())
			return invalid(name, "no such member", "unknown_field");
	auto name = textOf(body, "name"), application = textOf(body, "application"), user = textOf(body, "user"),
		 until = textOf(body, "expires");
	for (const auto* each: {&name, &application, &user, &until})
		if (!*each) return each->error();
	auto scopes = textsOf(body, "scopes"), networks = textsOf(body, "networks");
	for (const auto* each: {&scopes, &networks})
		if (!*each) return each->error();
	auto expires = expiryOf(*until, now);
	if (!expires) return expires.error();
	const auto& most = body["monthly_requests"];
	if (!most.isNull() && !most.isInteger()) return invalid("monthly_requests", "not a number");
	return NewKey{.user = {*user},
		.name = *name,
		.application = *application,
		.scopes = std::move(*scopes),
		.networks = std::move(*networks),
		.expires = *expires,
		.monthlyRequests = most.integer()};
}

Result<> readCursor(std::string_view text, KeyQuery& query)
{
	if (text.empty()) return {};
	const auto dot = text.find('.');
	const auto made = integerOf(text.substr(0, dot));
	if (!made || dot == std::string_view::npos) return invalid("before", "no `next` of a list");
	query.beforeMade = fromMillis(*made);
	query.beforeId = text.substr(dot + 1);
	return {};
}

std::string cursorOf(const Key& key) { return std::to_string(toMillis(key.made)) + '.' + key.id; }

std::string_view stateOf(const Key& key, Instant now)
{
	return key.revoked ? "revoked" : key.isLiving(now) ? "active" : "expired";
}

Value valueOf(const Key& key, Instant now)
{
	const auto month = Month::of(now);
	Value quota, use;
	if (key.monthlyRequests > 0)
		quota = Value::object({{"used", key.month == month.number ? key.used : 0}, {"renews", written(month.end)}});
	if (key.lastUsed) use = Value::object({{"at", written(*key.lastUsed)}, {"network", key.lastNetwork}});
	return Value::object({{"id", key.id},
		{"name", key.name},
		{"application", key.application},
		{"user", key.user.value},
		{"made_by", key.maker.value},
		{"scopes", textList(key.scopes)},
		{"networks", textList(key.networks)},
		{"monthly_requests", key.monthlyRequests},
		{"quota", std::move(quota)},
		{"state", stateOf(key, now)},
		{"made", written(key.made)},
		{"expires", written(key.expires)},
		{"revoked", written(key.revoked)},
		{"previous_until",
			key.previousUntil && *key.previousUntil > now && !key.revoked ? written(key.previousUntil) : Value()},
		{"last_use", std::move(use)}});
}

}
