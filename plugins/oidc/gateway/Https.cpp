#include "gateway/Https.h"

#include "sx/network.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <istream>
#include <ostream>

namespace sx::oidc {

namespace {

using Poco::Net::IPAddress;

constexpr std::size_t kMostAddresses = 3;  // of one name that are tried

Error tryLater(std::string detail) { return failed(Code::Unavailable, "identity provider: " + std::move(detail)); }

std::optional<IPAddress> addressOf(const std::string& text)
{
	IPAddress out;
	if (IPAddress::tryParse(text, out)) return out;
	return std::nullopt;
}

/// Returns the addresses of a name. All must be allowed: a name with a public and a private one is a trap.
Poco::Net::HostEntry::AddressList allowedAddresses(const std::string& host, const Limits& limits)
{
	auto plain = host;
	if (plain.starts_with('[') && plain.ends_with(']')) plain = plain.substr(1, plain.size() - 2);
	Poco::Net::HostEntry::AddressList all;
	if (const auto literal = addressOf(plain))
		all.push_back(*literal);
	else
		all = Poco::Net::DNS::hostByName(plain).addresses();
	for (const auto& each: all)
		if (!mayCall(each.toString(), limits.privateNetworks))
			throw Poco::Net::NetException("an address in a private network");
	if (all.empty()) throw Poco::Net::HostNotFoundException("no address");
	if (all.size() > kMostAddresses) all.resize(kMostAddresses);
	return all;
}

Poco::Net::Context::Ptr makeContext(const std::string& caFile)
{
	using Poco::Net::Context;
	Context::Ptr context = new Context(Context::TLS_CLIENT_USE, caFile, Context::VERIFY_STRICT, 9, true);
	context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
	context->enableExtendedCertificateVerification(true);
	return context;
}

/// Connects to an address that was checked, whatever the host's name means by then.
class PinnedSession final: public Poco::Net::HTTPSClientSession
{
public:
	PinnedSession(const Poco::URI& uri, IPAddress address, const std::string& caFile):
		HTTPSClientSession(uri.getHost(), uri.getPort(), makeContext(caFile)), _address(address, uri.getPort())
	{
	}

protected:
	void connect(const Poco::Net::SocketAddress&) override { HTTPSClientSession::connect(_address); }

private:
	const Poco::Net::SocketAddress _address;
};

struct Call
{
	std::string method, body{};
	std::string bearer{}, user{}, password{};
};

/// Reads the body to its end, and no further than the limits.
std::string read(std::istream& in, std::chrono::steady_clock::time_point until)
{
	std::string out;
	std::array<char, 4096> block{};
	while (in.good())
	{
		in.read(block.data(), static_cast<std::streamsize>(block.size()));
		out.append(block.data(), static_cast<std::size_t>(in.gcount()));
		if (out.size() > Https::kMostBytes) throw Poco::Net::NetException("a reply of over 256 KiB");
		if (std::chrono::steady_clock::now() > until) throw Poco::TimeoutException();
	}
	return out;
}

Reply talkTo(const IPAddress& address, const Poco::URI& uri, const Call& call, const Limits& limits)
{
	const auto until = std::chrono::steady_clock::now() + 3 * limits.timeout;

	PinnedSession session(uri, address, limits.caFile);
	session.setTimeout(Poco::Timespan(limits.timeout.count(), 0));
	Poco::Net::HTTPRequest request(
		call.method, uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
	request.setHost(uri.getHost(), uri.getPort());
	request.setKeepAlive(false);
	request.set("User-Agent", "secure-exchanges");
	request.set("Accept", "application/json");
	if (!call.bearer.empty()) request.set("Authorization", "Bearer " + call.bearer);
	if (!call.user.empty()) Poco::Net::HTTPBasicCredentials(call.user, call.password).authenticate(request);
	if (call.method == "POST")
	{
		request.setContentType("application/x-www-form-urlencoded");
		request.setContentLength64(static_cast<Poco::Int64>(call.body.size()));
	}
	session.sendRequest(request).write(call.body.data(), static_cast<std::streamsize>(call.body.size())).flush();
	Poco::Net::HTTPResponse response;
	auto& in = session.receiveResponse(response);
	return {response.getStatus(), read(in, until)};
}

Reply talk(const std::string& url, const Call& call, const Limits& limits)
{
	const Poco::URI uri(url);
	if (uri.getScheme() != "https" || uri.getHost().empty() || !uri.getUserInfo().empty())
		throw Poco::Net::NetException("not an https URL");
	const auto all = allowedAddresses(uri.getHost(), limits);
	for (std::size_t i = 0;; ++i) try
		{
			return talkTo(all[i], uri, call, limits);
		}
		catch (const Poco::Net::ConnectionRefusedException&)
		{
			if (i + 1 == all.size()) throw;
		}
}

Result<Reply> guarded(const std::string& url, const Call& call, const Limits& limits) noexcept
try
{
	return talk(url, call, limits);
}
catch (const Poco::TimeoutException&)
{
	return tryLater("no answer in time");
}
catch (const Poco::Net::SSLException& e)
{
	return tryLater(std::string("TLS: ") + e.displayText());
}
catch (const Poco::Exception& e)
{
	return tryLater(std::string(e.className()) + ": " + e.message());
}
catch (const std::exception& e)
{
	return tryLater(e.what());
}

}

Result<Reply> Https::get(const std::string& url, std::string_view bearer) const noexcept
{
	return guarded(url, {.method = "GET", .bearer = std::string(bearer)}, _limits);
}

Result<Reply> Https::post(
	const std::string& url, const std::string& form, const std::string& user, std::string_view password) const noexcept
{
	return guarded(url, {.method = "POST", .body = form, .user = user, .password = std::string(password)}, _limits);
}

}
