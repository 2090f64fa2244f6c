// Calls Stripe's API.
#pragma once
#include "sx/plugin.h"

namespace sx::stripe {

/// Says where the API is, and with which key.
struct Endpoint
{
	std::string url;
	Secret key;
	std::string caFile;
	std::chrono::seconds timeout{20};
};

/// Is one request. form: empty for GET. idempotencyKey: Stripe answers a second request with it as the first.
struct Call
{
	std::string path, form{}, idempotencyKey{};
};

/// Is Stripe's response.
struct Reply
{
	int status = 0;
	Value body;
};

/// Makes a request and reads the JSON of the response. For https, requires TLS 1.2 or newer and checks the certificate.
/// Follows no redirect. Errors: Unavailable, without the request's content. [any thread]
Result<Reply> call(const Endpoint& endpoint, const Json& json, const Call& call) noexcept;

}
