#include "tests/Deployment.h"

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests replying within a lease, and the conversation that the portal shows (row A8).
class ReplyTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ReplyTest);
	CPPUNIT_TEST(aReaderAnswersWithinHisLease);
	CPPUNIT_TEST(aReplyHasLimitsReceiptsAndAnAuthorWhoIsNotVerified);
	CPPUNIT_TEST(aReplyWithAPasswordAsksForIt);
	CPPUNIT_TEST(worksAfterTheLastOpenAndEndsWithTheLease);
	CPPUNIT_TEST(p5p9WithoutALiveLeaseEveryRouteSaysTheSame);
	CPPUNIT_TEST(p11KeepsCompaniesPeopleAndLinksApart);
	CPPUNIT_TEST(refusesWhenTheSendersAccountIsGone);
	CPPUNIT_TEST(oneLinkWritesSoManyRepliesAndNoMore);
	CPPUNIT_TEST(repliesGivenUpCountApart);
	CPPUNIT_TEST(theSenderAnswersFromThePortal);
	CPPUNIT_TEST(theSenderAnswersFromTheReadingPage);
	CPPUNIT_TEST(aReplyGivenUpIsForgotten);
	CPPUNIT_TEST(a14AProtectedReplyAsksForACodeOnTheOwnersMobile);
	CPPUNIT_TEST(a14RefusesAReplyThatItCannotProtect);
	CPPUNIT_TEST(j1AReplyNeverLeavesItsCodeToAStranger);
	CPPUNIT_TEST(theReceivedListPagesAndSearches);
	CPPUNIT_TEST_SUITE_END();

	static inline const std::string kMobile = "+15145550142";

	static harness::Headers leased(const std::string& lease) { return {{"Authorization", "Lease " + lease}}; }
	static Value draftBody(bool password = false)
	{
		return Value::object({{"gates", Value::object({{"password", password}})},
			{"files", Value::List{Value::object({{"id", kManifest}, {"bytes", 2000}})}}});
	}
	static harness::Answer begin(
		Deployment& at, const Recipient& who, const std::string& lease, const Value& body = draftBody())
	{
		return at.server->anonymous().post("/m/" + who.token + "/reply", body, leased(lease));
	}
	static harness::Answer put(
		Deployment& at, const Recipient& who, const std::string& lease, const std::string& id, const std::string& bytes)
	{
		auto headers = leased(lease);
		headers.emplace_back("X-Content-SHA256", at.server->keys().toHex(at.server->keys().sha256(bytes).value));
		return at.server->anonymous().put(
			"/m/" + who.token + "/reply/" + id + "/files/" + kManifest + "/parts/0", bytes, headers);
	}
	static Value sendBody(Deployment& at, const harness::Answer& made, Recipient& out, bool password = false)
	{
		const auto& grant = made.json["grants"].list().at(0);
		out = {grant["grant"].text(),
			grant["address"].text(),
			grant["token"].text(),
			grant["share"].text(),
			grant["code"].text(),
			"",
			at.secret(),
			at.secret(),
			at.secret()};
		const bool sms = grant["flags"].integer() & 2;
		out.slot = at.text(at.slotOf(
			made.json["id"].text(), out.grant, {.password = password, .code = true, .mobile = sms ? kMobile : ""}));
		auto body = Value::object(
			{{"grant", out.grant}, {"slot", out.slot}, {"proof", out.proof}, {"link_secret", out.secret}});
		if (password) body.set("password_proof", out.passwordProof);
		return Value::object({{"grants", Value::List{body}}, {"notice", Value::object({{"files", Value::List{}}})}});
	}
	/// Sends a reply and returns its id; `out` is the grant of the person whom it went to.
	static std::string reply(
		Deployment& at, const Recipient& who, const std::string& lease, Recipient& out, bool password = false)
	{
		const auto made = begin(at, who, lease, draftBody(password));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		const auto id = made.json["id"].text();
		CPPUNIT_ASSERT_EQUAL(200, put(at, who, lease, id, at.random(2000)).status);
		const auto sent = at.server->anonymous().post(
			"/m/" + who.token + "/reply/" + id + "/send", sendBody(at, made, out, password), leased(lease));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);
		return id;
	}
	static std::string opened(Deployment& at, const Recipient& who, Value answers = Value::Object{})
	{
		const auto lease = at.secret();
		const auto answer = at.open(who, lease, std::move(answers));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return lease;
	}
	static harness::PostedMail mailTo(Deployment& at, const std::string& address, const std::string& subject)
	{
		at.server->runJobs();
		for (const auto& mail: at.server->mails())
			if (mail.to.find(address) != std::string::npos && mail.subject.find(subject) != std::string::npos)
				return mail;
		CPPUNIT_FAIL("no mail to " + address + " about " + subject);
		return {};
	}
	static Value code(const harness::PostedMail& mail)
	{
		const auto at = mail.text.find("ode d’ouverture\n");
		CPPUNIT_ASSERT_MESSAGE(mail.text, at != std::string::npos);
		const auto from = mail.text.find('\n', at) + 1;
		return Value::object({{"code", mail.text.substr(from, 7)}});
	}

	void aReaderAnswersWithinHisLease()
	{
		Deployment at;
		auto sent = at.send();
		const auto answer = at.open(sent.one(), at.secret());
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com"), answer.json["to"]["address"].text());
		CPPUNIT_ASSERT(answer.json["replies"].flag());
		Recipient owner;
		const auto id = reply(at, sent.one(), opened(at, sent.one()), owner);
		CPPUNIT_ASSERT_EQUAL(std::string("camille@example.com"), owner.address);
		CPPUNIT_ASSERT(owner.code.empty());  // only the mail has it
		const auto mail = mailTo(at, "camille@example.com", "a répondu à votre message confidentiel");
		CPPUNIT_ASSERT(mail.text.find(owner.token + "#k1_" + owner.secret) != std::string::npos);
		CPPUNIT_ASSERT(mail.text.find("n’est pas vérifiée") != std::string::npos);
		opened(at, owner, code(mail));

		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "replied"));
		const auto received = at.sender->get("/api/v1/messages/received").json["messages"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, received.size());
		CPPUNIT_ASSERT_EQUAL(id, received[0]["id"].text());
		CPPUNIT_ASSERT_EQUAL(sent.id, received[0]["in_reply_to"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("read"), received[0]["state"].text());
		const auto page = at.sender->get("/messages/" + sent.id);
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT_MESSAGE(page.body, page.body.find("Réponse de louis.gagne@example.com") != std::string::npos);
	}

	void aReplyHasLimitsReceiptsAndAnAuthorWhoIsNotVerified()
	{
		Deployment at;
		auto sent = at.send();
		Recipient owner;
		reply(at, sent.one(), opened(at, sent.one()), owner);
		const auto gates = at.gates(owner);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(gates.body, 200, gates.status);
		CPPUNIT_ASSERT(!gates.json["from"]["verified"].flag());
		CPPUNIT_ASSERT(at.gates(sent.one()).json["from"]["verified"].flag());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, gates.json["opens"].integer());
		const auto lease = opened(at, owner, code(mailTo(at, "camille@example.com", "a répondu")));
		// The reader who replied is told of the open, without a portal to follow the reply in.
		const auto told = mailTo(at, "louis.gagne@example.com", "a ouvert votre message");
		CPPUNIT_ASSERT(told.text.find("/messages/") == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(204, at.finish(owner, lease).status);
		CPPUNIT_ASSERT_EQUAL(404, at.gates(owner).status);
		CPPUNIT_ASSERT_EQUAL(std::string("used_up"),
			at.sender->get("/api/v1/messages/received").json["messages"].list()[0]["state"].text());
	}

	void aReplyWithAPasswordAsksForIt()
	{
		Deployment at;
		auto sent = at.send();
		Recipient owner;
		reply(at, sent.one(), opened(at, sent.one()), owner, true);
		auto answers = code(mailTo(at, "camille@example.com", "a répondu"));
		CPPUNIT_ASSERT_EQUAL(400, at.open(owner, at.secret(), answers).status);
		answers.set("password_proof", at.secret());
		CPPUNIT_ASSERT_EQUAL(403, at.open(owner, at.secret(), answers).status);
		answers.set("password_proof", owner.passwordProof);
		opened(at, owner, answers);
	}

	/// Turns on the protection of replies, as the account page does once the person has proved to hold the mobile.
	static void protect(Deployment& at, const std::string& mobile)
	{
		const auto owner = at.server->find<directory::Directory>()->byAddress(at.tenant, "camille@example.com")->id;
		auto* mobiles = at.server->find<directory::Mobiles>();
		CPPUNIT_ASSERT(at.server->store("directory").write(at.tenant, [&](Sql& sql) -> Result<> {
			if (auto done = mobiles->setMobile(sql, owner, mobile); !done) return done;
			return mobiles->setProtectsReplies(sql, owner, true);
		}));
	}

	void a14AProtectedReplyAsksForACodeOnTheOwnersMobile()
	{
		Deployment at;
		auto sent = at.send();
		protect(at, kMobile);
		const auto lease = opened(at, sent.one());
		const auto made = begin(at, sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, made.json["grants"].list().at(0)["flags"].integer());
		CPPUNIT_ASSERT_MESSAGE("the number is not the replier's to know", made.body.find("0142") == std::string::npos);
		const auto id = made.json["id"].text();
		CPPUNIT_ASSERT_EQUAL(200, put(at, sent.one(), lease, id, at.random(2000)).status);
		Recipient owner;
		auto body = sendBody(at, made, owner);
		// A client that leaves the gate out of the slot does not get through.
		auto grants = body["grants"].list();
		auto unprotected = body;
		grants.at(0).set("slot", at.text(at.slotOf(id, owner.grant, {.code = true})));
		const auto path = "/m/" + sent.one().token + "/reply/" + id + "/send";
		CPPUNIT_ASSERT_EQUAL(
			400, at.server->anonymous().post(path, unprotected.set("grants", grants), leased(lease)).status);
		CPPUNIT_ASSERT_EQUAL(200, at.server->anonymous().post(path, body, leased(lease)).status);

		const auto mail = mailTo(at, "camille@example.com", "a répondu");
		CPPUNIT_ASSERT_MESSAGE(mail.text, mail.text.find("SMS") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("•••• 0142"), at.gates(owner).json["shown"]["sms"]["to"].text());
		auto answers = code(mail);
		CPPUNIT_ASSERT_EQUAL(400, at.open(owner, at.secret(), answers).status);
		CPPUNIT_ASSERT_EQUAL(202,
			at.server->anonymous()
				.post("/m/" + owner.token + "/gates/sms/ask", Value::object({{"proof", owner.proof}}))
				.status);
		at.server->runJobs();
		const auto text = at.server->mails().back().text;
		CPPUNIT_ASSERT_EQUAL(
			403, at.open(owner, at.secret(), Value(answers).set("answers", Value::object({{"sms", ""}}))).status);
		opened(at, owner, answers.set("answers", Value::object({{"sms", text.substr(text.rfind('#') + 1, 6)}})));
	}

	void a14RefusesAReplyThatItCannotProtect()
	{
		Deployment at(std::map<std::string, std::string>{{"sms.driver", "none"}});
		auto sent = at.send();
		protect(at, kMobile);
		const auto lease = opened(at, sent.one());
		const auto refused = begin(at, sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("reply_sms_unavailable"), refused.json["code"].text());
		CPPUNIT_ASSERT_MESSAGE(refused.body,
			refused.body.find("0142") == std::string::npos &&
				refused.body.find("protège ses retours") != std::string::npos);
		Deployment without;
		auto other = without.send();
		protect(without, "");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a number that is gone opens nothing",
			409,
			begin(without, other.one(), opened(without, other.one())).status);
	}

	void worksAfterTheLastOpenAndEndsWithTheLease()
	{
		Deployment at;
		auto sent = at.send({.opens = 1});
		const auto lease = opened(at, sent.one());
		CPPUNIT_ASSERT_EQUAL(0, at.opensLeft(sent));
		Recipient owner;
		reply(at, sent.one(), lease, owner);
		const auto draft = begin(at, sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(204, at.finish(sent.one(), lease).status);
		CPPUNIT_ASSERT_EQUAL(410, begin(at, sent.one(), lease).status);
		CPPUNIT_ASSERT_EQUAL(410, put(at, sent.one(), lease, draft.json["id"].text(), at.random(2000)).status);
		// A reply that was sent earlier remains: it is a message of its own.
		CPPUNIT_ASSERT_EQUAL(200, at.gates(owner).status);
	}

	void p5p9WithoutALiveLeaseEveryRouteSaysTheSame()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		const auto draft = begin(at, sent.one(), lease).json["id"].text();
		auto stranger = sent.one();
		stranger.token = "AQEBAQEBAQEBAQEBAQEBAQ";
		const auto over = begin(at, stranger, at.secret());
		CPPUNIT_ASSERT_EQUAL(410, over.status);
		CPPUNIT_ASSERT_EQUAL(std::string("lease_over"), over.json["code"].text());
		for (const auto& answer: {begin(at, sent.one(), at.secret()),
				 begin(at, sent.one(), "short"),
				 begin(at, stranger, lease),
				 put(at, sent.one(), at.secret(), draft, at.random(2000)),
				 at.server->anonymous().get(
					 "/m/" + sent.one().token + "/reply/" + draft + "/files/" + kManifest + "/parts",
					 leased(at.secret())),
				 at.server->anonymous().post(
					 "/m/" + sent.one().token + "/reply/" + draft + "/send", Value::Object{}, leased(at.secret())),
				 at.server->anonymous().post(
					 "/m/" + sent.one().token + "/reply/" + draft + "/destroy", Value::Object{}, leased(at.secret())),
				 at.server->anonymous().post("/m/" + sent.one().token + "/reply", draftBody())})
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, over.status, answer.status);
			CPPUNIT_ASSERT_EQUAL(over.json["code"].text(), answer.json["code"].text());
			CPPUNIT_ASSERT_EQUAL(over.json["title"].text(), answer.json["title"].text());
		}
		at.server->advance(61min);
		CPPUNIT_ASSERT_EQUAL(410, begin(at, sent.one(), lease).status);
	}

	void p11KeepsCompaniesPeopleAndLinksApart()
	{
		Deployment at;
		auto sent = at.send({.recipients = {"louis.gagne@example.com", "nadia@example.com"}});
		const auto lease = opened(at, sent.recipients[0]), other = opened(at, sent.recipients[1]);
		const auto draft = begin(at, sent.recipients[0], lease).json["id"].text();
		// Another recipient's lease gives no access to the draft, and neither does another recipient's link with this
		// lease.
		CPPUNIT_ASSERT_EQUAL(404, put(at, sent.recipients[1], other, draft, at.random(2000)).status);
		CPPUNIT_ASSERT_EQUAL(410, put(at, sent.recipients[1], lease, draft, at.random(2000)).status);
		Recipient owner;
		const auto id = reply(at, sent.recipients[0], lease, owner);
		const auto elsewhere = at.company("Autre", "autre.localhost");
		CPPUNIT_ASSERT_EQUAL(410,
			at.server->anonymous("autre.localhost")
				.post("/m/" + sent.one().token + "/reply", draftBody(), leased(lease))
				.status);
		auto colleague = at.person(at.tenant, "Nadia Benali", "localhost");
		auto foreign = at.person(elsewhere, "Jean Tremblay", "autre.localhost");
		for (auto* who: {&colleague, &foreign})
		{
			CPPUNIT_ASSERT(who->get("/api/v1/messages/received").json["messages"].list().empty());
			CPPUNIT_ASSERT_EQUAL(404, who->get("/api/v1/messages/" + id + "/conversation").status);
			CPPUNIT_ASSERT_EQUAL(404, who->get("/messages/new?reply_to=" + id).status);
		}
	}

	void refusesWhenTheSendersAccountIsGone()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		const auto gone = at.server->store("directory").write(at.tenant, [](Sql& sql) -> Result<> {
			auto done = sql.execute("UPDATE directory_person SET is_active = 0 WHERE tenant_id = :tenant");
			if (!done) return done.error();
			return {};
		});
		CPPUNIT_ASSERT(gone);
		const auto refused = begin(at, sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.body, 409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("no_account"), refused.json["code"].text());
		CPPUNIT_ASSERT(!at.open(sent.one(), lease).json["replies"].flag());
	}

	void oneLinkWritesSoManyRepliesAndNoMore()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(201, begin(at, sent.one(), lease).status);
		const auto refused = begin(at, sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(429, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("quota_answers"), refused.json["code"].text());
	}

	void repliesGivenUpCountApart()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		const auto giveUp = [&] {
			const auto begun = begin(at, sent.one(), lease);
			if (begun.status != 201) return begun.status;
			return at.server->anonymous()
				.post("/m/" + sent.one().token + "/reply/" + begun.json["id"].text() + "/destroy",
					Value::Object{},
					leased(lease))
				.status;
		};
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(204, giveUp());
		Recipient owner;
		reply(at, sent.one(), lease, owner);
		for (int i = 21; i < 100; ++i)
		{
			if (i % 20 == 1) at.server->advance(1min);  // the route's own limit is 30 a minute
			CPPUNIT_ASSERT_EQUAL(204, giveUp());
		}
		at.server->advance(1min);
		CPPUNIT_ASSERT_EQUAL(429, giveUp());
	}

	void theSenderAnswersFromThePortal()
	{
		Deployment at;
		auto sent = at.send();
		Recipient owner;
		at.server->advance(1min);  // events of the same moment have no order
		const auto id = reply(at, sent.one(), opened(at, sent.one()), owner);
		const auto composer = at.sender->get("/messages/new?reply_to=" + id);
		CPPUNIT_ASSERT_EQUAL(200, composer.status);
		CPPUNIT_ASSERT(composer.body.find("data-address=\"louis.gagne@example.com\"") != std::string::npos);
		auto body = Deployment::bodyOf({}, 2000);
		body.set("in_reply_to", id);
		const auto made = at.sender->post("/api/v1/messages", body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		Recipient to;
		at.server->advance(1min);
		auto sending = sendBody(at, made, to);
		CPPUNIT_ASSERT_EQUAL(200, at.putPart(made.json["id"].text(), kManifest, 0, at.random(2000)).status);
		auto grant = Value::object({{"grant", to.grant},
			{"proof", to.proof},
			{"slot", at.text(at.slotOf(made.json["id"].text(), to.grant, {}))}});
		CPPUNIT_ASSERT_EQUAL(200,
			at.sender
				->post("/api/v1/messages/" + made.json["id"].text() + "/send",
					Value::object({{"grants", Value::List{grant}}}))
				.status);
		const auto all = at.sender->get("/api/v1/messages/" + sent.id + "/conversation").json["messages"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, all.size());
		CPPUNIT_ASSERT_EQUAL(std::string("sent"), all[0]["direction"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("received"), all[1]["direction"].text());
		CPPUNIT_ASSERT(!all[1]["from"]["verified"].flag());
		CPPUNIT_ASSERT_EQUAL(id, all[2]["in_reply_to"].text());
		body.set("in_reply_to", "AQEBAQEBAQEBAQEBAQEBAQ");
		const auto refused = at.sender->post("/api/v1/messages", body);
		CPPUNIT_ASSERT_EQUAL(std::string("in_reply_to"), refused.json["field"].text());
	}

	void theSenderAnswersFromTheReadingPage()
	{
		Deployment at;
		auto sent = at.send();
		Recipient owner, back;
		reply(at, sent.one(), opened(at, sent.one()), owner);
		const auto lease = opened(at, owner, code(mailTo(at, "camille@example.com", "a répondu")));
		const auto id = reply(at, owner, lease, back);
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com"), back.address);
		// The sender can follow it, and it says that a link, not a session, wrote it.
		CPPUNIT_ASSERT_EQUAL(200, at.sender->get("/api/v1/messages/" + id).status);
		CPPUNIT_ASSERT(!at.gates(back).json["from"]["verified"].flag());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{3}, at.sender->get("/api/v1/messages/" + id + "/conversation").json["messages"].list().size());
	}

	void aReplyGivenUpIsForgotten()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = opened(at, sent.one());
		const auto id = begin(at, sent.one(), lease).json["id"].text();
		CPPUNIT_ASSERT_EQUAL(204,
			at.server->anonymous()
				.post("/m/" + sent.one().token + "/reply/" + id + "/destroy", Value::Object{}, leased(lease))
				.status);
		CPPUNIT_ASSERT_EQUAL(404, put(at, sent.one(), lease, id, at.random(2000)).status);
		CPPUNIT_ASSERT(at.sender->get("/api/v1/messages/received").json["messages"].list().empty());
	}

	void j1AReplyNeverLeavesItsCodeToAStranger()
	{
		Deployment at(std::map<std::string, std::string>{{"sealed.code_delivery", "author"}});
		auto sent = at.send();
		Recipient owner;
		reply(at, sent.one(), opened(at, sent.one()), owner);
		CPPUNIT_ASSERT(owner.code.empty());
		const auto notice = mailTo(at, "camille@example.com", "a répondu à votre message confidentiel");
		const auto second = mailTo(at, "camille@example.com", "Code d’ouverture du message de");
		CPPUNIT_ASSERT(notice.text.find("Votre code d’ouverture") == std::string::npos);
		CPPUNIT_ASSERT(second.text.find(owner.token) == std::string::npos);
		opened(at, owner, code(second));
	}

	void theReceivedListPagesAndSearches()
	{
		Deployment at;
		auto sent = at.send({.recipients = {"louis.gagne@example.com", "nadia_b@example.com"}});
		Recipient owner;
		for (const auto& who: sent.recipients) reply(at, who, opened(at, who), owner);
		const auto first = at.sender->get("/api/v1/messages/received?limit=1").json;
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first["messages"].list().size());
		const auto second = at.sender->get("/api/v1/messages/received?limit=1&before=" + first["next"].text()).json;
		CPPUNIT_ASSERT(second["next"].isNull());
		CPPUNIT_ASSERT(second["messages"].list().at(0)["id"].text() != first["messages"].list().at(0)["id"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{1}, at.sender->get("/api/v1/messages/received?q=NADIA").json["messages"].list().size());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{1}, at.sender->get("/api/v1/messages/received?q=a_b").json["messages"].list().size());
		CPPUNIT_ASSERT(at.sender->get("/api/v1/messages/received?q=%25x").json["messages"].list().empty());
		const auto page = at.sender->get("/messages/received?q=louis");
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT(page.body.find("louis.gagne@example.com") != std::string::npos &&
			page.body.find("nadia_b@example.com") == std::string::npos);
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReplyTest);

}
