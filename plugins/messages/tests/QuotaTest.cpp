#include "tests/Deployment.h"

#include <atomic>
#include <thread>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests that sums are limited: the attacks that took a disk, a mail server and a company's texts (findings F5 to F8).
class QuotaTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(QuotaTest);
	CPPUNIT_TEST(f5OneLinkFillsNoDisk);
	CPPUNIT_TEST(f5ALinkBringsThreeTimesWhatItsMessageWeighs);
	CPPUNIT_TEST(f5DraftsOfALinkEndWithItsLease);
	CPPUNIT_TEST(f5OnePersonAnnouncesOnlySoMuch);
	CPPUNIT_TEST(f5WhatIsDestroyedMakesRoom);
	CPPUNIT_TEST(f5AnAbandonedDraftMakesRoom);
	CPPUNIT_TEST(f6SixtyAnswersAtOnceAreTwenty);
	CPPUNIT_TEST(f7NobodySendsThreeHundredMailsInASecond);
	CPPUNIT_TEST(f7AMailIsTakenOnce);
	CPPUNIT_TEST(f8OnePersonsLinksLeaveTheReadersCodes);
	CPPUNIT_TEST(strangersOfOneNetworkAskSoOftenAndNoMore);
	CPPUNIT_TEST(tellsPeopleInTheirLanguage);
	CPPUNIT_TEST(administratorsSeeUseAndLimits);
	CPPUNIT_TEST_SUITE_END();

	static std::string idOf(int number)
	{
		std::string id(22, 'A');
		id[0] = static_cast<char>('A' + number / 26);
		id[1] = static_cast<char>('A' + number % 26);
		id[2] = 'x';
		return id;
	}
	static Value answerOf(int files, std::int64_t bytes)
	{
		Value::List list{Value::object({{"id", kManifest}, {"bytes", 2000}})};
		for (int i = 0; i < files; ++i) list.push_back(Value::object({{"id", idOf(i)}, {"bytes", bytes}}));
		return Value::object({{"gates", Value::object({{"password", false}})}, {"files", list}});
	}
	static std::string opened(Deployment& at, const Recipient& who)
	{
		const auto lease = at.secret();
		const auto answer = at.open(who, lease);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return lease;
	}
	static harness::Answer begin(Deployment& at, const Recipient& who, const std::string& lease, const Value& body)
	{
		return at.server->anonymous().post("/m/" + who.token + "/reply", body, {{"Authorization", "Lease " + lease}});
	}
	static void refusedAs(const harness::Answer& answer, const std::string& code)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 429, answer.status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, code, answer.json["code"].text());
		CPPUNIT_ASSERT_MESSAGE(answer.body, !answer.json["quota"].text().empty());
	}
	static std::int64_t used(Deployment& at, const std::string& quota)
	{
		auto rows = at.server->store("quotas").read(at.tenant, [&](Sql& sql) {
			return sql.query(
				"SELECT COALESCE(SUM(used), 0) FROM quotas_use WHERE tenant_id = :tenant AND quota = ?", {quota});
		});
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	void f5OneLinkFillsNoDisk()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		for (int i = 0; i < 20; ++i)
			refusedAs(begin(at, sent.one(), lease, answerOf(100, 2'500'000'000)), "quota_bytes");
		// Fewer files of less weight: the sum counts.
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease, answerOf(1, 100'000'000)).status);
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease, answerOf(1, 100'000'000)).status);
		refusedAs(begin(at, sent.one(), lease, answerOf(1, 100'000'000)), "quota_bytes");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{200'004'000}, used(at, "sealed.link_bytes"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a refused answer is none", std::int64_t{2}, used(at, "messages.answers_link"));
	}

	void f5ALinkBringsThreeTimesWhatItsMessageWeighs()
	{
		Deployment at(std::map<std::string, std::string>{{"sealed.link_bytes_least", "1MB"}});
		auto sent = at.send({.fileBytes = 1'000'000});
		const auto lease = opened(at, sent.one());
		refusedAs(begin(at, sent.one(), lease, answerOf(1, 3'100'000)), "quota_bytes");
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease, answerOf(1, 2'900'000)).status);
		refusedAs(begin(at, sent.one(), lease, answerOf(1, 200'000)), "quota_bytes");
	}

	void f5DraftsOfALinkEndWithItsLease()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease, answerOf(1, 1'000'000)).status);
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, used(at, "sealed.company_drafts"));
		CPPUNIT_ASSERT_EQUAL(204, at.finish(sent.one(), lease).status);
		CPPUNIT_ASSERT(at.server->runSchedule("sealed.sweep"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.company_drafts"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.link_bytes"));
		const auto other = opened(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), other, answerOf(1, 1'000'000)).status);
		at.server->advance(2h);
		CPPUNIT_ASSERT(at.server->runSchedule("sealed.sweep"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.company_drafts"));
	}

	void f5OnePersonAnnouncesOnlySoMuch()
	{
		Deployment at(
			std::map<std::string, std::string>{{"sealed.person_draft_bytes", "3MB"}, {"sealed.person_drafts", "3"}});
		const Order order{.fileBytes = 2'000'000};
		at.create(order);
		refusedAs(at.sender->post("/api/v1/messages", Deployment::bodyOf(order, 2000)), "quota_draft_bytes");
		at.create({});
		at.create({});
		refusedAs(at.sender->post("/api/v1/messages", Deployment::bodyOf({}, 2000)), "quota_drafts");
		auto colleague = at.person(at.tenant, "Nadia Benali", "localhost");
		CPPUNIT_ASSERT_EQUAL(201, colleague.post("/api/v1/messages", Deployment::bodyOf(order, 2000)).status);
	}

	void f5WhatIsDestroyedMakesRoom()
	{
		Deployment at(std::map<std::string, std::string>{{"sealed.person_bytes", "3MB"}});
		const Order order{.fileBytes = 2'000'000};
		auto sent = at.send(order);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.company_drafts"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.person_draft_bytes"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'002'000}, used(at, "sealed.person_bytes"));
		refusedAs(at.sender->post("/api/v1/messages", Deployment::bodyOf(order, 2000)), "quota_bytes");
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + sent.id + "/destroy").status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.person_bytes"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, used(at, "sealed.company_bytes"));
		at.send(order);
	}

	void f5AnAbandonedDraftMakesRoom()
	{
		Deployment at;
		at.create({.fileBytes = 1'000'000});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'002'000}, used(at, "sealed.company_bytes"));
		at.server->advance(25h);
		CPPUNIT_ASSERT(at.server->runSchedule("sealed.sweep"));
		for (const char* quota: {"company_bytes", "person_bytes", "company_draft_bytes", "person_drafts"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(quota, std::int64_t{0}, used(at, std::string("sealed.") + quota));
		CPPUNIT_ASSERT(at.server->runSchedule("quotas.sweep"));
	}

	void f6SixtyAnswersAtOnceAreTwenty()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		std::atomic<int> made = 0, refused = 0;
		std::vector<std::thread> all;
		for (int thread = 0; thread < 12; ++thread)
			all.emplace_back([&] {
				for (int i = 0; i < 5; ++i)
				{
					const auto status = begin(at, sent.one(), lease, answerOf(0, 0)).status;
					if (status == 201) ++made;
					if (status == 429) ++refused;
				}
			});
		for (auto& each: all) each.join();
		CPPUNIT_ASSERT_EQUAL(20, made.load());
		CPPUNIT_ASSERT_EQUAL(40, refused.load());
	}

	static Order toFifty(const std::string& delivery)
	{
		Order order{.delivery = delivery};
		order.recipients.clear();
		for (int i = 0; i < 50; ++i) order.recipients.push_back("r" + std::to_string(i) + "@example.com");
		return order;
	}

	void f7NobodySendsThreeHundredMailsInASecond()
	{
		Deployment at;
		for (int i = 0; i < 4; ++i) at.send(toFifty("mail"));
		const auto refused = at.sender->post("/api/v1/messages", Deployment::bodyOf(toFifty("mail"), 2000));
		refusedAs(refused, "quota_recipients");
		CPPUNIT_ASSERT(!refused.header("Retry-After").empty());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T16:00:00.000Z"), refused.json["renews"].text());
		CPPUNIT_ASSERT_EQUAL(std::size_t{200}, at.server->mails().size());
		at.server->advance(1h);
		at.send(toFifty("mail"));
	}

	void f7AMailIsTakenOnce()
	{
		Deployment at(std::map<std::string, std::string>{{"mail.person_hour", "3"}});
		at.send({.delivery = "mail"});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, used(at, "mail.person_hour"));
		auto order = Order{.delivery = "mail"};
		order.recipients = {"a@example.com", "b@example.com", "c@example.com"};
		refusedAs(at.sender->post("/api/v1/messages", Deployment::bodyOf(order, 2000)), "quota_mails");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, used(at, "mail.company_day"));
		order.recipients.pop_back();
		at.send(order);
	}

	void f8OnePersonsLinksLeaveTheReadersCodes()
	{
		Deployment at;
		auto texted = toFifty("sms");
		texted.code = true;
		int made = 0;
		for (int message = 0; message < 4; ++message)
		{
			auto body = Deployment::bodyOf(texted, 2000);
			Value::List recipients;
			for (int i = 0; i < 50; ++i)
				recipients.push_back(Value::object({{"address", texted.recipients.at(static_cast<std::size_t>(i))},
					{"mobile", "+1514555" + std::to_string(1000 + message * 50 + i)}}));
			const auto answer = at.sender->post("/api/v1/messages", body.set("recipients", recipients));
			if (answer.status == 201)
				++made;
			else
				refusedAs(answer, "quota_texts");
		}
		CPPUNIT_ASSERT_EQUAL_MESSAGE("100 of the company's 300", 2, made);
		auto colleague = at.person(at.tenant, "Nadia Benali", "localhost");
		at.sender = colleague;
		auto guarded = at.send({.mobile = "+15145550142"});
		const auto asked = at.server->anonymous().post(
			"/m/" + guarded.one().token + "/gates/sms/ask", Value::object({{"proof", guarded.one().proof}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(asked.body, 202, asked.status);
	}

	void strangersOfOneNetworkAskSoOftenAndNoMore()
	{
		Deployment at(std::map<std::string, std::string>{
			{"messages.network_asks_hour", "2"}, {"sealed.network_drafts_hour", "1"}});
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease, answerOf(0, 0)).status);
		refusedAs(begin(at, sent.one(), lease, answerOf(0, 0)), "quota_network_drafts");
		const auto ask = [&] { return at.server->anonymous().post("/m/" + sent.one().token + "/again"); };
		CPPUNIT_ASSERT_EQUAL(202, ask().status);
		CPPUNIT_ASSERT_EQUAL(202, ask().status);
		refusedAs(ask(), "quota_network_asks");
		auto rows = at.server->store("quotas").read(at.tenant, [&](Sql& sql) {
			return sql.query("SELECT COUNT(*) FROM quotas_use WHERE tenant_id = :tenant AND subject LIKE '%127.0.0%'");
		});
		CPPUNIT_ASSERT_MESSAGE("no address is kept", rows && rows->front().integer(0) == 0);
	}

	void tellsPeopleInTheirLanguage()
	{
		Deployment at(std::map<std::string, std::string>{{"messages.person_hour", "1"}});
		at.create({});
		at.server->advance(15min);
		const auto refusedIn = [&](const char* language) {
			return at.sender->send("POST",
				"/api/v1/messages",
				{{"Accept-Language", language}, {"Content-Type", "application/json"}},
				at.server->json().write(Deployment::bodyOf({}, 2000)));
		};
		const auto french = refusedIn("fr");
		refusedAs(french, "quota_messages");
		CPPUNIT_ASSERT_MESSAGE(french.body, french.contains("Vous pourrez continuer dans 45 minutes"));
		CPPUNIT_ASSERT_EQUAL(std::string("messages.person_hour"), french.json["quota"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("2700"), french.header("Retry-After"));
	}

	void administratorsSeeUseAndLimits()
	{
		Deployment at;
		at.send({.fileBytes = 1'000'000});
		CPPUNIT_ASSERT_EQUAL(403, at.sender->get("/admin/quotas").status);
		auto made = at.server->find<directory::Directory>()->addPerson(
			{at.tenant, "Odile Admin", "odile@example.com", "admin", {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		auto odile = at.server->signedIn(at.tenant, *made);
		const auto page = odile.get("/admin/quotas?quota=sealed.person_bytes");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("Camille Roy") && page.contains("camille@example.com"));
		CPPUNIT_ASSERT(!odile.get("/admin/quotas?quota=sealed.person_bytes&q=nadia").contains("Camille Roy"));
		CPPUNIT_ASSERT(odile.get("/admin/quotas?quota=sealed.person_bytes&q=camille").contains("Camille Roy"));
		// The list goes on below the row that its link names.
		CPPUNIT_ASSERT(odile.get("/admin/quotas?quota=sealed.person_bytes&before=9000000:x").contains("Camille Roy"));
		CPPUNIT_ASSERT(!odile.get("/admin/quotas?quota=sealed.person_bytes&before=900:x").contains("Camille Roy"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotaTest);

}
