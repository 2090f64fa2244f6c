// Tests a person's own mobile on /account (row D3), which counts only once a code has verified it.
#include "sx/directory/Directory.h"
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::auth::tests::Portal;
using sx::harness::Answer;
using sx::harness::Client;

class MobileTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MobileTest);
	CPPUNIT_TEST(countsOnceItsCodeWasTyped);
	CPPUNIT_TEST(keepsWhatWasTypedAndSaysWhatIsWrong);
	CPPUNIT_TEST(refusesACodeAfterFiveTries);
	CPPUNIT_TEST(refusesACodeAfterTenMinutes);
	CPPUNIT_TEST(refusesACodeOfAnEarlierNumber);
	CPPUNIT_TEST(takesTheNumberAway);
	CPPUNIT_TEST(a14ProtectsRepliesOnlyWithAVerifiedMobile);
	CPPUNIT_TEST(a14AProtectionEndsOnlyByACodeToItsMobile);
	CPPUNIT_TEST(e1ProtectsRepliesOnlyWithAPlanThatGivesIt);
	CPPUNIT_TEST(a14SaysThatNoTextsAreSent);
	CPPUNIT_TEST(takesAFreshSignInToChangeWhatProtects);
	CPPUNIT_TEST(limitsCodesToANumber);
	CPPUNIT_TEST(hidesTheSectionWithoutTexts);
	CPPUNIT_TEST_SUITE_END();

