#include "handlers/DomainPages.h"

#include "handlers/DomainViews.h"

namespace sx::domains {
namespace {

constexpr const char* kApi = "/api/v1/domains";

std::string urlOfClaim(const Claim& claim) { return std::string(kDomainsPath) + '/' + claim.id.value; }

Value valueOfKey(const DomainKey& key)
{
	return Value::object({{"selector", key.selector},
		{"name", key.recordName()},
		{"txt", key.record},
		{"state", kKeyStates.wordOf(key.state)},
		{"until", key.until ? Value(isoTime(*key.until)) : Value()}});
}

/// Returns what is wrong with a typed domain, in words.
std::string faultOf(const Error& fault, const RequestWords& words)
{
	for (const auto* known: {"public_suffix", "public_domain", "domain_claimed", "domain_taken", "too_many"})
		if (fault.problem == known) return words("error." + fault.problem);
	return words("error.name");
}

}

Routes<DomainPages> DomainPages::routes()
{
	const auto manage = allowedTo(kManage);
	const std::string page = kDomainsPath, api = kApi;
	const RouteOptions asks{.perMinute = 30};  // each makes the server ask DNS
	return {
		{Method::Get, page, manage, &DomainPages::index},
		{Method::Post, page, manage, &DomainPages::add},
		{Method::Get, page + "/{id:uuid}", manage, &DomainPages::detail},
		{Method::Post, page + "/{id:uuid}/verify", manage, &DomainPages::verify, asks},
		{Method::Post, page + "/{id:uuid}/delete", manage, &DomainPages::remove},
		{Method::Post, page + "/{id:uuid}/keys", manage, &DomainPages::makeKey, asks},
		{Method::Get, api, manage, &DomainPages::listJson},
		{Method::Post, api, manage, &DomainPages::addJson},
		{Method::Post, api + "/{id:uuid}/verify", manage, &DomainPages::verifyJson, asks},
		{Method::Get, api + "/{id:uuid}/keys", manage, &DomainPages::keysJson},
		{Method::Post, api + "/{id:uuid}/keys", manage, &DomainPages::makeKeyJson, asks},
		{Method::Delete, api + "/{id:uuid}", manage, &DomainPages::removeJson},
	};
}

Result<Response> DomainPages::indexPage(Request& request, const std::string& typed, const Error* fault) const
{
	auto claims = _claims.list(request.tenant().id);
	if (!claims) return claims.error();
	const RequestWords words(_pages, request);
	const auto error = fault ? faultOf(*fault, words) : std::string();
	DomainsView view{.title = words("domains.title"), .typed = typed, .error = fieldErrorView("name", error)};
	view.summary = errorSummaryView(words, {{"name", error}});
	if (request.query("done").value_or("") == "deleted") view.done = noteView(NoteKind::Ok, words("done.deleted"));
	for (const auto& each: *claims)
		view.rows.push_back(DomainRow{.name = _claims.names().shown(each.name),
			.url = urlOfClaim(each),
			.checked = each.checked ? words.date(*each.checked, Pages::Style::Short) : std::string(),
			.state = stateView(each, lapseOf(each, _claims.pace()), words)}
								.value());
	return Response::page("domains", view.value(), fault ? 400 : 200);
}

Result<Response> DomainPages::index(Request& request) const { return indexPage(request, "", nullptr); }

Result<Response> DomainPages::add(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto typed = (*form)["name"].text();
	auto claim = _claims.add(callerOf(request), typed);
	if (!claim && (claim.error().code == Code::Invalid || claim.error().code == Code::Conflict))
		return indexPage(request, typed, &claim.error());
	if (!claim) return claim.error();
	return Response::redirect(urlOfClaim(*claim));
}

Result<Response> DomainPages::detail(Request& request) const
{
	auto claim = _claims.byId(request.tenant().id, {request.parameter("id")});
	if (!claim) return claim.error();
	auto people = _claims.peopleIn(request.tenant().id, claim->name);
	if (!people) return people.error();
	const RequestWords words(_pages, request);
	DomainView view{.claim = *claim,
		.shown = _claims.names().shown(claim->name),
		.url = urlOfClaim(*claim),
		.state = stateView(*claim, lapseOf(*claim, _claims.pace()), words),
		.losses = words("delete.people",
			Value::object({{"count", *people}, {"isMost", *people == Claims::kMostCounted ? "yes" : "no"}}))};
	if (claim->checked)
	{
		view.checked = timeView(_pages, words.language, *claim->checked, words.zone, Pages::Style::LongWithZone);
		if (claim->proof != Proof::Operator)
			view.finding = words("finding." + std::string(kFindings.wordOf(claim->finding)));
	}
	if (request.query("done").value_or("") == "looked" && claim->proof != Proof::Operator)
		view.note = claim->isOwned() && claim->finding == Finding::Record
			? noteView(NoteKind::Ok, words("done.proved"))
			: noteView(NoteKind::Warn, view.finding, words("done.not_proved"));
	if (claim->isOwned())
	{
		auto keys = _claims.keys().list(request.tenant().id, claim->name);
		if (!keys) return keys.error();
		view.sending = sendingView(*claim, *keys, words);
	}
	if (request.query("done").value_or("") == "key_waiting")
		view.note = noteView(NoteKind::Warn, words("error.key_waiting"));
	if (auto reading = _context.json().parse(claim->reading); reading)
	{
		const auto mail = mailReadingOf(*reading);
		const auto include = _context.settings().text("spf_include");
		view.mail = {explanationView("spf", explainSpf(mail, include), words),
			explanationView("dkim", explainDkim(mail), words),
			explanationView("dmarc", explainDmarc(mail), words)};
	}
	return Response::page("domain", view.value());
}

Result<Response> DomainPages::verify(Request& request) const
{
	auto claim = _claims.verify(callerOf(request), {request.parameter("id")});
	if (!claim) return claim.error();
	return Response::redirect(urlOf(urlOfClaim(*claim), {{"done", "looked"}}));
}

Result<Response> DomainPages::makeKey(Request& request) const
{
	auto claim = _claims.byId(request.tenant().id, {request.parameter("id")});
	if (!claim) return claim.error();
	auto made = _claims.keys().make(callerOf(request), *claim);
	if (!made && made.error().problem != "key_waiting") return made.error();
	return Response::redirect(urlOf(urlOfClaim(*claim), {{"done", made ? "" : "key_waiting"}}) + "#sending");
}

Result<Response> DomainPages::makeKeyJson(Request& request) const
{
	auto claim = _claims.byId(request.tenant().id, {request.parameter("id")});
	if (!claim) return claim.error();
	auto made = _claims.keys().make(callerOf(request), *claim);
	if (!made) return made.error();
	return Response::json(valueOfKey(*made), 201);
}

Result<Response> DomainPages::keysJson(Request& request) const
{
	auto claim = _claims.byId(request.tenant().id, {request.parameter("id")});
	if (!claim) return claim.error();
	auto keys = _claims.keys().list(request.tenant().id, claim->name);
	if (!keys) return keys.error();
	Value::List items;
	for (const auto& each: *keys) items.push_back(valueOfKey(each));
	return Response::json(Value::object({{"items", std::move(items)}, {"next", Value()}}));
}

Result<Response> DomainPages::remove(Request& request) const
{
	if (auto gone = _claims.remove(callerOf(request), {request.parameter("id")}); !gone) return gone.error();
	return Response::redirect(urlOf(kDomainsPath, {{"done", "deleted"}}));
}

Value DomainPages::valueOf(const Claim& claim) const
{
	const auto at = [](const std::optional<Instant>& moment) { return moment ? Value(isoTime(*moment)) : Value(); };
	return Value::object({{"id", claim.id.value},
		{"name", claim.name},
		{"txt", claim.txt},
		{"state", kStates.wordOf(claim.state)},
		{"proof", kProofs.wordOf(claim.proof)},
		{"finding", kFindings.wordOf(claim.finding)},
		{"checked", at(claim.checked)},
		{"failing_since", at(claim.failingSince)},
		{"sending", kSendings.wordOf(claim.sending)},
		{"sending_fault", kSendingFaults.wordOf(claim.sendingFault)},
		{"lapses", claim.failingSince ? Value(isoTime(lapseOf(claim, _claims.pace()))) : Value()}});
}

Result<Response> DomainPages::listJson(Request& request) const
{
	auto claims = _claims.list(request.tenant().id);
	if (!claims) return claims.error();
	Value::List items;
	for (const auto& each: *claims) items.push_back(valueOf(each));
	return Response::json(Value::object({{"items", std::move(items)}, {"next", Value()}}));
}

Result<Response> DomainPages::addJson(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto claim = _claims.add(callerOf(request), (*body)["name"].text());
	if (!claim) return claim.error();
	return Response::json(valueOf(*claim), 201);
}

Result<Response> DomainPages::verifyJson(Request& request) const
{
	auto claim = _claims.verify(callerOf(request), {request.parameter("id")});
	if (!claim) return claim.error();
	return Response::json(valueOf(*claim));
}

Result<Response> DomainPages::removeJson(Request& request) const
{
	if (auto gone = _claims.remove(callerOf(request), {request.parameter("id")}); !gone) return gone.error();
	return Response::empty();
}

}
