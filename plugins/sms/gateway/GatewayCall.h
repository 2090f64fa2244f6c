// Sends one HTTP request to a gateway and reads its response.
#pragma once
#include "sx/plugin.h"

#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sx::sms {

/// Tells where a gateway is and how to sign in there.
struct Endpoint
{
	std::string url;
	std::string user;
	Secret password;
	std::string caFile;
	std::chrono::seconds timeout{20};
};

/// Holds one request.
struct GatewayCall
{
	std::string method, contentType, body;
	std::vector<std::pair<std::string, std::string>> headers{};
	bool basicAuth = false;
};

/// Holds the gateway's response.
struct GatewayResponse
{
	int status = 0;
	std::string body;  // the first 64 KiB
};

/// Sends a request and returns the response. For https, requires TLS 1.2 or newer and checks the certificate against
/// the host's name, the system's authorities and caFile. Does not follow redirects. Errors: Unavailable, without the
/// request's content. [any thread]
Result<GatewayResponse> callGateway(const Endpoint& endpoint, const GatewayCall& call) noexcept;

/// Checks that something listens at a URL, at most every 30 s; in between it returns the last result. [any thread]
class Probe
{
public:
	Result<> check(const std::string& url, const Clock& clock) noexcept;

private:
	std::mutex _mutex;
	Instant _checkedAt{};
	Result<> _found;
};

/// Validates a URL: http or https, with a host. Errors: Invalid with field url.
Result<> checkUrl(const std::string& url) noexcept;

/// Converts a status other than success to an error: Invalid (permanent) for 4xx, except for those that an operator or
/// time can fix; Unavailable (retry later) for every other status.
Error refused(int status);

}
