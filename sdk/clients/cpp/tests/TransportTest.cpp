// Tests what may stand between sx and the server: proxies that the environment names, portals and firewalls that answer
// in the server's place.
#include "client/Transport.h"
#include "client/Proxy.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <map>
#include <set>

using namespace sx::client;
using namespace Poco::Net;

namespace {

struct Answer
{
	int status = 200;
	std::string type = "text/html", body = "<html><h1>Sign in to the guests' network</h1></html>";
};

class Handler: public HTTPRequestHandler
{
public:
	explicit Handler(const Answer& answer): _answer(answer) {}
	void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override
	{
		Poco::NullOutputStream nothing;
		Poco::StreamCopier::copyStream(request.stream(), nothing);
		response.setStatus(static_cast<HTTPResponse::HTTPStatus>(_answer.status));
		response.setContentType(_answer.type);
		response.setContentLength(static_cast<std::streamsize>(_answer.body.size()));
		response.send() << _answer.body;
	}

private:
	const Answer& _answer;
};

class Factory: public HTTPRequestHandlerFactory
{
public:
	explicit Factory(const Answer& answer): _answer(answer) {}
	HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override { return new Handler(_answer); }

private:
	const Answer& _answer;
};

}

class TransportTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TransportTest);
	CPPUNIT_TEST(tellsWhoAnswersInTheServersPlace);
	CPPUNIT_TEST(believesTheServersOwnAnswers);
	CPPUNIT_TEST(findsTheProxyOfTheEnvironment);
	CPPUNIT_TEST(speaksHttpToThisMachineAlone);
	CPPUNIT_TEST_SUITE_END();

	static std::set<Failure> failures(const Answer& answer)
	{
		ServerSocket socket(SocketAddress("127.0.0.1", 0));
		HTTPServer server(new Factory(answer), socket, new HTTPServerParams);
		server.start();
		Transport transport("http://127.0.0.1:" + std::to_string(socket.address().port()));
		std::set<Failure> out;
		const auto note = [&](const auto& work) {
			try
			{
				work();
			}
			catch (const ClientError& e)
			{
				out.insert(e.failure());
			}
		};
		note([&] { transport.call("POST", "/m/x/open", new Poco::JSON::Object); });
		note([&] { transport.put("/parts/0", "sealed"); });
		note([&] { transport.range("/m/x/files/y", 0, 6); });
		server.stopAll(true);
		return out;
	}

	void tellsWhoAnswersInTheServersPlace()
	{
		for (const int status: {200, 302, 401, 403, 404, 407, 410, 413, 429, 500, 502, 511})
			CPPUNIT_ASSERT_MESSAGE(
				std::to_string(status), failures({.status = status}) == std::set{Failure::Unreachable});
		CPPUNIT_ASSERT(failures({.status = 404, .type = "application/json", .body = "{\"error\":\"blocked\"}"}) ==
			std::set{Failure::Unreachable});
	}

	void believesTheServersOwnAnswers()
	{
		const auto problem = [](int status, const std::string& code) {
			return Answer{status, "application/problem+json", "{\"title\":\"x\",\"code\":\"" + code + "\"}"};
		};
		CPPUNIT_ASSERT(failures(problem(404, "refused")) == std::set{Failure::Refused});
		CPPUNIT_ASSERT(failures(problem(404, "not_found")) == std::set{Failure::Refused});
		CPPUNIT_ASSERT(failures(problem(403, "denied")) == std::set{Failure::Server});
		CPPUNIT_ASSERT(failures({200, "application/json", "{}"}) == std::set{Failure::Damaged});  // no range
	}

	static std::string proxyOf(const std::string& server, const std::map<std::string, std::string>& environment)
	{
		const auto found = proxyFor(Poco::URI(server), [&](const char* name) {
			const auto value = environment.find(name);
			return value == environment.end() ? std::string() : value->second;
		});
		if (!found) return "direct";
		return found->host + ":" + std::to_string(found->port) +
			(found->username.empty() ? "" : " " + found->username + "/" + found->password);
	}

	void findsTheProxyOfTheEnvironment()
	{
		const std::string server = "https://acme.example.com";
		CPPUNIT_ASSERT_EQUAL(std::string("direct"), proxyOf(server, {}));
		CPPUNIT_ASSERT_EQUAL(std::string("p:3128"), proxyOf(server, {{"HTTPS_PROXY", "http://p:3128"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("p:3128"), proxyOf(server, {{"https_proxy", "p:3128"}, {"ALL_PROXY", "q:1"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("q:80"), proxyOf(server, {{"all_proxy", "http://q"}, {"HTTP_PROXY", "r:1"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("::1:8080"), proxyOf(server, {{"HTTPS_PROXY", "http://[::1]:8080/"}}));
		CPPUNIT_ASSERT_EQUAL(
			std::string("p:3128 ana/s@cret"), proxyOf(server, {{"HTTPS_PROXY", "http://ana:s%40cret@p:3128"}}));
		const auto without = [&](const std::string& from, const std::string& list) {
			return proxyOf(from, {{"HTTPS_PROXY", "http://p:3128"}, {"NO_PROXY", list}});
		};
		for (const auto* list: {"*",
				 "acme.example.com",
				 "x, ACME.Example.com",
				 ".example.com",
				 "*.example.com",
				 "example.com:443",
				 "x example.com"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(list, std::string("direct"), without(server, list));
		for (const auto* list: {"", "ample.com", "example.com:8443", "acme.example.org", "10.0.0.0/8", ".", "*."})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(list, std::string("p:3128"), without(server, list));
		CPPUNIT_ASSERT_EQUAL(std::string("direct"), without("https://10.1.2.3", "10.0.0.0/8"));
		CPPUNIT_ASSERT_EQUAL(std::string("p:3128"), without("https://11.1.2.3", "10.0.0.0/8"));
		CPPUNIT_ASSERT_EQUAL(std::string("direct"), without("https://[fd00::1]", "fd00::/8"));
		CPPUNIT_ASSERT_EQUAL(std::string("direct"), without("https://[fd00::1]:443", "[fd00::1]:443"));
		for (const auto* proxy: {"socks5://p:1080", "https://p:3128", "http://", "http://p:port"})
			CPPUNIT_ASSERT_THROW(proxyOf(server, {{"HTTPS_PROXY", proxy}}), ClientError);
	}

	void speaksHttpToThisMachineAlone()
	{
		for (const auto* here: {"http://localhost:1", "http://a.localhost", "http://127.0.0.1:1", "http://[::1]:1"})
			CPPUNIT_ASSERT_NO_THROW(Transport{here});
		for (const auto* away: {"http://example.com", "http://127.example.com", "http://[::2]", "ftp://localhost", "x"})
			CPPUNIT_ASSERT_THROW(Transport{away}, ClientError);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TransportTest);
