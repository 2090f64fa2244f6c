// Calls identity providers. Their addresses come from companies' administrators and from the providers themselves, so
// every call is confined: https to public addresses, no redirect, bounded in time and size.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sx::oidc {

/// Says what calls may reach and how long they may take.
struct Limits
{
	std::vector<std::string> privateNetworks{};  // that may be called besides public addresses: "10.2.0.0/16"
	std::string caFile{};                        // an authority to trust besides the system's
	std::chrono::seconds timeout{5};             // of connecting and of each read; the whole takes three times as long
};

struct Reply
{
	int status = 0;
	std::string body;
};

/// Makes calls. [any thread]
class Https
{
public:
	static constexpr std::size_t kMostBytes = 262'144;

	explicit Https(Limits limits): _limits(std::move(limits)) {}
	/// bearer: an access token; empty: none. Errors: Unavailable, without the request's content.
	Result<Reply> get(const std::string& url, std::string_view bearer = {}) const noexcept;
	/// Posts a form, application/x-www-form-urlencoded. user, password: for basic authorization; empty user: none.
	Result<Reply> post(const std::string& url,
		const std::string& form,
		const std::string& user,
		std::string_view password) const noexcept;

private:
	const Limits _limits;
};

}
