#include "domain/Quotas.h"

#include <array>

namespace sx::sms {
namespace {

using quotas::Scope;

/// Says whose sums the quotas of a budget limit, in the order of their names.
constexpr std::array kScopes{Scope::Company, Scope::Number, Scope::Number, Scope::Person};

void addQuotas(std::vector<quotas::Quota>& out,
	const std::array<std::string_view, 8>& names,
	const char* family,
	const char* words)
{
	for (std::size_t i = 0; i < names.size(); ++i)
	{
		const bool isDay = i % 2 == 1;
		out.push_back({.name = std::string(names.at(i)),
			.family = family,
			.scope = kScopes.at(i / 2),
			.window = std::chrono::hours(isDay ? 24 : 1),
			.refusal = std::string(words) + (isDay ? "_day" : "_hour")});
	}
}

}

std::vector<quotas::Quota> textQuotas()
{
	std::vector<quotas::Quota> out;
	addQuotas(out, kTextQuotas, "texts", "text");
	addQuotas(out, kCodeQuotas, "codes", "code");
	return out;
}

std::vector<quotas::Use> usesOf(const Text& text, const std::string& number)
{
	const std::array<std::string, 4> subjects{"", text.to.country, number, text.cause.value};
	const auto& names = text.budget == Budget::Codes ? kCodeQuotas : kTextQuotas;
	std::vector<quotas::Use> out;
	for (std::size_t i = 0; i < names.size(); ++i) out.push_back({names.at(i), subjects.at(i / 2)});
	return out;
}

}
