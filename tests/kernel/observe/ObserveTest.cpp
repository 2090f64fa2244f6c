#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/observe/Health.h"
#include "kernel/observe/JsonLog.h"
#include "kernel/observe/MetricsRegistry.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <thread>

using namespace sx;
using namespace sx::observe;

namespace {

/// Connects the log, which writes into the pipe, to the test, which reads from it.
struct Pipe
{
	Pipe()
	{
		if (::pipe(ends) != 0) throw std::runtime_error("pipe");
	}
	~Pipe()
	{
		::close(ends[0]);
		::close(ends[1]);
	}
	std::string read()
	{
		char block[65'536];
		const auto got = ::read(ends[0], block, sizeof block);
		return std::string(block, got > 0 ? static_cast<std::size_t>(got) : 0);
	}
	int ends[2];
};

}

class JsonLogTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(JsonLogTest);
	CPPUNIT_TEST(writesOneJsonObjectALine);
	CPPUNIT_TEST(namesPluginAndRequest);
	CPPUNIT_TEST(keepsALineFeedInsideItsLine);
	CPPUNIT_TEST(refusesFieldsThatNameSecrets);
	CPPUNIT_TEST(leavesOutWhatIsBelowTheLevel);
	CPPUNIT_TEST(dropsAndCountsInsteadOfWaiting);
	CPPUNIT_TEST(cutsLongTextsBetweenCharacters);
	CPPUNIT_TEST_SUITE_END();

	base::FakeClock clock{fromMillis(1'795'532'400'123)};
	Pipe pipe;

	Value line(JsonLog& log)
	{
		log.flush();
		const auto text = pipe.read();
		CPPUNIT_ASSERT(!text.empty() && text.find('\n') == text.size() - 1);
		auto value = base::parseJson(text);
		CPPUNIT_ASSERT_MESSAGE(text, bool(value));
		return *value;
	}
	LogOptions options(bool isText = false) { return {.isText = isText, .descriptor = pipe.ends[1]}; }