public:
	void countsOnceItsCodeWasTyped()
	{
		open();
		CPPUNIT_ASSERT(_browser->get("/account").contains("id=\"mobile\""));
		CPPUNIT_ASSERT_EQUAL(std::string("/account#mobile-code"), give("(514) 555-0142").header("Location"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("not before its code", std::string(), mobile().e164);
		const auto page = _browser->get("/account");
		CPPUNIT_ASSERT(page.contains("autocomplete=\"one-time-code\"") && page.contains("•••• 0142"));
		const auto code = sentCode();
		CPPUNIT_ASSERT_EQUAL(std::size_t{7}, code.size());
		CPPUNIT_ASSERT_EQUAL(303, prove(code).status);
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), mobile().e164);
		CPPUNIT_ASSERT_EQUAL(std::string("CA"), mobile().country);
		CPPUNIT_ASSERT(_browser->get("/account").contains("<strong>+1 514-555-0142</strong>"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a code works once", 400, prove(code).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the same number sends nothing",
			std::string("/account#mobile-section"),
			give("+1 514 555 0142", "US").header("Location"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("but keeps the country", std::string("US"), mobile().country);
	}

	void keepsWhatWasTypedAndSaysWhatIsWrong()
	{
		open();
		const auto wrong = give("514 55", "US");
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("value=\"514 55\"") && wrong.contains("<option value=\"US\" selected>") &&
			wrong.contains("id=\"mobile-error\""));
		CPPUNIT_ASSERT_EQUAL(400, give("+44 7911 123456").status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a country that nobody offered", 400, give("514 555-0142", "GB").status);
		CPPUNIT_ASSERT(_portal->server->mails().empty());
		give("514 555-0142");
		const auto refused = prove("000 00");
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("value=\"000 00\"") && refused.contains("id=\"mobile-code-error\"") &&
			refused.contains("Il vous reste 4 essais."));
	}

	void refusesACodeAfterFiveTries()
	{
		open();
		give("514 555-0142");
		const auto code = sentCode();
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(400, prove("12345").status);
		CPPUNIT_ASSERT_EQUAL(400, prove(code).status);
		CPPUNIT_ASSERT_EQUAL(std::string(), mobile().e164);
	}

	void refusesACodeAfterTenMinutes()
	{
		open();
		give("514 555-0142");
		const auto code = sentCode();
		_portal->server->advance(std::chrono::minutes(10));
		CPPUNIT_ASSERT_EQUAL(400, prove(code).status);
		CPPUNIT_ASSERT_EQUAL(std::string(), mobile().e164);
	}

	void refusesACodeOfAnEarlierNumber()
	{
		open();
		give("514 555-0142");
		const auto first = sentCode();
		give("514 555-0143");
		const auto second = sentCode();
		if (first != second) CPPUNIT_ASSERT_EQUAL(400, prove(first).status);
		CPPUNIT_ASSERT_EQUAL(303, prove(second).status);
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550143"), mobile().e164);
	}

	void takesTheNumberAway()
	{
		open();
		give("514 555-0142");
		prove(sentCode());
		CPPUNIT_ASSERT_EQUAL(303, _browser->postForm("/account/mobile/remove", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string(), mobile().e164);
	}

	void a14ProtectsRepliesOnlyWithAVerifiedMobile()
	{
		open();
		const auto page = _browser->get("/account");
		CPPUNIT_ASSERT(page.contains("id=\"protects\"") && page.contains("aria-describedby=\"protects-why\" disabled"));
		const auto refused = protect(true);
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("id=\"replies-error\"") && !mobile().protectsReplies);
		give("514 555-0142");
		prove(sentCode());
		CPPUNIT_ASSERT_EQUAL(303, protect(true).status);
		CPPUNIT_ASSERT(mobile().protectsReplies);
		CPPUNIT_ASSERT(_browser->get("/account").contains("aria-describedby=\"protects-why\" checked"));
	}

	void a14AProtectionEndsOnlyByACodeToItsMobile()
	{
		open();
		give("514 555-0142");
		prove(sentCode());
		give("514 555-0143");
		const auto ofAnother = sentCode();
		CPPUNIT_ASSERT_EQUAL(303, protect(true).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a number that waited does not take its place", 400, prove(ofAnother).status);
		// Someone who has only the mailbox can sign in, but cannot weaken the protection.
		const auto another = give("514 555-0199");
		CPPUNIT_ASSERT_EQUAL(400, another.status);
		CPPUNIT_ASSERT(another.contains("id=\"mobile-error\""));
		CPPUNIT_ASSERT_EQUAL(400, _browser->postForm("/account/mobile/remove", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string("/account#mobile-code"), protect(false).header("Location"));
		CPPUNIT_ASSERT_MESSAGE("not before the code", mobile().protectsReplies);
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), mobile().e164);
		CPPUNIT_ASSERT_EQUAL(400, prove("12345").status);
		const auto code = sentCode();
		CPPUNIT_ASSERT(_portal->server->mails().back().text.find("désactiver") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(303, prove(code).status);
		CPPUNIT_ASSERT(!mobile().protectsReplies);
		CPPUNIT_ASSERT_EQUAL(303, _browser->postForm("/account/mobile/remove", sx::Value::Object{}).status);
	}

	void e1ProtectsRepliesOnlyWithAPlanThatGivesIt()
	{
		open({{"licensing.plans", SX_PLANS}}, {"licensing"});
		give("514 555-0142");
		CPPUNIT_ASSERT_EQUAL(303, prove(sentCode()).status);
		seats("avance");
		seats("pro");
		licence("avance");
		// What the plan lacks is locked, with the plan that gives it.
		const auto page = _browser->get("/account");
		CPPUNIT_ASSERT(page.contains("aria-describedby=\"protects-why\" disabled"));
		CPPUNIT_ASSERT(page.contains("Le forfait Pro le comprend"));
		const auto refused = protect(true);
		CPPUNIT_ASSERT_EQUAL(403, refused.status);
		CPPUNIT_ASSERT(refused.contains("id=\"replies-error\"") && refused.contains("12,99"));
		CPPUNIT_ASSERT(!mobile().protectsReplies);
		licence("pro");
		CPPUNIT_ASSERT_EQUAL(303, protect(true).status);
		// A downgrade weakens nothing: replies stay protected until their person ends it, and then it stays off.
		licence("avance");
		CPPUNIT_ASSERT(mobile().protectsReplies);
		CPPUNIT_ASSERT(_browser->get("/account").contains("aria-describedby=\"protects-why\" checked"));
		CPPUNIT_ASSERT_EQUAL(303, protect(true).status);
		CPPUNIT_ASSERT_EQUAL(303, protect(false).status);
		CPPUNIT_ASSERT_EQUAL(303, prove(sentCode()).status);
		CPPUNIT_ASSERT(!mobile().protectsReplies);
		CPPUNIT_ASSERT_EQUAL(403, protect(true).status);
	}

	void a14SaysThatNoTextsAreSent()
	{
		open({{"sms.driver", "none"}});
		const auto page = _browser->get("/account");
		CPPUNIT_ASSERT(
			page.contains("aria-describedby=\"protects-why\" disabled") && page.contains("envoie pas de SMS"));
		CPPUNIT_ASSERT_EQUAL(404, protect(true).status);
	}

	void limitsCodesToANumber()
	{
		open({{"sms.code_number_hour", "2"}});
		give("514 555-0142");
		give("514 555-0142");
		const auto third = give("514 555-0142");
		CPPUNIT_ASSERT_EQUAL(429, third.status);
		CPPUNIT_ASSERT(third.contains("id=\"mobile-error\"") && third.contains("value=\"514 555-0142\""));
	}

	void hidesTheSectionWithoutTexts()
	{
		open({{"sms.driver", "none"}});
		CPPUNIT_ASSERT(!_browser->get("/account").contains("id=\"mobile\""));
		CPPUNIT_ASSERT_EQUAL(404, give("514 555-0142").status);
	}

	void takesAFreshSignInToChangeWhatProtects()
	{
		open();
		give("514 555-0142");
		prove(sentCode());
		_portal->server->advance(std::chrono::minutes(15));
		const auto refused = give("514 555-0199");
		CPPUNIT_ASSERT_EQUAL(403, refused.status);
		CPPUNIT_ASSERT(refused.contains("/sign-in?again=1"));
		CPPUNIT_ASSERT_EQUAL(403, protect(true).status);
		CPPUNIT_ASSERT_EQUAL(403, _browser->postForm("/account/mobile/remove", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), mobile().e164);
		CPPUNIT_ASSERT(!mobile().protectsReplies);
		CPPUNIT_ASSERT_EQUAL(200, _browser->get("/sign-in?again=1&next=/account").status);
		auto fresh = _portal->server->signedIn(_portal->boreal, _portal->camille);
		CPPUNIT_ASSERT_EQUAL(303, fresh.postForm("/account/replies", sx::Value::object({{"protects", "1"}})).status);
	}

private:
	void open(std::map<std::string, std::string> settings = {}, const std::vector<std::string>& more = {})
	{
		std::vector<std::string> plugins{"audit", "auth", "directory", "mail", "quotas", "sms"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		_portal = std::make_unique<Portal>(std::move(settings), std::move(plugins));
		_browser = std::make_unique<Client>(_portal->server->signedIn(_portal->boreal, _portal->camille));
	}
	void seats(const std::string& plan)
	{
		CPPUNIT_ASSERT(_portal->server->verb(
			{"subscription", "set", "--tenant", "localhost", "--plan", plan, "--seats", "1", "--until", "2027-12-31"}));
	}
	void licence(const std::string& plan)
	{
		const auto given = _browser->post(
			"/api/v1/licences/assign", sx::Value::object({{"user", _portal->camille.value}, {"plan", plan}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(given.body, 200, given.status);
	}
	Answer give(const std::string& number, const std::string& country = "CA")
	{
		return _browser->postForm("/account/mobile", sx::Value::object({{"mobile", number}, {"country", country}}));
	}
	Answer protect(bool wanted)
	{
		return _browser->postForm(
			"/account/replies", wanted ? sx::Value::object({{"protects", "1"}}) : sx::Value(sx::Value::Object{}));
	}
	Answer prove(const std::string& code)
	{
		return _browser->postForm("/account/mobile/code", sx::Value::object({{"code", code}}));
	}

	std::string sentCode()
	{
		const auto mails = _portal->server->mails();
		CPPUNIT_ASSERT(!mails.empty() && mails.back().kind == "sms");
		return mails.back().text.substr(0, 7);
	}

	sx::directory::Mobile mobile()
	{
		auto found = _portal->server->find<sx::directory::Mobiles>()->mobileOf(_portal->boreal, _portal->camille);
		CPPUNIT_ASSERT(found);
		return *found;
	}

	std::unique_ptr<Portal> _portal;
	std::unique_ptr<Client> _browser;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MobileTest);
