// Names the quotas of messages.
#pragma once
#include "sx/quotas/Quotas.h"

namespace sx::messages {

// Limits of what one link can ask for.
inline constexpr std::string_view kAnswers = "messages.answers_link";             // sent or being written
inline constexpr std::string_view kAnswersBegun = "messages.answers_begun_link";  // those that were given up, too
inline constexpr std::string_view kAsks = "messages.network_asks_hour";

/// Returns every quota of this plugin.
inline std::vector<quotas::Quota> messageQuotas()
{
	using quotas::Scope;
	constexpr std::chrono::hours kHour{1}, kDay{24};
	return {{.name = "messages.person_hour", .family = "messages", .scope = Scope::Person, .window = kHour},
		{.name = "messages.company_day", .family = "messages", .window = kDay},
		{.name = "messages.recipients_person_hour", .family = "recipients", .scope = Scope::Person, .window = kHour},
		{.name = "messages.recipients_company_day", .family = "recipients", .window = kDay},
		{.name = std::string(kAnswers), .family = "answers", .scope = Scope::Link},
		{.name = std::string(kAnswersBegun), .family = "answers", .scope = Scope::Link, .refusal = "answers_link"},
		{.name = std::string(kAsks), .family = "network_asks", .scope = Scope::Network, .window = kHour}};
}

/// Returns the names of the quotas that usesOf() takes, for Route::spends.
inline std::vector<std::string> messageQuotaNames()
{
	return {"messages.person_hour",
		"messages.company_day",
		"messages.recipients_person_hour",
		"messages.recipients_company_day",
		std::string(kAnswers),
		std::string(kAnswersBegun)};
}

/// Returns what a message takes. link: the grant within whose lease it is written; empty: none.
inline std::vector<quotas::Use> usesOf(const std::string& author, const std::string& link, std::int64_t recipients)
{
	return {{"messages.person_hour", author},
		{.quota = "messages.company_day"},
		{"messages.recipients_person_hour", author, recipients},
		{.quota = "messages.recipients_company_day", .amount = recipients},
		{kAnswers, link},
		{kAnswersBegun, link}};
}

}
