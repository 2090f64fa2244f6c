#include "tests/Deployment.h"

namespace sx::messages::tests {

/// Tests what travels in clear, and what the server never learns (rows A2 and A12).
class DeliveryTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DeliveryTest);
	CPPUNIT_TEST(theAttachmentsOnlyCarriesTheTextInTheMail);
	CPPUNIT_TEST(theAttachmentsOnlyNeedsAFileAMailAndCleanText);
	CPPUNIT_TEST(takesEverySubjectThatThePageTakes_I1);
	CPPUNIT_TEST(aWholeMessageTakesNoTextInClear);
	CPPUNIT_TEST(aMailForTheSendersProgramLeavesTheSecretOut);
	CPPUNIT_TEST(a7SaysHowManyFilesItsListLeavesOut);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kBody = "<p>Bonjour <b>Louis</b>, rendez-vous à la marina.</p>";

	static harness::Answer create(Deployment& at, const Order& order, const char* protect)
	{
		auto body = Deployment::bodyOf(order, 2000);
		body.set("protect", protect);
		return at.sender->post("/api/v1/messages", body);
	}
	/// Creates and sends a draft for one recipient, with random parts.
	static harness::Answer send(
		Deployment& at, const Order& order, const char* protect, Value notice, std::string* secret = nullptr)
	{
		const auto made = create(at, order, protect);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		const auto id = made.json["id"].text();
		for (const auto& file: {kManifest, kFile})
			CPPUNIT_ASSERT_EQUAL(200, at.putPart(id, file, 0, at.random(2000)).status);
		const auto grant = made.json["grants"].list().at(0)["grant"].text();
		auto brought = Value::object(
			{{"grant", grant}, {"slot", at.text(at.slotOf(id, grant, order))}, {"proof", at.secret()}});
		if (order.delivery == "mail" || secret) brought.set("link_secret", at.secret());
		return at.sender->post("/api/v1/messages/" + id + "/send",
			Value::object({{"grants", Value::List{brought}}, {"notice", std::move(notice)}}));
	}
	static Value slip()
	{
		return Value::List{Value::object({{"name", "Acte.pdf"}, {"size", 1000}, {"sha256", std::string(64, 'a')}})};
	}
	static Value clear(const char* html = kBody)
	{
		return Value::object({{"subject", "Acte de vente"},
			{"files", slip()},
			{"body", Value::object({{"html", html}, {"text", "Bonjour Louis, rendez-vous à la marina."}})}});
	}

	void theAttachmentsOnlyCarriesTheTextInTheMail()
	{
		Deployment at;
		const auto sent = send(at, {.delivery = "mail", .fileBytes = 2000}, "files", clear());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);
		at.server->runJobs();
		const auto mail = at.server->mails().at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("Acte de vente"), mail.subject);
		CPPUNIT_ASSERT(mail.html.find(kBody) != std::string::npos);
		CPPUNIT_ASSERT(mail.text.find("rendez-vous à la marina") != std::string::npos);
		for (const auto& part: {mail.text, mail.html})
		{
			CPPUNIT_ASSERT(part.find("Bordereau de téléchargement") != std::string::npos);
			CPPUNIT_ASSERT(part.find("Acte.pdf") != std::string::npos);
			CPPUNIT_ASSERT(part.find("#k1_") != std::string::npos);
			CPPUNIT_ASSERT(part.find("Son contenu n’est pas dans ce courriel") == std::string::npos);
		}
	}

	void theAttachmentsOnlyNeedsAFileAMailAndCleanText()
	{
		Deployment at;
		CPPUNIT_ASSERT_EQUAL(std::string("no_files"), create(at, {.delivery = "mail"}, "files").json["code"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::string("delivery"), create(at, {.delivery = "link", .fileBytes = 2000}, "files").json["field"].text());
		const Order order{.delivery = "mail", .fileBytes = 2000};
		CPPUNIT_ASSERT_EQUAL(std::string("notice.body.html"),
			send(at, order, "files", clear("<p style=\"x\">a</p>")).json["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("notice.subject"),
			send(at, order, "files", Value::object({{"files", slip()}})).json["field"].text());
		at.server->runJobs();
		CPPUNIT_ASSERT(at.server->mails().empty());
	}

	void takesEverySubjectThatThePageTakes_I1()
	{
		Deployment at;
		const Order order{.delivery = "mail", .fileBytes = 2000};
		for (const std::string letter: {"é", "Д", "中", "😀"})
		{
			std::string subject;
			for (int i = 0; i < 300; ++i) subject += letter;
			const auto sent = send(at, order, "files", clear().set("subject", subject));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(letter + sent.body, 200, sent.status);
			at.server->runJobs();
			CPPUNIT_ASSERT_EQUAL(subject, at.server->mails().back().subject);
			const auto longer = send(at, order, "files", clear().set("subject", subject + letter));
			CPPUNIT_ASSERT_EQUAL(std::string("notice.subject"), longer.json["field"].text());
		}
	}

	void aWholeMessageTakesNoTextInClear()
	{
		Deployment at;
		CPPUNIT_ASSERT_EQUAL(std::string("notice.body"),
			send(at, {.delivery = "mail", .fileBytes = 2000}, "all", clear()).json["field"].text());
	}

	void a7SaysHowManyFilesItsListLeavesOut()
	{
		for (const auto& [count, says]: {std::pair(20, ""), {21, "et 1 autre,"}, {31, "et 11 autres,"}})
		{
			Deployment at;
			Value::List files;
			for (int i = 1; i <= count; ++i)
				files.push_back(Value::object({{"name", "Annexe " + std::to_string(i) + ".pdf"},
					{"size", 1000},
					{"sha256", std::string(64, 'a')}}));
			const auto sent = send(
				at, {.delivery = "mail", .fileBytes = 2000}, "all", Value::object({{"files", std::move(files)}}));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);
			at.server->runJobs();
			const auto mail = at.server->mails().at(0);
			for (const auto& part: {mail.text, mail.html})
			{
				CPPUNIT_ASSERT(part.find("Annexe 20.pdf") != std::string::npos);
				CPPUNIT_ASSERT(part.find("Annexe 21.pdf") == std::string::npos);
				CPPUNIT_ASSERT_EQUAL(*says != '\0',
					part.find(" autre") != std::string::npos &&
						part.find("que la page de lecture montre") != std::string::npos);
				CPPUNIT_ASSERT_MESSAGE(says, part.find(says) != std::string::npos);
				CPPUNIT_ASSERT_MESSAGE(std::to_string(part.size()), part.size() < 60'000);
			}
		}
	}

	void aMailForTheSendersProgramLeavesTheSecretOut()
	{
		Deployment at;
		const Order order{.code = true, .delivery = "eml", .fileBytes = 2000};
		std::string secret;
		CPPUNIT_ASSERT_EQUAL(std::string("grants[0].link_secret"),
			send(at, order, "all", Value::object({{"files", slip()}}), &secret).json["field"].text());
		const auto sent = send(at, order, "all", Value::object({{"files", slip()}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);
		const auto& own = sent.json["recipients"].list().at(0);
		for (const auto* part: {"text", "html"})
			CPPUNIT_ASSERT(own["mail"][part].text().find("/m/" + own["token"].text() + '#' +
							   own["mail"]["placeholder"].text()) != std::string::npos);
		CPPUNIT_ASSERT(own["mail"]["text"].text().find(own["code"].text().substr(0, 3)) != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com"), own["mail"]["to"]["address"].text());
		at.server->runJobs();
		CPPUNIT_ASSERT(at.server->mails().empty());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(DeliveryTest);

}
