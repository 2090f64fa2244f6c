// Tests request heads that two parsers could read differently, and heads that exceed the limits.
#include "tests/support/HttpRig.h"

using namespace sx;
using namespace sx::test;

class HeadTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(HeadTest);
	CPPUNIT_TEST(refusesMalformedStartLines);
	CPPUNIT_TEST(refusesOtherFormsOfTarget);
	CPPUNIT_TEST(refusesOtherVersions);
	CPPUNIT_TEST(refusesHeadersThatAreNotOne);
	CPPUNIT_TEST(refusesBareLineEnds);
	CPPUNIT_TEST(demandsExactlyOneHost);
	CPPUNIT_TEST(takesOneAuthorizationAtMost);
	CPPUNIT_TEST(refusesHostsThatAreNoName);
	CPPUNIT_TEST(refusesUnknownHosts);
	CPPUNIT_TEST(takesEncodedWordsInHeadersLiterally);
	CPPUNIT_TEST(refusesHeadsThatAreTooLong);
	CPPUNIT_TEST(refusesTooManyHeaders);
	CPPUNIT_TEST(refusesAnEndlessTargetBeforeItsEnd);
	CPPUNIT_TEST(refusesAnEndlessHeaderBeforeItsEnd);
	CPPUNIT_TEST(refusesPathTricks);
	CPPUNIT_TEST(refusesBrokenQueries);
	CPPUNIT_TEST(namesTheMethodsThatAPathHas);
	CPPUNIT_TEST(surviveRandomBytes);
	CPPUNIT_TEST_SUITE_END();

	HttpRig rig;

