// Tests what a sign-in tells and lists: mobiles, new devices, sessions.
#include "tests/Portal.h"

#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>
#include <cppunit/extensions/HelperMacros.h>

using sx::Value;
using sx::auth::tests::Portal;
using sx::auth::tests::without;
using sx::auth::tests::withoutIds;
using sx::harness::Answer;
using sx::harness::Client;

class EntranceTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(EntranceTest);
	CPPUNIT_TEST(signsInByMobile);
	CPPUNIT_TEST(answersTheSameForAnUnknownMobile);
	CPPUNIT_TEST(textsNobodyWhoSharesTheMobile);
	CPPUNIT_TEST(mailsTheSecondCodeOfASignInByMobile);
	CPPUNIT_TEST(saysWhatIsWrongWithTheRobotsAnswer);
	CPPUNIT_TEST(tellsOfANewDevice);
	CPPUNIT_TEST(saysWhereADeviceIs);
	CPPUNIT_TEST(listsAndEndsSessions);
	CPPUNIT_TEST(endsNoSessionOfAnotherPerson);
	CPPUNIT_TEST_SUITE_END();

public:
	void signsInByMobile()
	{
		open();
		auto browser = _portal->server->anonymous();
		CPPUNIT_ASSERT(browser.get("/sign-in").contains("data-mobile"));
		const auto before = _portal->server->mails().size();
		CPPUNIT_ASSERT_EQUAL(200, _portal->ask(browser, "(514) 555-0142", "/account").status);
		const auto mails = _portal->server->mails();
		CPPUNIT_ASSERT_EQUAL(before + 1, mails.size());
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), mails.back().kind);
		auto thief = _portal->server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("bound to the browser", 403, Portal::use(thief, _portal->mailedToken()).status);
		CPPUNIT_ASSERT_EQUAL(std::string("/account"), Portal::use(browser, _portal->mailedToken()).header("Location"));
		CPPUNIT_ASSERT(browser.get("/account").contains(Portal::kCamille));
	}

	void answersTheSameForAnUnknownMobile()
	{
		open();
		auto browser = _portal->server->anonymous();
		const auto known = _portal->ask(browser, "514 555-0142");
		const auto before = _portal->server->mails().size();
		const auto unknown = _portal->ask(browser, "514 555-0143");
		CPPUNIT_ASSERT_EQUAL(known.status, unknown.status);
		CPPUNIT_ASSERT_EQUAL(without(withoutIds(known.body), "0142"), without(withoutIds(unknown.body), "0143"));
		CPPUNIT_ASSERT_EQUAL(before, _portal->server->mails().size());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("no number of a mobile", 400, _portal->ask(browser, "514 55").status);
	}

	void textsNobodyWhoSharesTheMobile()
	{
		open();
		auto julie = _portal->server->signedIn(_portal->boreal, _portal->julie);
		giveMobile(julie);
		auto browser = _portal->server->anonymous();
		const auto before = _portal->server->mails().size();
		CPPUNIT_ASSERT_EQUAL(200, _portal->ask(browser, "514 555-0142").status);
		CPPUNIT_ASSERT_EQUAL(before, _portal->server->mails().size());
	}

	void mailsTheSecondCodeOfASignInByMobile()
	{
		open();
		CPPUNIT_ASSERT_EQUAL(200, _camille->postForm("/account/factors/sms", Value::object({{"on", "1"}})).status);
		auto browser = _portal->server->anonymous();
		_portal->ask(browser, "514 555-0142", "/account");
		CPPUNIT_ASSERT_EQUAL(
			std::string("/sign-in/second"), Portal::use(browser, _portal->mailedToken()).header("Location"));
		const auto mail = _portal->server->mails().back();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("not to the same mobile", std::string("mail"), mail.kind);
		std::string code;
		for (std::size_t at = 0; at + 9 < mail.text.size() && code.empty(); ++at)
			if (mail.text[at] == '\n' && mail.text[at + 4] == ' ' && mail.text[at + 8] == '\n' &&
				mail.text[at + 1] >= '0' && mail.text[at + 1] <= '9')
				code = mail.text.substr(at + 1, 7);
		CPPUNIT_ASSERT(!code.empty());
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/sign-in/second", Value::object({{"code", code}})).status);
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
	}

	void saysWhatIsWrongWithTheRobotsAnswer()
	{
		open();
		auto browser = _portal->server->anonymous();
		const auto send = [&](const std::string& proof) {
			return browser.postForm(
				"/sign-in", Value::object({{"address", Portal::kCamille}, {"script", "1"}, {"altcha", proof}}));
		};
		CPPUNIT_ASSERT(send("").contains("manque"));
		const auto wrong = send("x");
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("est fausse") && wrong.contains("value=\"camille.roy@example.com\""));
	}

	void tellsOfANewDevice()
	{
		open();
		auto first = _portal->server->anonymous();
		signIn(first);
		const auto before = _portal->server->mails().size();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a person's first device is no news", std::size_t{0}, newDevices());
		signIn(first);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nor is one that is known", std::size_t{0}, newDevices());
		auto other = _portal->elsewhere("203.0.113.77");
		other.always("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0");
		signIn(other);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, newDevices());
		const auto mail = _portal->server->mails().back();
		CPPUNIT_ASSERT(_portal->server->mails().size() > before);
		for (const auto* part: {"Firefox sur Linux", "203.0.113.77", "/account"})
			CPPUNIT_ASSERT_MESSAGE(part, mail.text.find(part) != std::string::npos);
		auto priya = _portal->server->anonymous("solstice.localhost");
		for (int i = 0; i < 2; ++i)
		{
			_portal->ask(priya, Portal::kPriya);
			CPPUNIT_ASSERT_EQUAL(303, Portal::use(priya, _portal->mailedToken()).status);
			priya = _portal->server->anonymous("solstice.localhost");
		}
		CPPUNIT_ASSERT(_portal->server->mails().back().subject.starts_with("New sign-in"));
	}

	void saysWhereADeviceIs()
	{
		Poco::TemporaryFile folder;
		folder.createDirectories();
		const auto path = folder.path() + "/places.mmdb";
		CPPUNIT_ASSERT_EQUAL(
			0, Poco::Process::launch("/usr/bin/perl", {SX_PLACES_TESTS "/make_mmdb.pl", path, "Montréal"}).wait());
		for (const auto* shown: {"true", "false"})
		{
			const bool isShown = shown == std::string("true");
			open({{"places.file", "'" + path + "'"}, {"places.shown", shown}}, {"places"});
			auto first = _portal->server->anonymous(), other = _portal->elsewhere("203.0.113.77");
			signIn(first);
			signIn(other);
			CPPUNIT_ASSERT_EQUAL(std::size_t{1}, newDevices());
			const auto mail = _portal->server->mails().back();
			CPPUNIT_ASSERT_EQUAL(isShown, mail.text.find("Montréal, Canada") != std::string::npos);
			CPPUNIT_ASSERT_EQUAL(isShown, first.get("/account").contains("Montréal, Canada"));
		}
	}

	void listsAndEndsSessions()
	{
		open();
		auto other = _portal->server->anonymous();
		other.always("User-Agent", "Mozilla/5.0 (iPhone) Version/17.5 Mobile/15E148 Safari/604.1");
		signIn(other);
		const auto page = _camille->get("/account");
		CPPUNIT_ASSERT(page.contains("Safari sur iPhone") && page.contains("Cet appareil"));
		const auto at = page.body.find("name=\"id\" value=\"");
		CPPUNIT_ASSERT(at != std::string::npos);
		const auto id = page.body.substr(at + 17, 22);
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/account/sessions/end", Value::object({{"id", id}})).status);
		CPPUNIT_ASSERT_EQUAL(401, other.get("/account").status);
		auto more = _portal->server->signedIn(_portal->boreal, _portal->camille);
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/account/sessions/end-others", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(401, more.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(200, _camille->get("/account").status);
	}

	void endsNoSessionOfAnotherPerson()
	{
		open();
		auto julie = _portal->server->signedIn(_portal->boreal, _portal->julie);
		auto more = _portal->server->signedIn(_portal->boreal, _portal->camille);
		const auto page = _camille->get("/account");
		const auto at = page.body.find("name=\"id\" value=\"");
		const auto id = page.body.substr(at + 17, 22);
		julie.postForm("/account/sessions/end", Value::object({{"id", id}}));
		julie.postForm("/account/sessions/end-others", Value::Object{});
		CPPUNIT_ASSERT_EQUAL(200, more.get("/account").status);
	}

