#include "tests/Deployment.h"

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests a code that goes to the mobile when the reader asks for it, through the sms plugin and its postbox (product
/// row A4).
class SmsGateTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SmsGateTest);
	CPPUNIT_TEST(opensWithTheCodeThatWasAskedFor);
	CPPUNIT_TEST(sendsNoSecondCodeBeforeItsTime);
	CPPUNIT_TEST(acceptsTheNewestCodeOnlyAndForTenMinutes);
	CPPUNIT_TEST(p2p5TakesNoOpenWithoutTheCode);
	CPPUNIT_TEST(p8CountsWrongCodesAndThenSendsNoMore);
	CPPUNIT_TEST(keepsNoNumberInClearAndNoneAfterTheEnd);
	CPPUNIT_TEST(refusesWhatIsNoMobile);
	CPPUNIT_TEST(letsRecipientsHaveGatesOfTheirOwn);
	CPPUNIT_TEST(makesTheOpeningCodeUnnecessary);
	CPPUNIT_TEST(j1AsksForTheOpeningCodeAlwaysWhereTheCompanyWantsIt);
	CPPUNIT_TEST_SUITE_END();

	static inline const std::string kMobile = "+15145550142";

	static harness::Answer ask(Deployment& at, const Recipient& who)
	{
		return at.server->anonymous().post("/m/" + who.token + "/gates/sms/ask", Value::object({{"proof", who.proof}}));
	}
	/// Returns the six digits of the newest text.
	static std::string codeOf(Deployment& at)
	{
		at.server->runJobs();
		const auto mails = at.server->mails();
		CPPUNIT_ASSERT(!mails.empty());
		const auto text = mails.back().text;
		const auto hash = text.rfind('#');
		CPPUNIT_ASSERT_MESSAGE(text, hash != std::string::npos);
		return text.substr(hash + 1, 6);
	}
	static Value answer(const std::string& code)
	{
		return Value::object({{"answers", Value::object({{"sms", code}})}});
	}
	static std::string other(std::string code)
	{
		code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
		return code;
	}

	void opensWithTheCodeThatWasAskedFor()
	{
		Deployment at;
		auto sent = at.send({.mobile = kMobile});
		const auto gates = at.gates(sent.one());
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), gates.json["gates"].list().at(0).text());
		CPPUNIT_ASSERT_EQUAL(std::string("•••• 0142"), gates.json["shown"]["sms"]["to"].text());
		CPPUNIT_ASSERT(gates.body.find("555") == std::string::npos);
		const auto asked = ask(at, sent.one());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(asked.body, 202, asked.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{30}, asked.json["retry_after"].integer());
		const auto code = codeOf(at);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer(other(code))).status);
		const auto lease = at.secret();
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), lease, answer(code)).status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), lease).status);                      // the same lease again
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer(code)).status);  // a code is for one open
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "asked", "sms"));
		CPPUNIT_ASSERT_EQUAL(2, at.events(sent, "wrong_secret", "sms"));
		const auto visits = at.sender->get("/api/v1/messages/events?kind=visits").json["events"].list();
		CPPUNIT_ASSERT(std::any_of(
			visits.begin(), visits.end(), [](const Value& each) { return each["kind"].text() == "asked"; }));
	}

	void sendsNoSecondCodeBeforeItsTime()
	{
		Deployment at;
		auto sent = at.send({.mobile = kMobile});
		CPPUNIT_ASSERT_EQUAL(202, ask(at, sent.one()).status);
		at.server->advance(10s);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, ask(at, sent.one()).json["retry_after"].integer());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "asked"));
		at.server->advance(20s);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{60}, ask(at, sent.one()).json["retry_after"].integer());
		CPPUNIT_ASSERT_EQUAL(2, at.events(sent, "asked"));
		CPPUNIT_ASSERT_EQUAL(404,
			at.server->anonymous()
				.post("/m/" + sent.one().token + "/gates/sms/ask", Value::object({{"proof", at.secret()}}))
				.status);
	}

	void acceptsTheNewestCodeOnlyAndForTenMinutes()
	{
		Deployment at;
		auto sent = at.send({.mobile = kMobile});
		ask(at, sent.one());
		const auto first = codeOf(at);
		at.server->advance(31s);
		ask(at, sent.one());
		const auto second = codeOf(at);
		if (first != second) CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer(first)).status);
		at.server->advance(10min);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer(second)).status);
		ask(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), answer(codeOf(at))).status);
	}

	void p2p5TakesNoOpenWithoutTheCode()
	{
		Deployment at;
		auto sent = at.send({.opens = 1, .mobile = kMobile});
		CPPUNIT_ASSERT_EQUAL(400, at.open(sent.one(), at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer("")).status);
		CPPUNIT_ASSERT_EQUAL(202, ask(at, sent.one()).status);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer("")).status);
		CPPUNIT_ASSERT_EQUAL(1, at.opensLeft(sent));
	}

	void p8CountsWrongCodesAndThenSendsNoMore()
	{
		Deployment at;
		auto sent = at.send({.mobile = kMobile});
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), answer("")).status);
		const auto locked = ask(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(429, locked.status);
		CPPUNIT_ASSERT_EQUAL(std::string("locked"), locked.json["code"].text());
	}

	void keepsNoNumberInClearAndNoneAfterTheEnd()
	{
		Deployment at;
		auto sent = at.send({.mobile = kMobile});
		const auto count = [&] {
			auto rows = at.server->store("sealed").read(at.tenant,
				[](Sql& sql) { return sql.query("SELECT setting FROM sealed_gate WHERE tenant_id = :tenant"); });
			CPPUNIT_ASSERT(rows);
			for (const auto& row: *rows) CPPUNIT_ASSERT(row.bytes(0).value.find("5550142") == std::string::npos);
			return rows->size();
		};
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count());
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + sent.id + "/destroy", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count());
	}

	void refusesWhatIsNoMobile()
	{
		Deployment at;
		for (const char* each: {"", "12", "abc"})
		{
			auto body = Deployment::bodyOf({.mobile = kMobile}, 2000);
			auto recipients = body["recipients"].list();
			recipients.at(0).set("mobile", each);
			const auto answer = at.sender->post("/api/v1/messages", body.set("recipients", recipients));
			CPPUNIT_ASSERT_EQUAL(400, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("recipients[0].mobile"), answer.json["field"].text());
		}
		const auto unknown = at.sender->post(
			"/api/v1/messages", Deployment::bodyOf({}, 2000).set("gates", Value::object({{"palm", Value::Object{}}})));
		CPPUNIT_ASSERT_EQUAL(400, unknown.status);
		CPPUNIT_ASSERT_EQUAL(std::string("gates.palm"), unknown.json["field"].text());
	}

	void letsRecipientsHaveGatesOfTheirOwn()
	{
		Deployment at;
		auto body = Deployment::bodyOf(
			{.opens = 2, .code = true, .recipients = {"a@example.com", "b@example.com"}}, 2000);
		auto recipients = body["recipients"].list();
		recipients.at(1)
			.set("gates", Value::object({{"code", false}, {"sms", true}}))
			.set("mobile", kMobile)
			.set("opens", 5);
		const auto made = at.sender->post("/api/v1/messages", body.set("recipients", recipients));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		CPPUNIT_ASSERT(!made.json["grants"].list().at(0)["code"].isNull());
		CPPUNIT_ASSERT(made.json["grants"].list().at(1)["code"].isNull());
	}

	/// Begins a message of which the sender says nothing about the opening code; the first recipient has the SMS gate.
	static Value::List grantsOf(Deployment& at, const Value& gates)
	{
		auto body = Deployment::bodyOf({.recipients = {"a@example.com", "b@example.com"}}, 2000);
		auto recipients = body["recipients"].list();
		recipients.at(0).set("gates", Value::object({{"sms", true}})).set("mobile", kMobile);
		const auto made = at.sender->post("/api/v1/messages", body.set("recipients", recipients).set("gates", gates));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		return made.json["grants"].list();
	}
	void makesTheOpeningCodeUnnecessary()
	{
		Deployment at;
		auto grants = grantsOf(at, Value());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, grants.at(0)["flags"].integer());
		CPPUNIT_ASSERT(grants.at(0)["code"].isNull());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, grants.at(1)["flags"].integer());
		CPPUNIT_ASSERT_EQUAL(std::size_t{6}, grants.at(1)["code"].text().size());
		grants = grantsOf(at, Value::object({{"password", true}}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, grants.at(0)["flags"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, grants.at(1)["flags"].integer());
		grants = grantsOf(at, Value::object({{"password", true}, {"code", true}}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, grants.at(0)["flags"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, grants.at(1)["flags"].integer());
	}
	void j1AsksForTheOpeningCodeAlwaysWhereTheCompanyWantsIt()
	{
		Deployment at(std::map<std::string, std::string>{{"sealed.constant_protection", "true"}});
		for (const auto& gates: {Value(), Value::object({{"code", false}})})
		{
			const auto grants = grantsOf(at, gates);
			CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, grants.at(0)["flags"].integer());
			CPPUNIT_ASSERT_EQUAL(std::size_t{6}, grants.at(0)["code"].text().size());
			CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, grants.at(1)["flags"].integer());
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SmsGateTest);

}
