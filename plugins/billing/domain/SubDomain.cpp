#include "domain/SubDomain.h"

#include "sx/fold.h"

#include <algorithm>
#include <array>

namespace sx::billing {

namespace {

constexpr std::size_t kLeast = 3, kMost = 40;

/// Names that a customer could take for the operator's, that mail or browsers look up by themselves, or that belong to
/// a role of RFC 2142.
constexpr std::array<std::string_view, 60> kReserved{"abuse",
	"account",
	"accounts",
	"admin",
	"administrator",
	"api",
	"app",
	"apps",
	"assets",
	"auth",
	"autoconfig",
	"autodiscover",
	"billing",
	"blog",
	"cdn",
	"checkout",
	"contact",
	"demo",
	"dev",
	"dns",
	"docs",
	"ftp",
	"help",
	"hostmaster",
	"imap",
	"info",
	"localhost",
	"login",
	"mail",
	"mta-sts",
	"news",
	"noc",
	"ns1",
	"ns2",
	"panier",
	"pay",
	"payment",
	"pop",
	"portal",
	"portail",
	"postmaster",
	"root",
	"sales",
	"secure",
	"security",
	"shop",
	"sign-in",
	"smtp",
	"sso",
	"staging",
	"static",
	"status",
	"stripe",
	"support",
	"test",
	"webhook",
	"webhooks",
	"webmail",
	"webmaster",
	"www"};

bool isPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}

std::string suggestedSubDomain(std::string_view company)
{
	std::string out;
	for (const char c: fold(company))
	{
		if (out.size() == kMost) break;
		if (isPlain(c))
			out.push_back(c);
		else if (!out.empty() && out.back() != '-')
			out.push_back('-');
	}
	while (!out.empty() && out.back() == '-') out.pop_back();
	return out;
}

Result<std::string> subDomainOf(std::string_view typed)
{
	std::string out(typed);
	std::transform(out.begin(), out.end(), out.begin(), [](char c) {
		return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
	});
	const bool isShaped = out.size() >= kLeast && out.size() <= kMost && out.front() != '-' && out.back() != '-' &&
		out.substr(2, 2) != "--" && std::all_of(out.begin(), out.end(), [](char c) { return isPlain(c) || c == '-'; });
	if (!isShaped)
		return Error{.code = Code::Invalid,
			.detail = "no sub-domain",
			.messageKey = "order.error.subdomain",
			.problem = "subdomain_shape",
			.field = "subdomain"};
	if (std::find(kReserved.begin(), kReserved.end(), out) != kReserved.end())
		return Error{.code = Code::Conflict,
			.detail = "the sub-domain is reserved",
			.messageKey = "order.error.subdomain_reserved",
			.problem = "subdomain_reserved",
			.field = "subdomain"};
	return out;
}

}
