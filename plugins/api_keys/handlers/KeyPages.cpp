#include "handlers/KeyPages.h"

#include "handlers/KeyWire.h"
#include "sx/list.h"
#include "sx/month.h"
#include "sx/time.h"

#include <algorithm>
#include <array>

namespace sx::api_keys {

namespace {

constexpr int kPerPage = 50;
/// How long the text before works after a rotation, in seconds; the page offers these.
constexpr std::array<std::int64_t, 4> kOverlaps{0, 3600, 86'400, 7 * 86'400};

/// Splits what was typed at blanks, commas and ends of lines.
std::vector<std::string> wordsOf(std::string_view text)
{
	std::vector<std::string> out;
	while (!text.empty())
	{
		const auto end = std::min(text.find_first_of(" ,;\t\r\n"), text.size());
		if (end > 0) out.emplace_back(text.substr(0, end));
		text.remove_prefix(std::min(end + 1, text.size()));
	}
	return out;
}

/// Names the field of the form at fault, and the word that says what is wrong with it.
struct Fault
{
	std::string_view field, problem;
	const char* key;
};
constexpr Fault kFaults[] = {{"person", "beyond_rights", "fault.person.beyond"},
	{"person", "", "fault.person.unknown"},
	{"name", "long", "fault.long"},
	{"name", "", "fault.name"},
	{"application", "", "fault.long"},
	{"scopes", "beyond_rights", "fault.scopes.beyond"},
	{"scopes", "", "fault.scopes.none"},
	{"expires", "", "fault.expires"},
	{"networks", "many", "fault.networks.many"},
	{"networks", "", "fault.networks.wrong"},
	{"monthly_requests", "", "fault.monthly_requests"},
	{"", "too_many", "fault.too_many"}};

const char* faultKey(const Error& error)
{
	const auto* fault = std::find_if(std::begin(kFaults), std::end(kFaults), [&](const Fault& each) {
		return each.field == error.field && (each.problem.empty() || each.problem == error.problem);
	});
	return fault == std::end(kFaults) ? nullptr : fault->key;
}

Response notKept(Response response)
{
	response.header("Cache-Control", "no-store");
	return response;
}

}

Routes<KeyPages> KeyPages::routes()
{
	const std::string list = kPath, one = list + "/{id:word}";
	const auto owners = peopleWith(kOwn);
	const RouteOptions makes{.maxBodyBytes = 16'384, .spends = {KeyBook::kQuota}};
	return {
		{Method::Get, list, owners, &KeyPages::list},
		{Method::Get, list + "/new", owners, &KeyPages::create},
		{Method::Post, list + "/new", owners, &KeyPages::save, makes},
		{Method::Get, one + "/rotate", owners, &KeyPages::askToRotate},
		{Method::Post, one + "/rotate", owners, &KeyPages::rotate, makes},
		{Method::Get, one + "/revoke", owners, &KeyPages::askToRevoke},
		{Method::Post, one + "/revoke", owners, &KeyPages::revoke},
	};
}

std::vector<ScopeView> KeyPages::scopesOf(const Language& language, const std::vector<std::string>& names) const
{
	std::vector<ScopeView> out;
	// A key may outlive the plugin of one of its scopes, which then has no label.
	auto left = names;
	for (const auto& each: _permissions.list(language))
		if (std::erase(left, each.name) > 0) out.push_back({.name = each.name, .label = each.label, .help = each.help});
	for (const auto& name: left) out.push_back({.name = name, .label = name});
	return out;
}

KeyRowView KeyPages::rowOf(const RequestWords& words, const TenantId& tenant, const Key& key) const
{
	const auto now = _context.clock().now();
	const auto date = [&](Instant at) { return words.date(at, Pages::Style::Short); };
	const auto person = _directory.byId(tenant, key.user);
	const auto state = stateOf(key, now);
	KeyRowView out{.id = key.id,
		.name = key.name,
		.application = key.application,
		.person = person ? person->name : words("list.gone"),
		.state = words("state." + std::string(state)),
		.made = words("list.made", Value::object({{"date", date(key.made)}})),
		.until = key.expires ? words("list.until", Value::object({{"date", date(*key.expires)}}))
							 : words("list.endless"),
		.lastUse = words("list.unused"),
		.scopes = scopesOf(words.language, key.scopes),
		.isActive = state == "active",
		.isRevoked = state == "revoked"};
	if (key.lastUsed)
		out.lastUse = words("list.used",
			Value::object({{"date", date(*key.lastUsed)},
				{"network", key.lastNetwork.empty() ? words("list.here") : key.lastNetwork}}));
	if (key.monthlyRequests > 0)
		out.quota = words("list.quota",
			Value::object(
				{{"used", key.month == Month::of(now).number ? key.used : 0}, {"most", key.monthlyRequests}}));
	for (const auto& each: key.networks) out.networks += (out.networks.empty() ? "" : ", ") + each;
	if (out.isActive && key.previousUntil && *key.previousUntil > now)
		out.overlap = words("list.overlap", Value::object({{"date", date(*key.previousUntil)}}));
	return out;
}

Result<Response> KeyPages::list(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const auto author = authorOf(request);
	const auto sought = request.query("q").value_or("");
	KeyQuery query{.search = sought, .limit = kPerPage + 1};
	if (auto read = readCursor(beforeOf(request), query); !read) return read.error();
	auto keys = _keys.list(author, std::move(query));
	if (!keys) return keys.error();
	const bool hasMore = cutTo(*keys, kPerPage);
	KeyListView view{.title = words("list.title"),
		.sought = sought,
		.noneTitle = words("list.none.sought", Value::object({{"sought", sought}})),
		.showsAll = author.managesAll()};
	if (request.query("done") == "revoked") view.note = noteView(NoteKind::Ok, words("list.revoked"));
	for (const auto& each: *keys) view.rows.push_back(rowOf(words, request.tenant().id, each));
	auto value = view.value();
	addPaging(value, request, hasMore ? cursorOf(keys->back()) : "", [&](const std::string& before) {
		return urlOf(kPath, {{"before", before}, {"q", sought}});
	});
	return Response::page("keys", std::move(value));
}

KeyPages::Typed KeyPages::typedOf(const Value& fields)
{
	Typed out{.person = fields["person"].text(),
		.name = fields["name"].text(),
		.application = fields["application"].text(),
		.expires = fields["expires"].text(),
		.networks = fields["networks"].text(),
		.monthlyRequests = fields["monthly_requests"].text(),
		.scopes = {}};
	// A form's fields have names of their own, so each scope is a field.
	for (const auto& [name, value]: fields.members())
		if (name.starts_with("scope:")) out.scopes.push_back(name.substr(6));
	return out;
}

Result<NewKey> KeyPages::wantedOf(const Request& request, const Typed& typed) const
{
	NewKey out{.name = typed.name,
		.application = typed.application,
		.scopes = typed.scopes,
		.networks = wordsOf(typed.networks)};
	if (!typed.person.empty())
	{
		auto person = _directory.byAddress(request.tenant().id, typed.person);
		if (!person && person.error().code == Code::Missing)
			return invalid("user", "nobody of that address", "unknown");
		if (!person) return person.error();
		out.user = person->id;
	}
	if (!typed.expires.empty())
	{
		// The day that was chosen is one of the person's own zone, and counts to its end.
		const auto day = dayOf(typed.expires);
		if (!day) return invalid("expires", "not a day");
		out.expires = _context.pages().startOfDay(zoneOf(request), *day + std::chrono::days(1));
	}
	if (!typed.monthlyRequests.empty())
	{
		const auto most = integerOf(typed.monthlyRequests);
		if (!most || *most < 1) return invalid("monthly_requests", "not a number");
		out.monthlyRequests = *most;
	}
	return out;
}

Response KeyPages::form(const Request& request, const Typed& typed, const Error* error) const
{
	const RequestWords words(_context.pages(), request);
	const auto author = authorOf(request);
	KeyFormView view{.title = words("form.title"),
		.hasPerson = author.managesAll(),
		.person = {typed.person},
		.name = {typed.name},
		.application = {typed.application},
		.expires = {typed.expires},
		.networks = {typed.networks},
		.monthlyRequests = {typed.monthlyRequests},
		.scopesError = {},
		.otherError = {},
		.firstDay = isoDay(_context.pages().dayAt(zoneOf(request), _context.clock().now())),
		.scopes = scopesOf(words.language, author.rights)};
	for (auto& each: view.scopes)
		each.isChosen = std::find(typed.scopes.begin(), typed.scopes.end(), each.name) != typed.scopes.end();
	if (!error) return Response::page("key-new", view.value(words));
	auto shown = *error;
	if (shown.field == "user") shown.field = "person";
	const auto* key = faultKey(shown);
	const auto text = key          ? words(key)
		: shown.messageKey.empty() ? words("fault.other")
								   : words(shown.messageKey, shown.extra);
	auto& place = shown.field == "person"   ? view.person.error
		: shown.field == "name"             ? view.name.error
		: shown.field == "application"      ? view.application.error
		: shown.field == "expires"          ? view.expires.error
		: shown.field == "networks"         ? view.networks.error
		: shown.field == "scopes"           ? view.scopesError
		: shown.field == "monthly_requests" ? view.monthlyRequests.error
											: view.otherError;
	place = text;
	const int status = shown.code == Code::Conflict ? 409 : shown.code == Code::Denied ? 403 : 400;
	return Response::page("key-new", view.value(words), status);
}

Result<Response> KeyPages::create(Request& request) const { return form(request, {}, nullptr); }

Result<Response> KeyPages::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto typed = typedOf(*fields);
	auto wanted = wantedOf(request, typed);
	if (!wanted) return form(request, typed, &wanted.error());
	auto made = _keys.add(*wanted, authorOf(request));
	if (made) return shown(request, *made, "made.lead");
	const auto& error = made.error();
	const bool isOfForm = error.code == Code::Invalid || error.code == Code::Denied ||
		(error.code == Code::Conflict && !error.problem.empty());
	return isOfForm ? Result<Response>(form(request, typed, &error)) : error;
}

Result<Response> KeyPages::shown(const Request& request, const KeyText& text, const char* lead) const
{
	const RequestWords words(_context.pages(), request);
	auto key = _keys.byId(authorOf(request), text.id);
	if (!key) return key.error();
	const KeyMadeView view{.title = words("made.title"),
		.text = text.text,
		.lead = words(lead),
		.key = rowOf(words, request.tenant().id, *key)};
	return notKept(Response::page("key-made", view.value()));
}

Response KeyPages::rotateForm(const Request& request, const Key& key, const std::string& error) const
{
	const RequestWords words(_context.pages(), request);
	KeyActView view{.title = words("rotate.title", Value::object({{"name", key.name}})),
		.action = std::string(kPath) + '/' + key.id + "/rotate",
		.key = rowOf(words, request.tenant().id, key),
		.overlaps = {},
		.error = error};
	for (const auto seconds: kOverlaps)
		view.overlaps.push_back({.value = std::to_string(seconds),
			.label = words("rotate.overlap", Value::object({{"hours", seconds / 3600}})),
			.isChosen = seconds == KeyBook::kUsualOverlap.count()});
	return Response::page("key-rotate", view.value(), error.empty() ? 200 : 403);
}

Result<Response> KeyPages::askToRotate(Request& request) const
{
	auto key = _keys.byId(authorOf(request), request.parameter("id"));
	if (!key) return key.error();
	return rotateForm(request, *key, {});
}

Result<Response> KeyPages::rotate(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto author = authorOf(request);
	const auto id = request.parameter("id");
	const auto overlap = integerOf((*fields)["overlap"].text());
	if (!overlap) return invalid("overlap", "not a number of seconds");
	auto made = _keys.rotate(author, id, std::chrono::seconds(*overlap));
	if (made) return shown(request, *made, *overlap == 0 ? "made.lead" : "made.rotated");
	if (made.error().problem != "beyond_rights") return made.error();
	auto key = _keys.byId(author, id);
	if (!key) return key.error();
	return rotateForm(request, *key, RequestWords(_context.pages(), request)("rotate.beyond"));
}

Result<Response> KeyPages::askToRevoke(Request& request) const
{
	auto key = _keys.byId(authorOf(request), request.parameter("id"));
	if (!key) return key.error();
	const RequestWords words(_context.pages(), request);
	const KeyActView view{.title = words("revoke.title", Value::object({{"name", key->name}})),
		.action = std::string(kPath) + '/' + key->id + "/revoke",
		.key = rowOf(words, request.tenant().id, *key)};
	return Response::page("key-revoke", view.value());
}

Result<Response> KeyPages::revoke(Request& request) const
{
	if (auto done = _keys.revoke(authorOf(request), request.parameter("id")); !done) return done.error();
	return Response::redirect(urlOf(kPath, {{"done", "revoked"}}));
}

}
