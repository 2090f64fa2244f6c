// Tests signing in, as a person and as an attacker see it.
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

using sx::auth::tests::Portal;
using sx::auth::tests::without;
using sx::auth::tests::withoutIds;
using sx::harness::Answer;

class SignInTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SignInTest);
	CPPUNIT_TEST(signsInThroughTheMailedLink);
	CPPUNIT_TEST(goesBackWhereItWasAskedFrom);
	CPPUNIT_TEST(answersTheSameForAnUnknownAddress);
	CPPUNIT_TEST(writesInThePersonsLanguage);
	CPPUNIT_TEST(refusesWhatIsNoAddressAndAnswersTheSameForWhatIsOne);
	CPPUNIT_TEST(saysThatTheCheckIsMissingAndKeepsTheAddress);
	CPPUNIT_TEST(takesEachAnswerOnce);
	CPPUNIT_TEST(refusesWrongForeignAndLateAnswers);
	CPPUNIT_TEST(usesEachLinkOnce);
	CPPUNIT_TEST(signsInOneOfManyWhoTryAtOnce);
	CPPUNIT_TEST(changesNothingByReadingTheLink);
	CPPUNIT_TEST(letsLinksExpire);
	CPPUNIT_TEST(endsOtherLinksOfThePerson);
	CPPUNIT_TEST(knowsNoLinkOfAnotherCompany);
	CPPUNIT_TEST(limitsWhatOneAddressMayAsk);
	CPPUNIT_TEST(limitsWhatOneNetworkMayAsk);
	CPPUNIT_TEST(letsNoStrangerKeepAPersonOut);
	CPPUNIT_TEST(makesTheWorkGrowWithTheAsksOfAnAddress);
	CPPUNIT_TEST(knowsThePersonsOwnBrowser);
	CPPUNIT_TEST(signsInOnlyTheBrowserThatAsked);
	CPPUNIT_TEST(saysWhoseAccountALinkOpens);
	CPPUNIT_TEST(signsInWithTheCodeOfTheMail);
	CPPUNIT_TEST(limitsTriesOfCodesForKnownAndUnknownAddresses);
	CPPUNIT_TEST(notesRefusedLinksAndCodes);
	CPPUNIT_TEST(keepsNoTokenAndNoAddressReadable);
	CPPUNIT_TEST(signsOutHere);
	CPPUNIT_TEST(signingOutErasesWhatTheBrowserKeptUnlessTheDeviceIsTheirs);
	CPPUNIT_TEST(signsOutEverywhere);
	CPPUNIT_TEST(recordsItInTheJournal);
	CPPUNIT_TEST_SUITE_END();

