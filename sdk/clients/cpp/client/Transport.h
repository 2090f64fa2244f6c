// Speaks HTTP to one server: keeps connections, retries lost ones, turns problems into ClientError.
#pragma once
#include "client/Primitives.h"

#include <Poco/JSON/Object.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/URI.h>

#include <functional>
#include <memory>

namespace sx::client {

/// Sends requests to one server. Connects to the loopback address for localhost and names below .localhost (RFC 6761),
/// which Poco would look up. [one thread] Since: SDK 1.0
class Transport
{
public:
	/// Makes a client of server ("https://acme.example.com"). authorization: the whole header's value, or empty. Throws
	/// Usage.
	explicit Transport(const std::string& server, std::string authorization = {});

	/// Sends a JSON body (null: none) and returns the JSON response (null for 204). Retries after a lost connection
	/// only if `repeatable`. Throws what the server's problem means, or Unreachable.
	Poco::JSON::Object::Ptr call(const std::string& method,
		const std::string& path,
		const Poco::JSON::Object::Ptr& body,
		bool repeatable = true);

	/// PUTs bytes with their SHA-256; retries after a lost connection.
	void put(const std::string& path, std::string_view bytes);

	/// GETs bytes [from, from + count) of a file; retries after a lost connection.
	std::string range(const std::string& path, std::int64_t from, std::int64_t count);

	/// Sets the Authorization header of later requests: "Lease …".
	void authorize(std::string authorization) { _authorization = std::move(authorization); }

	const std::string& origin() const noexcept { return _origin; }

private:
	using Attempt = std::function<void(Poco::Net::HTTPClientSession&)>;
	void withRetries(bool repeatable, const Attempt& attempt);
	std::unique_ptr<Poco::Net::HTTPClientSession> connect() const;
	Poco::Net::HTTPRequest request(const std::string& method, const std::string& path) const;

	Poco::URI _server;
	std::string _origin;
	std::string _authorization;
	std::unique_ptr<Poco::Net::HTTPClientSession> _session;
};

}
