#include "domain/Quotas.h"

#include <array>

namespace sx::sms {
namespace {

/// Holds the names of one budget: links and notices, or codes.
struct Names
{
	std::string_view family, words;
	std::array<std::string_view, 2> company, country, number, person;  // in an hour, in a day
};

constexpr Names kTexts{"texts",
	"text",
	{"sms.per_tenant_hour", "sms.per_tenant_day"},
	{"sms.per_country_hour", "sms.per_country_day"},
	{"sms.per_number_hour", "sms.per_number_day"},
	{"sms.per_person_hour", "sms.per_person_day"}};
constexpr Names kCodes{"codes",
	"code",
	{"sms.code_tenant_hour", "sms.code_tenant_day"},
	{"sms.code_country_hour", "sms.code_country_day"},
	{"sms.code_number_hour", "sms.code_number_day"},
	{"sms.code_person_hour", "sms.code_person_day"}};

void addQuotas(std::vector<quotas::Quota>& out, const Names& names)
{
	using quotas::Scope;
	for (const auto& [quotasOf, scope]: {std::pair(names.company, Scope::Company),
			 std::pair(names.country, Scope::Number),
			 std::pair(names.number, Scope::Number),
			 std::pair(names.person, Scope::Person)})
		for (const bool isDay: {false, true})
			out.push_back({.name = std::string(quotasOf.at(isDay)),
				.family = std::string(names.family),
				.scope = scope,
				.window = std::chrono::hours(isDay ? 24 : 1),
				.refusal = std::string(names.words) + (isDay ? "_day" : "_hour")});
}

}

std::vector<quotas::Quota> textQuotas()
{
	std::vector<quotas::Quota> out;
	addQuotas(out, kTexts);
	addQuotas(out, kCodes);
	return out;
}

std::vector<quotas::Use> usesOf(const Text& text, const std::string& number)
{
	const auto& names = text.budget == Budget::Codes ? kCodes : kTexts;
	std::vector<quotas::Use> out;
	for (const bool isDay: {false, true})
	{
		out.push_back({names.company.at(isDay)});
		out.push_back({names.country.at(isDay), text.to.country});
		out.push_back({names.number.at(isDay), number});
		out.push_back({names.person.at(isDay), text.cause.value});
	}
	return out;
}

}
