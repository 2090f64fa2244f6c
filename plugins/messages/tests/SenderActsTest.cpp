#include "tests/Deployment.h"

#include <regex>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests what a sender looks for, does with a sent message, and reads in the register (rows A13, A9 and I8).
class SenderActsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SenderActsTest);
	CPPUNIT_TEST(findsARecipientInAllPagesAndNoWildcard);
	CPPUNIT_TEST(findsADayInTheSendersZone);
	CPPUNIT_TEST(resendsTheNoticeWithANewCode);
	CPPUNIT_TEST(refusesToResendWithoutTheLinkOrTooSoonOrWhatIsOver);
	CPPUNIT_TEST(neverTakesTheSecretOfALinkThatItDidNotMail);
	CPPUNIT_TEST(unlocksFromThePage);
	CPPUNIT_TEST(shortensFromThePageAndSaysWhatIsWrong);
	CPPUNIT_TEST(keepsARegisterOverAllMessages);
	CPPUNIT_TEST(showsNoAddressOfTheSenderInTheRegister);
	CPPUNIT_TEST(showsNobodyElsesRegister);
	CPPUNIT_TEST(filtersTheRegisterByMessageDayAndKind);
	CPPUNIT_TEST_SUITE_END();

	static std::size_t rows(const harness::Answer& answer)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return answer.json["messages"].list().size();
	}
	static std::string noticePath(const Sent& sent)
	{
		return "/api/v1/messages/" + sent.id + "/grants/" + sent.recipients[0].grant + "/notice";
	}
	static Value noticeBody(const Recipient& who)
	{
		return Value::object(
			{{"proof", who.proof}, {"link_secret", who.secret}, {"notice", Value::object({{"files", Value::List{}}})}});
	}

	static std::string codeIn(const std::string& text)
	{
		std::smatch found;
		CPPUNIT_ASSERT_MESSAGE(text, std::regex_search(text, found, std::regex("\\b[0-9A-Z]{3}-[0-9A-Z]{3}\\b")));
		return found.str();
	}

	void findsARecipientInAllPagesAndNoWildcard()
	{
		Deployment at;
		at.send({.recipients = {"louis.gagne@example.com"}});
		at.send({.recipients = {"nadia_b@example.org"}});
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows(at.sender->get("/api/v1/messages?q=GAGNE")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows(at.sender->get("/api/v1/messages?q=a_b")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows(at.sender->get("/api/v1/messages?q=s_g")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows(at.sender->get("/api/v1/messages?q=%25x")));
		const auto page = at.sender->get("/messages?q=nadia");
		CPPUNIT_ASSERT(page.contains("nadia_b@example.org") && !page.contains("louis.gagne@example.com"));
		CPPUNIT_ASSERT(at.sender->get("/messages?q=personne").contains("/messages\""));
	}

	void findsADayInTheSendersZone()
	{
		Deployment at;
		// It is 10:00 in Toronto on 24 November, five hours behind UTC.
		at.send({.expiresIn = 864'000});
		at.server->advance(13h + 59min);
		at.signInAgain();
		at.send({.expiresIn = 864'000});
		at.server->advance(2min);
		at.send({.expiresIn = 864'000});
		const std::string list = "/api/v1/messages";
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows(at.sender->get(list + "?from=2026-11-24&to=2026-11-24")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows(at.sender->get(list + "?from=2026-11-25")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows(at.sender->get(list + "?to=2026-11-23")));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows(at.sender->get(list + "?to=2026-12-31")));
		for (const char* day: {"2026-02-30", "hier", "2026-2-3x", "2026-13-01"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(day, 400, at.sender->get(list + "?from=" + day).status);
	}

	void resendsTheNoticeWithANewCode()
	{
		Deployment at;
		const Order order{.code = true, .delivery = "mail"};
		auto sent = at.send(order);
		at.server->runJobs();
		const auto before = at.server->mails().size();
		const auto answer = at.sender->post(noticePath(sent), noticeBody(sent.one()));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 202, answer.status);
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(before + 1, at.server->mails().size());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "resent"));
		const auto mails = at.server->mails();
		CPPUNIT_ASSERT(
			mails.back().text.find("/m/" + sent.one().token + "#k1_" + sent.one().secret) != std::string::npos);
		const auto old = codeIn(mails[before - 1].text), fresh = codeIn(mails.back().text);
		CPPUNIT_ASSERT(old != fresh);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), Value::object({{"code", old}})).status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), Value::object({{"code", fresh}})).status);
	}

	void refusesToResendWithoutTheLinkOrTooSoonOrWhatIsOver()
	{
		Deployment at;
		auto sent = at.send({.delivery = "mail"});
		auto wrong = sent.one();
		wrong.proof = at.secret();
		CPPUNIT_ASSERT_EQUAL(400, at.sender->post(noticePath(sent), noticeBody(wrong)).status);
		CPPUNIT_ASSERT_EQUAL(202, at.sender->post(noticePath(sent), noticeBody(sent.one())).status);
		const auto soon = at.sender->post(noticePath(sent), noticeBody(sent.one()));
		CPPUNIT_ASSERT_EQUAL(429, soon.status);
		CPPUNIT_ASSERT(soon.json["retry_after"].integer() > 0);
		at.server->advance(3min);
		CPPUNIT_ASSERT_EQUAL(202, at.sender->post(noticePath(sent), noticeBody(sent.one())).status);
		auto other = at.person(at.tenant, "Nadia Bouchard", "localhost");
		CPPUNIT_ASSERT_EQUAL(404, other.post(noticePath(sent), noticeBody(sent.one())).status);
		at.sender->post("/api/v1/messages/" + sent.id + "/destroy");
		at.server->advance(3min);
		CPPUNIT_ASSERT_EQUAL(409, at.sender->post(noticePath(sent), noticeBody(sent.one())).status);
	}

	void neverTakesTheSecretOfALinkThatItDidNotMail()
	{
		Deployment at;
		auto sent = at.send({.delivery = "link"});
		const auto answer = at.sender->post(noticePath(sent), noticeBody(sent.one()));
		CPPUNIT_ASSERT_EQUAL(409, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("not_mailed"), answer.json["code"].text());
	}

	void unlocksFromThePage()
	{
		Deployment at;
		auto sent = at.send({.expiresIn = 2'000'000, .code = true});
		for (int i = 0; i < 15; ++i)
		{
			at.open(sent.one(), at.secret(), Value::object({{"code", "222222"}}));
			at.server->advance(61min);
		}
		at.signInAgain();
		const auto unlock = "/messages/" + sent.id + "/grants/" + sent.one().grant + "/unlock";
		CPPUNIT_ASSERT(at.sender->get("/messages/" + sent.id).contains(unlock));
		CPPUNIT_ASSERT_EQUAL(429, at.open(sent.one(), at.secret(), Value::object({{"code", sent.one().code}})).status);
		const auto done = at.sender->postForm(unlock, Value::Object{});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 303, done.status);
		CPPUNIT_ASSERT(!at.sender->get(done.header("Location")).contains(unlock));
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "unlocked"));
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), Value::object({{"code", sent.one().code}})).status);
	}

	void shortensFromThePageAndSaysWhatIsWrong()
	{
		Deployment at;
		auto sent = at.send({.opens = 5, .expiresIn = 864'000});
		const auto path = "/messages/" + sent.id + "/limits";
		auto done = at.sender->postForm(
			path, Value::object({{"opens_left", "2"}, {"expires_in", "1"}, {"unit", "24"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 303, done.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/messages/" + sent.id + "?done=shortened"), done.header("Location"));
		CPPUNIT_ASSERT_EQUAL(2, at.opensLeft(sent));
		for (const char* typed: {"", "0", "deux", "-1"})
		{
			done = at.sender->postForm(path, Value::object({{"opens_left", typed}, {"expires_in", ""}, {"unit", "1"}}));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				typed, std::string("/messages/" + sent.id + "?done=invalid"), done.header("Location"));
		}
		CPPUNIT_ASSERT(at.sender->get("/messages/" + sent.id + "?done=invalid").contains("role=\"alert\""));
		CPPUNIT_ASSERT_EQUAL(2, at.opensLeft(sent));
	}

	void keepsARegisterOverAllMessages()
	{
		Deployment at;
		auto first = at.send({.code = true}), second = at.send({.recipients = {"nadia@example.org"}});
		at.gates(first.one());
		at.open(first.one(), at.secret(), Value::object({{"code", "222222"}}));
		at.open(first.one(), at.secret(), Value::object({{"code", first.one().code}}));
		at.gates(second.one());
		const auto opens = at.sender->get("/api/v1/messages/events?kind=opens");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(opens.body, std::size_t{1}, opens.json["events"].list().size());
		CPPUNIT_ASSERT_EQUAL(
			std::string("louis.gagne@example.com"), opens.json["events"].list().at(0)["recipient"].text());
		const auto visits = at.sender->get("/api/v1/messages/events?kind=visits").json;
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, visits["events"].list().size());
		for (const auto& each: visits["events"].list())
			CPPUNIT_ASSERT_EQUAL(
				std::string(each["message"].text() == first.id ? "person" : "robot"), each["visitor"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{1}, at.sender->get("/api/v1/messages/events?q=NADIA").json["events"].list().size());
		std::size_t all = 0;
		std::string before;
		do {
			const auto page = at.sender->get("/api/v1/messages/events?limit=2&before=" + before).json;
			all += page["events"].list().size();
			before = page["next"].text();
		} while (!before.empty());
		CPPUNIT_ASSERT_EQUAL(std::size_t{6}, all);
		for (const char* language: {"fr", "en"})
		{
			const auto page = at.sender->get(std::string("/messages/register?kind=refusals&lang=") + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			CPPUNIT_ASSERT(page.contains("louis.gagne@example.com") && !page.contains("nadia@example.org"));
		}
		CPPUNIT_ASSERT(!at.server->logged("pages.word.failed"));
	}

	void showsNoAddressOfTheSenderInTheRegister()
	{
		Deployment at;
		auto sent = at.send();
		CPPUNIT_ASSERT_EQUAL(
			202, at.server->anonymous().post("/m/" + sent.one().token + "/again", Value::Object{}).status);
		at.server->runJobs();
		const auto path = "/messages/" + sent.id + "/again/" + sent.one().grant;
		CPPUNIT_ASSERT_EQUAL(303, at.sender->postForm(path, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "again_refused"));
		const auto page = at.sender->get("/messages/register?kind=notices");
		CPPUNIT_ASSERT(page.contains("Nouvel envoi refusé par vous"));
		CPPUNIT_ASSERT_MESSAGE(page.body, !page.contains("127.0.0.1"));
	}

	void showsNobodyElsesRegister()
	{
		Deployment at;
		at.send();
		auto other = at.person(at.tenant, "Nadia Bouchard", "localhost");
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, other.get("/api/v1/messages/events").json["events"].list().size());
		CPPUNIT_ASSERT_EQUAL(400, other.get("/api/v1/messages/events?kind=nonsense").status);
	}

	void filtersTheRegisterByMessageDayAndKind()
	{
		Deployment at;
		const auto first = at.send(), second = at.send();
		const auto count = [&](const std::string& query) {
			return at.sender->get("/api/v1/messages/events?" + query).json["events"].list().size();
		};
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count("kind=notices"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count("kind=notices&message=" + first.id));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count("kind=ends"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count("to=2001-01-01"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count("from=2001-01-01"));
		at.sender->post("/api/v1/messages/" + second.id + "/destroy", Value::Object{});
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count("kind=ends"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SenderActsTest);

}
