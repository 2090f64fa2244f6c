// Tests what is counted of people, how it is compared, and who sees it.
#include "domain/Period.h"
#include "services/PersonStatistics.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/statistics/Counters.h"
#include "sx/time.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace {

using namespace sx;

}

class StatisticsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(StatisticsTest);
	CPPUNIT_TEST(readsPeriods);
	CPPUNIT_TEST(countsByTheDayOfTheCompany);
	CPPUNIT_TEST(comparesChosenPeopleAndEverybody);
	CPPUNIT_TEST(losesWhatAFailedTransactionCounted);
	CPPUNIT_TEST(refusesWhoMayNotRead);
	CPPUNIT_TEST(showsPeopleTheirOwn);
	CPPUNIT_TEST(showsThisMonthOnMyAccount);
	CPPUNIT_TEST(exportsAllPages);
	CPPUNIT_TEST(forgetsAPersonAndOldDays);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = harness::Server::start(
			{.plugins = {"audit", "auth", "directory", "mail", "quotas", "statistics", "tables"}});
		auto* directory = _server->find<directory::Directory>();
		auto tenant = directory->addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(tenant);
		_tenant = *tenant;
		_camille = person("Camille Roy", "camille@example.com", "admin");
		_marc = person("Marc Tremblay", "marc@example.com", "member");
	}

	void readsPeriods()
	{
		const auto day = [](const char* text) { return *dayOf(text); };
		const auto today = day("2026-11-24");
		const auto usual = statistics::periodOf({}, {}, today);
		CPPUNIT_ASSERT(usual && usual->length() == 30 && usual->to == statistics::numberOf(today));
		const auto one = statistics::periodOf(today, today, today);
		CPPUNIT_ASSERT(one && one->length() == 1);
		CPPUNIT_ASSERT_EQUAL(std::string("from"), statistics::periodOf(today, day("2026-11-23"), today).error().field);
		CPPUNIT_ASSERT(!statistics::periodOf(day("2020-01-01"), today, today));
	}

	void countsByTheDayOfTheCompany()
	{
		// 2026-11-24 15:00 UTC is 10:00 in Toronto; 14 hours later it is the 25th in UTC, and 00:00 there.
		count(_marc, {.messages = 1, .recipients = 2, .files = 3, .bytes = 4000});
		_server->advance(std::chrono::hours(13));
		count(_marc, {.messages = 1, .recipients = 1});
		_server->advance(std::chrono::hours(2));
		count(_marc, {.messages = 5});
		const auto days = get("/api/v1/statistics?from=2026-11-23&to=2026-11-25")["days"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, days.size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, days[0]["messages"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, days[1]["messages"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, days[2]["messages"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24"), days[1]["day"].text());
	}

	void comparesChosenPeopleAndEverybody()
	{
		count(_marc, {.messages = 2, .recipients = 4, .files = 1, .bytes = 1000, .opened = 1});
		count(_camille, {.messages = 3, .recipients = 3});
		const auto all = get("/api/v1/statistics");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, all["company"]["messages"].integer());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all["items"].list().size());
		const auto one = get("/api/v1/statistics?people=" + _marc.value);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, one["items"].list().size());
		const auto marc = one["items"].list().front();
		CPPUNIT_ASSERT_EQUAL(std::string("Marc Tremblay"), marc["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, marc["recipients"].integer());
		CPPUNIT_ASSERT_EQUAL(0.25, marc["opened_share"].number());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, sumOf(one["days"], "messages"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, sumOf(all["days"], "messages"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, get("/api/v1/statistics?q=tremblay")["items"].list().size());
		const auto page = admin().get("/admin/statistics?lang=fr");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("Marc Tremblay") && page.contains("25\u00A0%"));
	}

	void losesWhatAFailedTransactionCounted()
	{
		auto failed = _server->store("statistics").write(_tenant, [&](Sql& sql) -> Result<> {
			if (auto done = counters().add(sql, _marc, _server->now(), {.messages = 1}); !done) return done;
			return Error{.code = Code::Conflict};
		});
		CPPUNIT_ASSERT(!failed);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, get("/api/v1/statistics")["company"]["messages"].integer());
	}

	void refusesWhoMayNotRead()
	{
		auto member = _server->signedIn(_tenant, _marc);
		for (const auto* path: {"/admin/statistics", "/api/v1/statistics", "/admin/statistics/export"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 403, member.get(path).status);
		CPPUNIT_ASSERT_EQUAL(400, admin().get("/api/v1/statistics?from=x").status);
		CPPUNIT_ASSERT_EQUAL(400, admin().get("/api/v1/statistics?from=2026-11-25&to=2026-11-24").status);
	}

	void showsPeopleTheirOwn()
	{
		count(_marc, {.messages = 2});
		count(_camille, {.messages = 3});
		const auto own = _server->signedIn(_tenant, _marc).get("/api/v1/statistics/own");
		CPPUNIT_ASSERT_EQUAL(200, own.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, own.json["own"]["messages"].integer());
	}

	void showsThisMonthOnMyAccount()
	{
		// It is 24 November 2026: what was sent in October is no part of the month.
		count(_marc, {.messages = 41, .recipients = 41}, std::chrono::days(-30));
		count(_marc, {.messages = 17, .recipients = 20, .opened = 5});
		count(_camille, {.messages = 93});
		const auto page = _server->signedIn(_tenant, _marc).get("/account?lang=en");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("id=\"own-statistics\"") && page.contains("<dd>17</dd>"));
		CPPUNIT_ASSERT(page.contains("<dd>25%</dd>"));
		CPPUNIT_ASSERT(page.contains("data-from=\"2026-10-26\"") && page.contains("data-to=\"2026-11-24\""));
		CPPUNIT_ASSERT(!page.contains("58</dd>") && !page.contains("93</dd>"));
	}

	void exportsAllPages()
	{
		for (int i = 0; i < 250; ++i)
			person("Person " + std::to_string(1000 + i), "p" + std::to_string(i) + "@example.com", "member");
		count(_marc, {.messages = 7, .recipients = 2, .opened = 1});
		const auto file = admin().get("/admin/statistics/export?format=csv&lang=en");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(file.body, 200, file.status);
		CPPUNIT_ASSERT(file.contains("Marc Tremblay,marc@example.com,7,2,0,0,0.5000,0"));
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{254}, std::count(file.body.begin(), file.body.end(), '\n'));
	}

	void forgetsAPersonAndOldDays()
	{
		count(_marc, {.messages = 2});
		count(_camille, {.messages = 3});
		statistics::PersonStatistics data;
		auto& store = _server->store("statistics");
		auto kept = store.read(_tenant, [&](Sql& sql) { return data.exportOf(sql, _marc); });
		CPPUNIT_ASSERT(kept && kept->list().size() == 1);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, kept->list().front()["messages"].integer());
		CPPUNIT_ASSERT(store.write(_tenant, [&](Sql& sql) { return data.erase(sql, _marc); }));
		kept = store.read(_tenant, [&](Sql& sql) { return data.exportOf(sql, _marc); });
		CPPUNIT_ASSERT(kept && kept->list().empty());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, get("/api/v1/statistics")["company"]["messages"].integer());

		const auto forget = [&](Instant before) {
			auto count = store.write(_tenant, [&](Sql& sql) { return data.forgetBefore(sql, before, 100); });
			CPPUNIT_ASSERT(count);
			return *count;
		};
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, forget(_server->now()));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, forget(_server->now() + std::chrono::days(2)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, get("/api/v1/statistics")["company"]["messages"].integer());
	}

private:
	UserId person(const std::string& name, const std::string& address, const std::string& role)
	{
		auto added = _server->find<directory::Directory>()->addPerson(
			{_tenant, name, address, role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
		return *added;
	}

	statistics::Counters& counters() { return *_server->find<statistics::Counters>(); }

	void count(const UserId& person, const statistics::Counts& counts, std::chrono::days later = std::chrono::days(0))
	{
		auto done = _server->store("statistics").write(_tenant, [&](Sql& sql) {
			return counters().add(sql, person, _server->now() + later, counts);
		});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	harness::Client admin() { return _server->signedIn(_tenant, _camille); }

	Value get(const std::string& path)
	{
		const auto answer = admin().get(path);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return answer.json;
	}

	static std::int64_t sumOf(const Value& days, const char* name)
	{
		std::int64_t out = 0;
		for (const auto& day: days.list()) out += day[name].integer();
		return out;
	}

	std::unique_ptr<harness::Server> _server;
	TenantId _tenant;
	UserId _camille, _marc;
};

CPPUNIT_TEST_SUITE_REGISTRATION(StatisticsTest);
