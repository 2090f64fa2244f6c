#include "handlers/LicencePages.h"

#include "sx/licensing/Money.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::licensing {

namespace {

constexpr Callers kSeers = peopleWith("licensing.read"), kGivers = peopleWith("licensing.manage");
constexpr int kPerPage = 50, kAtOnce = 200;
constexpr std::string_view kDone[]{"assigned", "revoked", "transferred"};
constexpr std::string_view kProblems[]{"no_seat", "no_subscription", "has_licence", "unknown_user", "unknown_plan"};

const Seats* seatsIn(const std::vector<Seats>& all, std::string_view plan)
{
	for (const auto& each: all)
		if (each.plan == plan) return &each;
	return nullptr;
}

}

Routes<LicencePages> LicencePages::routes()
{
	const RouteOptions small{.maxBodyBytes = 4'096, .spends = {mail::kMailQuotas.begin(), mail::kMailQuotas.end()}};
	const std::string path = kPath, one = path + "/{user:uuid}";
	return {
		{Method::Get, path, kSeers, &LicencePages::show},
		{Method::Get, path + "/export", kSeers, &LicencePages::exported},
		{Method::Post, one + "/assign", kGivers, &LicencePages::assign, small},
		{Method::Get, one + "/revoke", kGivers, &LicencePages::confirmRevoking},
		{Method::Post, one + "/revoke", kGivers, &LicencePages::revoke, small},
		{Method::Get, one + "/transfer", kGivers, &LicencePages::chooseTaker},
		{Method::Post, one + "/transfer", kGivers, &LicencePages::transfer, small},
	};
}

Result<Response> LicencePages::show(Request& request) const
{
	const RequestWords words(_pages, request);
	const auto done = request.query("done").value_or("");
	const bool isKnown = std::find(std::begin(kDone), std::end(kDone), done) != std::end(kDone);
	return page(request, isKnown ? noteView(NoteKind::Ok, words("licences_page.done." + done)) : Value(), 200);
}

Result<Response> LicencePages::page(Request& request, const Value& note, int status) const
{
	const RequestWords words(_pages, request);
	const auto& catalogue = _plans.catalogue();
	const auto search = request.query("search").value_or("");
	auto found = _licences.people(
		request.tenant().id, {.search = search, .isActive = true, .after = beforeOf(request), .limit = kPerPage});
	if (!found) return found.error();
	auto count = _licences.count(request.tenant().id);
	if (!count && count.error().code != Code::Missing) return count.error();
	LicencesView view{.title = words("licences_page.title"), .sought = search, .note = note};
	view.canManage = request.principal()->may("licensing.manage");
	view.canBuy = request.principal()->may("billing.manage");
	view.hasSubscription = bool(count);
	for (const auto& plan: catalogue.plans)
	{
		const auto* seats = count ? seatsIn(count->seats, plan.id) : nullptr;
		if (!seats) continue;
		const auto said = Value::object({{"assigned", seats->assigned},
			{"bought", seats->bought},
			{"free", seats->bought - seats->assigned},
			{"price", moneyText(words.language, plan.priceOf(count->subscription.period), catalogue.currency)},
			{"period", count->subscription.period == Period::Month ? "month" : "year"}});
		view.plans.push_back({.name = textIn(words.language, plan.name),
			.count = words("licences_page.count", said),
			.full = seats->assigned < seats->bought
				? std::string()
				: words(view.canBuy ? "licences_page.full_buy" : "licences_page.full", said)});
	}
	for (const auto& [person, plan]: found->people)
	{
		const auto* has = catalogue.find(plan);
		LicencesView::Row row{.id = person.id.value,
			.name = person.name,
			.address = person.address,
			.plan = has ? textIn(words.language, has->name) : plan};
		for (const auto& each: catalogue.plans)
			row.choices.push_back({each.id, textIn(words.language, each.name), each.id == plan});
		view.rows.push_back(std::move(row));
	}
	auto shown = view.value();
	shown.set("exports", tables::exportMenu(_writer, std::string(kPath) + "/export"));
	addPaging(shown, request, found->next, [&](const std::string& before) {
		return urlOf(kPath, {{"search", search}, {"before", before}});
	});
	return Response::page("licences", std::move(shown), status);
}

Result<Response> LicencePages::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "licensing: no plugin writes lists");
	const auto format = tables::formatOf(request);
	if (!format) return format.error();
	const RequestWords words(_pages, request);
	auto next = [this,
					tenant = request.tenant().id,
					words,
					part = std::vector<Licence>(),
					at = std::size_t(0),
					after = UserId(),
					isEnd = false](tables::Row& row) mutable -> Result<bool> {
		if (at == part.size())
		{
			if (isEnd) return false;
			auto read = _licences.list(tenant, after, kAtOnce);
			if (!read) return read.error();
			part = std::move(*read);
			at = 0;
			isEnd = part.size() < kAtOnce;
			if (part.empty()) return false;
			after = part.back().user;
		}
		const auto& licence = part[at++];
		auto person = _directory.byId(tenant, licence.user);
		if (!person && person.error().code != Code::Missing) return person.error();
		const auto* plan = _plans.catalogue().find(licence.plan);
		row = {person ? person->name : std::string(),
			person ? person->address : std::string(),
			plan ? textIn(words.language, plan->name) : licence.plan,
			licence.since};
		return true;
	};
	const tables::Table table{.name = words("licences_page.file"),
		.title = words("licences_page.title"),
		.filter = {},
		.columns = {{words("licences_page.person")},
			{words("licences_page.address")},
			{words("licences_page.licence"), tables::Column::Kind::Text, 2},
			{words("licences_page.since"), tables::Column::Kind::Moment}}};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

