// Tests what is counted, on the quotas of plugin mail: exactly, all or nothing, for one window.
#include "sx/quotas/Quotas.h"
#include "domain/Window.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/mail/Outbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <thread>

using namespace sx;

class QuotasTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(QuotasTest);
	CPPUNIT_TEST(givesTheLastUnitOnce);
	CPPUNIT_TEST(countsNothingThatIsRolledBack);
	CPPUNIT_TEST(takesAllOrNothing);
	CPPUNIT_TEST(renewsWithTheWindow);
	CPPUNIT_TEST(saysWhichAndUntilWhen);
	CPPUNIT_TEST(refusesMoreThanTheLimitAtOnce);
	CPPUNIT_TEST(countsNobodyWithoutASubject);
	CPPUNIT_TEST(takesTheCompanysOwnLimit);
	CPPUNIT_TEST(refusesAQuotaThatNobodyDeclared);
	CPPUNIT_TEST(sweepsWhatIsOver);
	CPPUNIT_TEST(saysWhenToTryAgain);
	CPPUNIT_TEST(tellsPeopleWhatIsLeftToThem);
	CPPUNIT_TEST_SUITE_END();

public:
	void givesTheLastUnitOnce()
	{
		start({{"mail.person_hour", "20"}});
		std::atomic<int> taken = 0, refused = 0;
		std::vector<std::thread> all;
		for (int thread = 0; thread < 12; ++thread)
			all.emplace_back([&] {
				for (int i = 0; i < 5; ++i) ++(take(kCamille, 1) ? taken : refused);
			});
		for (auto& each: all) each.join();
		CPPUNIT_ASSERT_EQUAL(20, taken.load());
		CPPUNIT_ASSERT_EQUAL(40, refused.load());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, used("mail.person_hour", kCamille));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, used("mail.company_day", {}));
	}

	void countsNothingThatIsRolledBack()
	{
		start();
		auto done = store().write(_server->tenant(), [&](Sql& sql) -> Result<> {
			if (auto taken = outbox().reserve(sql, kCamille, 7); !taken) return taken;
			return failed(Code::Conflict, "changed its mind");
		});
		CPPUNIT_ASSERT(!done);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used("mail.person_hour", kCamille));
	}

	void takesAllOrNothing()
	{
		start({{"mail.company_day", "5"}});
		CPPUNIT_ASSERT(take(kCamille, 5));
		// Even who goes on after the refusal has taken nothing.
		auto done = store().write(_server->tenant(), [&](Sql& sql) -> Result<> {
			CPPUNIT_ASSERT(!outbox().reserve(sql, kJulie, 1));
			return {};
		});
		CPPUNIT_ASSERT(done);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used("mail.person_hour", kJulie));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, used("mail.company_day", {}));
	}

	void renewsWithTheWindow()
	{
		start({{"mail.person_hour", "2"}});
		_server->advance(std::chrono::minutes(50));
		CPPUNIT_ASSERT(take(kCamille, 2));
		CPPUNIT_ASSERT(!take(kCamille, 1));
		_server->advance(std::chrono::minutes(10));
		CPPUNIT_ASSERT(take(kCamille, 2));
		CPPUNIT_ASSERT(!take(kCamille, 1));
	}

	void saysWhichAndUntilWhen()
	{
		start({{"mail.person_hour", "2"}});
		_server->advance(std::chrono::minutes(20));
		CPPUNIT_ASSERT(take(kCamille, 2));
		auto refused = take(kCamille, 1);
		CPPUNIT_ASSERT(!refused);
		const auto& error = refused.error();
		CPPUNIT_ASSERT_EQUAL(std::string("quota_mails"), error.problem);
		CPPUNIT_ASSERT(error.code == Code::Limited);
		CPPUNIT_ASSERT_EQUAL(std::string("mail:quota.person_hour.refused"), error.messageKey);
		CPPUNIT_ASSERT_EQUAL(std::string("mail.person_hour"), error.extra["quota"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("person"), error.extra["scope"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, error.extra["limit"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{40 * 60}, error.extra["retry_after"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T16:00:00.000Z"), error.extra["renews"].text());
		CPPUNIT_ASSERT(_server->logged("quotas.refused") && _server->logged("mail.person_hour"));
	}

	void refusesMoreThanTheLimitAtOnce()
	{
		start({{"mail.person_hour", "20"}});
		CPPUNIT_ASSERT(!take(kCamille, 21));
		CPPUNIT_ASSERT(take(kCamille, 20));
	}

	void countsNobodyWithoutASubject()
	{
		start({{"mail.person_hour", "1"}});
		CPPUNIT_ASSERT(take({}, 3));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, used("mail.company_day", {}));
	}

	void takesTheCompanysOwnLimit()
	{
		start({{"mail.person_hour", "2"}});
		setLimit("4");
		CPPUNIT_ASSERT(take(kCamille, 4));
		CPPUNIT_ASSERT(!take(kCamille, 1));
		auto gone = _server->verb({"quotas", "--tenant", "localhost", "unset", "mail.person_hour"});
		CPPUNIT_ASSERT(gone && *gone == 0);
		CPPUNIT_ASSERT(take(kJulie, 2));
		CPPUNIT_ASSERT(!take(kJulie, 1));
		CPPUNIT_ASSERT(!_server->verb({"quotas", "--tenant", "localhost", "set", "mail.no_such", "4"}));
	}

	void refusesAQuotaThatNobodyDeclared()
	{
		start();
		auto done = store().write(_server->tenant(), [&](Sql& sql) {
			return _server->find<quotas::Quotas>()->take(sql, {{"mail.no_such", "x"}});
		});
		CPPUNIT_ASSERT(!done && done.error().code == Code::Internal);
	}

	void sweepsWhatIsOver()
	{
		start();
		CPPUNIT_ASSERT(take(kCamille, 1));
		CPPUNIT_ASSERT(_server->runSchedule("quotas.sweep"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, rows());
		_server->advance(std::chrono::hours(1));
		CPPUNIT_ASSERT(_server->runSchedule("quotas.sweep"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, rows());
		_server->advance(std::chrono::hours(24));
		CPPUNIT_ASSERT(_server->runSchedule("quotas.sweep"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, rows());
	}

	void saysWhenToTryAgain()
	{
		const auto now = fromMillis(1'795'532'400'000) + std::chrono::minutes(20);  // 15:20
		const auto seconds = [&](std::chrono::hours window) {
			return quotas::secondsUntil(quotas::windowEnd(window, now), now);
		};
		CPPUNIT_ASSERT_EQUAL(std::int64_t{40 * 60}, seconds(std::chrono::hours(1)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8 * 3600 + 40 * 60}, seconds(std::chrono::hours(24)));
	}

	void tellsPeopleWhatIsLeftToThem()
	{
		start({{"mail.person_hour", "20"}}, {"audit", "auth"});
		auto camille = _server->find<directory::Directory>()->addPerson(
			{_server->tenant(), "Camille Roy", "camille@example.com", "member", {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(camille);
		const auto account = [&] { return _server->signedIn(_server->tenant(), *camille).get("/account?lang=en"); };
		CPPUNIT_ASSERT(!account().contains("own-quotas"));
		CPPUNIT_ASSERT(take(kJulie, 7));
		CPPUNIT_ASSERT(!account().contains("own-quotas"));
		CPPUNIT_ASSERT(take(*camille, 3));
		auto page = account();
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("own-quotas") && page.contains("<strong>17</strong>"));
		CPPUNIT_ASSERT(take(*camille, 17));
		page = account();
		CPPUNIT_ASSERT(page.contains("Nothing") && !page.contains("<strong>0</strong>"));
		auto admin = _server->find<directory::Directory>()->addPerson(
			{_server->tenant(), "Marc Roy", "marc@example.com", "admin", {"en-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(admin);
		auto browser = _server->signedIn(_server->tenant(), *admin);
		page = browser.get("/admin/people/" + camille->value + "?lang=en");
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("What is left to this person") && page.contains("Nothing"));
		CPPUNIT_ASSERT(!browser.get("/admin/people/" + admin->value).contains("own-quotas"));
	}

private:
	const UserId kCamille{"01930000-0000-7000-8000-00000000000c"}, kJulie{"01930000-0000-7000-8000-00000000000d"};

	void start(std::map<std::string, std::string> settings = {}, const std::vector<std::string>& more = {})
	{
		std::vector<std::string> plugins{"directory", "mail", "quotas"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		_server = harness::Server::start({.plugins = std::move(plugins), .settings = std::move(settings)});
		auto* directory = _server->find<directory::Directory>();
		CPPUNIT_ASSERT(directory->addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}}));
	}
	void setLimit(const std::string& limit)
	{
		auto done = _server->verb({"quotas", "--tenant", "localhost", "set", "mail.person_hour", limit});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, done && *done == 0);
	}
	Store& store() { return _server->store("mail"); }
	mail::Outbox& outbox() { return *_server->find<mail::Outbox>(); }
	Result<> take(const UserId& person, std::int64_t mails)
	{
		return store().write(_server->tenant(), [&](Sql& sql) { return outbox().reserve(sql, person, mails); });
	}
	std::int64_t used(const std::string& quota, const UserId& subject)
	{
		return number("SELECT COALESCE(SUM(used), 0) FROM quotas_use WHERE tenant_id = :tenant AND quota = ? AND "
					  "subject = ?",
			{quota, subject});
	}
	std::int64_t rows() { return number("SELECT COUNT(*) FROM quotas_use WHERE tenant_id = :tenant", {}); }
	std::int64_t number(const std::string& text, const SqlValues& values)
	{
		auto rows = _server->store("quotas").read(_server->tenant(), [&](Sql& sql) { return sql.query(text, values); });
		CPPUNIT_ASSERT_MESSAGE(rows ? "" : rows.error().detail, bool(rows));
		return rows->front().integer(0);
	}

	std::unique_ptr<harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotasTest);
