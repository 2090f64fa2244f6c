// Decides which sub-domains of the deployment a company may have.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace sx::directory {

/// Says why a sub-domain cannot be a company's.
enum class SubDomainFault {
	None,
	Shape,    // not 3 to 40 letters a to z, digits and hyphens within
	Reserved  // could be taken for the operator's, or looks like such a name
};

/// Lists names that a customer could take for the operator's, that mail or browsers look up by themselves, or that
/// belong to a role of RFC 2142.
inline constexpr std::array<std::string_view, 60> kReservedSubDomains{"abuse",
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

/// Returns what looks the same to a hasty eye: "n0taires-boreal" and "notairesboreal" have one skeleton. Since: SDK 1.0
inline std::string skeletonOf(std::string_view label)
{
	static constexpr std::string_view kLike = "0o1lil3e4a5s8b";  // what, and what it looks like
	std::string out;
	for (const char c: label)
	{
		if (c == '-') continue;
		const char before = out.empty() ? '\0' : out.back();
		char like = c;
		for (std::size_t i = 0; i < kLike.size(); i += 2)
			if (kLike[i] == c) like = kLike[i + 1];
		if (before == 'r' && like == 'n')
			out.back() = 'm';
		else if (before == 'v' && like == 'v')
			out.back() = 'w';
		else
			out.push_back(like);
	}
	return out;
}

/// Checks a sub-domain in lower case. Source: RFC 5890, section 2.3.1 (two hyphens in places 3 and 4); RFC 2142.
/// Since: SDK 1.0
inline SubDomainFault faultOfSubDomain(std::string_view label)
{
	const auto isPlain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
	const bool isShaped = label.size() >= 3 && label.size() <= 40 && label.front() != '-' && label.back() != '-' &&
		label.substr(2, 2) != "--" &&
		std::all_of(label.begin(), label.end(), [&](char c) { return isPlain(c) || c == '-'; });
	if (!isShaped) return SubDomainFault::Shape;
	const auto skeleton = skeletonOf(label);
	const bool isReserved = std::any_of(kReservedSubDomains.begin(),
		kReservedSubDomains.end(),
		[&](std::string_view each) { return skeletonOf(each) == skeleton; });
	return isReserved ? SubDomainFault::Reserved : SubDomainFault::None;
}

}
