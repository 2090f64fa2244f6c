#include "kernel/http/SecurityHeaders.h"
#include "kernel/http/RequestHead.h"

#include <algorithm>
#include <vector>

namespace sx::http {

namespace {

#define SX_SECURITY_HEADERS                                                                                            \
	"X-Content-Type-Options: nosniff\r\n"                                                                              \
	"Referrer-Policy: no-referrer\r\n"                                                                                 \
	"Cross-Origin-Opener-Policy: same-origin\r\n"                                                                      \
	"Cross-Origin-Resource-Policy: same-origin\r\n"                                                                    \
	"X-Frame-Options: DENY\r\n"                                                                                        \
	"Permissions-Policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "              \
	"magnetometer=(), "                                                                                                \
	"microphone=(), midi=(), payment=(), usb=()\r\n"

using Directive = std::pair<std::string, std::string>;

std::vector<Directive> strictDirectives()
{
	return {
		{"default-src", "'none'"},
		{"script-src", "'self'"},
		{"style-src", "'self'"},
		{"img-src", "'self' data:"},
		{"font-src", "'self'"},
		{"connect-src", "'self'"},
		{"form-action", "'self'"},
		{"base-uri", "'none'"},
		{"frame-ancestors", "'none'"},
		{"worker-src", "'self'"},
		{"manifest-src", "'self'"},
	};
}

bool isAllowed(std::string_view directive)
{
	if (directive.find("'unsafe-") != std::string_view::npos || directive.find('*') != std::string_view::npos)
		return false;
	return std::all_of(directive.begin(), directive.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != ','; });
}

}

Result<std::string> contentSecurityPolicy(std::string_view extra)
{
	auto policy = strictDirectives();
	while (!extra.empty())
	{
		const auto end = extra.find(';');
		const auto item = trimmed(extra.substr(0, end));
		extra = end == std::string_view::npos ? std::string_view() : extra.substr(end + 1);
		if (item.empty()) continue;
		const auto space = item.find(' ');
		if (!isAllowed(item)) return Error{Code::Invalid, "content security: " + std::string(item)};
		const std::string name(item.substr(0, space));
		const std::string value(space == std::string_view::npos ? std::string_view() : trimmed(item.substr(space)));
		const auto found = std::find_if(
			policy.begin(), policy.end(), [&](const Directive& each) { return each.first == name; });
		if (found == policy.end())
			policy.emplace_back(name, value);
		else
			found->second = value;
	}
	std::string text;
	for (const auto& [name, value]: policy)
	{
		if (!text.empty()) text += "; ";
		text += name;
		if (!value.empty()) text += ' ' + value;
	}
	return text;
}

std::string_view securityHeaders(Hsts hsts) noexcept
{
	switch (hsts)
	{
	case Hsts::Host: return SX_SECURITY_HEADERS "Strict-Transport-Security: max-age=31536000\r\n";
	case Hsts::Subdomains:
		return SX_SECURITY_HEADERS "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
	case Hsts::None: break;
	}
	return SX_SECURITY_HEADERS;
}

}