private:
	void open(std::map<std::string, std::string> settings = {}, const std::vector<std::string>& more = {})
	{
		std::vector<std::string> plugins{"audit", "auth", "directory", "mail", "quotas", "sms"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		_portal = std::make_unique<Portal>(std::move(settings), std::move(plugins));
		_camille = std::make_unique<Client>(_portal->server->signedIn(_portal->boreal, _portal->camille));
		giveMobile(*_camille);
	}
	void giveMobile(Client& browser)
	{
		browser.postForm("/account/mobile", Value::object({{"mobile", "514 555-0142"}, {"country", "CA"}}));
		const auto code = _portal->server->mails().back().text.substr(0, 7);
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/account/mobile/code", Value::object({{"code", code}})).status);
	}
	void signIn(Client& browser)
	{
		CPPUNIT_ASSERT_EQUAL(200, _portal->ask(browser, Portal::kCamille, "/account").status);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, _portal->mailedToken()).status);
	}
	std::size_t newDevices() const
	{
		std::size_t out = 0;
		for (const auto& mail: _portal->server->mails()) out += mail.subject.starts_with("Nouvelle connexion") ? 1 : 0;
		return out;
	}

	std::unique_ptr<Portal> _portal;
	std::unique_ptr<Client> _camille;
};

CPPUNIT_TEST_SUITE_REGISTRATION(EntranceTest);
