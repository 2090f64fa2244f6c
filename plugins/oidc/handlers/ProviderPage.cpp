#include "handlers/ProviderPage.h"

#include "domain/IdToken.h"

namespace sx::oidc {

namespace {

constexpr const char* kPeople = "/admin/people";  // of plugin directory

std::string lines(const std::vector<std::string>& all)
{
	std::string out;
	for (const auto& each: all) out += (out.empty() ? "" : "\n") + each;
	return out;
}

/// Is the view of templates/pages/provider.html.mustache. An error is empty where nothing is wrong.
struct ProviderView
{
	std::string title{}, returnUrl{}, scimUrl{}, directory{}, issuer{}, clientId{}, domains{};
	Value::List providers{};
	Value note{};
	bool isKnown = false, isOn = false, isRequired = false, isError = false;
	std::string directoryError{}, issuerError{}, clientError{}, secretError{}, domainsError{};

	Value value(const RequestWords& words) const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"isError", isError},
			{"note", note},
			{"summary",
				errorSummaryView(words,
					{{"directory", directoryError},
						{"issuer", issuerError},
						{"client-id", clientError},
						{"secret", secretError},
						{"domains", domainsError}})},
			{"returnUrl", returnUrl},
			{"scimUrl", scimUrl},
			{"providers", providers},
			{"directory", directory},
			{"issuer", issuer},
			{"clientId", clientId},
			{"domains", domains},
			{"isKnown", isKnown},
			{"isOn", isOn},
			{"isRequired", isRequired},
			{"directoryError", fieldErrorView("directory", directoryError)},
			{"issuerError", fieldErrorView("issuer", issuerError)},
			{"clientError", fieldErrorView("client-id", clientError)},
			{"secretError", fieldErrorView("secret", secretError)},
			{"domainsError", fieldErrorView("domains", domainsError)}});
	}
};

}

/// Holds what the form shows: what is kept, or what was typed and refused.
struct ProviderPage::Shown
{
	Company company{};
	std::string directory{}, issuer{}, domains{};
	bool isKnown = false;
	std::string done{};
};

Routes<ProviderPage> ProviderPage::routes()
{
	const auto manager = peopleWith(kManage);
	const RouteOptions options{.maxBodyBytes = 16'384};
	return {
		{Method::Get, kPath, manager, &ProviderPage::show},
		{Method::Post, kPath, manager, &ProviderPage::save, options},
		{Method::Post, std::string(kPath) + "/remove", manager, &ProviderPage::remove, options},
		{Method::Post, std::string(kPeople) + "/{id:uuid}/oidc/unlink", manager, &ProviderPage::unlink, options},
	};
}

Result<Response> ProviderPage::show(Request& request) const
{
	auto company = _settings.of(request.tenant().id);
	if (!company && company.error().code != Code::Missing) return company.error();
	Shown shown{.isKnown = bool(company), .done = request.query("done").value_or("")};
	if (company)
	{
		const auto given = givenOf(company->provider, company->issuer);
		(company->provider == Provider::Microsoft ? shown.directory : shown.issuer) = given;
		shown.domains = lines(company->domains);
		shown.company = std::move(*company);
	}
	return page(request, shown, nullptr);
}

Result<Response> ProviderPage::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto text = [&](const char* name) { return (*form)[name].text(); };
	const auto provider = kProviders.valueOf(text("provider"));
	if (!provider) return invalid("provider", "no such provider");
	auto saved = _settings.save(callerOf(request),
		{.provider = *provider,
			.given = text(*provider == Provider::Microsoft ? "directory" : "issuer"),
			.clientId = text("client_id"),
			.domains = text("domains"),
			.secret = Secret(text("secret")),
			.isOn = form->has("is_on"),
			.isRequired = form->has("is_required")});
	if (saved) return Response::redirect(std::string(kPath) + "?done=saved");
	const auto& error = saved.error();
	if (error.field.empty()) return error;
	const auto kept = _settings.of(request.tenant().id);
	return page(request,
		{.company = {.provider = *provider,
			 .clientId = text("client_id"),
			 .isOn = form->has("is_on"),
			 .isRequired = form->has("is_required")},
			.directory = text("directory"),
			.issuer = text("issuer"),
			.domains = text("domains"),
			.isKnown = bool(kept)},
		&error);
}

Result<Response> ProviderPage::remove(Request& request) const
{
	auto removed = _settings.remove(callerOf(request));
	if (!removed && removed.error().code != Code::Missing) return removed.error();
	return Response::redirect(std::string(kPath) + "?done=removed");
}

Result<Response> ProviderPage::unlink(Request& request) const
{
	const UserId user{request.parameter("id")};
	auto done = _settings.unlink(callerOf(request), user);
	if (!done && done.error().code != Code::Missing) return done.error();
	return Response::redirect(std::string(kPeople) + "/" + user.value);
}

Value ProviderPage::accountView(Request& request) const
{
	const auto id = request.parameter("id");
	const auto* reader = request.principal();
	auto out = Value::object({{"account", Value()}});
	if (!reader || !reader->may(kManage)) return out;
	const auto issuer = _settings.linkedIssuerOf(request.tenant().id, {id});
	if (!issuer || issuer->empty()) return out;
	const RequestWords words(_pages, request);
	out.set("account",
		Value::object({{"text", words("account.linked", Value::object({{"issuer", *issuer}}))},
			{"action", std::string(kPeople) + "/" + id + "/oidc/unlink"}}));
	return out;
}

Response ProviderPage::page(const Request& request, const Shown& shown, const Error* error) const
{
	const RequestWords words(_pages, request);
	ProviderView view{.title = words("provider.title"),
		.returnUrl = returnUrlOf(request.tenant()),
		.scimUrl = request.tenant().origin + "/scim/v2",
		.directory = shown.directory,
		.issuer = shown.issuer,
		.clientId = shown.company.clientId,
		.domains = shown.domains,
		.isKnown = shown.isKnown,
		.isOn = shown.company.isOn,
		.isRequired = shown.company.isRequired,
		.isError = error != nullptr};
	if (shown.done == "saved" || shown.done == "removed")
		view.note = noteView(NoteKind::Ok, words("provider.done." + shown.done));
	for (const auto& [each, word]: kProviders.pairs())
		view.providers.push_back(Value::object({{"value", word},
			{"name", words("provider.name." + std::string(word))},
			{"isChosen", shown.company.provider == each}}));
	if (error)
	{
		const bool isAnswer = error->code == Code::Unavailable || error->code == Code::Denied;
		const auto key = isAnswer ? std::string("answer") : error->field;
		auto text = words("provider.error." + key);
		if (error->field == "directory")
			view.directoryError = std::move(text);
		else if (error->field == "issuer")
			view.issuerError = std::move(text);
		else if (error->field == "client_id")
			view.clientError = std::move(text);
		else if (error->field == "secret")
			view.secretError = std::move(text);
		else if (error->field == "domains")
			view.domainsError = std::move(text);
	}
	return Response::page("provider", view.value(words), error ? 400 : 200);
}

}
