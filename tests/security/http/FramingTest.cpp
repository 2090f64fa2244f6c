// Tests that it is never ambiguous where one request ends and the next begins: smuggling, lengths, encodings,
// pipelines.
#include "tests/support/HttpRig.h"

#include <thread>

using namespace sx;
using namespace sx::test;

class FramingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FramingTest);
	CPPUNIT_TEST(refusesALengthTogetherWithAnEncoding);
	CPPUNIT_TEST(refusesTwoLengthsEvenWhenTheyAgree);
	CPPUNIT_TEST(refusesLengthsThatAreNoPlainNumber);
	CPPUNIT_TEST(refusesEncodedBodies);
	CPPUNIT_TEST(demandsALengthWhereABodyIsExpected);
	CPPUNIT_TEST(neverTakesAnUnreadBodyForARequest);
	CPPUNIT_TEST(neverTakesTheBodyOfARefusedRequestForARequest);
	CPPUNIT_TEST(closesInsteadOfDrainingALargeBody);
	CPPUNIT_TEST(deliversARefusalBeforeItClosesOnALargeBody);
	CPPUNIT_TEST(drainsASmallUnreadBodyAndGoesOn);
	CPPUNIT_TEST(closesWhenTheClientMayOrMayNotSendItsBody);
	CPPUNIT_TEST(answersPipelinedRequestsInOrder);
	CPPUNIT_TEST(answersThousandsOfPipelinedRequests);
	CPPUNIT_TEST(answersPipelinedRequestsWithBodies);
	CPPUNIT_TEST(answersNothingAfterTheLastRequestOfAConnection);
	CPPUNIT_TEST(neverHandlesAShortBody);
	CPPUNIT_TEST(refusesABodyOverTheLimitOfItsRoute);
	CPPUNIT_TEST(refusesNothingOfExactlyTheLimit);
	CPPUNIT_TEST_SUITE_END();

	HttpRig rig;
	std::atomic<int> handled{0};

