#include "handlers/CompanyServerPage.h"

#include "sx/list.h"

#include <array>

namespace sx::mail {

namespace {

constexpr std::array kFields{"host", "port", "account", "address"};

/// Is the view of templates/partials/from-line.html.mustache.
Value fromView(const RequestWords& words, const std::string& key, const FromLine& line)
{
	Value state;
	if (line.state)
	{
		Value::List records;
		for (const auto& each: line.state->records)
			records.push_back(Value::object(
				{{"name", each.isFine ? each.name : words("from.broken", Value::object({{"name", each.name}}))},
					{"isFine", each.isFine}}));
		const auto text = [](const std::string& said) {
			return said.empty() ? Value() : Value::object({{"text", said}});
		};
		state = Value::object({{"reason", text(line.state->why)},
			{"hasRecords", !records.empty()},
			{"records", std::move(records)},
			{"checked",
				line.state->checked
					? text(words("from.checked",
						  Value::object({{"date", words.date(*line.state->checked, Pages::Style::Short)}})))
					: Value()},
			{"page", line.state->page.empty() ? Value() : Value::object({{"url", line.state->page}})}});
	}
	return Value::object({{"title", words("from." + key)},
		{"from", line.from.name + " <" + line.from.address + '>'},
		{"why", words("from.why." + line.why, Value::object({{"address", line.wanted}}))},
		{"state", std::move(state)},
		{"settings", line.settingsPage.empty() ? Value() : Value::object({{"url", line.settingsPage}})}});
}

/// Is the view of templates/pages/company-server.html.mustache.
struct CompanyServerView
{
	std::string title{};
	const CompanyServer& server;
	Value note{};
	std::string answer{}, failing{};  // empty: no test was made; it does not fail
	std::vector<FieldError> errors{};
	bool isThere = false, leaves = true;
	Value::List from{};

	Value value(const RequestWords& words) const
	{
		auto out = Value::object({{"title", title},
			{"layout", "portal"},
			{"note", note},
			{"isThere", isThere},
			{"from", from},
			{"leaves", leaves},
			{"host", server.host},
			{"port", std::to_string(server.port)},
			{"account", server.account},
			{"address", server.address},
			{"isTlsFirst", server.isTlsFirst},
			{"hasPassword", isThere && !server.sealed.empty()},
			{"answer", answer.empty() ? Value() : Value::object({{"text", answer}})},
			{"failing", failing.empty() ? Value() : Value::object({{"text", failing}})},
			{"summary", errorSummaryView(words, errors)}});
		for (const auto& each: errors) out.set(each.field + "Error", fieldErrorView(each.field, each.text));
		return out;
	}
};

}

Routes<CompanyServerPage> CompanyServerPage::routes()
{
	const auto manager = peopleWith(kManage);
	const std::string path = kPath;
	return {
		{Method::Get, path, manager, &CompanyServerPage::show},
		{Method::Post, path, manager, &CompanyServerPage::save},
		{Method::Post, path + "/remove", manager, &CompanyServerPage::remove},
		{Method::Post, path + "/test", manager, &CompanyServerPage::test, {.perMinute = 6}},
	};
}

Result<Value::List> CompanyServerPage::fromLines(const Request& request, const RequestWords& words) const
{
	const auto& tenant = request.tenant();
	const auto* reader = request.principal();
	auto company = _fromNow.ofCompany(tenant, words.language);
	if (!company) return company.error();
	auto person = _fromNow.ofPerson(tenant, {reader->address, reader->name}, words.language);
	if (!person) return person.error();
	Value::List out;
	for (const auto& [key, line]: {std::pair("company", &*company), {"person", &*person}})
		out.push_back(fromView(words, key, *line));
	return out;
}

Result<Response> CompanyServerPage::page(Request& request, const Shown& shown) const
{
	const RequestWords words(_pages, request);
	auto from = fromLines(request, words);
	if (!from) return from.error();
	const auto& server = shown.server;
	CompanyServerView view{.title = words("server.title"),
		.server = server,
		.note = shown.note,
		.answer = shown.answer,
		.isThere = shown.isThere,
		.leaves = _leaves,
		.from = std::move(*from)};
	if (server.failingSince)
		view.failing = words("server.failing",
			Value::object(
				{{"since", words.date(*server.failingSince, Pages::Style::Short)}, {"answer", server.answer}}));
	for (const auto* field: kFields)
		view.errors.push_back({field,
			shown.error && shown.error->field == field ? words("server.error." + std::string(field)) : std::string()});
	return Response::page("company-server", view.value(words), shown.error ? 400 : 200);
}

Result<Response> CompanyServerPage::show(Request& request) const
{
	auto server = _servers.of(request.tenant().id);
	if (!server) return server.error();
	Shown shown{.server = server->value_or(CompanyServer{}), .isThere = server->has_value()};
	const auto done = request.query("done").value_or("");
	if (done == "saved" || done == "removed")
		shown.note = noteView(NoteKind::Ok, RequestWords(_pages, request)("server.done." + done));
	return page(request, shown);
}

Result<Response> CompanyServerPage::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto text = [&](const char* name) { return (*form)[name].text(); };
	const auto port = integerOf(text("port")).value_or(0);
	auto saved = _servers.save(callerOf(request),
		{.host = text("host"),
			.security = text("security"),
			.account = text("account"),
			.address = text("address"),
			.port = port,
			.password = Secret(text("password")),
			.hasNoPassword = form->has("no_password")});
	if (saved) return Response::redirect(std::string(kPath) + "?done=saved");
	if (saved.error().field.empty()) return saved.error();
	auto kept = _servers.of(request.tenant().id);
	if (!kept) return kept.error();
	Shown shown{.isThere = kept->has_value(), .error = &saved.error()};
	shown.server = {.host = text("host"),
		.port = port,
		.isTlsFirst = text("security") == "tls",
		.account = text("account"),
		.sealed = *kept ? (*kept)->sealed : std::string(),
		.address = text("address")};
	return page(request, shown);
}

Result<Response> CompanyServerPage::remove(Request& request) const
{
	if (auto removed = _servers.remove(callerOf(request)); !removed) return removed.error();
	return Response::redirect(std::string(kPath) + "?done=removed");
}

Result<Response> CompanyServerPage::test(Request& request) const
{
	const auto* person = request.principal();
	const RequestWords words(_pages, request);
	const auto& tenant = request.tenant();
	Letter letter{.tenant = tenant.id,
		.id = _context.keys().uuid(),
		.made = _context.clock().now(),
		.mail = {.to = {person->address, person->name},
			.fromName = tenant.name,
			.subject = words("server.test.subject"),
			.text = words("server.test.text", Value::object({{"tenant", tenant.name}})) + "\n",
			.language = words.language,
			.kind = "mail.test"}};
	Result<TestedServer> tested = _leaves ? _servers.test(callerOf(request), letter)
										  : failed(Code::Missing, "no mail leaves a demonstration");
	if (!tested && tested.error().code != Code::Missing) return tested.error();
	auto server = _servers.of(tenant.id);
	if (!server) return server.error();
	Shown shown{.server = server->value_or(CompanyServer{}), .isThere = server->has_value()};
	if (!tested)
		shown.note = noteView(NoteKind::Warn, words("server.test.none"));
	else
	{
		const auto text = words(tested->isTaken ? "server.test.taken" : "server.test.refused",
			Value::object({{"address", person->address}}));
		shown.note = noteView(tested->isTaken ? NoteKind::Ok : NoteKind::Bad, text);
		shown.answer = tested->answer;
	}
	return page(request, shown);
}

}
