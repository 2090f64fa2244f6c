#include "gateway/GatewayCall.h"

#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPBufferAllocator.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/URI.h>

#include <array>
#include <cstring>
#include <istream>
#include <memory>
#include <ostream>

namespace sx::sms {

namespace {

constexpr std::size_t kMaxResponse = 65'536;
constexpr std::chrono::seconds kProbeKept{30};

Error tryLater(std::string detail) { return failed(Code::Unavailable, std::move(detail)); }

Poco::Net::Context::Ptr makeContext(const std::string& caFile)
{
	using Poco::Net::Context;
	Context::Ptr context = new Context(Context::TLS_CLIENT_USE, caFile, Context::VERIFY_STRICT, 9, true);
	context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
	context->enableExtendedCertificateVerification(true);
	return context;
}

std::unique_ptr<Poco::Net::HTTPClientSession> open(const Poco::URI& uri, const Endpoint& endpoint)
{
	std::unique_ptr<Poco::Net::HTTPClientSession> session;
	if (uri.getScheme() == "https")
		session = std::make_unique<Poco::Net::HTTPSClientSession>(
			uri.getHost(), uri.getPort(), makeContext(endpoint.caFile));
	else
		session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
	session->setTimeout(Poco::Timespan(endpoint.timeout.count(), 0));
	return session;
}

/// Wipes, when a session is over, the buffers in which it had the text: Poco keeps them for the next session, and hands
/// out those first that came back last.
struct WipedBuffers
{
	WipedBuffers() = default;
	WipedBuffers(const WipedBuffers&) = delete;
	WipedBuffers& operator=(const WipedBuffers&) = delete;
	~WipedBuffers()
	{
		using Pool = Poco::Net::HTTPBufferAllocator;
		std::array<char*, 8> buffers{};  // more than a session has
		for (auto& each: buffers)
		{
			each = Pool::allocate(Pool::BUFFER_SIZE);
			::explicit_bzero(each, Pool::BUFFER_SIZE);
		}
		for (auto* each: buffers) Pool::deallocate(each, Pool::BUFFER_SIZE);
	}
};

GatewayResponse talk(const Endpoint& endpoint, const GatewayCall& call)
{
	const WipedBuffers wipedAfterTheSession;
	const Poco::URI uri(endpoint.url);
	auto session = open(uri, endpoint);
	Poco::Net::HTTPRequest request(
		call.method, uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
	request.set("User-Agent", "secure-exchanges");
	request.set("Accept", "*/*");
	for (const auto& [name, value]: call.headers) request.set(name, value);
	if (call.basicAuth)
		Poco::Net::HTTPBasicCredentials(endpoint.user, std::string(endpoint.password.reveal())).authenticate(request);
	if (call.method != "GET")
	{
		request.setContentType(call.contentType);
		request.setContentLength64(static_cast<Poco::Int64>(call.body.size()));
	}
	session->sendRequest(request)
		.write(call.body.data(), static_cast<std::streamsize>(call.method == "GET" ? 0 : call.body.size()))
		.flush();
	Poco::Net::HTTPResponse response;
	auto& in = session->receiveResponse(response);
	GatewayResponse out{response.getStatus(), std::string(kMaxResponse, '\0')};
	in.read(out.body.data(), static_cast<std::streamsize>(out.body.size()));
	out.body.resize(static_cast<std::size_t>(in.gcount()));
	return out;
}

}

Result<GatewayResponse> callGateway(const Endpoint& endpoint, const GatewayCall& call) noexcept
try
{
	if (endpoint.url.empty()) return tryLater("no gateway: set plugins.settings.sms.url");
	return talk(endpoint, call);
}
catch (const Poco::Net::SSLException& e)
{
	return tryLater(std::string("SMS gateway: TLS: ") + e.displayText());
}
catch (const Poco::TimeoutException&)
{
	return tryLater("SMS gateway: no answer in time");
}
catch (const Poco::Exception& e)
{
	return tryLater(std::string("SMS gateway: ") + e.className());  // the exception's text may contain the URL
}
catch (const std::exception& e)
{
	return tryLater(std::string("SMS gateway: ") + e.what());
}

Result<> Probe::check(const std::string& url, const Clock& clock) noexcept
{
	std::lock_guard lock(_mutex);
	const auto now = clock.now();
	if (_checkedAt != Instant{} && now - _checkedAt < kProbeKept) return _found;
	_checkedAt = now;
	_found = {};
	if (url.empty())
	{
		_found = tryLater("no gateway: set plugins.settings.sms.url");
		return _found;
	}
	try
	{
		const Poco::URI uri(url);
		Poco::Net::StreamSocket socket;
		socket.connect(Poco::Net::SocketAddress(uri.getHost(), uri.getPort()), Poco::Timespan(2, 0));
	}
	catch (const Poco::Exception& e)
	{
		_found = tryLater(
			std::string("SMS gateway: cannot connect to the host of plugins.settings.sms.url: ") + e.className());
	}
	return _found;
}

Result<> checkUrl(const std::string& url) noexcept
try
{
	const Poco::URI uri(url);
	if ((uri.getScheme() == "http" || uri.getScheme() == "https") && !uri.getHost().empty()) return {};
	return invalid("url", "url is http:// or https:// and a host");
}
catch (const Poco::Exception&)
{
	return invalid("url", "url is no URL");
}

Error refused(int status)
{
	const bool isMended = status == 401 || status == 402 || status == 403 || status == 404 || status == 407 ||
		status == 408 || status == 425 || status == 429;
	auto error = tryLater("SMS gateway: status " + std::to_string(status));
	if (status >= 400 && status < 500 && !isMended) error.code = Code::Invalid;
	return error;
}

}
