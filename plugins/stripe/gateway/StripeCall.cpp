#include "gateway/StripeCall.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/URI.h>

#include <istream>
#include <memory>
#include <ostream>

namespace sx::stripe {

namespace {

constexpr std::size_t kMostBytes = 262'144;
constexpr const char* kVersion = "2024-06-20";  // of the API, whose fields domain/Session.cpp reads

Error tryLater(std::string detail) { return failed(Code::Unavailable, std::move(detail)); }

std::unique_ptr<Poco::Net::HTTPClientSession> open(const Poco::URI& uri, const Endpoint& endpoint)
{
	using Poco::Net::Context;
	std::unique_ptr<Poco::Net::HTTPClientSession> session;
	if (uri.getScheme() == "https")
	{
		Context::Ptr context = new Context(Context::TLS_CLIENT_USE, endpoint.caFile, Context::VERIFY_STRICT, 9, true);
		context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
		context->enableExtendedCertificateVerification(true);
		session = std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
	}
	else
		session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
	session->setTimeout(Poco::Timespan(endpoint.timeout.count(), 0));
	return session;
}

std::pair<int, std::string> talk(const Endpoint& endpoint, const Call& call)
{
	using Poco::Net::HTTPRequest;
	const Poco::URI uri(endpoint.url + call.path);
	auto session = open(uri, endpoint);
	HTTPRequest request(call.form.empty() ? HTTPRequest::HTTP_GET : HTTPRequest::HTTP_POST,
		uri.getPathAndQuery(),
		Poco::Net::HTTPMessage::HTTP_1_1);
	request.set("User-Agent", "secure-exchanges");
	request.set("Authorization", "Bearer " + std::string(endpoint.key.reveal()));
	request.set("Stripe-Version", kVersion);
	if (!call.idempotencyKey.empty()) request.set("Idempotency-Key", call.idempotencyKey);
	if (!call.form.empty())
	{
		request.setContentType("application/x-www-form-urlencoded");
		request.setContentLength64(static_cast<Poco::Int64>(call.form.size()));
	}
	session->sendRequest(request) << call.form << std::flush;
	Poco::Net::HTTPResponse response;
	auto& in = session->receiveResponse(response);
	std::string body(kMostBytes, '\0');
	in.read(body.data(), static_cast<std::streamsize>(body.size()));
	body.resize(static_cast<std::size_t>(in.gcount()));
	return {response.getStatus(), std::move(body)};
}

}

Result<Reply> call(const Endpoint& endpoint, const Json& json, const Call& wanted) noexcept
try
{
	const auto [status, body] = talk(endpoint, wanted);
	auto parsed = json.parse(body);
	if (!parsed) return tryLater("Stripe: status " + std::to_string(status) + ", and no JSON");
	return Reply{status, std::move(*parsed)};
}
catch (const Poco::Net::SSLException& e)
{
	return tryLater(std::string("Stripe: TLS: ") + e.displayText());
}
catch (const Poco::TimeoutException&)
{
	return tryLater("Stripe: no answer in time");
}
catch (const Poco::Exception& e)
{
	return tryLater(std::string("Stripe: ") + e.className());
}
catch (const std::exception& e)
{
	return tryLater(std::string("Stripe: ") + e.what());
}

}
