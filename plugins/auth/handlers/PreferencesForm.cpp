#include "handlers/PreferencesForm.h"

#include "sx/dates.h"

namespace sx::auth {

Routes<PreferencesForm> PreferencesForm::routes()
{
	return {{Method::Post,
		"/account/preferences",
		kSignedIn,
		&PreferencesForm::save,
		{.maxBodyBytes = 4096, .perMinute = 60}}};
}

Result<Response> PreferencesForm::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	TypedAccount typed;
	typed.language = (*fields)["language"].text();
	typed.timeZone = (*fields)["time_zone"].text();
	typed.hasIsoDates = (*fields)["dates"].text() == "iso";
	auto saved = _directory.setPreferences(request.tenant().id,
		request.principal()->user,
		{.language = *typed.hasIsoDates ? *typed.language + std::string(kIsoDates) : *typed.language,
			.timeZone = *typed.timeZone},
		callerOf(request));
	if (saved)
	{
		auto response = Response::redirect("/account?done=preferences");
		// What was chosen in this browser before wins over the account, so the choice holds here only if it is kept
		// here too.
		response.rememberLanguage(languageOf(*typed.language));
		return response;
	}
	const RequestWords words(_pages, request);
	if (saved.error().field == "language") typed.languageError = words("preferences.language.unknown");
	if (saved.error().field == "timeZone") typed.zoneError = words("preferences.zone.unknown");
	if (typed.languageError.empty() && typed.zoneError.empty()) return saved.error();
	return _account.render(request, typed, 400);
}

}
