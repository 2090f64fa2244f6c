// Tests which caller may use which route: sessions, API keys, permissions, CSRF, origins, loopback pages.
#include "tests/support/HttpRig.h"

using namespace sx;
using namespace sx::test;

class AccessTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(AccessTest);
	CPPUNIT_TEST(sendsAPersonToSignInAndBack);
	CPPUNIT_TEST(answersAProgramThatNobodyIsSignedIn);
	CPPUNIT_TEST(letsASignedInPersonIn);
	CPPUNIT_TEST(refusesWhoLacksThePermission);
	CPPUNIT_TEST(keepsSessionsWithinTheirTenant);
	CPPUNIT_TEST(forgetsAUserWhoIsGone);
	CPPUNIT_TEST(takesAnApiKeyWithoutACsrfToken);
	CPPUNIT_TEST(refusesAWrongApiKeyEvenOnPublicRoutes);
	CPPUNIT_TEST(leavesOtherSchemesOfAuthorizationToHandlers);
	CPPUNIT_TEST(demandsTheCsrfTokenOfASession);
	CPPUNIT_TEST(refusesTheCsrfTokenOfAnotherSession);
	CPPUNIT_TEST(doesAPublicActByNobodyWithoutTheToken);
	CPPUNIT_TEST(refusesForeignOriginsOnEveryUnsafeRoute);
	CPPUNIT_TEST(acceptsItsOwnOriginHoweverItWasReached);
	CPPUNIT_TEST(startsANewSessionAtSignInAndEndsTheOld);
	CPPUNIT_TEST(endsTheSessionAtSignOut);
	CPPUNIT_TEST(marksCookiesSecureWhereTheOriginIsHttps);
	CPPUNIT_TEST(closesRoutesThatNameNoPermissionToKeys);
	CPPUNIT_TEST(takesAKeyForNobodyOnPublicRoutes);
	CPPUNIT_TEST(takesOnlyHostCookiesWhereTheOriginIsHttps);
	CPPUNIT_TEST(takesTwoSessionCookiesForNone);
	CPPUNIT_TEST(asksForHttpsOfSubdomainsIfTold);
	CPPUNIT_TEST(asksForHttpsOnRefusalsBeforeTheHead);
	CPPUNIT_TEST(notesWhomItRefused);
	CPPUNIT_TEST(showsLoopbackPagesToThisMachineOnlyAndNeverInProduction);
	CPPUNIT_TEST_SUITE_END();

	HttpRig rig;

	static Result<Response> who(Request& r)
	{
		return Response::text(r.principal() ? r.principal()->user.value : "nobody", "text/plain");
	}

	void startRig()
	{
		for (const auto method: {Method::Get, Method::Post})
		{
			auto member = route(method, "/notes", who);
			member.access = Access::Member;
			member.permission = "notes.write";
			rig.add(member);
			member.path = "/admin";
			member.permission = "admin";
			rig.add(member);
			rig.add(route(method, "/public", who));
		}
		rig.post("/sign-in",
			[](Request&) -> Result<Response> { return std::move(Response::redirect("/notes").signIn({{"ada"}})); });
		rig.post(
			"/sign-out", [](Request&) -> Result<Response> { return std::move(Response::redirect("/").signOut()); });
		auto local = route(Method::Get, "/dev/postbox", hello);
		local.access = Access::Loopback;
		rig.add(local);
		auto open = route(Method::Post, "/open", who);
		open.access = Access::Member;
		rig.add(open);
		auto account = route(Method::Get, "/account", who);
		account.access = Access::Session;
		rig.add(account);
		account.path = "/account/notes";
		account.permission = "notes.write";
		rig.add(account);
		rig.start();
	}

	void sendsAPersonToSignInAndBack()
	{
		startRig();
		const auto answer = rig.ask("GET /notes?state=a%26b&x=1", "Accept: text/html\r\n");
		CPPUNIT_ASSERT_EQUAL(303, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in?next=/notes%3Fstate%3Da%2526b%26x%3D1"), answer.header("Location"));
	}

	void answersAProgramThatNobodyIsSignedIn()
	{
		startRig();
		const auto answer = rig.ask("GET /notes");
		CPPUNIT_ASSERT_EQUAL(401, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Bearer"), answer.header("WWW-Authenticate"));
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("POST /notes", "Accept: text/html\r\n").status);
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", "Cookie: sx_session=" + std::string(43, 'A') + "\r\n").status);
	}

	void letsASignedInPersonIn()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("ada"), rig.ask("GET /notes", rig.session()).body);
		CPPUNIT_ASSERT_EQUAL(std::string("ada"), rig.ask("GET /public", rig.session()).body);
	}

	void refusesWhoLacksThePermission()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("GET /admin", rig.session()).status);
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("GET /admin", "Authorization: Bearer good-key\r\n").status);
	}

	void keepsSessionsWithinTheirTenant()
	{
		startRig();
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(
			401, client.ask("GET /notes HTTP/1.1\r\nHost: boreal.test\r\n" + rig.session() + "\r\n").status);
	}

	void forgetsAUserWhoIsGone()
	{
		startRig();
		const auto cookie = std::move(rig.sessions.create({"tenant-a"}, {{"gone"}}, {})).value();
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", "Cookie: sx_session=" + cookie + "\r\n").status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("nobody"), rig.ask("GET /public", "Cookie: sx_session=" + cookie + "\r\n").body);
	}

	void takesAnApiKeyWithoutACsrfToken()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("robot"), rig.ask("POST /notes", "authorization: bearer good-key\r\n").body);
	}

	void refusesAWrongApiKeyEvenOnPublicRoutes()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /public", "Authorization: Bearer bad-key\r\n").status);
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", "Authorization: Bearer bad-key\r\n" + rig.session()).status);
	}

	void leavesOtherSchemesOfAuthorizationToHandlers()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("nobody"), rig.ask("GET /public", "Authorization: Lease abc\r\n").body);
	}

	void demandsTheCsrfTokenOfASession()
	{
		startRig();
		std::string token;
		const auto session = rig.session(&token);
		const auto refused = rig.ask("POST /notes", session);
		CPPUNIT_ASSERT_EQUAL(403, refused.status);
		CPPUNIT_ASSERT(refused.body.find("\"code\":\"csrf\"") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(
			std::string("ada"), rig.ask("POST /notes", session + "X-CSRF-Token: " + token + "\r\n").body);
		const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
		CPPUNIT_ASSERT_EQUAL(std::string("ada"), rig.ask("POST /notes", session + form, "a=b&_csrf=" + token).body);
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("POST /notes", session + form, "_csrf=").status);
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("POST /notes", session + "X-CSRF-Token: " + token.substr(1) + "\r\n").status);
	}

	void refusesTheCsrfTokenOfAnotherSession()
	{
		startRig();
		std::string mine;
		std::string other;
		const auto session = rig.session(&mine);
		rig.session(&other);
		CPPUNIT_ASSERT(mine != other);
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("POST /notes", session + "X-CSRF-Token: " + other + "\r\n").status);
	}

	void doesAPublicActByNobodyWithoutTheToken()
	{
		startRig();
		std::string token;
		const auto session = rig.session(&token);
		CPPUNIT_ASSERT_EQUAL(std::string("nobody"), rig.ask("POST /public", session).body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("ada"), rig.ask("POST /public", session + "X-CSRF-Token: " + token + "\r\n").body);
	}

	void refusesForeignOriginsOnEveryUnsafeRoute()
	{
		startRig();
		std::string token;
		const auto session = rig.session(&token) + "X-CSRF-Token: " + token + "\r\n";
		for (const auto* foreign: {"Origin: http://evil.test\r\n",
				 "Origin: null\r\n",
				 "Origin: https://acme.test\r\n",
				 "Origin: http://acme.test:81\r\n",
				 "Origin: http://acme.test.evil.test\r\n",
				 "Sec-Fetch-Site: cross-site\r\n",
				 "Sec-Fetch-Site: same-site\r\n",
				 "Sec-Fetch-Site: cross-site\r\nOrigin: http://acme.test\r\n",
				 "Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.test\r\n"})
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(foreign, 403, rig.ask("POST /notes", session + foreign).status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(foreign, 403, rig.ask("POST /public", foreign).status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(foreign,
				403,
				rig.ask("POST /notes", std::string("Authorization: Bearer good-key\r\n") + foreign).status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(foreign, 200, rig.ask("GET /public", foreign).status);
		}
	}

	void acceptsItsOwnOriginHoweverItWasReached()
	{
		startRig();
		for (const auto* own: {"Origin: http://acme.test\r\n",
				 "Origin: HTTP://Acme.test\r\n",
				 "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n",
				 "Sec-Fetch-Site: none\r\n",
				 "Sec-Fetch-Site: same-origin\r\nOrigin: http://acme.test\r\n"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(own, 200, rig.ask("POST /public", own).status);
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(200,
			client
				.ask("POST /public HTTP/1.1\r\nHost: acme.test:8080\r\nOrigin: "
					 "http://acme.test:8080\r\nContent-Length: 0\r\n\r\n")
				.status);
		CPPUNIT_ASSERT_EQUAL(200,
			client
				.ask("POST /public HTTP/1.1\r\nHost: boreal.test\r\nOrigin: https://boreal.test\r\nContent-Length: "
					 "0\r\n\r\n")
				.status);
		CPPUNIT_ASSERT_EQUAL(403,
			client
				.ask("POST /public HTTP/1.1\r\nHost: boreal.test\r\nOrigin: http://boreal.test\r\nContent-Length: "
					 "0\r\n\r\n")
				.status);
	}

	void startsANewSessionAtSignInAndEndsTheOld()
	{
		startRig();
		const auto old = rig.session();
		const auto answer = rig.ask("POST /sign-in", old);
		const auto cookie = answer.header("Set-Cookie");
		CPPUNIT_ASSERT_EQUAL(303, answer.status);
		CPPUNIT_ASSERT(cookie.starts_with("sx_session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", old).status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("ada"), rig.ask("GET /notes", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n").body);
	}

	void endsTheSessionAtSignOut()
	{
		startRig();
		const auto session = rig.session();
		CPPUNIT_ASSERT(rig.ask("POST /sign-out", session)
						   .header("Set-Cookie")
						   .starts_with("sx_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", session).status);
	}

	void marksCookiesSecureWhereTheOriginIsHttps()
	{
		startRig();
		auto client = rig.client();
		const auto cookie =
			client.ask("POST /sign-in HTTP/1.1\r\nHost: boreal.test\r\nContent-Length: 0\r\n\r\n").header("Set-Cookie");
		CPPUNIT_ASSERT(cookie.ends_with("; Secure"));
	}

	void closesRoutesThatNameNoPermissionToKeys()
	{
		startRig();
		const std::string key = "Authorization: Bearer good-key\r\n";
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("POST /open", key).status);
		CPPUNIT_ASSERT_EQUAL(403, rig.ask("GET /account", key).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("not even with the scope", 403, rig.ask("GET /account/notes", key).status);
		std::string token;
		const auto session = rig.session(&token);
		CPPUNIT_ASSERT_EQUAL(std::string("ada"), rig.ask("GET /account", session).body);
		CPPUNIT_ASSERT_EQUAL(std::string("ada"), rig.ask("GET /account/notes", session).body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("ada"), rig.ask("POST /open", session + "X-CSRF-Token: " + token + "\r\n").body);
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /account").status);
	}

	void takesAKeyForNobodyOnPublicRoutes()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("nobody"), rig.ask("GET /public", "Authorization: Bearer good-key\r\n").body);
		CPPUNIT_ASSERT_EQUAL(std::string("nobody"), rig.ask("POST /public", "Authorization: Bearer good-key\r\n").body);
	}

	void takesOnlyHostCookiesWhereTheOriginIsHttps()
	{
		startRig();
		auto at = [&](const std::string& cookie) {
			return rig.client()
				.ask("GET /notes HTTP/1.1\r\nHost: boreal.test\r\nCookie: " + cookie + "\r\n\r\n")
				.status;
		};
		const auto signIn = rig.client().ask(
			"POST /sign-in HTTP/1.1\r\nHost: boreal.test\r\nContent-Length: 0\r\n\r\n");
		const auto line = signIn.header("Set-Cookie");
		CPPUNIT_ASSERT(line.starts_with("__Host-sx_session="));
		const auto value = line.substr(18, 43);
		CPPUNIT_ASSERT_EQUAL(200, at("__Host-sx_session=" + value));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("what a sibling could set", 401, at("sx_session=" + value));
	}

	void takesTwoSessionCookiesForNone()
	{
		startRig();
		const auto one = rig.session(), two = rig.session();
		const auto both = one.substr(0, one.size() - 2) + "; " + two.substr(8);
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", both).status);
		CPPUNIT_ASSERT_EQUAL(401, rig.ask("GET /notes", one + two).status);
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /notes", one).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rig.refusals.all().size());
		CPPUNIT_ASSERT_EQUAL(std::string("session.doubled two_cookies nobody"), rig.refusals.all().front());
	}

	void asksForHttpsOfSubdomainsIfTold()
	{
		rig.options.hstsSubdomains = true;
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("max-age=31536000; includeSubDomains"),
			rig.client().ask("GET /public HTTP/1.1\r\nHost: boreal.test\r\n\r\n").header("Strict-Transport-Security"));
	}

	void asksForHttpsOnRefusalsBeforeTheHead()
	{
		rig.options.isProduction = true;
		startRig();
		for (const auto* bytes: {"NONSENSE\r\n\r\n", "GET /public HTTP/1.1\r\nHost: nobody.test\r\n\r\n"})
			CPPUNIT_ASSERT_EQUAL(
				std::string("max-age=31536000"), rig.client().ask(bytes).header("Strict-Transport-Security"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a company whose origin is http",
			std::string(),
			rig.ask("GET /public").header("Strict-Transport-Security"));
	}

	void notesWhomItRefused()
	{
		startRig();
		rig.ask("GET /notes", "Authorization: Bearer bad-key\r\n");
		rig.ask("GET /admin", rig.session());
		rig.ask("GET /account", "Authorization: Bearer good-key\r\n");
		rig.ask("POST /public", "Origin: https://evil.example\r\n");
		rig.ask("POST /notes", rig.session());
		const std::vector<std::string> expected{"auth.key_refused unknown nobody",
			"access.denied permission ada",
			"access.denied permission robot",
			"origin.refused foreign_origin nobody",
			"origin.refused csrf ada"};
		CPPUNIT_ASSERT(expected == rig.refusals.all());
	}

	void showsLoopbackPagesToThisMachineOnlyAndNeverInProduction()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /dev/postbox").status);
		CPPUNIT_ASSERT_EQUAL(404, rig.ask("GET /dev/postbox", "X-Forwarded-For: 192.0.2.1\r\n").status);
		HttpRig production;
		production.options.isProduction = true;
		auto local = route(Method::Get, "/dev/postbox", hello);
		local.access = Access::Loopback;
		production.add(local);
		production.start();
		CPPUNIT_ASSERT_EQUAL(404, production.ask("GET /dev/postbox").status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccessTest);
