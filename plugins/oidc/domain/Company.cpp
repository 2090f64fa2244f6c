#include "domain/Company.h"

#include "sx/address.h"

#include <algorithm>

namespace sx::oidc {

namespace {

constexpr std::string_view kMicrosoft = "https://login.microsoftonline.com/", kVersion = "/v2.0";
constexpr std::string_view kGoogle = "https://accounts.google.com";
constexpr std::size_t kMostDomains = 50;

std::string cleaned(std::string_view text)
{
	auto out = cleanAddress(text);
	out.erase(std::remove(out.begin(), out.end(), ' '), out.end());
	return out;
}

bool isUuid(std::string_view text)
{
	if (text.size() != 36) return false;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const char c = text[i];
		const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
		if (isDash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
	}
	return true;
}

}

Result<std::string> issuerOf(Provider provider, std::string_view given)
{
	if (provider == Provider::Google) return std::string(kGoogle);
	if (provider == Provider::Microsoft)
	{
		// "common" and "organizations" would take the people of every company.
		const auto directory = cleaned(given);
		if (!isUuid(directory)) return invalid("directory", "the id of a directory is a UUID");
		return std::string(kMicrosoft) + directory + std::string(kVersion);
	}
	std::string issuer(given.substr(0, given.find_last_not_of(" \t\r\n") + 1));
	issuer.erase(0, std::min(issuer.find_first_not_of(' '), issuer.size()));
	const bool isPlain = std::all_of(issuer.begin(), issuer.end(), [](char c) { return c > 0x20 && c < 0x7f; });
	if (!issuer.starts_with("https://") || issuer.size() < 12 || issuer.size() > 300 || !isPlain ||
		issuer.find_first_of("?#@\\\"<>") != std::string::npos)
		return invalid("issuer", "an issuer is an https URL without query or fragment");
	return issuer;
}

std::string givenOf(Provider provider, std::string_view issuer)
{
	if (provider == Provider::Google) return {};
	if (provider != Provider::Microsoft || issuer.size() <= kMicrosoft.size() + kVersion.size())
		return std::string(issuer);
	issuer.remove_prefix(kMicrosoft.size());
	issuer.remove_suffix(kVersion.size());
	return std::string(issuer);
}

Result<std::vector<std::string>> domainsIn(std::string_view text)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; from <= text.size();)
	{
		const auto end = std::min(text.find_first_of(",;\r\n", from), text.size());
		auto domain = cleaned(text.substr(from, end - from));
		from = end + 1;
		if (domain.starts_with('@')) domain.erase(0, 1);
		if (domain.empty()) continue;
		if (!mailAddress("x@" + domain)) return invalid("domains", "not a domain of mail");
		if (std::find(out.begin(), out.end(), domain) == out.end()) out.push_back(std::move(domain));
	}
	if (out.empty() || out.size() > kMostDomains) return invalid("domains", "1 to 50 domains");
	return out;
}

bool isIn(const std::vector<std::string>& domains, std::string_view address)
{
	const auto at = address.rfind('@');
	if (at == std::string_view::npos) return false;
	return std::find(domains.begin(), domains.end(), address.substr(at + 1)) != domains.end();
}

}
