#include "handlers/ComposerPage.h"

#include "sx/sealed/DraftEndpoints.h"

namespace sx::messages {
namespace {

/// Describes the passwords that the pages suggest on request, as the company wants them (row A3).
struct PasswordSuggestion
{
	std::int64_t length;
	std::string characters;  // any of upper, lower, digits and special, separated by spaces
};

Result<PasswordSuggestion> suggestionFor(const Services& services, const Request& request)
{
	auto settings = services.tenantSettings.of(request.tenant().id);
	if (!settings) return settings.error();
	PasswordSuggestion out{(*settings)->integer("password_length"), {}};
	for (const auto& each: (*settings)->texts("password_characters"))
		(out.characters += out.characters.empty() ? "" : " ") += each;
	return out;
}

/// Returns the countries whose mobiles get codes, the sender's own one preselected; empty: no SMS here.
Value::List countriesFor(const Services& services, const Request& request)
{
	if (!services.texts) return {};
	const auto own = services.mobiles ? services.mobiles->mobileOf(request.tenant().id, request.principal()->user)
									  : Result<directory::Mobile>(directory::Mobile{});
	return sms::countryChoices(services.texts->countries(), own ? own->country : std::string());
}

}

Routes<ComposerPage> ComposerPage::routes()
{
	const RouteOptions sealing{.maxBodyBytes = 8192, .contentSecurity = sealed::kSealingPolicy};
	return {
		{Method::Get, "/messages/new", kSenders, &ComposerPage::composer, sealing},
	};
}

Result<Response> ComposerPage::composer(Request& request) const
{
	const Words words(_services, request);
	auto repliedTo = _received.repliedTo(request, words);
	if (!repliedTo) return repliedTo.error();
	auto suggestion = suggestionFor(_services, request);
	if (!suggestion) return suggestion.error();
	const auto& limits = _services.own;
	const auto& sealed = _services.items.limits();
	const auto& person = *request.principal();
	Value::List languages;
	for (const auto* each: {"fr", "en"})
		languages.push_back(Value::object({{"value", each},
			{"name", std::string_view(each) == "fr" ? "Français (Canada)" : "English (Canada)"},
			{"isSelected", request.language().shortTag() == each}}));
	auto countries = countriesFor(_services, request);
	return Response::page("composer",
		Value::object({
			{"title", words("composer.title")},
			{"layout", "portal"},
			{"scripts", scripts("composer.js")},
			{"senderName", person.name},
			{"senderAddress", person.address},
			{"opensDefault", limits.opensDefault},
			{"opensDefaultGated", limits.opensDefaultGated},
			{"opensMax", sealed::kOpensMax},
			{"hoursDefault", std::chrono::floor<std::chrono::hours>(limits.expiresDefault).count()},
			{"hoursMax", std::chrono::floor<std::chrono::hours>(limits.expiresMax).count()},
			{"fileMaxBytes", sealed.fileMaxBytes},
			{"filesMax", sealed.filesMax},
			{"uploadsMax", sealed.uploadsMax},
			{"recipientsMax", limits.recipientsMax},
			{"passwordLength", suggestion->length},
			{"passwordCharacters", suggestion->characters},
			{"hasSms", !countries.empty()},
			{"countries", std::move(countries)},
			{"languages", std::move(languages)},
			{"timeZone", words.zone},
			{"repliedTo", std::move(*repliedTo)},
		}));
}

Value ComposerPage::replyView(const Request& request) const
{
	const auto suggestion = suggestionFor(_services, request);
	const auto& sealed = _services.items.limits();
	return Value::object({
		{"fileMaxBytes", sealed.fileMaxBytes},
		{"filesMax", sealed.filesMax},
		{"passwordLength", suggestion ? suggestion->length : std::int64_t{12}},
		{"passwordCharacters", suggestion ? suggestion->characters : std::string("upper lower digits special")},
	});
}

}