std::string LicencePages::textOf(const RequestWords& words, const Error& error) const
{
	if (error.problem == "no_seat")
	{
		const auto* plan = _plans.catalogue().find(error.extra["plan"].text());
		return words("licences_page.no_seat",
			Value::object({{"plan", plan ? textIn(words.language, plan->name) : error.extra["plan"].text()},
				{"price", moneyText(words.language, error.extra["price"].integer(), _plans.catalogue().currency)}}));
	}
	if (error.problem == "no_subscription" || error.problem == "has_licence") return words(error.messageKey);
	return words("licences_page.unknown");
}

Result<Response> LicencePages::after(Request& request, const Result<>& done, const char* word) const
{
	if (done) return Response::redirect(urlOf(kPath, {{"done", word}}));
	const auto& error = done.error();
	if (std::find(std::begin(kProblems), std::end(kProblems), error.problem) == std::end(kProblems)) return error;
	const int status = error.code == Code::Invalid ? 400 : 409;
	return page(request, noteView(NoteKind::Bad, textOf(RequestWords(_pages, request), error)), status);
}

Result<Response> LicencePages::assign(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	return after(request,
		_licences.assign(request.tenant(), callerOf(request), {request.parameter("user")}, (*form)["plan"].text()),
		"assigned");
}

Result<Response> LicencePages::confirmRevoking(Request& request) const
{
	auto person = _directory.byId(request.tenant().id, {request.parameter("user")});
	if (!person) return person.error();
	const RequestWords words(_pages, request);
	const LicenceActView view{.title = words("licence_revoke.title", Value::object({{"name", person->name}})),
		.text = person->name + " · " + person->address,
		.action = std::string(kPath) + "/" + person->id.value + "/revoke",
		.losses = {words("licence_revoke.sending"), words("licence_revoke.keeps"), words("licence_revoke.seat")}};
	return Response::page("licence-revoke", view.value());
}

Result<Response> LicencePages::revoke(Request& request) const
{
	return after(
		request, _licences.revoke(request.tenant(), callerOf(request), {request.parameter("user")}), "revoked");
}

Response LicencePages::takerPage(
	const Request& request, const directory::Person& giver, const std::string& typed, const std::string& wrong) const
{
	const RequestWords words(_pages, request);
	const LicenceActView view{.title = words("licence_transfer.title", Value::object({{"name", giver.name}})),
		.text = words("licence_transfer.text", Value::object({{"name", giver.name}})),
		.action = std::string(kPath) + "/" + giver.id.value + "/transfer",
		.typed = typed,
		.wrong = wrong};
	return Response::page("licence-transfer", view.value(), wrong.empty() ? 200 : 400);
}

Result<Response> LicencePages::chooseTaker(Request& request) const
{
	auto giver = _directory.byId(request.tenant().id, {request.parameter("user")});
	if (!giver) return giver.error();
	return takerPage(request, *giver, {}, {});
}

Result<Response> LicencePages::transfer(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto giver = _directory.byId(request.tenant().id, {request.parameter("user")});
	if (!giver) return giver.error();
	const RequestWords words(_pages, request);
	const auto typed = (*form)["address"].text();
	auto taker = _directory.byAddress(request.tenant().id, typed);
	if (!taker && taker.error().code != Code::Missing) return taker.error();
	if (!taker) return takerPage(request, *giver, typed, words("licence_transfer.nobody"));
	auto done = _licences.transfer(request.tenant(), callerOf(request), giver->id, taker->id);
	if (!done && done.error().field == "to") return takerPage(request, *giver, typed, textOf(words, done.error()));
	return after(request, done, "transferred");
}

}
