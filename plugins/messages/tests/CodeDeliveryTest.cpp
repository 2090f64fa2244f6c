#include "tests/Deployment.h"

namespace sx::messages::tests {

/// Tests how the opening code travels (row J1): beside the link, in a mail of its own, or told by the sender.
class CodeDeliveryTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(CodeDeliveryTest);
	CPPUNIT_TEST(standsBesideTheLinkUnlessTheCompanySaysOtherwise);
	CPPUNIT_TEST(comesInAMailOfItsOwnThatHoldsNoLink);
	CPPUNIT_TEST(isMailedApartFromTheMailOfTheSendersProgram);
	CPPUNIT_TEST(isToldToTheSenderAloneAndStandsInNoMail);
	CPPUNIT_TEST(isTakenFromTheQuotaOfMails);
	CPPUNIT_TEST(resendingMailsANewCodeApart);
	CPPUNIT_TEST(resendingKeepsACodeThatTheSenderTells);
	CPPUNIT_TEST(aMessageKeepsTheWayThatHeldWhenItWasBegun);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kSetting = "sealed.code_delivery";
	static inline const Order kOrder{.code = true, .delivery = "mail"};

	static std::map<std::string, std::string> by(const std::string& way) { return {{kSetting, way}}; }
	static Value typed(const std::string& code) { return Value::object({{"code", code}}); }

	/// Returns the code that the newest mails show, and which of them shows it; empty: none does.
	static std::string codeIn(const harness::PostedMail& mail)
	{
		const auto at = mail.text.find("Votre code d’ouverture\n");
		return at == std::string::npos ? std::string() : mail.text.substr(mail.text.find('\n', at) + 1, 7);
	}
	static std::string plain(std::string code)
	{
		std::erase(code, '-');
		return code;
	}
	static bool says(const harness::PostedMail& mail, const std::string& what)
	{
		return (mail.subject + mail.text + mail.html).find(what) != std::string::npos;
	}
	static std::vector<harness::PostedMail> mailsOf(Deployment& at)
	{
		at.server->runJobs();
		return at.server->mails();
	}
	static void choose(Deployment& at, const std::string& way)
	{
		auto made = at.server->find<directory::Directory>()->addPerson(
			{at.tenant, "Ana Lee", "ana@example.com", "admin", {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		const auto set = at.server->signedIn(at.tenant, *made)
							 .postForm("/admin/settings", Value::object({{std::string(kSetting), way}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(set.body, 303, set.status);
	}
	static void opensWith(Deployment& at, const Recipient& who, const std::string& code)
	{
		CPPUNIT_ASSERT_EQUAL(403, at.open(who, at.secret(), typed("222222")).status);
		const auto opened = at.open(who, at.secret(), typed(code));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(opened.body, 200, opened.status);
	}
	static harness::Answer resend(Deployment& at, const Sent& sent)
	{
		const auto& who = sent.recipients.at(0);
		return at.sender->post("/api/v1/messages/" + sent.id + "/grants/" + who.grant + "/notice",
			Value::object({{"proof", who.proof},
				{"link_secret", who.secret},
				{"notice", Value::object({{"files", Value::List{}}})}}));
	}
	/// Checks that nothing at rest has the code but its MAC.
	static void isNowhereAtRest(Deployment& at, const std::string& code)
	{
		auto rows = at.server->store("sealed").read(at.tenant, [](Sql& sql) {
			return sql.query("SELECT COUNT(*) FROM sealed_grant WHERE tenant_id = :tenant AND code_sealed IS NOT NULL");
		});
		CPPUNIT_ASSERT(rows);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, rows->front().integer(0));
		for (const auto& path: {std::string("/api/v1/messages"), std::string("/messages")})
			CPPUNIT_ASSERT(at.sender->get(path).body.find(code) == std::string::npos);
	}

	void standsBesideTheLinkUnlessTheCompanySaysOtherwise()
	{
		Deployment at;
		auto sent = at.send(kOrder);
		CPPUNIT_ASSERT(sent.one().code.empty());
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size());
		CPPUNIT_ASSERT(says(mails[0], sent.one().token));
		CPPUNIT_ASSERT_EQUAL(std::string("notice"), at.gates(sent.one()).json["code_by"].text());
		opensWith(at, sent.one(), codeIn(mails[0]));
	}

	void comesInAMailOfItsOwnThatHoldsNoLink()
	{
		Deployment at(by("mail"));
		auto sent = at.send(kOrder);
		CPPUNIT_ASSERT(sent.one().code.empty());
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, mails.size());
		const bool isFirst = says(mails[0], sent.one().token);
		const auto &notice = mails[isFirst ? 0 : 1], &second = mails[isFirst ? 1 : 0];
		const auto code = codeIn(second);
		CPPUNIT_ASSERT_EQUAL(std::size_t{7}, code.size());
		for (const auto& each: {code, plain(code)}) CPPUNIT_ASSERT(!says(notice, each));
		CPPUNIT_ASSERT(notice.text.find("second courriel") != std::string::npos);
		for (const auto& each: {sent.one().token, sent.one().secret, std::string("#k1_"), std::string("/m/")})
			CPPUNIT_ASSERT_MESSAGE(each, !says(second, each));
		CPPUNIT_ASSERT(second.subject.find("Camille Roy") != std::string::npos);
		for (const auto& each: {code, plain(code)}) CPPUNIT_ASSERT(second.subject.find(each) == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(notice.to, second.to);
		CPPUNIT_ASSERT_EQUAL(std::string("mail"), at.gates(sent.one()).json["code_by"].text());
		opensWith(at, sent.one(), code);
		isNowhereAtRest(at, plain(code));
	}

	void isMailedApartFromTheMailOfTheSendersProgram()
	{
		Deployment at(by("mail"));
		const Order order{.code = true, .delivery = "eml"};
		auto sent = at.create(order);
		CPPUNIT_ASSERT(sent.one().code.empty());
		at.upload(sent);
		const auto answer = at.sendDraft(sent, order);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size());
		const auto code = codeIn(mails[0]);
		CPPUNIT_ASSERT(!says(mails[0], sent.one().token));
		CPPUNIT_ASSERT(answer.body.find(code) == std::string::npos);
		CPPUNIT_ASSERT(answer.body.find(plain(code)) == std::string::npos);
		opensWith(at, sent.one(), code);
	}

	void isToldToTheSenderAloneAndStandsInNoMail()
	{
		Deployment at(by("author"));
		for (const auto* delivery: {"mail", "eml"})
		{
			const Order order{.code = true, .delivery = delivery};
			auto sent = at.create(order);
			const auto code = sent.one().code;
			CPPUNIT_ASSERT_EQUAL(std::size_t{6}, code.size());
			at.upload(sent);
			const auto answer = at.sendDraft(sent, order);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
			const auto& told = answer.json["recipients"].list().at(0);
			CPPUNIT_ASSERT_EQUAL(code, told["code"].text());
			const auto spaced = code.substr(0, 3) + '-' + code.substr(3);
			for (const auto& mail: mailsOf(at)) CPPUNIT_ASSERT(!says(mail, code) && !says(mail, spaced));
			CPPUNIT_ASSERT(at.server->json().write(told["mail"]).find(spaced) == std::string::npos);
			// Once: a request that is repeated, and whoever follows the message later, get none.
			CPPUNIT_ASSERT(at.sendDraft(sent, order).body.find(code) == std::string::npos);
			isNowhereAtRest(at, code);
			CPPUNIT_ASSERT_EQUAL(std::string("author"), at.gates(sent.one()).json["code_by"].text());
			opensWith(at, sent.one(), code);
		}
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size() - 2);  // one notice, and two that tell of opens
		for (const auto& mail: mails)
			if (mail.to.find("louis") != std::string::npos)
				CPPUNIT_ASSERT(mail.text.find("vous donne le code d’ouverture") != std::string::npos);
	}

	void isTakenFromTheQuotaOfMails()
	{
		Deployment at(std::map<std::string, std::string>{{kSetting, "mail"}, {"mail.person_hour", "3"}});
		const Order both{.code = true, .delivery = "mail", .recipients = {"a@example.com", "b@example.com"}};
		const auto refused = at.sender->post("/api/v1/messages", Deployment::bodyOf(both, 2000));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.body, 429, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("quota_mails"), refused.json["code"].text());
		at.send(kOrder);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, mailsOf(at).size());
	}

