// Tests what an ordinary client gets: routes, parameters, pages, JSON, keep-alive, headers, the log.
#include "tests/support/HttpRig.h"

#include <zlib.h>

using namespace sx;
using namespace sx::test;

namespace {

std::string gunzip(const std::string& bytes)
{
	z_stream stream{};
	inflateInit2(&stream, 15 + 16);
	std::string out(1 << 20, '\0');
	stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
	stream.avail_in = static_cast<uInt>(bytes.size());
	stream.next_out = reinterpret_cast<Bytef*>(out.data());
	stream.avail_out = static_cast<uInt>(out.size());
	inflate(&stream, Z_FINISH);
	out.resize(stream.total_out);
	inflateEnd(&stream);
	return out;
}

}

class ServerTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ServerTest);
	CPPUNIT_TEST(answersManyRequestsOnOneConnection);
	CPPUNIT_TEST(givesHandlersTypedParameters);
	CPPUNIT_TEST(prefersTheMorePreciseRoute);
	CPPUNIT_TEST(decodesPathQueryFormAndJson);
	CPPUNIT_TEST(answersHeadWithoutABody);
	CPPUNIT_TEST(closesWhenTheClientAsks);
	CPPUNIT_TEST(keepsAnOldClientOnlyWhenItAsks);
	CPPUNIT_TEST(rendersPagesInTheLanguageAskedFor);
	CPPUNIT_TEST(choosesTheLanguageOfCookieBrowserAndTenantInThatOrder);
	CPPUNIT_TEST(tellsProgramsOfProblemsInJson);
	CPPUNIT_TEST(showsPeopleProblemsAsPages);
	CPPUNIT_TEST(turnsAThrowingHandlerIntoAnInternalProblem);
	CPPUNIT_TEST(refusesAHandlersHeaderThatWouldSplitTheAnswer);
	CPPUNIT_TEST(refusesAHandlersCookieThatWouldAddAnAttribute);
	CPPUNIT_TEST(sendsTheStrictHeadersOnEveryAnswer);
	CPPUNIT_TEST(replacesOnlyTheNamedDirectivesOfAPolicy);
	CPPUNIT_TEST(saysHstsOnlyWhereTheOriginIsHttps);
	CPPUNIT_TEST(compressesPublicPagesOnly);
	CPPUNIT_TEST(logsThePatternOfARouteAndNeverItsPath);
	CPPUNIT_TEST(numbersEveryRequestDifferently);
	CPPUNIT_TEST(refusesRoutesThatCannotBeToldApart);
	CPPUNIT_TEST_SUITE_END();

	static constexpr std::chrono::hours kDay{24};
	HttpRig rig;

	void answersManyRequestsOnOneConnection()
	{
		rig.get("/", hello);
		rig.start();
		auto client = rig.client();
		for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(std::string("hello"), client.ask(kGet).body);
	}

	void givesHandlersTypedParameters()
	{
		rig.get("/n/{number:int}", [](Request& r) -> Result<Response> {
			return Response::text("int " + r.parameter("number"), "text/plain");
		});
		rig.get("/t/{token:token}/{name}", [](Request& r) -> Result<Response> {
			return Response::text(r.parameter("token") + "|" + r.parameter("name"), "text/plain");
		});
		rig.get("/u/{id:uuid}", hello);
		rig.get("/x/{any:text}",
			[](Request& r) -> Result<Response> { return Response::text(r.parameter("any"), "text/plain"); });
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("int 42"), rig.ask("GET /n/42").body);
		for (const auto* wrong: {"/n/", "/n/-1", "/n/4x", "/n/2147483648", "/n/007", "/n/99999999999"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(wrong, 404, rig.ask(std::string("GET ") + wrong).status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("AAAAAAAAAAAAAAAAAAAAA_|a.b-c"), rig.ask("GET /t/AAAAAAAAAAAAAAAAAAAAA_/a.b-c").body);
		CPPUNIT_ASSERT_EQUAL(404, rig.ask("GET /t/AAAAAAAAAAAAAAAAAAAAA/x").status);
		CPPUNIT_ASSERT_EQUAL(404, rig.ask("GET /t/AAAAAAAAAAAAAAAAAAAAA_/" + std::string(65, 'x')).status);
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /u/0190f6a2-0000-7000-8000-00000000000a").status);
		CPPUNIT_ASSERT_EQUAL(404, rig.ask("GET /u/0190F6A2-0000-7000-8000-00000000000A").status);
		CPPUNIT_ASSERT_EQUAL(std::string("a#b, (é)"), rig.ask("GET /x/a%23b,%20(%C3%A9)").body);
		for (const auto& wrong: {std::string("/x/"), std::string("/x/a/b"), "/x/" + std::string(1025, 'x')})
			CPPUNIT_ASSERT_EQUAL(404, rig.ask("GET " + wrong).status);
	}

	void prefersTheMorePreciseRoute()
	{
		rig.get("/a/{any:text}", [](Request&) -> Result<Response> { return Response::text("text", "text/plain"); });
		rig.get("/a/{name}", [](Request&) -> Result<Response> { return Response::text("word", "text/plain"); });
		rig.get("/a/{number:int}", [](Request&) -> Result<Response> { return Response::text("int", "text/plain"); });
		rig.get("/a/new", [](Request&) -> Result<Response> { return Response::text("literal", "text/plain"); });
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("literal"), rig.ask("GET /a/new").body);
		CPPUNIT_ASSERT_EQUAL(std::string("int"), rig.ask("GET /a/7").body);
		CPPUNIT_ASSERT_EQUAL(std::string("word"), rig.ask("GET /a/other").body);
		CPPUNIT_ASSERT_EQUAL(std::string("text"), rig.ask("GET /a/an%20other").body);
	}

	void decodesPathQueryFormAndJson()
	{
		rig.get("/{name}",
			[](Request& r) -> Result<Response> { return Response::text(r.query("q").value_or("none"), "text/plain"); });
		rig.post("/form", [](Request& r) -> Result<Response> {
			auto form = r.form();
			if (!form) return form.error();
			return Response::text((*form)["name"].text(), "text/plain");
		});
		rig.post("/json", [](Request& r) -> Result<Response> {
			auto json = r.json();
			if (!json) return json.error();
			return Response::json(Value::object({{"got", (*json)["a"]}}), 201);
		});
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("é & co"), rig.ask("GET /x?a=1&q=%C3%A9+%26%20co").body);
		CPPUNIT_ASSERT_EQUAL(std::string("none"), rig.ask("GET /x").body);
		CPPUNIT_ASSERT_EQUAL(std::string("Zoë"),
			rig.ask("POST /form", "Content-Type: application/x-www-form-urlencoded\r\n", "name=Zo%C3%AB").body);
		const auto json = rig.ask("POST /json", "Content-Type: application/json; charset=utf-8\r\n", "{\"a\":[1,2]}");
		CPPUNIT_ASSERT_EQUAL(201, json.status);
		CPPUNIT_ASSERT_EQUAL(std::string("{\"got\":[1,2]}"), json.body);
		CPPUNIT_ASSERT_EQUAL(400, rig.ask("POST /json", "Content-Type: text/plain\r\n", "{}").status);
		CPPUNIT_ASSERT_EQUAL(400, rig.ask("POST /json", "Content-Type: application/json\r\n", "{").status);
	}

	void answersHeadWithoutABody()
	{
		rig.get("/", hello);
		rig.start();
		auto client = rig.client();
		const auto head = client.ask("HEAD / HTTP/1.1\r\nHost: acme.test\r\n\r\n", false);
		CPPUNIT_ASSERT_EQUAL(200, head.status);
		CPPUNIT_ASSERT_EQUAL(std::string("5"), head.header("Content-Length"));
		CPPUNIT_ASSERT_EQUAL(std::string("hello"), client.ask(kGet).body);
	}

	void closesWhenTheClientAsks()
	{
		rig.get("/", hello);
		rig.start();
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(std::string("close"),
			client.ask("GET / HTTP/1.1\r\nHost: acme.test\r\nConnection: close\r\n\r\n").header("Connection"));
		CPPUNIT_ASSERT(client.isClosed());
	}

	void keepsAnOldClientOnlyWhenItAsks()
	{
		rig.get("/", hello);
		rig.start();
		auto plain = rig.client();
		CPPUNIT_ASSERT_EQUAL(200, plain.ask("GET / HTTP/1.0\r\nHost: acme.test\r\n\r\n").status);
		CPPUNIT_ASSERT(plain.isClosed());
		auto kept = rig.client();
		for (int i = 0; i < 2; ++i)
			CPPUNIT_ASSERT_EQUAL(
				200, kept.ask("GET / HTTP/1.0\r\nHost: acme.test\r\nConnection: keep-alive\r\n\r\n").status);
	}

	void rendersPagesInTheLanguageAskedFor()
	{
		rig.get("/", [](Request&) -> Result<Response> {
			return Response::page("home", Value::object({{"title", "T"}}));
		});
		rig.start();
		const auto page = rig.ask("GET /?lang=fr");
		CPPUNIT_ASSERT(page.body.find("demo/home T lang=fr-CA") != std::string::npos);
		CPPUNIT_ASSERT(page.header("Set-Cookie").starts_with("sx_lang=fr; Path=/; HttpOnly; SameSite=Lax"));
		const auto once = rig.ask("GET /?lang=fr&keep=0");  // a message's own language is nobody's choice for later
		CPPUNIT_ASSERT(once.body.find("lang=fr-CA") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string(), once.header("Set-Cookie"));
		CPPUNIT_ASSERT_EQUAL(std::string("text/html; charset=utf-8"), page.header("Content-Type"));
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), page.header("Cache-Control"));
	}

	void choosesTheLanguageOfCookieBrowserAndTenantInThatOrder()
	{
		rig.get("/", [](Request& r) -> Result<Response> { return Response::text(r.language().tag, "text/plain"); });
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("en-CA"), rig.ask("GET /").body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("fr-CA"), rig.ask("GET /", "Accept-Language: de, fr-FR;q=0.8, en;q=0.5\r\n").body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("en-CA"), rig.ask("GET /", "Accept-Language: fr\r\nCookie: a=b; sx_lang=en\r\n").body);
		CPPUNIT_ASSERT_EQUAL(std::string("fr-CA"), rig.ask("GET /?lang=fr", "Cookie: sx_lang=en\r\n").body);
		CPPUNIT_ASSERT_EQUAL(std::string("en-CA"), rig.ask("GET /?lang=xx").body);
	}

	void tellsProgramsOfProblemsInJson()
	{
		rig.get("/", [](Request&) -> Result<Response> {
			return Error{Code::Limited,
				"secret detail",
				"wait.more",
				"locked",
				"code",
				Value::object({{"retry_after", 30}, {"tries_left", 2}})};
		});
		rig.start();
		const auto answer = rig.ask("GET /");
		CPPUNIT_ASSERT_EQUAL(429, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("application/problem+json"), answer.header("Content-Type"));
		CPPUNIT_ASSERT_EQUAL(std::string("30"), answer.header("Retry-After"));
		const auto problem = std::move(base::parseJson(answer.body)).value();
		CPPUNIT_ASSERT_EQUAL(std::string("locked"), problem["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("code"), problem["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("demo:wait.more"), problem["detail"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t(2), problem["tries_left"].integer());
		CPPUNIT_ASSERT_EQUAL(answer.header("X-Request-Id"), problem["request_id"].text());
		CPPUNIT_ASSERT(answer.body.find("secret detail") == std::string::npos);
	}

	void showsPeopleProblemsAsPages()
	{
		rig.get("/", [](Request&) -> Result<Response> { return Error{Code::Expired}; });
		rig.get("/api/x", [](Request&) -> Result<Response> { return Error{Code::Expired}; });
		rig.start();
		const auto page = rig.ask("GET /", "Accept: text/html,*/*\r\n");
		CPPUNIT_ASSERT_EQUAL(410, page.status);
		CPPUNIT_ASSERT_EQUAL(std::string("<html>problem problem.gone.title of Acme</html>"), page.body);
		CPPUNIT_ASSERT_EQUAL(std::string("<html>problem problem.not_found.title of Acme</html>"),
			rig.ask("GET /nothing", "Accept: text/html\r\n").body);
		CPPUNIT_ASSERT_EQUAL(std::string("application/problem+json"),
			rig.ask("GET /api/x", "Accept: text/html\r\n").header("Content-Type"));
	}

	void turnsAThrowingHandlerIntoAnInternalProblem()
	{
		rig.get("/", [](Request&) -> Result<Response> { throw std::runtime_error("boom"); });
		rig.start();
		const auto answer = rig.ask("GET /");
		CPPUNIT_ASSERT_EQUAL(500, answer.status);
		CPPUNIT_ASSERT(answer.body.find("boom") == std::string::npos);
		CPPUNIT_ASSERT(rig.log.has("boom"));
	}

	void refusesAHandlersHeaderThatWouldSplitTheAnswer()
	{
		rig.get(
			"/", [](Request& r) -> Result<Response> { return Response::redirect("/x" + r.query("to").value_or("")); });
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("/x/y"), rig.ask("GET /?to=/y").header("Location"));
		const auto answer = rig.ask("GET /?to=%0D%0ASet-Cookie:%20a=b");
		CPPUNIT_ASSERT_EQUAL(500, answer.status);
		CPPUNIT_ASSERT(answer.header("Set-Cookie").empty());
	}

	void refusesAHandlersCookieThatWouldAddAnAttribute()
	{
		rig.get("/", [](Request& r) -> Result<Response> {
			return Response::text("", "text/plain").cookie("own_name", r.query("value").value_or(""), kDay);
		});
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("own_name=x-Y_1; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400"),
			rig.ask("GET /?value=x-Y_1").header("Set-Cookie"));
		for (const auto* value: {"x;Domain=test", "x%0D%0AX:y", "x,y", "a%20b"})
		{
			const auto answer = rig.ask(std::string("GET /?value=") + value);
			CPPUNIT_ASSERT_EQUAL(500, answer.status);
			CPPUNIT_ASSERT(answer.header("Set-Cookie").empty());
		}
	}

	void sendsTheStrictHeadersOnEveryAnswer()
	{
		rig.get("/", hello);
		rig.start();
		for (const auto* target: {"GET /", "GET /missing", "POST /"})
		{
			const auto answer = rig.ask(target);
			CPPUNIT_ASSERT_EQUAL(
				std::string(
					"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
					"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; worker-src "
					"'self'; manifest-src 'self'"),
				answer.header("Content-Security-Policy"));
			CPPUNIT_ASSERT_EQUAL(std::string("nosniff"), answer.header("X-Content-Type-Options"));
			CPPUNIT_ASSERT_EQUAL(std::string("no-referrer"), answer.header("Referrer-Policy"));
			CPPUNIT_ASSERT_EQUAL(std::string("same-origin"), answer.header("Cross-Origin-Opener-Policy"));
			CPPUNIT_ASSERT_EQUAL(std::string("same-origin"), answer.header("Cross-Origin-Resource-Policy"));
			CPPUNIT_ASSERT(!answer.header("Permissions-Policy").empty());
			CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("Cache-Control"));
			CPPUNIT_ASSERT(answer.header("Server").empty());
		}
	}

	void replacesOnlyTheNamedDirectivesOfAPolicy()
	{
		auto wasm = route(Method::Get, "/", hello);
		wasm.contentSecurity = "script-src 'self' 'wasm-unsafe-eval'; media-src blob:";
		rig.add(wasm);
		auto lax = route(Method::Get, "/lax", hello);
		for (const auto* refused:
			{"script-src 'unsafe-inline'", "script-src 'unsafe-eval'", "connect-src *", "script-src x\r\ny"})
		{
			lax.contentSecurity = refused;
			CPPUNIT_ASSERT_MESSAGE(refused, !rig.router.add("demo", lax));
		}
		rig.start();
		const auto policy = rig.ask("GET /").header("Content-Security-Policy");
		CPPUNIT_ASSERT(policy.find("script-src 'self' 'wasm-unsafe-eval'; style-src 'self'") != std::string::npos);
		CPPUNIT_ASSERT(policy.ends_with("; media-src blob:"));
	}

	void saysHstsOnlyWhereTheOriginIsHttps()
	{
		rig.get("/", hello);
		rig.start();
		CPPUNIT_ASSERT(rig.ask("GET /").header("Strict-Transport-Security").empty());
		auto client = rig.client();
		CPPUNIT_ASSERT(
			!client.ask("GET / HTTP/1.1\r\nHost: boreal.test\r\n\r\n").header("Strict-Transport-Security").empty());
	}

	void compressesPublicPagesOnly()
	{
		const auto view = Value::object({{"title", "T"}, {"filler", std::string(5000, 'x')}});
		const Handler big = [view](Request&) -> Result<Response> { return Response::page("home", view); };
		rig.get("/", big);
		auto member = route(Method::Get, "/in", big);
		member.access = Access::Member;
		rig.add(member);
		rig.start();
		const auto page = rig.ask("GET /", "Accept-Encoding: gzip, br\r\n");
		CPPUNIT_ASSERT_EQUAL(std::string("gzip"), page.header("Content-Encoding"));
		CPPUNIT_ASSERT_EQUAL(std::string("Accept-Encoding"), page.header("Vary"));
		CPPUNIT_ASSERT(page.body.size() < 500);
		CPPUNIT_ASSERT(gunzip(page.body).find("demo/home T") != std::string::npos);
		CPPUNIT_ASSERT(rig.ask("GET /").header("Content-Encoding").empty());
		CPPUNIT_ASSERT(rig.ask("GET /", "Accept-Encoding: gzip;q=0\r\n").header("Content-Encoding").empty());
		CPPUNIT_ASSERT(
			rig.ask("GET /", "Accept-Encoding: gzip\r\n" + rig.session()).header("Content-Encoding").empty());
		CPPUNIT_ASSERT(
			rig.ask("GET /in", "Accept-Encoding: gzip\r\n" + rig.session()).header("Content-Encoding").empty());
	}

	void logsThePatternOfARouteAndNeverItsPath()
	{
		rig.get("/m/{token:token}", hello);
		rig.start();
		rig.ask("GET /m/AAAAAAAAAAAAAAAAAAAAA_?x=secret");
		rig.ask("GET /other/secret");
		CPPUNIT_ASSERT(rig.log.has("http.request method=\"GET\" route=\"/m/{token:token}\" status=200 bytes=5 ms="));
		CPPUNIT_ASSERT(rig.log.has("route=\"\" status=404"));
		CPPUNIT_ASSERT(!rig.log.holds("AAAAAAAA"));
		CPPUNIT_ASSERT(!rig.log.holds("secret"));
	}

	void numbersEveryRequestDifferently()
	{
		rig.get("/", hello);
		rig.start();
		std::set<std::string> ids;
		for (int i = 0; i < 50; ++i)
			ids.insert(rig.ask("GET /", "X-Request-Id: chosen-by-client\r\n").header("X-Request-Id"));
		CPPUNIT_ASSERT_EQUAL(std::size_t(50), ids.size());
	}

	void refusesRoutesThatCannotBeToldApart()
	{
		http::Router router;
		CPPUNIT_ASSERT(router.add("a", route(Method::Get, "/x/{one}", hello)));
		CPPUNIT_ASSERT(router.add("a", route(Method::Post, "/x/{one}", hello)));
		const auto again = router.add("b", route(Method::Get, "/x/{two}", hello));
		CPPUNIT_ASSERT(!again && again.error().code == Code::Conflict);
		for (const auto* wrong: {"x", "/x/", "/{a", "/{a:what}", "/a b", "//", "/assets/x"})
			CPPUNIT_ASSERT_MESSAGE(wrong, !router.add("a", route(Method::Get, wrong, hello)));
		CPPUNIT_ASSERT(!router.add("a", route(Method::Get, "/none", nullptr)));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ServerTest);
