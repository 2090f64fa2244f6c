#include "tests/Deployment.h"

#include <cstdio>
#include <filesystem>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests creating, filling and sending a message, and the mails that leave.
class SendingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SendingTest);
	CPPUNIT_TEST(keepsTheLinkAndTheCodeToItselfWhenMailed);
	CPPUNIT_TEST(handsTheCodeBackAndMailsNothingWhenLinked);
	CPPUNIT_TEST(mailsWhoWhatAndUntilWhen);
	CPPUNIT_TEST(mailsInTheMessagesLanguage);
	CPPUNIT_TEST(p10LeavesNoLinkSecretBehindOnceTheMailHasGone);
	CPPUNIT_TEST(tellsTheSenderOfEachOpenOnce);
	CPPUNIT_TEST(marksRecipientsAsDelivered);
	CPPUNIT_TEST(refusesAMessageWithMissingParts);
	CPPUNIT_TEST(refusesPartsThatAreNotWhatWasAnnounced);
	CPPUNIT_TEST(takesAPartAgainUntilItIsSent);
	CPPUNIT_TEST(refusesSlotsOfAnotherMessage);
	CPPUNIT_TEST(answersALostSendAgain);
	CPPUNIT_TEST(destroysADraftThatNobodySends);
	CPPUNIT_TEST(givesEachRecipientALinkOfHisOwn);
	CPPUNIT_TEST(asksForAPersonAndHisPermission);
	CPPUNIT_TEST(p11KeepsCompaniesAndPeopleApart);
	CPPUNIT_TEST_SUITE_END();

	static std::string linkIn(const std::string& text)
	{
		const auto from = text.find("http://localhost");
		CPPUNIT_ASSERT(from != std::string::npos);
		return text.substr(from, text.find_first_of(" \r\n\"<", from) - from);
	}

	void keepsTheLinkAndTheCodeToItselfWhenMailed()
	{
		Deployment at;
		const Order order{.code = true, .delivery = "mail"};
		auto sent = at.create(order);
		CPPUNIT_ASSERT(sent.one().code.empty());
		at.upload(sent);
		const auto answer = at.sendDraft(sent, order);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		CPPUNIT_ASSERT(answer.json["recipients"].list().at(0)["code"].isNull());
		at.server->runJobs();
		const auto mails = at.server->mails();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size());
		const auto& mail = mails.front();
		CPPUNIT_ASSERT(linkIn(mail.text).ends_with("/m/" + sent.one().token + "#k1_" + sent.one().secret));
		CPPUNIT_ASSERT(mail.html.find(sent.one().token + "#k1_" + sent.one().secret) != std::string::npos);
		// The code opens as people read it, with its dash.
		const auto dash = mail.text.find('-');
		CPPUNIT_ASSERT(dash != std::string::npos && dash >= 3);
		const auto opened = at.open(sent.one(), at.secret(), Value::object({{"code", mail.text.substr(dash - 3, 7)}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(mail.text, 200, opened.status);
	}

	void handsTheCodeBackAndMailsNothingWhenLinked()
	{
		Deployment at;
		auto sent = at.send({.code = true, .delivery = "link"});
		CPPUNIT_ASSERT_EQUAL(std::size_t{6}, sent.one().code.size());
		at.server->runJobs();
		CPPUNIT_ASSERT(at.server->mails().empty());
		// With delivery link the server refuses to see the secret at all.
		auto other = at.create({});
		at.upload(other);
		auto body = at.sendBody(other, {});
		auto grants = body["grants"].list();
		grants.at(0).set("link_secret", other.one().secret);
		CPPUNIT_ASSERT_EQUAL(
			400, at.sender->post("/api/v1/messages/" + other.id + "/send", body.set("grants", grants)).status);
	}

	void mailsWhoWhatAndUntilWhen()
	{
		Deployment at;
		at.send({.opens = 3, .expiresIn = 9 * 86'400, .password = true, .code = true, .delivery = "mail"});
		at.server->runJobs();
		const auto mail = at.server->mails().at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("Camille Roy vous a envoyé un message confidentiel"), mail.subject);
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com"), mail.to);
		for (const auto& part: {mail.text, mail.html})
			for (const char* each: {"Notaires Boréal",
					 "Acte de vente",
					 "3 décembre 2026",
					 "HNE",
					 "camille@example.com",
					 "Mot de passe, code d’ouverture",
					 "1,4",
					 "60 minutes"})
				CPPUNIT_ASSERT_MESSAGE(std::string(each) + "\n" + part, part.find(each) != std::string::npos);
		CPPUNIT_ASSERT(mail.text.find("Acte <b>.pdf") != std::string::npos);
		CPPUNIT_ASSERT(mail.html.find("Acte <b>.pdf") == std::string::npos &&
			mail.html.find("Acte &lt;b&gt;.pdf") != std::string::npos);
		CPPUNIT_ASSERT(
			mail.html.find("#123a28") != std::string::npos || mail.html.find("bgcolor") != std::string::npos);
		// The code comes before the button.
		const auto dash = mail.html.find("letter-spacing");
		CPPUNIT_ASSERT(dash != std::string::npos && dash < mail.html.find("#k1_"));
	}

	void mailsInTheMessagesLanguage()
	{
		Deployment at;
		at.send({.delivery = "mail", .language = "en"});
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(
			std::string("Camille Roy has sent you a confidential message"), at.server->mails().at(0).subject);
	}

	static bool isStored(const std::string& folder, const std::vector<std::string>& needles)
	{
		for (const auto& each: std::filesystem::recursive_directory_iterator(folder))
		{
			if (!each.is_regular_file()) continue;
			std::string bytes(each.file_size(), '\0');
			if (auto* file = std::fopen(each.path().c_str(), "rb"))
			{
				bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
				std::fclose(file);
			}
			for (const auto& needle: needles)
				if (bytes.find(needle) != std::string::npos) return true;
		}
		return false;
	}

	void p10LeavesNoLinkSecretBehindOnceTheMailHasGone()
	{
		Deployment at;
		auto sent = at.send({.password = true, .code = true, .delivery = "mail"});
		std::vector<std::string> needles;
		for (const auto& each: {sent.one().secret, sent.one().proof, sent.one().passwordProof, sent.one().share})
		{
			needles.push_back(each);
			needles.push_back(at.server->keys().fromBase64Url(each)->value);
		}
		// They are not stored even while the mail waits: the outbox seals it.
		CPPUNIT_ASSERT(!isStored(at.server->dataFolder(), needles));
		at.server->runJobs();
		CPPUNIT_ASSERT(!isStored(at.server->dataFolder(), needles));
		for (const auto& needle: needles) CPPUNIT_ASSERT(!at.server->logged(needle));
		CPPUNIT_ASSERT(!at.server->logged(sent.one().token));
		CPPUNIT_ASSERT(!at.server->logged("louis.gagne"));
	}

	void tellsTheSenderOfEachOpenOnce()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = at.secret();
		at.open(sent.one(), lease);
		at.open(sent.one(), lease);
		at.server->runJobs();
		at.open(sent.one(), at.secret());
		at.server->runJobs();
		const auto mails = at.server->mails();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, mails.size());
		CPPUNIT_ASSERT_EQUAL(std::string("camille@example.com"), mails.at(0).to);
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com a ouvert votre message"), mails.at(0).subject);
		CPPUNIT_ASSERT_MESSAGE(mails.at(1).text,
			mails.at(1).text.find("2 de 3") != std::string::npos &&
				mails.at(1).text.find("127.0.0.1") != std::string::npos);
		CPPUNIT_ASSERT(mails.at(1).text.find("HNE") != std::string::npos);
	}

	void marksRecipientsAsDelivered()
	{
		Deployment at;
		auto sent = at.send({.delivery = "mail"});
		CPPUNIT_ASSERT(at.followed(sent)["recipients"].list().at(0)["delivered"].isNull());
		at.server->runJobs();
		CPPUNIT_ASSERT(at.followed(sent)["recipients"].list().at(0)["delivered"].flag());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "delivered"));
	}

	void refusesAMessageWithMissingParts()
	{
		Deployment at;
		const Order order{.fileBytes = 9'000'000};
		auto sent = at.create(order);
		CPPUNIT_ASSERT_EQUAL(200, at.putPart(sent.id, kManifest, 0, sent.manifest).status);
		CPPUNIT_ASSERT_EQUAL(
			200, at.putPart(sent.id, kFile, 1, std::string_view(sent.file).substr(8 * 1024 * 1024)).status);
		const auto there = at.sender->get("/api/v1/messages/" + sent.id + "/files/" + kFile + "/parts");
		CPPUNIT_ASSERT(there.json["parts"].list() == Value::List{Value(1)});
		const auto refused = at.sendDraft(sent, order);
		CPPUNIT_ASSERT_EQUAL(409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("parts_missing"), refused.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(kFile, refused.json["file"].text());
		CPPUNIT_ASSERT_EQUAL(404, at.gates(sent.one()).status);
		CPPUNIT_ASSERT_EQUAL(
			200, at.putPart(sent.id, kFile, 0, std::string_view(sent.file).substr(0, 8 * 1024 * 1024)).status);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(sent, order).status);
	}

	void refusesPartsThatAreNotWhatWasAnnounced()
	{
		Deployment at;
		auto sent = at.create({});
		const auto path = "/api/v1/messages/" + sent.id + "/files/" + kManifest + "/parts/";
		const auto hash = at.server->keys().toHex(at.server->keys().sha256(sent.manifest).value);
		auto changed = sent.manifest;
		changed[7] = static_cast<char>(changed[7] ^ 1);
		CPPUNIT_ASSERT_EQUAL(400, at.sender->put(path + "0", changed, {{"X-Content-SHA256", hash}}).status);
		CPPUNIT_ASSERT_EQUAL(
			400, at.sender->put(path + "0", sent.manifest.substr(1), {{"X-Content-SHA256", hash}}).status);
		CPPUNIT_ASSERT_EQUAL(400, at.sender->put(path + "1", sent.manifest, {{"X-Content-SHA256", hash}}).status);
		CPPUNIT_ASSERT_EQUAL(400, at.sender->put(path + "0", sent.manifest).status);
		CPPUNIT_ASSERT_EQUAL(409, at.sendDraft(sent, {}).status);
	}

	void takesAPartAgainUntilItIsSent()
	{
		Deployment at;
		auto sent = at.create({});
		at.upload(sent);
		sent.manifest = at.random(2000);
		at.upload(sent);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(sent, {}).status);
		CPPUNIT_ASSERT_EQUAL(409, at.putPart(sent.id, kManifest, 0, sent.manifest).status);
		const auto lease = at.secret();
		at.open(sent.one(), lease);
		CPPUNIT_ASSERT(at.file(sent.one(), lease, kManifest).body == sent.manifest);
	}

	void refusesSlotsOfAnotherMessage()
	{
		Deployment at;
		auto first = at.create({}), second = at.create({});
		at.upload(second);
		second.one().slot = first.one().slot;
		const auto refused = at.sendDraft(second, {});
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("grants[0].slot"), refused.json["field"].text());
		// A password gate cannot be left out of the slot.
		auto gated = at.create({.password = true});
		at.upload(gated);
		gated.one().slot = at.text(at.slotOf(gated.id, gated.one().grant, {}));
		CPPUNIT_ASSERT_EQUAL(400, at.sendDraft(gated, {.password = true}).status);
	}

	void answersALostSendAgain()
	{
		Deployment at;
		const Order order{.delivery = "mail"};
		auto sent = at.create(order);
		at.upload(sent);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(sent, order).status);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(sent, order).status);
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, at.server->mails().size());
		sent.one().slot = at.text(at.slotOf(sent.id, sent.one().grant, order));
		CPPUNIT_ASSERT_EQUAL(409, at.sendDraft(sent, order).status);
	}

	void destroysADraftThatNobodySends()
	{
		Deployment at;
		auto sent = at.create({.fileBytes = 1'000'000});
		at.upload(sent);
		at.server->advance(25h);
		at.server->runJobs();
		at.signInAgain();
		CPPUNIT_ASSERT_EQUAL(409, at.sendDraft(sent, {}).status);
		CPPUNIT_ASSERT_EQUAL(404, at.sender->get("/api/v1/messages/" + sent.id).status);
		CPPUNIT_ASSERT(at.sender->get("/api/v1/messages").json["messages"].list().empty());
		CPPUNIT_ASSERT(!isStored(at.server->dataFolder(), {sent.file.substr(0, 64)}));
	}

	void givesEachRecipientALinkOfHisOwn()
	{
		Deployment at;
		auto sent = at.send({.opens = 1, .recipients = {"a@example.com", "b@example.com"}});
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.recipients[0], at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(404, at.open(sent.recipients[0], at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.recipients[1], at.secret()).status);
		auto crossed = sent.recipients[0];
		crossed.token = sent.recipients[1].token;
		CPPUNIT_ASSERT_EQUAL(404, at.gates(crossed).status);
	}

	void asksForAPersonAndHisPermission()
	{
		Deployment at;
		auto nobody = at.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(401, nobody.post("/api/v1/messages", Deployment::bodyOf({}, 2000)).status);
		CPPUNIT_ASSERT_EQUAL(401, nobody.get("/api/v1/messages").status);
	}

	void p11KeepsCompaniesAndPeopleApart()
	{
		Deployment at;
		auto sent = at.send();
		const auto other = at.company("Clinique Solstice", "solstice.localhost");
		auto foreigner = at.person(other, "Jean Tremblay", "solstice.localhost");
		auto colleague = at.person(at.tenant, "Sam Roy", "localhost");
		for (auto* each: {&foreigner, &colleague})
		{
			CPPUNIT_ASSERT_EQUAL(404, each->get("/api/v1/messages/" + sent.id).status);
			CPPUNIT_ASSERT_EQUAL(404, each->get("/messages/" + sent.id).status);
			CPPUNIT_ASSERT_EQUAL(404, each->post("/api/v1/messages/" + sent.id + "/destroy").status);
			CPPUNIT_ASSERT_EQUAL(404, each->get("/api/v1/messages/" + sent.id + "/receipt").status);
			CPPUNIT_ASSERT(each->get("/api/v1/messages").json["messages"].list().empty());
		}
		// The link opens at its own company's address only.
		auto elsewhere = at.server->anonymous("solstice.localhost");
		CPPUNIT_ASSERT_EQUAL(404,
			elsewhere.post("/m/" + sent.one().token + "/gates", Value::object({{"proof", sent.one().proof}})).status);
		CPPUNIT_ASSERT_EQUAL(200, at.gates(sent.one()).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SendingTest);

}
