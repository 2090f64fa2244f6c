#include "kernel/http/Csrf.h"

namespace sx::http {

namespace {
constexpr std::string_view kPurpose = "http.csrf";
}

std::string csrfToken(const Keys& keys, std::string_view sessionCookie)
{
	return keys.toBase64Url(keys.mac(kPurpose, sessionCookie).value);
}

bool isCsrfToken(const Keys& keys, std::string_view sessionCookie, std::string_view token)
{
	const auto mac = keys.fromBase64Url(token);
	return mac && !sessionCookie.empty() && keys.matches(kPurpose, sessionCookie, *mac);
}

}
