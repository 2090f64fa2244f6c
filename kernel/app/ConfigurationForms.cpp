#include "kernel/app/ConfigurationForms.h"

#include "kernel/http/ClientAddress.h"
#include "sx/address.h"
#include "sx/url.h"

#include <algorithm>

namespace sx::app {

namespace {

bool isAlphanumeric(char c) noexcept
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool consistsOf(std::string_view text, std::string_view others)
{
	return std::all_of(text.begin(), text.end(), [&](char c) {
		return isAlphanumeric(c) || others.find(c) != std::string_view::npos;
	});
}

bool isAddress(const std::string& text)
{
	// Address::parse takes a port as well, which a setting has elsewhere.
	const auto address = http::Address::parse(text);
	return address && text.front() != '[' && (address->isV6 || text.find(':') == std::string::npos);
}

bool isUrl(std::string_view text)
{
	const auto scheme = text.find("://");
	if (scheme == std::string_view::npos || !(text.starts_with("http://") || text.starts_with("https://")))
		return false;
	const auto host = text.substr(scheme + 3, text.find_first_of("/?", scheme + 3) - scheme - 3);
	return !host.empty() && consistsOf(host, "-.:[]") && text.find_first_of(" \t\"<>") == std::string_view::npos;
}

bool isMailAddress(const std::string& text)
{
	static constexpr std::string_view kHere = "@localhost";  // a sender that a mail server of this machine takes
	return mailAddress(text.ends_with(kHere) ? text + ".example" : text).has_value();
}

}

bool hasForm(std::string_view form, const std::string& text)
{
	if (text.empty()) return true;
	if (form == "address") return isAddress(text);
	if (form == "network") return http::Proxies::parse({text}).has_value();
	if (form == "host") return isAddress(text) || consistsOf(text, "-.");
	if (form == "url") return isUrl(text);
	if (form == "header") return consistsOf(text, "!#$%&'*+-.^_`|~");
	if (form == "mail-address") return isMailAddress(text);
	return true;
}

std::string_view nameOfForm(std::string_view form)
{
	if (form == "address") return "an IP address";
	if (form == "network") return "an IP address or network (10.0.0.0/8)";
	if (form == "host") return "the name or IP address of a host";
	if (form == "url") return "a URL (https://host/path)";
	return form == "header" ? "the name of a header" : "an e-mail address";
}

}