public:
	void setUp() override
	{
		const Handler count = [this](Request& r) -> Result<Response> {
			++handled;
			return Response::text("[" + std::string(r.body()) + "]", "text/plain");
		};
		rig.get("/", count);
		auto post = route(Method::Post, "/", count);
		post.maxBodyBytes = 1000;
		rig.add(post);
		auto refusing = route(Method::Post, "/refuses", [this](Request&) -> Result<Response> {
			++handled;
			return Error{Code::Denied};
		});
		refusing.receives = true;
		rig.add(refusing);
		rig.get("/number/{n}",
			[](Request& r) -> Result<Response> { return Response::text(r.parameter("n"), "text/plain"); });
		rig.options.maxDrainBytes = 10'000;
		rig.start();
	}

	/// Asserts that the request is refused with this status, that nothing is handled, and that the connection ends.
	void refuses(int status, const std::string& request)
	{
		const int before = handled;
		auto client = rig.client();
		const auto answer = client.ask(request);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(request, status, answer.status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(request, std::string("close"), answer.header("Connection"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(request, std::string(), client.readAll());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(request, before, handled.load());
	}

	static std::string post(std::string_view headers, std::string_view body = {})
	{
		return "POST / HTTP/1.1\r\nHost: acme.test\r\n" + std::string(headers) + "\r\n" + std::string(body);
	}

	void refusesALengthTogetherWithAnEncoding()
	{
		const std::string smuggled = "0\r\n\r\nGET / HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		refuses(400, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", smuggled));
		refuses(400, post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", smuggled));
		refuses(400, post("Content-Length: 5\r\nTransfer-Encoding: identity\r\n", smuggled));
		refuses(400, post("Content-Length: 5\r\nTransfer-Encoding: \r\n", smuggled));
	}

	void refusesTwoLengthsEvenWhenTheyAgree()
	{
		refuses(400, post("Content-Length: 3\r\nContent-Length: 0\r\n", "abc"));
		refuses(400, post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"));
		refuses(400, post("Content-Length: 3\r\ncontent-length: 3\r\n", "abc"));
		refuses(400, post("Content-Length: 3, 3\r\n", "abc"));
	}

	void refusesLengthsThatAreNoPlainNumber()
	{
		for (const auto* length:
			{"+3", "-3", "0x3", "3 3", "3;", "", "three", "3.0", "99999999999999999999", "1e1", "\t", "\"3\""})
			refuses(400, post("Content-Length: " + std::string(length) + "\r\n", "abc"));
	}

	void refusesEncodedBodies()
	{
		refuses(411, post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"));
		refuses(501, post("Transfer-Encoding: gzip, chunked\r\n", "x"));
		refuses(501, post("Transfer-Encoding: xchunked\r\n", "x"));
		refuses(400,
			post("Transfer-Encoding: \x0b"
				 "chunked\r\n",
				"x"));
		refuses(400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "x"));
		refuses(400, "POST / HTTP/1.0\r\nHost: acme.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
		refuses(411, "GET / HTTP/1.1\r\nHost: acme.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
	}

	void demandsALengthWhereABodyIsExpected()
	{
		for (const auto* method: {"POST", "PUT", "PATCH"})
			refuses(411, std::string(method) + " / HTTP/1.1\r\nHost: acme.test\r\n\r\n");
	}

	void neverTakesAnUnreadBodyForARequest()
	{
		auto client = rig.client();
		const std::string smuggled = "GET /number/666 HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		client.send("GET / HTTP/1.1\r\nHost: acme.test\r\nContent-Length: " + std::to_string(smuggled.size()) +
			"\r\n\r\n" + smuggled + kGet);
		CPPUNIT_ASSERT_EQUAL("[" + smuggled + "]", client.read().body);
		CPPUNIT_ASSERT_EQUAL(std::string("[]"), client.read().body);
		CPPUNIT_ASSERT(client.isSilent(50));
	}

	void neverTakesTheBodyOfARefusedRequestForARequest()
	{
		const std::string smuggled = "GET /number/666 HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		const auto length = "Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n";
		for (const auto* start: {"POST /refuses", "POST /missing", "PUT /", "POST /number/1", "DELETE /"})
		{
			auto client = rig.client();
			client.send(std::string(start) + " HTTP/1.1\r\nHost: acme.test\r\n" + length + smuggled + kGet);
			CPPUNIT_ASSERT_MESSAGE(start, client.read().status >= 400);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(start, std::string("[]"), client.read().body);
			CPPUNIT_ASSERT_MESSAGE(start, client.isSilent(20));
		}
	}

	void closesInsteadOfDrainingALargeBody()
	{
		auto client = rig.client();
		const auto answer = client.ask("POST /refuses HTTP/1.1\r\nHost: acme.test\r\nContent-Length: 10001\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(403, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("close"), answer.header("Connection"));
		client.send(kGet);
		CPPUNIT_ASSERT_EQUAL(std::string(), client.readAll());
	}

	void deliversARefusalBeforeItClosesOnALargeBody()
	{
		auto client = rig.client();
		std::thread sending([&] {
			client.send("POST /refuses HTTP/1.1\r\nHost: acme.test\r\nContent-Length: 3000000\r\n\r\n" +
				std::string(3'000'000, 'x'));
		});
		sending.join();
		CPPUNIT_ASSERT_EQUAL(403, client.read().status);
	}

	void drainsASmallUnreadBodyAndGoesOn()
	{
		auto client = rig.client();
		const auto answer = client.ask("POST /refuses HTTP/1.1\r\nHost: acme.test\r\nContent-Length: 10000\r\n\r\n" +
			std::string(10'000, 'x') + kGet);
		CPPUNIT_ASSERT_EQUAL(403, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("[]"), client.read().body);
	}

	void closesWhenTheClientMayOrMayNotSendItsBody()
	{
		auto client = rig.client();
		const auto answer = client.ask(
			"POST /refuses HTTP/1.1\r\nHost: acme.test\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(403, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("close"), answer.header("Connection"));
		client.send(kGet);
		CPPUNIT_ASSERT_EQUAL(std::string(), client.readAll());
	}

	void answersPipelinedRequestsInOrder()
	{
		auto client = rig.client();
		std::string all;
		for (int i = 0; i < 50; ++i) all += "GET /number/" + std::to_string(i) + " HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		client.send(all);
		for (int i = 0; i < 50; ++i) CPPUNIT_ASSERT_EQUAL(std::to_string(i), client.read().body);
	}

	void answersThousandsOfPipelinedRequests()
	{
		// The I/O worker answers these refusals itself: a recursion per request would overflow its stack.
		auto client = rig.client();
		std::string all;
		for (int i = 0; i < 20'000; ++i) all += "GET /x HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		std::thread sending([&] { client.send(all); });
		for (int i = 0; i < 20'000; ++i) CPPUNIT_ASSERT_EQUAL(404, client.read().status);
		sending.join();
	}

	void answersPipelinedRequestsWithBodies()
	{
		auto client = rig.client();
		std::string all;
		for (int i = 0; i < 20; ++i)
		{
			const auto body = "body " + std::to_string(i);
			all += post("Content-Length: " + std::to_string(body.size()) + "\r\n", body) +
				"\r\n";  // the stray empty line that old clients send
		}
		client.send(all);
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL("[body " + std::to_string(i) + "]", client.read().body);
	}

	void answersNothingAfterTheLastRequestOfAConnection()
	{
		auto client = rig.client();
		client.send("GET / HTTP/1.1\r\nHost: acme.test\r\nConnection: close\r\n\r\n" + kGet);
		CPPUNIT_ASSERT_EQUAL(200, client.read().status);
		CPPUNIT_ASSERT_EQUAL(std::string(), client.readAll());
		CPPUNIT_ASSERT_EQUAL(1, handled.load());
	}

	void neverHandlesAShortBody()
	{
		auto client = rig.client();
		client.send(post("Content-Length: 10\r\n", "short"));
		client.halfClose();
		CPPUNIT_ASSERT_EQUAL(std::string(), client.readAll());
		CPPUNIT_ASSERT_EQUAL(0, handled.load());
	}

	void refusesABodyOverTheLimitOfItsRoute()
	{
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(413, client.ask(post("Content-Length: 1001\r\n", std::string(1001, 'x'))).status);
		CPPUNIT_ASSERT_EQUAL(413, rig.ask("POST /", {}, std::string(2'000'000, 'x')).status);
		CPPUNIT_ASSERT_EQUAL(0, handled.load());
		CPPUNIT_ASSERT_EQUAL(std::string("[]"), client.ask(kGet).body);
	}

	void refusesNothingOfExactlyTheLimit()
	{
		CPPUNIT_ASSERT_EQUAL(std::size_t(1002), rig.ask("POST /", {}, std::string(1000, 'x')).body.size());
	}
};

namespace framing {
CPPUNIT_TEST_SUITE_REGISTRATION(FramingTest);
}
