#include "handlers/ComposerPage.h"

#include "handlers/ComposerView.h"
#include "sx/sealed/DraftEndpoints.h"

namespace sx::messages {
namespace {

Result<PasswordSuggestion> suggestionFor(const Services& services, const Request& request)
{
	auto settings = services.tenantSettings.of(request.tenant().id);
	if (!settings) return settings.error();
	PasswordSuggestion out{(*settings)->integer("password_length"), "", (*settings)->flag("password_suggested")};
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

/// Returns what the plan of whoever composes does not allow.
Result<PlanNotes> planFor(const Services& services, const Request& request)
{
	PlanNotes out{.fileMaxBytes = services.items.limits().fileMaxBytes};
	const auto* plans = services.entitlements;
	if (!plans) return out;
	auto person = plans->of(request.tenant().id, request.principal()->user);
	if (!person) return person.error();
	if (const auto may = plans->checkSending(*person); !may) out.lock = plans->explain(request.language(), may.error());
	out.hasTexts = person->has(licensing::kSmsGate);
	const auto most = person->limitOf(licensing::kFileBytes);
	if (!most || *most >= out.fileMaxBytes) return out;
	out.fileMaxBytes = *most;
	out.fileMore = plans->moreOf(request.language(), *person, licensing::kFileBytes);
	return out;
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
	auto limits = _services.limitsFor(request.tenant().id, request.principal()->user);
	if (!limits) return limits.error();
	auto asksCodeAlways = _services.items.asksCodeAlways(request.tenant().id);
	if (!asksCodeAlways) return asksCodeAlways.error();
	auto codeDelivery = _services.items.codeDelivery(request.tenant().id);
	if (!codeDelivery) return codeDelivery.error();
	auto plan = planFor(_services, request);
	if (!plan) return plan.error();
	const ComposerView view{.title = words("composer.title"),
		.sender = *request.principal(),
		.limits = std::move(*limits),
		.sealed = _services.items.limits(),
		.suggestion = std::move(*suggestion),
		.asksCodeAlways = *asksCodeAlways,
		.codeDelivery = *codeDelivery,
		.countries = countriesFor(_services, request),
		.repliedTo = std::move(*repliedTo),
		.plan = std::move(*plan)};
	return Response::page("composer", view.value(words));
}

Value ComposerPage::replyView(const Request& request) const
{
	auto suggestion = suggestionFor(_services, request);
	return ReplyView{_services.items.limits(), suggestion ? std::move(*suggestion) : PasswordSuggestion()}.value();
}

}