	void resendingMailsANewCodeApart()
	{
		Deployment at(by("mail"));
		auto sent = at.send(kOrder);
		std::string first;
		for (const auto& mail: mailsOf(at))
			if (!codeIn(mail).empty()) first = codeIn(mail);
		CPPUNIT_ASSERT_EQUAL(202, resend(at, sent).status);
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{4}, mails.size());
		std::string second;
		for (std::size_t i = 2; i < mails.size(); ++i)
		{
			CPPUNIT_ASSERT(codeIn(mails[i]).empty() == says(mails[i], sent.one().token));
			if (!codeIn(mails[i]).empty()) second = codeIn(mails[i]);
		}
		CPPUNIT_ASSERT(first != second);
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), typed(first)).status);
		opensWith(at, sent.one(), second);
	}

	void resendingKeepsACodeThatTheSenderTells()
	{
		Deployment at(by("author"));
		auto sent = at.send(kOrder);
		CPPUNIT_ASSERT_EQUAL(202, resend(at, sent).status);
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, mails.size());
		for (const auto& mail: mails) CPPUNIT_ASSERT(says(mail, sent.one().token) && codeIn(mail).empty());
		opensWith(at, sent.one(), sent.one().code);
	}

	void aMessageKeepsTheWayThatHeldWhenItWasBegun()
	{
		Deployment at;
		auto before = at.create(kOrder);
		choose(at, "author");
		auto after = at.create(kOrder);  // begin() reads it in its transaction: at once, whatever is cached
		CPPUNIT_ASSERT(before.one().code.empty());
		CPPUNIT_ASSERT_EQUAL(std::size_t{6}, after.one().code.size());
		at.upload(before);
		CPPUNIT_ASSERT_EQUAL(200, at.sendDraft(before, kOrder).status);
		const auto mails = mailsOf(at);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size());
		opensWith(at, before.one(), codeIn(mails[0]));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(CodeDeliveryTest);

}
