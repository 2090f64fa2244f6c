// Tests what a person sees of a whole kernel with small plugins (plugins/).
#include "sx/harness/Harness.h"

#include <Poco/Net/ServerSocket.h>
#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <thread>

namespace {

using sx::Value;
using sx::harness::Client;
using sx::harness::Options;
using sx::harness::Server;

class KernelTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(KernelTest);
	CPPUNIT_TEST(showsPageInTheLanguageAskedFor);
	CPPUNIT_TEST(showsOnlyMenuEntriesThatThePersonMayUse);
	CPPUNIT_TEST(sendsStrangersToSignIn);
	CPPUNIT_TEST(tellsNothingOfAFailureButItsNumber);
	CPPUNIT_TEST(survivesAHandlerThatThrows);
	CPPUNIT_TEST(fillsSlots);
	CPPUNIT_TEST(keepsSessionsOverARestart);
	CPPUNIT_TEST(endsSessionThatIdledTooLong);
	CPPUNIT_TEST(endsSessionThatIsTooOldHoweverUsed);
	CPPUNIT_TEST(endsSessionOnSignOut);
	CPPUNIT_TEST(endsEverySessionOfAPerson);
	CPPUNIT_TEST(refusesPostWithoutItsToken);
	CPPUNIT_TEST(runsQueuedJobsWhenAsked);
	CPPUNIT_TEST(runsSchedulesByTheClock);
	CPPUNIT_TEST(refusesRouteOfAnotherPluginNamingBoth);
	CPPUNIT_TEST(leavesOutPluginThatCannotStart);
	CPPUNIT_TEST(servesTheFilesOfAPluginWhoseFolderHasAnotherName);
	CPPUNIT_TEST(saysWhenAPartIsUnwell);
	CPPUNIT_TEST(givesMetricsAtAListenerOfTheirOwn);
	CPPUNIT_TEST(tellsMetricsToNoForeignName);
	CPPUNIT_TEST(hasNoMetricsUnlessAsked);
	CPPUNIT_TEST(findsVerbs);
	CPPUNIT_TEST_SUITE_END();

	static std::unique_ptr<Server> start(std::vector<std::string> plugins = {"hello"})
	{
		Options options;
		options.plugins = std::move(plugins);
		options.configuration = {{"plugins.required", "[]"}, {"metrics.port", std::to_string(monitorPort())}};
		return Server::start(options);
	}

	/// Returns a port that was free when it was asked for first.
	static int monitorPort()
	{
		static const int kPort = [] {
			const Poco::Net::ServerSocket probe(Poco::Net::SocketAddress("127.0.0.1", 0));
			return int{probe.address().port()};
		}();
		return kPort;
	}
	static Client monitor() { return Client(monitorPort(), "localhost"); }

	void showsPageInTheLanguageAskedFor()
	{
		auto server = start();
		auto browser = server->anonymous();
		CPPUNIT_ASSERT(browser.get("/hello").contains("Une page en français."));
		CPPUNIT_ASSERT(browser.get("/hello", {{"Accept-Language", "en-GB,en;q=0.9"}}).contains("A page in English."));
		CPPUNIT_ASSERT(browser.get("/hello?lang=en").contains("A page in English."));
		// A language that was chosen once stays chosen.
		CPPUNIT_ASSERT(browser.get("/hello").contains("A page in English."));
		CPPUNIT_ASSERT(browser.get("/hello").contains("lang=\"en-CA\""));
	}

	void showsOnlyMenuEntriesThatThePersonMayUse()
	{
		auto server = start();
		auto page = server->member({"hello.read"}).get("/hello/members");
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT(page.contains("Les membres"));
		CPPUNIT_ASSERT(!page.contains("Le coffre"));
		CPPUNIT_ASSERT(page.contains("aria-current=\"page\""));
		CPPUNIT_ASSERT(page.contains("Camille Roy"));
		CPPUNIT_ASSERT_EQUAL(403, server->member({"hello.read"}).get("/hello/secret").status);
		CPPUNIT_ASSERT(server->member({"hello.write"}).get("/hello/secret").contains("Le coffre"));
	}