public:
	void signsInThroughTheMailedLink()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(401, browser.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, " Camille.Roy@Example.com ").status);
		const auto link = portal.mailedToken();
		CPPUNIT_ASSERT(!link.empty());
		CPPUNIT_ASSERT(browser.get("/sign-in/link").contains("<form"));
		const auto answer = Portal::use(browser, link);
		CPPUNIT_ASSERT_EQUAL(303, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/"), answer.header("Location"));
		const auto account = browser.get("/account");
		CPPUNIT_ASSERT_EQUAL(200, account.status);
		CPPUNIT_ASSERT(account.contains(Portal::kCamille));
	}

	void goesBackWhereItWasAskedFrom()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille, "/account?x=1");
		CPPUNIT_ASSERT_EQUAL(
			std::string("/account?x=1"), Portal::use(browser, portal.mailedToken()).header("Location"));
		portal.ask(browser, Portal::kCamille, "//evil.example/");
		CPPUNIT_ASSERT_EQUAL(std::string("/"), Portal::use(browser, portal.mailedToken()).header("Location"));
	}

	void answersTheSameForAnUnknownAddress()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		const auto known = portal.ask(browser, Portal::kCamille);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, portal.server->mails().size());
		const auto unknown = portal.ask(browser, "nobody.here@example.com");
		CPPUNIT_ASSERT_EQUAL(known.status, unknown.status);
		CPPUNIT_ASSERT_EQUAL(without(withoutIds(known.body), Portal::kCamille),
			without(withoutIds(unknown.body), "nobody.here@example.com"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("and nobody is mailed", std::size_t{1}, portal.server->mails().size());
		// A person of another company is unknown in this one.
		portal.ask(browser, Portal::kPriya);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, portal.server->mails().size());
	}

	void writesInThePersonsLanguage()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		CPPUNIT_ASSERT(portal.server->mails().back().subject.starts_with("Votre lien de connexion"));
		auto other = portal.server->anonymous("solstice.localhost");
		portal.ask(other, Portal::kPriya);
		CPPUNIT_ASSERT(portal.server->mails().back().subject.starts_with("Your sign-in link"));
		CPPUNIT_ASSERT(portal.server->mails().back().text.find("http://solstice.localhost") != std::string::npos);
	}

	void refusesWhatIsNoAddressAndAnswersTheSameForWhatIsOne()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		for (const auto* bad: {"ren\u00e9e@example.com", "camille@localhost", "a..b@example.com", "\"a\"@example.com"})
		{
			const auto answer = portal.ask(browser, bad);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, 400, answer.status);
			CPPUNIT_ASSERT_MESSAGE(bad, answer.contains("address-error"));
		}
		const auto known = portal.ask(browser, "CAMILLE.ROY@example.com\u200b");
		const auto unknown = portal.ask(browser, "NOBODY.HERE@example.com\u200b");
		CPPUNIT_ASSERT_EQUAL(200, known.status);
		CPPUNIT_ASSERT_EQUAL(without(withoutIds(known.body), Portal::kCamille),
			without(withoutIds(unknown.body), "nobody.here@example.com"));
	}

	void saysThatTheCheckIsMissingAndKeepsTheAddress()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		const auto answer = browser.postForm("/sign-in", sx::Value::object({{"address", Portal::kCamille}}));
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
		CPPUNIT_ASSERT(answer.contains("value=\"camille.roy@example.com\""));
		CPPUNIT_ASSERT(answer.contains("human-error"));
		CPPUNIT_ASSERT(portal.server->mails().empty());
		const auto wrong = browser.postForm("/sign-in", sx::Value::object({{"address", "<b>x"}}));
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("address-error") && wrong.contains("&lt;b&gt;x") && !wrong.contains("<b>x"));
	}

	void takesEachAnswerOnce()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		const auto proof = portal.proof(browser);
		const auto fields = sx::Value::object({{"address", Portal::kCamille}, {"altcha", proof}});
		CPPUNIT_ASSERT_EQUAL(200, browser.postForm("/sign-in", fields).status);
		CPPUNIT_ASSERT_EQUAL(400, browser.postForm("/sign-in", fields).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, portal.server->mails().size());
	}

	void refusesWrongForeignAndLateAnswers()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		auto send = [&](const std::string& proof) {
			return browser.postForm("/sign-in", sx::Value::object({{"address", Portal::kCamille}, {"altcha", proof}}))
				.status;
		};
		auto other = portal.server->anonymous("solstice.localhost");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("of another company", 400, send(portal.proof(other)));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nonsense", 400, send("x"));

		// The client makes the challenge easier: with a different prefix it is a challenge that nobody signed.
		auto challenge = browser.get("/sign-in/challenge").json;
		auto parameters = challenge["parameters"];
		parameters.set("keyPrefix", "");
		auto easy = challenge;
		easy.set("parameters", parameters);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("made easier", 400, send(sx::auth::tests::solve(*portal.server, easy)));

		auto wrong = sx::Value::object(
			{{"challenge", challenge}, {"solution", sx::Value::object({{"counter", 5'000'000}})}});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"no work done", 400, send(portal.server->keys().toBase64Url(portal.server->json().write(wrong))));

		const auto late = portal.proof(browser);
		portal.server->advance(std::chrono::minutes(11));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("late", 400, send(late));
		CPPUNIT_ASSERT(portal.server->mails().empty());
	}

	void usesEachLinkOnce()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto link = portal.mailedToken();
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, link).status);
		auto thief = portal.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(thief, link).status);
		CPPUNIT_ASSERT(thief.cookie("sx_session").empty());
	}

	void signsInOneOfManyWhoTryAtOnce()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		for (int round = 0; round < 5; ++round)
		{
			portal.server->advance(std::chrono::minutes(16));
			portal.ask(browser, Portal::kCamille);
			const auto link = portal.mailedToken();
			std::atomic<int> signedIn = 0;
			std::vector<std::thread> all;
			for (int i = 0; i < 8; ++i)
				all.emplace_back([&] {
					auto guest = browser;
					signedIn += Portal::use(guest, link).status == 303;
				});
			for (auto& each: all) each.join();
			CPPUNIT_ASSERT_EQUAL(1, signedIn.load());
		}
	}

	void changesNothingByReadingTheLink()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto link = portal.mailedToken();
		auto scanner = portal.server->anonymous();
		for (int i = 0; i < 3; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(200, scanner.get("/sign-in/link").status);
			CPPUNIT_ASSERT_EQUAL(200, scanner.head("/sign-in/link").status);
		}
		CPPUNIT_ASSERT(scanner.cookie("sx_session").empty());
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, link).status);
	}

	void letsLinksExpire()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto link = portal.mailedToken();
		portal.server->advance(std::chrono::minutes(15));
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(browser, link).status);
	}

	void endsOtherLinksOfThePerson()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto first = portal.mailedToken();
		portal.server->advance(std::chrono::seconds(1));
		portal.ask(browser, Portal::kCamille);
		const auto second = portal.mailedToken();
		CPPUNIT_ASSERT(first != second);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, second).status);
		auto guest = portal.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(guest, first).status);
	}

	void knowsNoLinkOfAnotherCompany()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		auto other = portal.server->anonymous("solstice.localhost");
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(other, portal.mailedToken()).status);
	}

	void limitsWhatOneAddressMayAsk()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		for (const char* address: {Portal::kCamille, "nobody@example.com"})
		{
			for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, address).status);
			const auto over = portal.ask(browser, address);
			CPPUNIT_ASSERT_EQUAL_MESSAGE("known or not", 429, over.status);
			CPPUNIT_ASSERT_EQUAL(std::string("900"), over.header("Retry-After"));
			CPPUNIT_ASSERT(over.contains(address));
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, portal.server->mails().size());
		portal.server->advance(std::chrono::minutes(15));
		CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, Portal::kCamille).status);
	}

	void limitsWhatOneNetworkMayAsk()
	{
		Portal portal(std::map<std::string, std::string>{{"auth.links_per_network", "3"}});
		auto browser = portal.server->anonymous();
		for (int i = 0; i < 3; ++i)
			CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, "a" + std::to_string(i) + "@example.com").status);
		CPPUNIT_ASSERT_EQUAL(429, portal.ask(browser, "another@example.com").status);
	}

	void letsNoStrangerKeepAPersonOut()
	{
		Portal portal;
		auto stranger = portal.elsewhere("203.0.113.9");
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(200, portal.ask(stranger, Portal::kCamille).status);
		CPPUNIT_ASSERT_EQUAL(429, portal.ask(stranger, Portal::kCamille).status);
		auto another = portal.elsewhere("203.0.113.9");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("without its cookie", 429, portal.ask(another, Portal::kCamille).status);
		auto browser = portal.elsewhere("198.51.100.4");
		CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, Portal::kCamille).status);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, portal.mailedToken()).status);
		// One provider's neighbours count together, whatever address each of them has.
		for (int i = 0; i < 15; ++i)
		{
			auto neighbour = portal.elsewhere("203.0.113." + std::to_string(100 + i));
			CPPUNIT_ASSERT_EQUAL(200, portal.ask(neighbour, Portal::kCamille, "/", 200 * 256).status);
		}
		auto neighbour = portal.elsewhere("203.0.113.200");
		CPPUNIT_ASSERT_EQUAL(429, portal.ask(neighbour, Portal::kCamille, "/", 200 * 256).status);
	}

	void makesTheWorkGrowWithTheAsksOfAnAddress()
	{
		Portal portal(std::map<std::string, std::string>{{"auth.links_per_address", "1"}});
		auto askFrom = [&](int place, int work) {
			auto browser = portal.elsewhere("198.51." + std::to_string(place) + ".4");
			return portal.ask(browser, Portal::kCamille, "/", work);
		};
		for (int i = 0; i < 4; ++i) CPPUNIT_ASSERT_EQUAL(200, askFrom(i, 0).status);
		const auto more = askFrom(4, 0);
		CPPUNIT_ASSERT_EQUAL(400, more.status);
		CPPUNIT_ASSERT(more.contains("/sign-in/challenge?work=400\"") && more.contains("human-error"));
		CPPUNIT_ASSERT_EQUAL(200, askFrom(4, 400).status);
		CPPUNIT_ASSERT_EQUAL(400, askFrom(5, 400).status);
		CPPUNIT_ASSERT_EQUAL(200, askFrom(5, 800).status);
		auto browser = portal.elsewhere("192.0.2.1");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"of this address only", 200, portal.ask(browser, "julie.gagnon@example.com").status);
	}

	void knowsThePersonsOwnBrowser()
	{
		Portal portal(std::map<std::string, std::string>{{"auth.links_per_address", "2"}});
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, portal.mailedToken()).status);
		auto stranger = portal.server->anonymous();  // in the same network
		while (portal.ask(stranger, Portal::kCamille, "/", 200 * 256).status == 200)
			;
		CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, Portal::kCamille).status);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, portal.mailedToken()).status);
		CPPUNIT_ASSERT_EQUAL(200, portal.ask(browser, Portal::kCamille).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("it has a limit too", 429, portal.ask(browser, Portal::kCamille).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("it is known to be Camille's", 200, portal.ask(browser, "x@example.com").status);
	}

	void signsInOnlyTheBrowserThatAsked()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto link = portal.mailedToken();
		auto other = portal.server->anonymous();
		portal.ask(other, "nobody@example.com");  // has a cookie of its own
		for (auto* each: {&other})
		{
			const auto refused = Portal::use(*each, link);
			CPPUNIT_ASSERT_EQUAL(403, refused.status);
			CPPUNIT_ASSERT(each->cookie("sx_session").empty() && !refused.contains("Camille"));
		}
		auto bare = portal.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(403, Portal::use(bare, link).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("it was not used up", 303, Portal::use(browser, link).status);
	}

	void saysWhoseAccountALinkOpens()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		const auto token = sx::Value::object({{"token", portal.mailedToken()}});
		const auto account = browser.postForm("/sign-in/link/account", token);
		CPPUNIT_ASSERT_EQUAL(200, account.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Camille Roy"), account.json["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::string(Portal::kCamille), account.json["address"].text());
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
		auto other = portal.server->anonymous();
		const auto refused = other.postForm("/sign-in/link/account", token);
		CPPUNIT_ASSERT_EQUAL(403, refused.status);
		CPPUNIT_ASSERT(!refused.contains("Camille") && !refused.contains(portal.camille.value));
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/sign-in/link", token).status);
		CPPUNIT_ASSERT_EQUAL(404, browser.postForm("/sign-in/link/account", token).status);
	}

	void signsInWithTheCodeOfTheMail()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		CPPUNIT_ASSERT(portal.ask(browser, Portal::kCamille, "/account").contains("name=\"code\""));
		const auto code = portal.mailedCode(), link = portal.mailedToken();
		CPPUNIT_ASSERT_EQUAL(std::size_t{9}, code.size());
		auto thief = portal.server->anonymous();
		portal.ask(thief, Portal::kCamille);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("in another browser", 400, Portal::typeCode(thief, code).status);
		auto typed = " " + code.substr(0, 4) + code.substr(5);
		for (char& c: typed) c = static_cast<char>(std::tolower(c));
		const auto answer = Portal::typeCode(browser, typed);
		CPPUNIT_ASSERT_EQUAL(303, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/account"), answer.header("Location"));
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("once", 400, Portal::typeCode(browser, code).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("its link is used too", 410, Portal::use(browser, link).status);
	}

	void limitsTriesOfCodesForKnownAndUnknownAddresses()
	{
		Portal portal;
		for (const auto* address: {Portal::kCamille, "nobody@example.com"})
		{
			auto browser = portal.server->anonymous();
			portal.ask(browser, address);
			for (int i = 0; i < 10; ++i)
				CPPUNIT_ASSERT_EQUAL(400, Portal::typeCode(browser, "AAAA-AAA" + std::to_string(i)).status);
			const auto over = Portal::typeCode(browser, portal.mailedCode());
			CPPUNIT_ASSERT_EQUAL_MESSAGE("the right one too", 429, over.status);
			CPPUNIT_ASSERT(browser.cookie("sx_session").empty() && !over.header("Retry-After").empty());
		}
	}

	void notesRefusedLinksAndCodes()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		auto other = portal.elsewhere("203.0.113.9");
		Portal::use(other, portal.mailedToken());
		Portal::typeCode(browser, "AAAA-AAAA");
		for (const auto* kind: {"auth.link_refused", "auth.code_refused"}) CPPUNIT_ASSERT(portal.server->logged(kind));
		CPPUNIT_ASSERT(portal.server->logged("203.0.113.9") && portal.server->logged(portal.camille.value));
		CPPUNIT_ASSERT(!portal.server->logged("AAAA"));
	}

	void keepsNoTokenAndNoAddressReadable()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, "ghost.person@example.com");
		CPPUNIT_ASSERT_MESSAGE(
			"an address that waits is sealed", !anyFileHolds(portal.server->dataFolder(), "ghost.person"));
		portal.ask(browser, Portal::kCamille);
		const auto token = portal.mailedToken();
		CPPUNIT_ASSERT(!anyFileHolds(portal.server->dataFolder(), token));
		CPPUNIT_ASSERT(!portal.server->logged("ghost.person"));
		Portal::use(browser, token);
		CPPUNIT_ASSERT_MESSAGE("the link stands in no log", !portal.server->logged(token));
	}

	void signsOutHere()
	{
		Portal portal;
		auto browser = portal.server->signedIn(portal.boreal, portal.camille);
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
		const auto cookie = browser.cookie("sx_session");
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/sign-out", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(401, browser.get("/account").status);
		auto thief = portal.server->anonymous();
		thief.setCookie("sx_session", cookie);
		CPPUNIT_ASSERT_EQUAL(401, thief.get("/account").status);
	}

	void signingOutErasesWhatTheBrowserKeptUnlessTheDeviceIsTheirs()
	{
		Portal portal;
		const auto leave = [&](auto& browser, const sx::Value::Object& form, const char* path = "/sign-out") {
			browser.get("/account");
			return browser.postForm(path, form).header("Clear-Site-Data");
		};
		const auto again = [&] { return portal.server->signedIn(portal.boreal, portal.camille); };
		const std::string erased = "\"storage\"";
		auto browser = again();
		CPPUNIT_ASSERT_EQUAL(erased, leave(browser, {}));
		browser = again();
		CPPUNIT_ASSERT_EQUAL(erased, leave(browser, {}, "/sign-out/everywhere"));
		browser = again();
		CPPUNIT_ASSERT_EQUAL(erased, leave(browser, {{"keep", "1"}}));  // nothing asked
		browser = again();
		CPPUNIT_ASSERT_EQUAL(std::string(), leave(browser, {{"asks_device", "1"}, {"keep", "1"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), browser.cookie("sx_own_device"));
		auto later = again();
		later.setCookie("sx_own_device", "1");
		CPPUNIT_ASSERT(later.get("/account").body.find("checked") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string(), leave(later, {}));  // the menu does not ask again
		later = again();
		later.setCookie("sx_own_device", "1");
		CPPUNIT_ASSERT_EQUAL(erased, leave(later, {{"asks_device", "1"}}));
	}

	void signsOutEverywhere()
	{
		Portal portal;
		auto here = portal.server->signedIn(portal.boreal, portal.camille);
		auto there = portal.server->signedIn(portal.boreal, portal.camille);
		auto colleague = portal.server->signedIn(portal.boreal, portal.julie);
		here.get("/account");
		CPPUNIT_ASSERT_EQUAL(303, here.postForm("/sign-out/everywhere", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(401, here.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(401, there.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(200, colleague.get("/account").status);
	}

	void recordsItInTheJournal()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, Portal::kCamille);
		Portal::use(browser, portal.mailedToken());
		auto rows = portal.server->store("audit").read(portal.boreal, [](sx::Sql& sql) {
			return sql.query("SELECT actor FROM audit_entry WHERE tenant_id = :tenant AND kind = 'auth.signed_in'");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		CPPUNIT_ASSERT_EQUAL(portal.camille.value, rows->front().text(0));
		CPPUNIT_ASSERT_EQUAL(0, *portal.server->verb({"audit", "verify"}));
	}

private:
	static bool anyFileHolds(const std::string& folder, const std::string& sought)
	{
		for (const auto& entry: std::filesystem::recursive_directory_iterator(folder))
		{
			if (!entry.is_regular_file()) continue;
			std::ifstream in(entry.path(), std::ios::binary);
			const std::string content((std::istreambuf_iterator<char>(in)), {});
			if (content.find(sought) != std::string::npos) return true;
		}
		return false;
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignInTest);
