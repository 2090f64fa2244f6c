// Attacks with what strangers may make the server keep or believe: bodies, connections, pace, values, headers.
#include "tests/support/HttpRig.h"

using namespace sx;
using namespace sx::test;
using namespace std::chrono_literals;

class StrangersTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(StrangersTest);
	CPPUNIT_TEST(keepsNoBodyOfNobody);
	CPPUNIT_TEST(decidesFromTheHead);
	CPPUNIT_TEST(asksTheRouteBeforeItReadsAStrangersBody);
	CPPUNIT_TEST(takesNoRouteThatLetsStrangersSendMuch);
	CPPUNIT_TEST(decidesAgainAfterASlowBody);
	CPPUNIT_TEST(keepsNoUploadOfWhoLosesTheirAccessMeanwhile);
	CPPUNIT_TEST(waitsForTheTokenOfAForm);
	CPPUNIT_TEST(cutsATrickleAfterAFastFirstPart);
	CPPUNIT_TEST(answersOthersBesideUnfinishedHeads);
	CPPUNIT_TEST(answersOthersBesideBodiesThatNobodyWants);
	CPPUNIT_TEST(answersNoFurtherThanTheClientReads);
	CPPUNIT_TEST(limitsTheConnectionsOfANetwork);
	CPPUNIT_TEST(countsNoConnectionsOfProxies);
	CPPUNIT_TEST(limitsTheOwnerOfManyNetworks);
	CPPUNIT_TEST(keepsAllBodiesWithinOneBudget);
	CPPUNIT_TEST(leavesRoomForPeopleBesideStrangers);
	CPPUNIT_TEST(countsUnfinishedHeadsInTheBudget);
	CPPUNIT_TEST(refusesManyValues);
	CPPUNIT_TEST(letsHostDecide);
	CPPUNIT_TEST(takesTheHostFromTheHeaderThatTheOperatorNames);
	CPPUNIT_TEST(makesItsOwnRequestIds);
	CPPUNIT_TEST(answersInlineRoutesUnderItsOwnNamesOnly);
	CPPUNIT_TEST_SUITE_END();

	static constexpr std::int64_t kMuch = 1'000'000;

	HttpRig rig;
	std::atomic<int> handled{0};

	Handler count()
	{
		return [this](Request& r) -> Result<Response> {
			++handled;
			return Response::text(
				std::to_string(r.body().size()) + (r.principal() ? " of somebody" : " of nobody"), "text/plain");
		};
	}

	void startRig()
	{
		auto notes = route(Method::Post, "/notes", count());
		notes.access = Access::Member;
		notes.maxBodyBytes = kMuch;
		notes.permission = "notes.write";
		rig.add(notes);
		notes.path = "/admin";
		notes.permission = "admin";
		rig.add(notes);
		auto box = route(Method::Post, "/box/{key}", count());
		box.maxBodyBytes = kMuch;
		box.admits = [](Request& r) -> Result<> {
			if (r.parameter("key") == "known") return {};
			return Error{Code::Expired, "no such box"};
		};
		rig.add(box);
		rig.post("/public", count());
		rig.get("/", hello);
		CPPUNIT_ASSERT(rig.router.addInline(route(Method::Get, "/health", hello)));
		rig.start();
	}

	static std::string headOf(std::string_view target, std::int64_t length, std::string_view headers = {})
	{
		return "POST " + std::string(target) + " HTTP/1.1\r\nHost: acme.test\r\n" + std::string(headers) +
			"Content-Length: " + std::to_string(length) + "\r\n\r\n";
	}

	/// Returns the header lines of Ada's session, with its token.
	std::string signedIn()
	{
		std::string token;
		auto cookie = rig.session(&token);
		return cookie + "X-CSRF-Token: " + token + "\r\n";
	}

	void keepsNoBodyOfNobody()
	{
		startRig();
		const std::string most(kMuch - 100, 'x');
		CPPUNIT_ASSERT_EQUAL(401, rig.client().ask(headOf("/notes", kMuch) + most).status);
		const auto before = residentBytes();
		std::vector<Client> clients;
		for (int i = 0; i < 200; ++i)
		{
			clients.push_back(rig.client());
			clients.back().send(headOf(i % 2 ? "/notes" : "/box/guessed", kMuch));
			clients.back().send(most);
		}
		for (std::size_t i = 0; i < clients.size(); ++i)
			CPPUNIT_ASSERT_EQUAL(i % 2 ? 401 : 410, clients[i].read().status);
		CPPUNIT_ASSERT_EQUAL(0, handled.load());
		CPPUNIT_ASSERT(residentBytes() - before < 16'000'000);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), rig.server->load().bodyBytes);
	}

	void decidesFromTheHead()
	{
		startRig();
		const auto me = signedIn();
		// No body is sent at all, and none is waited for.
		CPPUNIT_ASSERT_EQUAL(401, rig.client().ask(headOf("/notes", 5)).status);
		CPPUNIT_ASSERT_EQUAL(401, rig.client().ask(headOf("/notes", 5, "Expect: 100-continue\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(401, rig.client().ask(headOf("/notes", 5, "Authorization: Bearer stolen\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(403, rig.client().ask(headOf("/admin", 5, me)).status);
		CPPUNIT_ASSERT_EQUAL(403, rig.client().ask(headOf("/notes", 5, rig.session())).status);
		CPPUNIT_ASSERT_EQUAL(403, rig.client().ask(headOf("/notes", 5, me + "Origin: http://evil.test\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(
			421, rig.client().ask("POST /public HTTP/1.1\r\nHost: other.test\r\nContent-Length: 5\r\n\r\n").status);
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(100, client.ask(headOf("/notes", 5, me + "Expect: 100-continue\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(std::string("5 of somebody"), client.ask("12345").body);
	}

	void asksTheRouteBeforeItReadsAStrangersBody()
	{
		startRig();
		CPPUNIT_ASSERT_EQUAL(410, rig.client().ask(headOf("/box/guessed", kMuch)).status);
		CPPUNIT_ASSERT_EQUAL(410, rig.ask("POST /box/guessed", {}, "short").status);
		const std::string body(kMuch, 'x');
		CPPUNIT_ASSERT_EQUAL(
			std::to_string(kMuch) + " of nobody", rig.client().ask(headOf("/box/known", kMuch) + body).body);
	}

	void takesNoRouteThatLetsStrangersSendMuch()
	{
		auto wide = route(Method::Post, "/wide", hello);
		wide.maxBodyBytes = 65'537;
		CPPUNIT_ASSERT(!rig.router.add("demo", wide));
		wide.admits = [](Request&) -> Result<> { return {}; };
		CPPUNIT_ASSERT(rig.router.add("demo", wide));
		wide = route(Method::Post, "/wider", hello);
		wide.maxBodyBytes = 65'537;
		wide.access = Access::Member;
		CPPUNIT_ASSERT(rig.router.add("demo", wide));
	}

	void decidesAgainAfterASlowBody()
	{
		rig.options.decisionLasts = 50ms;
		startRig();
		const auto me = signedIn();
		auto client = rig.client();
		client.send(headOf("/notes", 5, me + "Expect: 100-continue\r\n"));
		CPPUNIT_ASSERT_EQUAL(100, client.read().status);
		const auto cookie = me.substr(me.find('=') + 1, 43);
		CPPUNIT_ASSERT(rig.sessions.end({"tenant-a"}, cookie));
		CPPUNIT_ASSERT(client.isSilent(100));
		CPPUNIT_ASSERT_EQUAL(401, client.ask("12345").status);
		CPPUNIT_ASSERT_EQUAL(0, handled.load());
	}

	void keepsNoUploadOfWhoLosesTheirAccessMeanwhile()
	{
		rig.options.decisionLasts = 50ms;
		TemporaryFolder folder;
		std::atomic<int> cut{0};
		auto put = route(Method::Put, "/parts", [&](Request& r) -> Result<Response> {
			return Response::receive(Fd(::open((folder / "part").c_str(), O_RDWR | O_CREAT, 0600)),
				0,
				r.contentLength(),
				false,
				std::make_shared<Authority>(),
				[&](Request&, const Received& received) -> Result<Response> {
					received.complete ? ++handled : ++cut;
					return Response::text("kept", "text/plain");
				});
		});
		put.access = Access::Member;
		put.receives = true;
		rig.add(put);
		startRig();
		const auto me = signedIn();
		const auto upload = [&](bool isEnded) {
			auto client = rig.client();
			client.send("PUT /parts HTTP/1.1\r\nHost: acme.test\r\n" + me + "Content-Length: 5\r\n\r\n123");
			CPPUNIT_ASSERT(client.isSilent(100));
			if (isEnded) CPPUNIT_ASSERT(rig.sessions.end({"tenant-a"}, me.substr(me.find('=') + 1, 43)));
			return client.ask("45").status;
		};
		CPPUNIT_ASSERT_EQUAL(200, upload(false));
		CPPUNIT_ASSERT_EQUAL(401, upload(true));
		CPPUNIT_ASSERT_EQUAL(1, handled.load());
		CPPUNIT_ASSERT_EQUAL(1, cut.load());
	}

	void waitsForTheTokenOfAForm()
	{
		startRig();
		std::string token;
		const auto form = rig.session(&token) + "Content-Type: application/x-www-form-urlencoded\r\n";
		for (const std::string& body: {"a=1&_csrf=" + token, std::string("a=1&_csrf=wrong")})
		{
			const bool isRight = body.ends_with(token);
			auto client = rig.client();
			client.send(headOf("/notes", static_cast<std::int64_t>(body.size()), form));
			CPPUNIT_ASSERT(client.isSilent(50));
			CPPUNIT_ASSERT_EQUAL(isRight ? 200 : 403, client.ask(body).status);
			auto open = rig.client();
			open.send(headOf("/public", static_cast<std::int64_t>(body.size()), form));
			CPPUNIT_ASSERT_EQUAL(
				std::to_string(body.size()) + (isRight ? " of somebody" : " of nobody"), open.ask(body).body);
		}
	}

	void cutsATrickleAfterAFastFirstPart()
	{
		rig.options.stallTimeout = 600ms;
		rig.options.minBytesPerSecond = 10'000;
		startRig();
		auto client = rig.client();
		client.send(headOf("/notes", kMuch, signedIn()) + std::string(900'000, 'x'));
		const auto since = std::chrono::steady_clock::now();
		bool isCut = false;
		while (!isCut && std::chrono::steady_clock::now() - since < 5s)
			isCut = !client.send("x") || !client.isSilent(50);
		CPPUNIT_ASSERT(isCut);
		CPPUNIT_ASSERT_EQUAL(0, handled.load());
		// What keeps its pace may take longer than the patience.
		auto steady = rig.client();
		steady.send(headOf("/notes", 60'000, signedIn()));
		for (int i = 0; i < 20; ++i)
		{
			steady.send(std::string(3'000, 'x'));
			CPPUNIT_ASSERT(i == 19 || steady.isSilent(60));
		}
		CPPUNIT_ASSERT_EQUAL(200, steady.read().status);
	}

	void answersOthersBesideUnfinishedHeads()
	{
		rig.options.maxConnections = 64;
		rig.options.maxConnectionsPerNetwork = 0;
		startRig();
		std::vector<Client> idle, slow;
		for (int i = 0; i < 4; ++i)
		{
			idle.push_back(rig.client());
			CPPUNIT_ASSERT_EQUAL(200, idle.back().ask(kGet).status);
		}
		for (int i = 0; i < 60; ++i)
		{
			slow.push_back(rig.client());
			slow.back().send("GET / HTTP/1.1\r\nHost: acme.test\r\nX-Wait: ");
		}
		const auto since = std::chrono::steady_clock::now();
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /health").status);
		CPPUNIT_ASSERT(std::chrono::steady_clock::now() - since < 3s);
		// The unfinished had to go, and not those who had behaved.
		CPPUNIT_ASSERT(slow.front().isClosed());
		for (auto& each: idle) CPPUNIT_ASSERT_EQUAL(200, each.ask(kGet).status);
	}

	void answersOthersBesideBodiesThatNobodyWants()
	{
		rig.options.maxConnections = 64;
		rig.options.maxConnectionsPerNetwork = 0;
		startRig();
		std::vector<Client> slow;
		for (int i = 0; i < 64; ++i)
		{
			slow.push_back(rig.client());
			slow.back().send(headOf("/notes", 200'000) + std::string(1000, 'x'));
		}
		const auto since = std::chrono::steady_clock::now();
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /health").status);
		CPPUNIT_ASSERT(std::chrono::steady_clock::now() - since < 3s);
	}

	void answersNoFurtherThanTheClientReads()
	{
		rig.options.stallTimeout = 300ms;
		rig.get("/page", [this](Request&) -> Result<Response> {
			++handled;
			return Response::text(std::string(64 * 1024, 'x'), "text/plain");
		});
		startRig();
		auto client = rig.client(4096);
		std::string many;
		for (int i = 0; i < 200; ++i) many += "GET /page HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		client.send(many);
		for (int i = 0; i < 5000 && !rig.log.has("cut=true"); ++i) ::usleep(1000);
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		CPPUNIT_ASSERT_MESSAGE(std::to_string(handled.load()), handled.load() < 12);
	}

	void limitsTheConnectionsOfANetwork()
	{
		rig.options.maxConnectionsPerNetwork = 8;
		startRig();
		std::vector<Client> held;
		for (int i = 0; i < 8; ++i)
		{
			held.push_back(rig.client());
			CPPUNIT_ASSERT_EQUAL(200, held.back().ask(kGet).status);
		}
		CPPUNIT_ASSERT_EQUAL(429, rig.client().read().status);
		CPPUNIT_ASSERT_EQUAL(200, Client(rig.server->port(), 0, "127.0.0.2").ask(kGet).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(1), rig.server->load().turnedAway);
		held.pop_back();
		int status = 0;
		for (int i = 0; i < 100 && status != 200; ++i) status = rig.ask("GET /").status;
		CPPUNIT_ASSERT_EQUAL(200, status);
	}

	void countsNoConnectionsOfProxies()
	{
		rig.options.maxConnectionsPerNetwork = 2;
		rig.options.proxies = {"127.0.0.1"};
		startRig();
		std::vector<Client> held;
		for (int i = 0; i < 8; ++i)
		{
			held.push_back(rig.client());
			CPPUNIT_ASSERT_EQUAL(200, held.back().ask(kGet).status);
		}
	}

	void limitsTheOwnerOfManyNetworks()
	{
		rig.options.proxies = {"127.0.0.1"};
		rig.options.perMinute = 2;
		startRig();
		const auto askFrom = [&](const std::string& address) {
			return rig.ask("GET /", "X-Forwarded-For: " + address + "\r\n").status;
		};
		for (int i = 0; i < 32; ++i) CPPUNIT_ASSERT_EQUAL(200, askFrom("2001:db8:7:" + std::to_string(i) + "::1"));
		CPPUNIT_ASSERT_EQUAL(429, askFrom("2001:db8:7:99::1"));
		CPPUNIT_ASSERT_EQUAL(200, askFrom("2001:db8:8::1"));
	}

	void keepsAllBodiesWithinOneBudget()
	{
		rig.options.maxBodyMemory = 8 * kMuch;
		startRig();
		const auto head = headOf("/notes", kMuch, signedIn() + "Expect: 100-continue\r\n");
		// One network may hold a quarter of the budget.
		std::vector<Client> held;
		for (int i = 0; i < 2; ++i)
		{
			held.push_back(rig.client());
			CPPUNIT_ASSERT_EQUAL(100, held.back().ask(head).status);
		}
		CPPUNIT_ASSERT_EQUAL(2 * kMuch, rig.server->load().bodyBytes);
		const auto refused = rig.client().ask(head);
		CPPUNIT_ASSERT_EQUAL(503, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), refused.header("Retry-After"));
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("POST /notes", signedIn(), "small").status);
		// And all networks together the whole.
		for (const char* source: {"127.0.0.2", "127.0.0.3", "127.0.0.4"})
			for (int i = 0; i < 2; ++i)
			{
				held.push_back(Client(rig.server->port(), 0, source));
				CPPUNIT_ASSERT_EQUAL(100, held.back().ask(head).status);
			}
		CPPUNIT_ASSERT_EQUAL(503, Client(rig.server->port(), 0, "127.0.0.5").ask(head).status);
		const std::string body(kMuch, 'x');
		for (auto& each: held) CPPUNIT_ASSERT_EQUAL(200, each.ask(body).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), rig.server->load().bodyBytes);
		auto again = Client(rig.server->port(), 0, "127.0.0.5");
		CPPUNIT_ASSERT_EQUAL(100, again.ask(head).status);
		CPPUNIT_ASSERT_EQUAL(200, again.ask(body).status);
	}

	void leavesRoomForPeopleBesideStrangers()
	{
		rig.options.maxBodyMemory = 1'200'000;
		startRig();
		const auto expecting = [](std::string_view target, std::int64_t length, const std::string& headers = {}) {
			return headOf(target, length, headers + "Expect: 100-continue\r\n");
		};
		std::vector<Client> held;
		int refused = 0;
		for (int network = 2; network < 12; ++network)
			for (int i = 0; i < 4; ++i)
			{
				held.push_back(Client(rig.server->port(), 0, ("127.0.0." + std::to_string(network)).c_str()));
				const auto status = held.back().ask(expecting("/public", 60'000)).status;
				CPPUNIT_ASSERT(status == 100 || status == 503);
				refused += status == 503;
			}
		CPPUNIT_ASSERT_EQUAL(30, refused);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(600'000), rig.server->load().bodyBytes);
		// Whoever comes from the strangers' network has a share too.
		auto person = Client(rig.server->port(), 0, "127.0.0.2");
		CPPUNIT_ASSERT_EQUAL(100, person.ask(expecting("/notes", 60'000, "Authorization: Bearer good-key\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(200, person.ask(std::string(60'000, 'x')).status);
		CPPUNIT_ASSERT_EQUAL(100, rig.client().ask(expecting("/notes", 300'000, signedIn())).status);
	}

	void countsUnfinishedHeadsInTheBudget()
	{
		rig.options.maxBodyMemory = 100'000;
		startRig();
		const std::string begun = "GET / HTTP/1.1\r\nHost: acme.test\r\nX-Long: " + std::string(20'000, 'x');
		auto first = rig.client();
		first.send(begun);
		for (int i = 0; i < 500 && rig.server->load().bodyBytes < 20'000; ++i) ::usleep(10'000);
		CPPUNIT_ASSERT(rig.server->load().bodyBytes >= 20'000);
		CPPUNIT_ASSERT_EQUAL(503, rig.client().ask(begun).status);
		CPPUNIT_ASSERT_EQUAL(200, first.ask("\r\n\r\n").status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t(0), rig.server->load().bodyBytes);
	}

	void refusesManyValues()
	{
		auto notes = route(Method::Post, "/json", [](Request& r) -> Result<Response> {
			auto body = r.json();
			if (!body) return body.error();
			return Response::json(Value::object({{"count", std::int64_t((*body)["a"].list().size())}}));
		});
		notes.access = Access::Member;
		notes.maxBodyBytes = kMuch;
		rig.add(notes);
		rig.start();
		const auto zeros = [](int count) {
			std::string body = "{\"a\":[0";
			for (int i = 1; i < count; ++i) body += ",0";
			return body + "]}";
		};
		const auto me = signedIn() + "Content-Type: application/json\r\n";
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("POST /json", me, zeros(19'000)).status);
		const auto before = residentBytes();
		const auto refused = rig.ask("POST /json", me, zeros(499'000));
		CPPUNIT_ASSERT_EQUAL(413, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("too_many_values"), base::parseJson(refused.body)->operator[]("code").text());
		CPPUNIT_ASSERT(residentBytes() - before < 8'000'000);
	}

	void letsHostDecide()
	{
		rig.options.proxies = {"127.0.0.1"};
		rig.get("/who", [](Request& r) -> Result<Response> { return Response::text(r.tenant().name, "text/plain"); });
		startRig();
		for (const char* header: {"X-Forwarded-Host: boreal.test\r\n",
				 "X-Forwarded-Host: boreal.test\r\nX-Forwarded-Host: acme.test\r\n",
				 "Forwarded: host=boreal.test\r\n",
				 "X-Host: boreal.test\r\n",
				 "X-Original-Host: boreal.test\r\n"})
			CPPUNIT_ASSERT_EQUAL(std::string("Acme"), rig.ask("GET /who", header).body);
	}

	void takesTheHostFromTheHeaderThatTheOperatorNames()
	{
		rig.options.proxies = {"127.0.0.1"};
		rig.options.hostHeader = "X-Site";
		rig.get("/who", [](Request& r) -> Result<Response> { return Response::text(r.tenant().name, "text/plain"); });
		startRig();
		CPPUNIT_ASSERT_EQUAL(std::string("Boreal"), rig.ask("GET /who", "X-Site: boreal.test\r\n").body);
		CPPUNIT_ASSERT_EQUAL(400, rig.ask("GET /who").status);
		CPPUNIT_ASSERT_EQUAL(400, rig.ask("GET /who", "X-Site: acme.test\r\nX-Site: boreal.test\r\n").status);
		// Whoever is no proxy cannot name anything.
		auto stranger = Client(rig.server->port(), 0, "127.0.0.2");
		const auto answer = stranger.ask("GET /who HTTP/1.1\r\nHost: acme.test\r\nX-Site: boreal.test\r\n\r\n");
		CPPUNIT_ASSERT_EQUAL(std::string("Acme"), answer.body);
	}

	void makesItsOwnRequestIds()
	{
		const std::string given = "attacker-chosen-id";
		for (const bool isNamed: {false, true})
		{
			HttpRig each;
			each.options.proxies = {"127.0.0.1"};
			if (isNamed) each.options.requestIdHeader = "X-Request-Id";
			each.get("/", hello);
			each.start();
			CPPUNIT_ASSERT_EQUAL(
				isNamed, each.ask("GET /", "X-Request-Id: " + given + "\r\n").header("X-Request-Id") == given);
			auto stranger = Client(each.server->port(), 0, "127.0.0.2");
			CPPUNIT_ASSERT(stranger.ask("GET / HTTP/1.1\r\nHost: acme.test\r\nX-Request-Id: " + given + "\r\n\r\n")
							   .header("X-Request-Id") != given);
		}
	}

	void answersInlineRoutesUnderItsOwnNamesOnly()
	{
		rig.options.hosts = {"metrics.acme.test"};
		startRig();
		for (const char* host: {"acme.test", "localhost:8080", "127.0.0.1", "[::1]:80", "metrics.acme.test"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				host, 200, rig.client().ask(std::string("GET /health HTTP/1.1\r\nHost: ") + host + "\r\n\r\n").status);
		for (const char* host: {"evil.test", "127.0.0.1.evil.test", "localhost.evil.test"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				host, 421, rig.client().ask(std::string("GET /health HTTP/1.1\r\nHost: ") + host + "\r\n\r\n").status);
	}
};

namespace strangers {
CPPUNIT_TEST_SUITE_REGISTRATION(StrangersTest);
}
