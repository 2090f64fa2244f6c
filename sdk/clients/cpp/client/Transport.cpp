#include "client/Transport.h"

#include "client/Proxy.h"

#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/Thread.h>

#include <array>
#include <cstdlib>
#include <sstream>

namespace sx::client {

namespace {

using Poco::JSON::Object;
using Poco::Net::HTTPClientSession;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

constexpr int kAttempts = 6;
constexpr int kTimeoutSeconds = 60;

bool isLocalhost(const std::string& host)
{
	return host == "localhost" || (host.size() > 10 && host.ends_with(".localhost"));
}

bool isThisMachine(const std::string& host)
{
	const bool hasBrackets = host.starts_with('[') && host.ends_with(']');
	Poco::Net::IPAddress address;
	return isLocalhost(host) ||
		(Poco::Net::IPAddress::tryParse(hasBrackets ? host.substr(1, host.size() - 2) : host, address) &&
			address.isLoopback());
}

/// Says that a proxy, a firewall or a portal answered in the server's place: the server answers JSON, and names each of
/// its refusals. Nothing is known of what the server did, so the caller may try again.
[[noreturn]] void failBetween(const HTTPResponse& response)
{
	const auto status = std::to_string(response.getStatus());
	if (response.getStatus() == HTTPResponse::HTTP_REQUEST_ENTITY_TOO_LARGE)
		throw ClientError(Failure::Unreachable,
			"a proxy before the server takes no requests of this size (413); its operator must let 9 MB pass");
	throw ClientError(Failure::Unreachable,
		"a proxy, a firewall or a portal before the server answered in its place or refused (" + status + ")");
}

Object::Ptr parseObject(const HTTPResponse& response, const std::string& text)
try
{
	return Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
}
catch (const std::exception&)
{
	failBetween(response);
}

[[noreturn]] void fail(const HTTPResponse& response, const std::string& body)
{
	std::string code, title, field, renews;
	int triesLeft = -1;
	try
	{
		const auto problem = Poco::JSON::Parser().parse(body).extract<Object::Ptr>();
		code = problem->optValue<std::string>("code", "");
		field = problem->optValue<std::string>("field", "");
		renews = problem->optValue<std::string>("renews", "");
		title = problem->optValue<std::string>("detail", problem->optValue<std::string>("title", ""));
		triesLeft = problem->optValue<int>("tries_left", -1);
	}
	catch (const std::exception&)
	{ /* not a problem document: the status alone speaks */
	}
	const std::string tries = triesLeft >= 0 ? " (" + std::to_string(triesLeft) + " tries left)" : "";
	if (code == "refused")
		throw ClientError(Failure::Refused, "refused: the message is used up, expired, destroyed or unknown");
	if (code.starts_with("quota_"))
		throw ClientError(Failure::Limited, title + (renews.empty() ? "" : " (" + renews + ")") + " (" + code + ")");
	if (code.starts_with("rule_"))
		throw ClientError(
			Failure::Policy, "not sent: a rule of your company is against it (" + code + ", " + field + ")");
	if (code == "no_licence" || code == "subscription_ended" || code == "not_in_plan" || code == "plan_limit")
		throw ClientError(Failure::Policy, "not sent: " + title + " (" + code + ")");
	if (code == "wrong_secret") throw ClientError(Failure::WrongSecret, "wrong code or password" + tries);
	if (code == "locked") throw ClientError(Failure::WrongSecret, "too many wrong tries; wait, or ask the sender");
	if (code == "lease_over") throw ClientError(Failure::Refused, "the time to read this message is over");
	if (code == "gate_gone")
		throw ClientError(Failure::Server,
			"a protection of this message is not available on this server; nothing was used up: write to the sender");
	if (code == "parts_missing")
		throw ClientError(Failure::Incomplete, "parts of the message are not on the server yet");
	if (code == "over")
		throw ClientError(Failure::Refused, "the message is no draft any more: it was sent, or destroyed");
	if (response.getStatus() == 503 || response.getStatus() == 502 || response.getStatus() == 504)
		throw ClientError(Failure::Unreachable, "the server is not available now");
	if (code.empty()) failBetween(response);
	if (response.getStatus() == 404 || response.getStatus() == 410)
		throw ClientError(Failure::Refused, "the server has no such message (any more)");
	throw ClientError(Failure::Server,
		(title.empty() ? "the server refused" : title) + " (" + std::to_string(response.getStatus()) +
			(code.empty() ? "" : ", " + code) + (field.empty() ? "" : ", " + field) + ")");
}

/// Tells whether an answer has no body because none was promised.
bool hasNothing(const HTTPResponse& response)
{
	return response.getStatus() == HTTPResponse::HTTP_NO_CONTENT || response.getStatus() == HTTPResponse::HTTP_ACCEPTED;
}

std::string environment(const char* name)
{
	const char* value = std::getenv(name);
	return value ? value : "";
}

/// Returns the languages that the server is asked to answer in: the environment's ("es_MX.UTF-8"), then English.
std::string languages()
{
	for (const char* name: {"LC_ALL", "LC_MESSAGES", "LANG"})
		if (const auto value = environment(name); !value.empty())
		{
			const auto tag = value.substr(0, value.find_first_of("_.@"));
			const bool isTag = (tag.size() == 2 || tag.size() == 3) &&
				tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
			return isTag && tag != "en" ? tag + ", en" : "en";
		}
	return "en";
}

std::string readBody(std::istream& in, const HTTPResponse& response)
{
	// What a server that lies would send without an end must not fill the memory.
	constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
	std::string body;
	std::array<char, 64 * 1024> piece{};
	while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
	{
		body.append(piece.data(), static_cast<std::size_t>(in.gcount()));
		if (body.size() > kMostBytes) throw ClientError(Failure::Server, "the server's answer is too long");
	}
	if (response.hasContentLength() && response.getContentLength64() != static_cast<Poco::Int64>(body.size()))
		throw Poco::Net::ConnectionResetException("short answer");
	return body;
}

}

Transport::Transport(const std::string& server, std::string authorization): _authorization(std::move(authorization))
{
	try
	{
		_server = Poco::URI(server);
	}
	catch (const Poco::Exception&)
	{
		throw ClientError(Failure::Usage, "the server's address is not valid");
	}
	const bool isHttp = _server.getScheme() == "http", isHttps = _server.getScheme() == "https";
	if ((!isHttp && !isHttps) || _server.getHost().empty())
		throw ClientError(Failure::Usage, "the server's address begins with https://");
	if (isHttp && !isThisMachine(_server.getHost()))
		throw ClientError(Failure::Usage, "http:// is for this machine only; use https://");
	_origin = _server.getScheme() + "://" + _server.getAuthority();
}

std::unique_ptr<HTTPClientSession> Transport::connect() const
{
	const std::string host = isLocalhost(_server.getHost()) ? "127.0.0.1" : _server.getHost();
	std::unique_ptr<HTTPClientSession> session;
	if (_server.getScheme() == "https")
	{
		Poco::Net::Context::Ptr tls = new Poco::Net::Context(
			Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_STRICT, 9, true);
		tls->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
		session = std::make_unique<Poco::Net::HTTPSClientSession>(_server.getHost(), _server.getPort(), tls);
	}
	else
		session = std::make_unique<HTTPClientSession>(host, _server.getPort());
	if (const auto proxy = proxyFor(_server, environment)) session->setProxyConfig(*proxy);
	session->setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
	session->setKeepAlive(true);
	return session;
}

HTTPRequest Transport::request(const std::string& method, const std::string& path) const
{
	HTTPRequest request(method, path, HTTPRequest::HTTP_1_1);
	request.setHost(_server.getAuthority());
	request.set("Accept", "application/json, application/problem+json, application/octet-stream");
	request.set("Accept-Language", languages());
	request.set("User-Agent", "sx/1.0");
	if (!_authorization.empty()) request.set("Authorization", _authorization);
	return request;
}

void Transport::withRetries(bool repeatable, const Attempt& attempt)
{
	for (int tried = 1;; ++tried)
	{
		// A kept connection that the server has closed meanwhile is no failure, but only repeatable requests may use
		// it.
		if (!_session || !repeatable) _session = connect();
		try
		{
			return attempt(*_session);
		}
		catch (const Poco::Net::NetException& e)
		{
			_session.reset();
			if (!repeatable || tried >= kAttempts)
				throw ClientError(Failure::Unreachable, "cannot reach " + _origin + ": " + e.displayText());
		}
		catch (const Poco::TimeoutException&)
		{
			_session.reset();
			if (!repeatable || tried >= kAttempts)
				throw ClientError(Failure::Unreachable, _origin + " does not answer");
		}
		catch (const Poco::IOException& e)
		{
			_session.reset();
			if (!repeatable || tried >= kAttempts)
				throw ClientError(Failure::Unreachable, "the connection to " + _origin + " broke: " + e.displayText());
		}
		Poco::Thread::sleep(100L << tried);
	}
}

Object::Ptr Transport::call(
	const std::string& method, const std::string& path, const Object::Ptr& body, bool repeatable)
{
	Object::Ptr answer;
	withRetries(repeatable, [&](HTTPClientSession& session) {
		std::string text;
		if (body)
		{
			std::ostringstream out;
			body->stringify(out);
			text = out.str();
		}
		auto request = this->request(method, path);
		if (method != "GET")
		{
			if (body) request.setContentType("application/json");
			request.setContentLength64(static_cast<Poco::Int64>(text.size()));
		}
		session.sendRequest(request) << text << std::flush;
		HTTPResponse response;
		const auto received = readBody(session.receiveResponse(response), response);
		if (response.getStatus() >= 300) fail(response, received);
		answer = hasNothing(response) ? Object::Ptr() : parseObject(response, received);
	});
	return answer;
}

void Transport::put(const std::string& path, std::string_view bytes)
{
	const std::string hash = toHex(sha256(bytes));
	withRetries(true, [&](HTTPClientSession& session) {
		auto request = this->request("PUT", path);
		request.setContentType("application/octet-stream");
		request.setContentLength64(static_cast<Poco::Int64>(bytes.size()));
		request.set("X-Content-SHA256", hash);
		session.sendRequest(request).write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
		HTTPResponse response;
		const auto received = readBody(session.receiveResponse(response), response);
		if (response.getStatus() >= 300) fail(response, received);
		if (!hasNothing(response)) (void)parseObject(response, received);
	});
}

std::string Transport::range(const std::string& path, std::int64_t from, std::int64_t count)
{
	std::string bytes;
	withRetries(true, [&](HTTPClientSession& session) {
		auto request = this->request("GET", path);
		request.set("Range", "bytes=" + std::to_string(from) + "-" + std::to_string(from + count - 1));
		session.sendRequest(request);
		HTTPResponse response;
		bytes = readBody(session.receiveResponse(response), response);
		if (response.getStatus() >= 300) fail(response, bytes);
		if (response.getContentType().starts_with("text/")) failBetween(response);
		if (response.getStatus() != 206 || static_cast<std::int64_t>(bytes.size()) != count)
			throw ClientError(Failure::Damaged, "the server sent another part of the file than was asked for");
	});
	return bytes;
}

}
