#include "handlers/Pages.h"

#include "handlers/MessageView.h"

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

Result<Response> MessagePages::composer(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto repliedTo = _conversations.repliedTo(request, words);
	if (!repliedTo) return repliedTo.error();
	auto suggestion = suggestionFor(_services, request);
	if (!suggestion) return suggestion.error();
	const auto& limits = _services.limits;
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
			{"opensMax", kOpensMax},
			{"hoursDefault", std::chrono::floor<std::chrono::hours>(limits.expiresDefault).count()},
			{"hoursMax", std::chrono::floor<std::chrono::hours>(limits.expiresMax).count()},
			{"fileMaxBytes", limits.fileMaxBytes},
			{"fileMax", words.pages.byteSize(words.language, limits.fileMaxBytes)},
			{"filesMax", limits.filesMax},
			{"uploadsMax", limits.uploadsMax},
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

Result<Response> MessagePages::read(Request& request) const
{
	auto suggestion = suggestionFor(_services, request);
	if (!suggestion) return suggestion.error();
	const auto& origin = request.tenant().origin;
	auto response = Response::page("read",
		Value::object({
			{"title", wordsOf(request, _services)("read.title")},
			{"subtitle", wordsOf(request, _services)("read.title")},
			{"layout", "public"},
			{"frame", "sx-public-narrow"},
			{"scripts", scripts("read.js")},
			{"fileMaxBytes", _services.limits.fileMaxBytes},
			{"filesMax", _services.limits.filesMax},
			{"fileMax", _services.context.pages().byteSize(request.language(), _services.limits.fileMaxBytes)},
			{"passwordLength", suggestion->length},
			{"passwordCharacters", suggestion->characters},
			{"host", origin.substr(origin.find("://") == std::string::npos ? 0 : origin.find("://") + 3)},
		}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> MessagePages::worker(Request& request) const
{
	auto script = _services.context.pages().render(request.language(), "fragments/sw.js", Value::object({}));
	if (!script) return script.error();
	auto response = Response::text(std::move(*script), "text/javascript; charset=utf-8");
	// A loop avoids a false warning: g++ 12 takes the longer name for a short string once it is inlined.
	for (const auto& [name, value]:
		{std::pair{"Cache-Control", "no-cache"}, std::pair{"Service-Worker-Allowed", "/m/"}})
		response.header(name, value);
	return response;
}

}