	void sendsStrangersToSignIn()
	{
		auto server = start();
		auto root = server->anonymous().get("/");
		CPPUNIT_ASSERT_EQUAL(303, root.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/hello/sign-in"), root.header("Location"));
		CPPUNIT_ASSERT_EQUAL(std::string("/hello/members"), server->member({"hello.read"}).get("/").header("Location"));
		auto asked = server->anonymous().get("/hello/members", {{"Accept", "text/html"}});
		CPPUNIT_ASSERT_EQUAL(303, asked.status);
		CPPUNIT_ASSERT(asked.header("Location").starts_with("/hello/sign-in"));
	}

	void tellsNothingOfAFailureButItsNumber()
	{
		auto server = start();
		auto page = server->anonymous().get("/hello/fail", {{"Accept", "text/html"}});
		CPPUNIT_ASSERT_EQUAL(500, page.status);
		CPPUNIT_ASSERT(!page.contains("secret detail"));
		CPPUNIT_ASSERT(!page.header("X-Request-Id").empty());
		CPPUNIT_ASSERT(page.contains(page.header("X-Request-Id")));
		CPPUNIT_ASSERT(server->logged(page.header("X-Request-Id")));
		CPPUNIT_ASSERT(server->logged("the secret detail of the failure"));
		CPPUNIT_ASSERT(server->logged("\"problem\":\"internal\""));
	}

	void survivesAHandlerThatThrows()
	{
		auto server = start();
		auto page = server->anonymous().get("/hello/throw");
		CPPUNIT_ASSERT_EQUAL(500, page.status);
		CPPUNIT_ASSERT(!page.contains("secret detail"));
		CPPUNIT_ASSERT_EQUAL(200, server->anonymous().get("/hello").status);
	}

	void fillsSlots() { CPPUNIT_ASSERT(start()->anonymous().get("/hello").contains("<aside>from the slot</aside>")); }

	void keepsSessionsOverARestart()
	{
		auto server = start();
		auto person = server->member({"hello.read"});
		server->restart();
		CPPUNIT_ASSERT_EQUAL(200, person.get("/hello/members").status);
	}

	void endsSessionThatIdledTooLong()
	{
		auto server = start();
		auto person = server->member({"hello.read"});
		for (int i = 0; i < 3; ++i)
		{
			server->advance(std::chrono::hours(11));
			CPPUNIT_ASSERT_EQUAL(200, person.get("/hello/members").status);
		}
		server->advance(std::chrono::hours(12) + std::chrono::minutes(1));
		CPPUNIT_ASSERT_EQUAL(303, person.get("/hello/members", {{"Accept", "text/html"}}).status);
	}

	void endsSessionThatIsTooOldHoweverUsed()
	{
		auto server = start();
		auto person = server->member({"hello.read"});
		for (int i = 0; i < 30 * 24 / 8; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(200, person.get("/hello/members").status);
			server->advance(std::chrono::hours(8));
		}
		CPPUNIT_ASSERT_EQUAL(303, person.get("/hello/members", {{"Accept", "text/html"}}).status);
	}

	void endsSessionOnSignOut()
	{
		auto server = start();
		auto person = server->member({"hello.read"});
		auto copy = person;
		CPPUNIT_ASSERT_EQUAL(303, person.postForm("/hello/leave", Value::Object{}).status);
		CPPUNIT_ASSERT(person.cookie("sx_session").empty());
		// A stolen cookie is useless too.
		CPPUNIT_ASSERT_EQUAL(303, copy.get("/hello/members", {{"Accept", "text/html"}}).status);
	}

	void endsEverySessionOfAPerson()
	{
		auto server = start();
		auto person = server->member({"hello.read"});
		auto elsewhere = person;
		auto other = server->member({"hello.read"}, "Nadia B.");
		CPPUNIT_ASSERT_EQUAL(204, person.post("/hello/leave-everywhere").status);
		CPPUNIT_ASSERT_EQUAL(303, elsewhere.get("/hello/members", {{"Accept", "text/html"}}).status);
		CPPUNIT_ASSERT_EQUAL(200, other.get("/hello/members").status);
	}

	void refusesPostWithoutItsToken()
	{
		auto server = start();
		auto person = server->member({"hello.write"});
		person.csrf("");
		CPPUNIT_ASSERT_EQUAL(403, person.post("/hello/note", Value::object({{"text", "no"}})).status);
		person.csrf("something else");
		CPPUNIT_ASSERT_EQUAL(403, person.post("/hello/note", Value::object({{"text", "no"}})).status);
	}

	std::int64_t notes(Server& server)
	{
		auto rows = server.store("hello").read(server.tenant(),
			[](sx::Sql& sql) { return sql.query("SELECT COUNT(*) FROM hello_note WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	void runsQueuedJobsWhenAsked()
	{
		auto server = start();
		CPPUNIT_ASSERT_EQUAL(
			204, server->member({"hello.write"}).post("/hello/note", Value::object({{"text", "yes"}})).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, notes(*server));
		CPPUNIT_ASSERT(server->runJobs() > 0);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, notes(*server));
	}

	void runsSchedulesByTheClock()
	{
		auto server = start();
		server->runJobs();
		const auto before = server->anonymous().get("/hello/ticks").json["ticks"].integer();
		server->advance(std::chrono::minutes(4));
		server->runJobs();
		CPPUNIT_ASSERT_EQUAL(before, server->anonymous().get("/hello/ticks").json["ticks"].integer());
		server->advance(std::chrono::minutes(2));
		server->runJobs();
		CPPUNIT_ASSERT_EQUAL(before + 1, server->anonymous().get("/hello/ticks").json["ticks"].integer());
	}

	static std::string reasonOf(std::string_view plugin)
	{
		const auto answer = monitor().get("/health/ready");
		for (const auto& each: answer.json["plugins"].list())
			if (each["id"].text() == plugin) return each["reason"].text();
		return "not listed";
	}

	void refusesRouteOfAnotherPluginNamingBoth()
	{
		auto server = start({"hello", "rival"});
		CPPUNIT_ASSERT_EQUAL(200, server->anonymous().get("/hello").status);
		const auto reason = reasonOf("rival");
		CPPUNIT_ASSERT_MESSAGE(reason, reason.find("plugin rival") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(reason, reason.find("plugin hello") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(reason, reason.find("/hello") != std::string::npos);
	}

	void leavesOutPluginThatCannotStart()
	{
		auto server = start({"broken", "hello"});
		CPPUNIT_ASSERT_EQUAL(200, server->anonymous().get("/hello").status);
		CPPUNIT_ASSERT_EQUAL(404, server->anonymous().get("/broken").status);
		CPPUNIT_ASSERT(!server->verb({"broken"}));
		const auto reason = reasonOf("broken");
		CPPUNIT_ASSERT_MESSAGE(reason, reason.find("its gateway is not there") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(reason, reason.find("refused as expected") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("ready"), server->anonymous().get("/health/ready").json["status"].text());
	}

	void servesTheFilesOfAPluginWhoseFolderHasAnotherName()
	{
		auto server = start({"com.acme.guest"});
		const auto page = server->anonymous().get("/guest").body;
		const auto from = page.find("/assets/com.acme.guest/guest.");
		CPPUNIT_ASSERT_MESSAGE(page, from != std::string::npos);
		const auto style = server->anonymous().get(page.substr(from, page.find('"', from) - from));
		CPPUNIT_ASSERT_EQUAL(200, style.status);
		CPPUNIT_ASSERT(style.contains("italic"));
	}

	void saysWhenAPartIsUnwell()
	{
		auto server = start();
		CPPUNIT_ASSERT_EQUAL(200, server->anonymous().get("/health/live").status);
		CPPUNIT_ASSERT_EQUAL(200, server->anonymous().get("/health/ready").status);
		server->anonymous().get("/hello/sad");
		// The server caches the response for at most 10 s; a request renews one that is older than 2 s.
		auto answer = server->anonymous().get("/health/ready");
		const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(12);
		while (answer.status == 200 && std::chrono::steady_clock::now() < until)
		{
			std::this_thread::sleep_for(std::chrono::milliseconds(50));
			answer = server->anonymous().get("/health/ready");
		}
		CPPUNIT_ASSERT_EQUAL(503, answer.status);
		// Strangers learn that the server is not ready, and not a word more.
		CPPUNIT_ASSERT_EQUAL(std::string("{\"status\":\"failing\"}"), answer.body);
		CPPUNIT_ASSERT(monitor().get("/health/ready").contains("it is sad"));
	}

	void givesMetricsAtAListenerOfTheirOwn()
	{
		auto server = start();
		server->anonymous().get("/hello");
		auto answer = monitor().get("/metrics");
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT(answer.contains("sx_disk_free_bytes"));
		CPPUNIT_ASSERT(answer.contains("sx_connections"));
		CPPUNIT_ASSERT_EQUAL(404, server->anonymous().get("/metrics").status);
		CPPUNIT_ASSERT_EQUAL(404, monitor().get("/hello").status);
	}

	void tellsMetricsToNoForeignName()
	{
		auto server = start();
		for (const char* path: {"/metrics", "/health/ready", "/health/live"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 421, Client(monitorPort(), "evil.example").get(path).status);
		CPPUNIT_ASSERT_EQUAL(200, Client(monitorPort(), "127.0.0.1").get("/metrics").status);
	}

	void hasNoMetricsUnlessAsked()
	{
		Options options;
		options.plugins = {"hello"};
		auto server = Server::start(options);
		CPPUNIT_ASSERT_EQUAL(404, server->anonymous().get("/metrics").status);
		CPPUNIT_ASSERT_EQUAL(0, monitor().get("/metrics").status);
	}

	void findsVerbs()
	{
		auto server = start();
		auto status = server->verb({"hello", "say", "one", "two"});
		CPPUNIT_ASSERT(status);
		CPPUNIT_ASSERT_EQUAL(2, *status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(KernelTest);

}