	void writesOneJsonObjectALine()
	{
		JsonLog log(options(), clock);
		log.info("server.started", {{"port", 8080}});
		const auto value = line(log);
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:00.123Z"), value["time"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("info"), value["level"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("server.started"), value["event"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("kernel"), value["plugin"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8080}, value["port"].integer());
		CPPUNIT_ASSERT(!value.has("request_id"));
	}
	void namesPluginAndRequest()
	{
		JsonLog log(options(), clock);
		{
			RequestScope outer("r-1");
			{
				RequestScope inner("r-2");
			}
			log.of("mail").warning("mail.failed");
		}
		const auto value = line(log);
		CPPUNIT_ASSERT_EQUAL(std::string("mail"), value["plugin"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("r-1"), value["request_id"].text());
		CPPUNIT_ASSERT(RequestScope::current().empty());
	}
	void keepsALineFeedInsideItsLine()
	{
		JsonLog log(options(true), clock);
		log.error("odd", {{"text", "a\n{\"event\":\"forged\"}"}});
		log.flush();
		const auto text = pipe.read();
		CPPUNIT_ASSERT_EQUAL(text.size() - 1, text.find('\n'));
		CPPUNIT_ASSERT(text.find("15:00:00.123 error") == 0);
	}
	void refusesFieldsThatNameSecrets()
	{
		JsonLog log(options(), clock);
		log.info("gate.tried", {{"code", "123456"}, {"api_key", "k-123456"}, {"monkey", "fine"}});
		const auto value = line(log);
		CPPUNIT_ASSERT_EQUAL(std::string("(refused)"), value["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("(refused)"), value["api_key"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("fine"), value["monkey"].text());
	}
	void leavesOutWhatIsBelowTheLevel()
	{
		JsonLog log({.level = Log::Level::Warning, .descriptor = pipe.ends[1]}, clock);
		log.info("quiet");
		log.warning("loud");
		CPPUNIT_ASSERT_EQUAL(std::string("loud"), line(log)["event"].text());
	}
	void dropsAndCountsInsteadOfWaiting()
	{
		// Nobody reads the pipe: the log's writer waits, but callers must not.
		JsonLog log({.descriptor = pipe.ends[1], .maxWaiting = 10}, clock);
		const std::string big(1500, 'x');
		for (int i = 0; i < 1000; ++i) log.info("flood", {{"text", big}});
		std::string all;
		const auto isComplete = [&] {
			return all.find("log.dropped") != std::string::npos || std::count(all.begin(), all.end(), '\n') >= 1000;
		};
		while (!isComplete()) all += pipe.read();
		CPPUNIT_ASSERT(all.find("log.dropped") != std::string::npos);
	}
	void cutsLongTextsBetweenCharacters()
	{
		JsonLog log(options(), clock);
		std::string text = "x";
		for (int i = 0; i < 2000; ++i) text += "é";
		log.info("long", {{"text", text}});
		const auto kept = line(log)["text"].text();
		CPPUNIT_ASSERT(kept.size() < 2010 && kept.ends_with("é…"));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonLogTest);

class MetricsRegistryTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MetricsRegistryTest);
	CPPUNIT_TEST(writesTheExpositionFormat);
	CPPUNIT_TEST(keepsStrangersLabelsBounded);
	CPPUNIT_TEST(keepsABrokenLabelOffThePage);
	CPPUNIT_TEST(countsFromManyThreads);
	CPPUNIT_TEST_SUITE_END();

	void writesTheExpositionFormat()
	{
		MetricsRegistry metrics;
		metrics.of("mail").count("sent", "kind=\"notice\"", 2);
		metrics.of("mail").count("sent", "kind=\"code\"");
		metrics.gauge("connections", {}, 12.5);
		metrics.of("com.acme.sms").count("sent");
		CPPUNIT_ASSERT_EQUAL(
			std::string(
				"# TYPE sx_com_acme_sms_sent counter\nsx_com_acme_sms_sent 1\n"
				"# TYPE sx_connections gauge\nsx_connections 12.5\n"
				"# TYPE sx_mail_sent counter\nsx_mail_sent{kind=\"code\"} 1\nsx_mail_sent{kind=\"notice\"} 2\n"),
			metrics.text());
	}
	void keepsStrangersLabelsBounded()
	{
		MetricsRegistry metrics;
		for (int i = 0; i < 5000; ++i) metrics.count("seen", "agent=\"" + std::to_string(i) + "\"");
		const auto text = metrics.text();
		CPPUNIT_ASSERT(std::count(text.begin(), text.end(), '\n') < 210);
		CPPUNIT_ASSERT(text.find("sx_seen{overflow=\"true\"} 4800\n") != std::string::npos);
	}
	void keepsABrokenLabelOffThePage()
	{
		MetricsRegistry metrics;
		for (const char* each: {"x", "x=1", "x=\"1", "=\"1\"", "x=\"a\nb\"", "x=\"1\",", "x=\"1\"} 5"})
			metrics.count("seen", each);
		CPPUNIT_ASSERT_EQUAL(std::string("# TYPE sx_seen counter\nsx_seen{invalid=\"true\"} 7\n"), metrics.text());
	}
	void countsFromManyThreads()
	{
		MetricsRegistry metrics;
		std::vector<std::thread> threads;
		for (int t = 0; t < 4; ++t)
			threads.emplace_back([&] {
				for (int i = 0; i < 1000; ++i) metrics.of("a").count("n", "t=\"" + std::to_string(i % 7) + "\"");
			});
		for (auto& each: threads) each.join();
		CPPUNIT_ASSERT(metrics.text().find("sx_a_n{t=\"0\"} 572\n") != std::string::npos);
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(MetricsRegistryTest);

class HealthTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(HealthTest);
	CPPUNIT_TEST(isReadyWhenAllChecksPass);
	CPPUNIT_TEST(namesWhatFails);
	CPPUNIT_TEST(doesNotWaitForACheckThatHangs);
	CPPUNIT_TEST(takesAnExceptionForAFailure);
	CPPUNIT_TEST(saysNoWhileDraining);
	CPPUNIT_TEST_SUITE_END();

	void isReadyWhenAllChecksPass()
	{
		HealthRegistry health;
		health.add("data", {"database", [] { return Result<>(); }});
		CPPUNIT_ASSERT(HealthRegistry::isReady(health.ready()));
		CPPUNIT_ASSERT_EQUAL(std::string("alive"), health.live()["status"].text());
	}
	void namesWhatFails()
	{
		HealthRegistry health;
		health.add("data", {"database", [] { return Result<>(); }});
		health.add("mail", {"smtp", []() -> Result<> {
								return Error{Code::Unavailable, "nobody answers at port 25; check mail.host"};
							}});
		const auto answer = health.ready();
		CPPUNIT_ASSERT_EQUAL(std::string("failing"), answer["status"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::string("nobody answers at port 25; check mail.host"), answer["checks"].list()[1]["detail"].text());
		health.withdraw("mail");
		CPPUNIT_ASSERT(HealthRegistry::isReady(health.ready()));
	}
	void doesNotWaitForACheckThatHangs()
	{
		std::promise<void> release;
		auto released = release.get_future().share();
		auto runs = std::make_shared<std::atomic<int>>(0);
		HealthRegistry health(std::chrono::milliseconds(200));
		health.add("mail", {"smtp", [released, runs] {
								++*runs;
								released.wait();
								return Result<>();
							}});
		CPPUNIT_ASSERT_EQUAL(std::string("no answer in time"), health.ready()["checks"].list()[0]["detail"].text());
		health.ready();
		CPPUNIT_ASSERT_EQUAL(1, runs->load());  // not started again while it hangs
		release.set_value();
		CPPUNIT_ASSERT(HealthRegistry::isReady(health.ready()));
	}
	void takesAnExceptionForAFailure()
	{
		HealthRegistry health;
		health.add("mail", {"smtp", []() -> Result<> { throw std::runtime_error("x"); }});
		CPPUNIT_ASSERT(!HealthRegistry::isReady(health.ready()));
	}
	void saysNoWhileDraining()
	{
		HealthRegistry health;
		health.setDraining(true);
		CPPUNIT_ASSERT_EQUAL(std::string("draining"), health.ready()["status"].text());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(HealthTest);
