// One HTTP request to a gateway and its answer.
#pragma once
#include "sx/plugin.h"

#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sms {

struct Endpoint
{
	std::string url;
	std::string user;
	sx::Secret password;
	std::string caFile;
	std::chrono::seconds timeout{20};
};

struct Ask
{
	std::string method, contentType, body;
	std::vector<std::pair<std::string, std::string>> headers;
	bool basicAuth = false;
};

struct Reply
{
	int status = 0;
	std::string body;  // the first 64 KiB
};

/// Certificates of https are checked against the host's name, the system's authorities and caFile; TLS 1.2 at least.
/// Redirections are not followed. Errors: Unavailable, without the request's content. [any thread]
sx::Result<Reply> exchange(const Endpoint& endpoint, const Ask& ask) noexcept;

/// Whether something listens there, asked at most every 30 s. [any thread]
class Probe
{
public:
	sx::Result<> check(const std::string& url, const sx::Clock& clock) noexcept;

private:
	std::mutex _mutex;
	sx::Instant _checkedAt{};
	sx::Result<> _found;
};

/// http or https, with a host. Errors: Invalid with field url.
sx::Result<> checkUrl(const std::string& url) noexcept;

/// What a status other than success means. 4xx is for good, but for those that a person or time mends.
sx::Error refused(int status);

}