public:
	void setUp() override
	{
		rig.get("/", [](Request& r) -> Result<Response> {
			return Response::text(r.header("X-Echo").value_or(""), "text/plain");
		});
		rig.get("/p/{name}", hello);
		rig.post("/p/{name}", hello);
		rig.start();
	}

	int statusOf(std::string_view bytes)
	{
		auto client = rig.client();
		return client.ask(bytes).status;
	}

	void refuses(int status, const std::string& bytes)
	{
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL_MESSAGE(bytes, status, client.ask(bytes).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(bytes, std::string(), client.readAll());
	}

	static std::string with(std::string_view lines)
	{
		return "GET / HTTP/1.1\r\nHost: acme.test\r\n" + std::string(lines) + "\r\n";
	}

	void refusesMalformedStartLines()
	{
		for (const auto* line: {"GET",
				 "GET /",
				 "GET  / HTTP/1.1",
				 "GET / HTTP/1.1 ",
				 " GET / HTTP/1.1",
				 "G@T / HTTP/1.1",
				 "GET\t/\tHTTP/1.1",
				 "GET / / HTTP/1.1",
				 "GET /\x01 HTTP/1.1",
				 "GET /\xc3\xa9 HTTP/1.1",
				 "GET /<a> HTTP/1.1",
				 "GET / http/1.1",
				 "/ GET HTTP/1.1",
				 "GET /#x HTTP/1.1"})
			refuses(400, std::string(line) + "\r\nHost: acme.test\r\n\r\n");
		refuses(400, std::string("GET /\0 HTTP/1.1\r\nHost: acme.test\r\n\r\n", 38));
	}

	void refusesOtherFormsOfTarget()
	{
		for (const auto* target:
			{"http://acme.test/", "http://evil.test/", "acme.test:80", "*", "//acme.test/", "\\", "/\\x", "?x", "p/x"})
			refuses(400, "GET " + std::string(target) + " HTTP/1.1\r\nHost: acme.test\r\n\r\n");
		refuses(400, "CONNECT acme.test:443 HTTP/1.1\r\nHost: acme.test\r\n\r\n");
	}

	void refusesOtherVersions()
	{
		for (const auto* version: {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/1.10", "HTTP/1"})
			refuses(505, "GET / " + std::string(version) + "\r\nHost: acme.test\r\n\r\n");
		refuses(400, "PRI * HTTP/2.0x\n\r\n");
		refuses(400, "GET / HTCPCP/1.0\r\nHost: acme.test\r\n\r\n");
	}

	void refusesHeadersThatAreNotOne()
	{
		for (const auto* line: {"X-Echo : a",
				 " X-Echo: a",
				 "X Echo: a",
				 "X-Echo",
				 ": a",
				 "X-Echo: a\r\n folded",
				 "X-Echo: a\r\n\tfolded",
				 "X(: a",
				 "X-Echo: a\x01",
				 "X-Echo: a\x7f",
				 "\x80: a"})
			refuses(400, with(std::string(line) + "\r\n"));
		refuses(400, with(std::string("X-Echo: a\0b\r\n", 13)));
		CPPUNIT_ASSERT_EQUAL(std::string("a b\tc"), rig.ask("GET /", "x-eCHO:  \t a b\tc \t\r\n").body);
	}

	void refusesBareLineEnds()
	{
		refuses(400, "GET / HTTP/1.1\nHost: acme.test\n\n");
		refuses(400, "GET / HTTP/1.1\r\nHost: acme.test\n\r\n\r\n");
		refuses(400, with("X-Echo: a\rGET /p/x HTTP/1.1\r\n"));
		refuses(400, with("X-Echo: a\nTransfer-Encoding: chunked\r\n"));
		refuses(400, with("X-Echo: a\r\r\n"));
		refuses(400, "\nGET / HTTP/1.1\r\nHost: acme.test\r\n\r\n");
	}

	void takesOneAuthorizationAtMost()
	{
		refuses(400, with("Authorization: Bearer sx_narrow\r\nAuthorization: Bearer sx_wide\r\n"));
		refuses(400, with("Authorization: Bearer sx_one\r\naUTHORIZATION: Bearer sx_one\r\n"));
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /", "Authorization: Lease x\r\n").status);
	}

	void demandsExactlyOneHost()
	{
		refuses(400, "GET / HTTP/1.1\r\n\r\n");
		refuses(400, "GET / HTTP/1.0\r\n\r\n");
		refuses(400, with("Host: boreal.test\r\n"));
		refuses(400, with("Host: acme.test\r\n"));
	}

	void refusesHostsThatAreNoName()
	{
		for (const auto* host: {"",
				 "acme.test/x",
				 "a@acme.test",
				 "acme.test:",
				 "acme.test:80a",
				 "acme.test:123456",
				 "acme.test,boreal.test",
				 "acme test",
				 "acme.test%00",
				 "[::1",
				 "[zz]",
				 "acme.test:80:80",
				 "../acme.test",
				 "*"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				host, 400, statusOf("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"));
		for (const auto* host: {"ACME.test", "acme.test:8080", "acme.test."})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				host, 200, statusOf("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"));
	}

	void refusesUnknownHosts()
	{
		for (const auto* host: {"evil.test", "127.0.0.1", "[::1]:80", "x.acme.test", "acme.test.evil.test"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				host, 421, statusOf("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"));
	}

	void takesEncodedWordsInHeadersLiterally()
	{
		// POCO's own parser would decode RFC 2047 here, and so turn harmless bytes into a line break, and with it into
		// any header.
		const std::string word = "=?utf-8?Q?a=0D=0ASet-Cookie:_x?=";
		CPPUNIT_ASSERT_EQUAL(word, rig.ask("GET /", "X-Echo: " + word + "\r\n").body);
		CPPUNIT_ASSERT_EQUAL(400, statusOf("GET / HTTP/1.1\r\nHost: =?utf-8?Q?acme.test?=\r\n\r\n"));
	}

	void refusesHeadsThatAreTooLong()
	{
		CPPUNIT_ASSERT_EQUAL(200, statusOf(with("X-Long: " + std::string(30'000, 'x') + "\r\n")));
		CPPUNIT_ASSERT_EQUAL(431, statusOf(with("X-Long: " + std::string(33'000, 'x') + "\r\n")));
		CPPUNIT_ASSERT_EQUAL(404, statusOf("GET /" + std::string(8000, 'x') + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
		CPPUNIT_ASSERT_EQUAL(414, statusOf("GET /" + std::string(8200, 'x') + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
	}

	void refusesTooManyHeaders()
	{
		std::string lines;
		for (int i = 0; i < 99; ++i) lines += "A: b\r\n";
		CPPUNIT_ASSERT_EQUAL(200, statusOf(with(lines)));
		CPPUNIT_ASSERT_EQUAL(431, statusOf(with(lines + "A: b\r\n")));
		for (int i = 0; i < 20'000; ++i) lines += "A: b\r\n";
		CPPUNIT_ASSERT_EQUAL(431, statusOf(with(lines)));
	}

	void refusesAnEndlessTargetBeforeItsEnd() { refuses(414, "GET /" + std::string(60'000, 'x')); }

	void refusesAnEndlessHeaderBeforeItsEnd()
	{
		refuses(431, "GET / HTTP/1.1\r\nHost: acme.test\r\nX: " + std::string(60'000, 'x'));
	}

	void refusesPathTricks()
	{
		for (const auto* path: {"/p/..",
				 "/p/../p/x",
				 "/p/%2e%2e",
				 "/p/%2E./x",
				 "/p/.",
				 "/./p/x",
				 "/p//x",
				 "/p/%2Fx",
				 "/p%2fx",
				 "/p/%5Cx",
				 "/p/%00",
				 "/p/x%00",
				 "/p/%",
				 "/p/%4",
				 "/p/%zz",
				 "/p/%c0%ae%c0%ae",
				 "/p/%ff",
				 "/p/%ed%a0%80",
				 "/p/%f4%90%80%80",
				 "/p/%0d%0aX",
				 "/p/%7f",
				 "//p/x"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				path, 400, statusOf("GET " + std::string(path) + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
		for (const auto* path: {"/p/x/", "/P/x", "/p/%C3%A9", "/p/x;y", "/p/x%3Fy", "/p/..x%20"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				path, 404, statusOf("GET " + std::string(path) + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
		CPPUNIT_ASSERT_EQUAL(200, statusOf("GET /%70/%78 HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
	}

	void refusesBrokenQueries()
	{
		for (const auto* query: {"a=%", "a=%0", "a=%GG", "a=%00", "%ff=1", "a=%c0%80"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				query, 400, statusOf("GET /?" + std::string(query) + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
		std::string many;
		for (int i = 0; i < 300; ++i) many += "a=b&";
		CPPUNIT_ASSERT_EQUAL(400, statusOf("GET /?" + many + " HTTP/1.1\r\nHost: acme.test\r\n\r\n"));
	}

	void namesTheMethodsThatAPathHas()
	{
		for (const auto* method: {"DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"})
		{
			const auto answer = rig.ask(std::string(method) + " /p/x");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(method, 405, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("GET, HEAD, POST"), answer.header("Allow"));
		}
		CPPUNIT_ASSERT_EQUAL(404, rig.ask("TRACE /missing").status);
	}

	void surviveRandomBytes()
	{
		std::uint64_t state = 7;  // the seed; change it to try others
		auto random = [&] {
			state = state * 6364136223846793005u + 1442695040888963407u;
			return static_cast<unsigned>(state >> 33);
		};
		const std::string base = with("Accept: text/html\r\nCookie: a=b; sx_session=x\r\nContent-Length: 3\r\n") +
			"abc";
		for (int round = 0; round < 2000; ++round)
		{
			std::string bytes = base;
			for (unsigned i = 0; i <= random() % 4; ++i)
			{
				const auto at = random() % bytes.size();
				switch (random() % 3)
				{
				case 0: bytes[at] = static_cast<char>(random()); break;
				case 1: bytes.erase(at, random() % 8); break;
				default: bytes.insert(at, 1, "\r\n\0 :;%"[random() % 7]); break;
				}
				if (bytes.empty()) bytes = "x";
			}
			auto client = rig.client();
			client.send(bytes);
			client.halfClose();
			const auto answers = client.readAll();
			CPPUNIT_ASSERT_MESSAGE(
				"seed 7, round " + std::to_string(round), answers.empty() || answers.starts_with("HTTP/1.1 "));
		}
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /").status);
	}
};

namespace head {
CPPUNIT_TEST_SUITE_REGISTRATION(HeadTest);
}
