#include "tests/Deployment.h"

#include <functional>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests the link by SMS, and its code another way (product row A12).
class SmsDeliveryTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SmsDeliveryTest);
	CPPUNIT_TEST(a12TheLinkGoesByTextAndItsCodeDoesNot);
	CPPUNIT_TEST(a12KeepsNeitherNumberNorLinkReadable);
	CPPUNIT_TEST(a12RefusesWhatProtectsNothing);
	CPPUNIT_TEST(a12SaysWhoseTextIsRefusedBeforeAnyHasLeft);
	CPPUNIT_TEST(a13SendsTheTextAgainWithTheSameCode);
	CPPUNIT_TEST(a12SaysThatATextDidNotArrive);
	CPPUNIT_TEST(a12IsNotOfferedWithoutTexts);
	CPPUNIT_TEST_SUITE_END();

	static inline const std::string kMobile = "+15145550142";

	static Order byText() { return {.code = true, .delivery = "sms", .mobile = kMobile}; }
	static std::vector<harness::PostedMail> texts(Deployment& at)
	{
		at.server->runJobs();
		std::vector<harness::PostedMail> out;
		for (const auto& mail: at.server->mails())
			if (mail.kind == "sms") out.push_back(mail);
		return out;
	}
	static harness::Answer create(Deployment& at, const Order& order, const std::function<void(Value&)>& change)
	{
		auto body = Deployment::bodyOf(order, 2000);
		change(body);
		return at.sender->post("/api/v1/messages", body);
	}
	static void refused(const harness::Answer& answer, const std::string& field)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 400, answer.status);
		CPPUNIT_ASSERT_EQUAL(field, answer.json["field"].text());
	}

	void a12TheLinkGoesByTextAndItsCodeDoesNot()
	{
		Deployment at;
		auto sent = at.send(byText());
		const auto& one = sent.one();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the sender is told the code", std::size_t{6}, one.code.size());
		const auto all = texts(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, all.size());
		const auto& text = all[0].text;
		CPPUNIT_ASSERT_MESSAGE(text, text.ends_with("/m/" + one.token + "#k1_" + one.secret));
		CPPUNIT_ASSERT_MESSAGE(
			text, text.find("Camille Roy") != std::string::npos && text.find(one.code) == std::string::npos);
		CPPUNIT_ASSERT_MESSAGE("no mail besides", at.server->mails().size() == 1);
		CPPUNIT_ASSERT_EQUAL(400, at.open(one, at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(one, at.secret(), Value::object({{"code", one.code}})).status);
		CPPUNIT_ASSERT(at.followed(sent)["recipients"].list().at(0)["delivered"].flag());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "delivered", "sms"));
	}

	void a12KeepsNeitherNumberNorLinkReadable()
	{
		Deployment at;
		auto sent = at.send(byText());
		const auto secret = sent.one().secret;
		const auto stored = [&](const char* plugin, const char* query) {
			auto rows = at.server->store(plugin).read(at.tenant, [&](Sql& sql) { return sql.query(query); });
			CPPUNIT_ASSERT(rows && rows->size() == 1);
			return rows->front().isNull(0) ? std::string() : rows->front().bytes(0).value;
		};
		const auto mobile = [&] {
			return stored("messages", "SELECT mobile FROM messages_recipient WHERE tenant_id = :tenant");
		};
		const auto text = [&] {
			auto rows = at.server->store("sms").read(
				at.tenant, [](Sql& sql) { return sql.query("SELECT sealed FROM sms_text WHERE tenant_id = :tenant"); });
			CPPUNIT_ASSERT(rows && rows->size() == 1);
			return rows->front().text(0);
		};
		CPPUNIT_ASSERT(!mobile().empty() && mobile().find("5550142") == std::string::npos);
		CPPUNIT_ASSERT(!text().empty() && text().find(secret) == std::string::npos);
		texts(at);
		CPPUNIT_ASSERT_MESSAGE("taken: the words are gone", text().empty());
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + sent.id + "/destroy", Value::Object{}).status);
		CPPUNIT_ASSERT_MESSAGE("destroyed: the number is gone", mobile().empty());
	}

	void a12RefusesWhatProtectsNothing()
	{
		Deployment at;
		const auto recipient = [](Value& body, const std::function<void(Value&)>& change) {
			auto list = body["recipients"].list();
			change(list.at(0));
			body.set("recipients", list);
		};
		for (const char* number: {"", "12", "+44 7911 123456"})
			refused(create(at,
						byText(),
						[&](Value& body) { recipient(body, [&](Value& one) { one.set("mobile", number); }); }),
				"recipients[0].mobile");
		refused(create(at,
					byText(),
					[&](Value& body) {
						recipient(body, [](Value& one) { one.set("gates", Value::object({{"sms", true}})); });
					}),
			"recipients[0].gates.sms");
		refused(create(at,
					byText(),
					[](Value& body) {
						body.set("gates", Value::object({{"code", false}}));
					}),
			"recipients[0].gates.code");
		refused(create(at, byText(), [](Value& body) { body.set("protect", "files"); }), "delivery");
		const auto withPassword = create(at, byText(), [](Value& body) {
			body.set("gates", Value::object({{"code", false}, {"password", true}}));
		});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(withPassword.body, 201, withPassword.status);
	}

	void a12SaysWhoseTextIsRefusedBeforeAnyHasLeft()
	{
		Deployment at(std::map<std::string, std::string>{{"sms.per_number_hour", "1"}, {"sms.per_number_day", "100"}});
		at.send(byText());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, texts(at).size());
		auto order = byText();
		order.recipients = {"a@example.com", "b@example.com"};
		auto body = Deployment::bodyOf(order, 2000);
		auto recipients = body["recipients"].list();
		recipients.at(0).set("mobile", "+15145550199");
		body.set("recipients", recipients);
		// Refused before anything is sealed and uploaded.
		const auto answer = at.sender->post("/api/v1/messages", body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 429, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("quota_texts"), answer.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[1].mobile"), answer.json["field"].text());
		CPPUNIT_ASSERT(answer.json["retry_after"].integer() > 0);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody got anything", std::size_t{1}, texts(at).size());
		at.server->advance(1h);
		const auto made = at.sender->post("/api/v1/messages", body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		Sent sent;
		sent.id = made.json["id"].text();
		sent.manifest = at.random(2000);
		for (const auto& each: made.json["grants"].list())
		{
			Recipient who;
			who.grant = each["grant"].text();
			who.slot = at.text(at.slotOf(sent.id, who.grant, order));
			who.proof = at.secret();
			who.secret = at.secret();
			sent.recipients.push_back(std::move(who));
		}
		at.upload(sent);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(sent, order).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, texts(at).size());
	}

	void a13SendsTheTextAgainWithTheSameCode()
	{
		Deployment at;
		auto sent = at.send(byText());
		const auto& one = sent.one();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, texts(at).size());
		at.server->advance(5min);
		const auto again = at.sender->post("/api/v1/messages/" + sent.id + "/grants/" + one.grant + "/notice",
			Value::object({{"proof", one.proof},
				{"link_secret", one.secret},
				{"notice", Value::object({{"files", Value::List{}}})}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(again.body, 202, again.status);
		const auto all = texts(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
		CPPUNIT_ASSERT(all[0].text == all[1].text);
		CPPUNIT_ASSERT_EQUAL(200, at.open(one, at.secret(), Value::object({{"code", one.code}})).status);
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "resent"));
	}

	void a12SaysThatATextDidNotArrive()
	{
		// Nothing listens on that port.
		Deployment at(std::map<std::string, std::string>{{"sms.driver", "http"},
			{"sms.url", "http://127.0.0.1:9/"},
			{"sms.give_up_after", "1m"},
			{"sms.from", "5140000000"}});
		auto sent = at.send(byText());
		at.server->runJobs();
		CPPUNIT_ASSERT(at.followed(sent)["recipients"].list().at(0)["delivered"].isNull());
		at.server->advance(5min);
		at.server->runJobs();
		const auto recipient = at.followed(sent)["recipients"].list().at(0);
		CPPUNIT_ASSERT(recipient["delivered"].isFlag() && !recipient["delivered"].flag());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "undelivered", "sms"));
		CPPUNIT_ASSERT(at.sender->get("/messages/" + sent.id).body.find("SMS non livré") != std::string::npos);
	}

	void a12IsNotOfferedWithoutTexts()
	{
		Deployment at(std::map<std::string, std::string>{{"sms.driver", "none"}});
		refused(create(at, byText(), [](Value&) {}), "delivery");
		CPPUNIT_ASSERT(at.sender->get("/messages/new").body.find("value=\"sms\"") == std::string::npos);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SmsDeliveryTest);

}
