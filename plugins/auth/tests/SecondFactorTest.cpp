// Tests second factors: asked between the first proof and the session, and managed on /account.
#include "domain/SecondFactor.h"
#include "domain/Device.h"
#include "gateway/Totp.h"
#include "sx/auth/SignIn.h"
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::Value;
using sx::auth::tests::Portal;
using sx::harness::Answer;
using sx::harness::Client;

class SecondFactorTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SecondFactorTest);
	CPPUNIT_TEST(computesTheCodesOfTheStandard);
	CPPUNIT_TEST(writesSecretsAndAddressesAsAppsReadThem);
	CPPUNIT_TEST(namesDevices);
	CPPUNIT_TEST(asksForTheAppBeforeTheSession);
	CPPUNIT_TEST(takesAStepOfTheAppOnce);
	CPPUNIT_TEST(takesNoCodeOfTheSetupAgain);
	CPPUNIT_TEST(takesNoCodeOfAnotherPerson);
	CPPUNIT_TEST(takesEachRecoveryCodeOnce);
	CPPUNIT_TEST(sendsACodeBySms);
	CPPUNIT_TEST(bindsWhoWaitsToTheirBrowser);
	CPPUNIT_TEST(forgetsWhoWaitsAfterTenMinutes);
	CPPUNIT_TEST(limitsTriesByTheSumOfAllBrowsers);
	CPPUNIT_TEST(letsNobodyInWhoseSessionsWereEndedMeanwhile);
	CPPUNIT_TEST(asksEverybodyWhereTheCompanyRequiresIt);
	CPPUNIT_TEST(setsNothingUpForWhoHasAFactor);
	CPPUNIT_TEST(turnsOffOnlyWithAFreshSignIn);
	CPPUNIT_TEST(keepsTheLastFactorWhereItIsRequired);
	CPPUNIT_TEST(administratorsResetWhoMayNoMore);
	CPPUNIT_TEST(keepsNoSecretReadable);
	CPPUNIT_TEST_SUITE_END();

public:
	void computesTheCodesOfTheStandard()
	{
		// RFC 6238, appendix B, the last six of its eight digits.
		const std::string secret = "12345678901234567890";
		for (const auto& [at, code]: std::vector<std::pair<std::int64_t, std::string>>{{59, "287082"},
				 {1111111109, "081804"},
				 {1111111111, "050471"},
				 {1234567890, "005924"},
				 {2000000000, "279037"},
				 {20000000000, "353130"}})
			CPPUNIT_ASSERT_EQUAL(code, sx::auth::totpCode(secret, at / 30));
	}

	void writesSecretsAndAddressesAsAppsReadThem()
	{
		// RFC 4648, section 10.
		for (const auto& [bytes, text]: std::vector<std::pair<std::string, std::string>>{
				 {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"foobar", "MZXW6YTBOI"}})
			CPPUNIT_ASSERT_EQUAL(text, sx::auth::toBase32(bytes));
		CPPUNIT_ASSERT_EQUAL(
			std::string("otpauth://totp/A%20%26%20B:c%40example.com?secret=MY&issuer=A%20%26%20B&algorithm=SHA1&"
						"digits=6&period=30"),
			sx::auth::otpauthUri("A & B", "c@example.com", "MY"));
		CPPUNIT_ASSERT_EQUAL(std::string("ABCDEFGHJK"), sx::auth::RecoveryCode::typed(" abcde-fghjk "));
		CPPUNIT_ASSERT_EQUAL(std::string(), sx::auth::RecoveryCode::typed("ABCDE-FGHJ"));
	}

	void namesDevices()
	{
		using sx::auth::Device;
		using sx::auth::deviceOf;
		CPPUNIT_ASSERT(deviceOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
								"Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0") == (Device{"Edge", "Windows"}));
		CPPUNIT_ASSERT(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
								"like Gecko) Version/17.5 Mobile/15E148 Safari/604.1") == (Device{"Safari", "iPhone"}));
		CPPUNIT_ASSERT(deviceOf("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0") ==
			(Device{"Firefox", "Linux"}));
		CPPUNIT_ASSERT(deviceOf("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
								"SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36") ==
			(Device{"Samsung Internet", "Android"}));
		CPPUNIT_ASSERT(deviceOf("curl/8.0") == (Device{}));
	}

	void asksForTheAppBeforeTheSession()
	{
		open();
		const auto secret = setUpApp();
		auto browser = firstProof();
		CPPUNIT_ASSERT_MESSAGE("no session yet", browser.cookie("sx_session").empty());
		CPPUNIT_ASSERT_EQUAL(401, browser.get("/account").status);
		const auto page = browser.get("/sign-in/second");
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT(page.contains("autocomplete=\"one-time-code\""));
		const auto wrong = second(browser, "000000");
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("code-error"));
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
		const auto right = second(browser, codeOf(secret));
		CPPUNIT_ASSERT_EQUAL(303, right.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/account"), right.header("Location"));
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"who waited is let in once", std::string("/sign-in"), second(browser, codeOf(secret)).header("Location"));
	}

	void takesAStepOfTheAppOnce()
	{
		open();
		const auto secret = setUpApp();
		const auto code = codeOf(secret);
		auto first = firstProof();
		CPPUNIT_ASSERT_EQUAL(303, second(first, code).status);
		auto replay = firstProof();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the same step", 400, second(replay, code).status);
		CPPUNIT_ASSERT(replay.cookie("sx_session").empty());
		_portal->server->advance(std::chrono::seconds(30));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the step before it", 400, second(replay, codeOf(secret, -1)).status);
		CPPUNIT_ASSERT_EQUAL(303, second(replay, codeOf(secret)).status);
	}

	void takesNoCodeOfTheSetupAgain()
	{
		open();
		const auto page = _camille->get("/account/factors/app");
		const auto secret = secretIn(page);
		const auto code = codeOf(secret);
		CPPUNIT_ASSERT_EQUAL(200, turnOnApp(*_camille, page, code).status);
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(400, second(browser, code).status);
	}

	void takesNoCodeOfAnotherPerson()
	{
		open();
		setUpApp();
		auto julie = _portal->server->signedIn(_portal->boreal, _portal->julie);
		const auto page = julie.get("/account/factors/app");
		const auto secret = secretIn(page);
		CPPUNIT_ASSERT_EQUAL(200, turnOnApp(julie, page, codeOf(secret)).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"a setup is of its person", 400, turnOnApp(*_camille, page, codeOf(secret)).status);
		_portal->server->advance(std::chrono::seconds(60));
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(400, second(browser, codeOf(secret)).status);
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
	}

	void takesEachRecoveryCodeOnce()
	{
		open();
		setUpApp();
		CPPUNIT_ASSERT_EQUAL(std::size_t{10}, _codes.size());
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(303, second(browser, _codes[3]).status);
		auto again = firstProof();
		CPPUNIT_ASSERT_EQUAL(400, second(again, _codes[3]).status);
		CPPUNIT_ASSERT_EQUAL(303, second(again, _codes[4]).status);
		// New codes end the earlier ones.
		const auto fresh = _camille->postForm("/account/factors/codes", Value::Object{});
		CPPUNIT_ASSERT_EQUAL(200, fresh.status);
		auto third = firstProof();
		CPPUNIT_ASSERT_EQUAL(400, second(third, _codes[5]).status);
		CPPUNIT_ASSERT_EQUAL(303, second(third, codesIn(fresh).front()).status);
	}

	void sendsACodeBySms()
	{
		open();
		giveMobile();
		const auto on = _camille->postForm("/account/factors/sms", Value::object({{"on", "1"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("recovery codes come with the first factor", std::size_t{10}, codesIn(on).size());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"its number stays", 400, _camille->postForm("/account/mobile/remove", Value::Object{}).status);
		auto browser = firstProof();
		const auto mails = _portal->server->mails();
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), mails.back().kind);
		const auto code = mails.back().text.substr(0, 7);
		CPPUNIT_ASSERT(browser.get("/sign-in/second").contains("•••• 0142"));
		auto other = firstProof();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("of another browser's wait", 400, second(other, code).status);
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/sign-in/second/send", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("an earlier code", 400, second(browser, code).status);
		const auto newest = _portal->server->mails().back().text.substr(0, 7);
		CPPUNIT_ASSERT_EQUAL(303, second(browser, newest).status);
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
	}

	void bindsWhoWaitsToTheirBrowser()
	{
		open();
		const auto secret = setUpApp();
		auto browser = firstProof();
		auto thief = _portal->server->anonymous();
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in"), thief.get("/sign-in/second").header("Location"));
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in"), second(thief, codeOf(secret)).header("Location"));
		auto solstice = _portal->server->anonymous("solstice.localhost");
		solstice.setCookie("sx_second", browser.cookie("sx_second"));
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in"), second(solstice, codeOf(secret)).header("Location"));
		CPPUNIT_ASSERT_EQUAL(303, second(browser, codeOf(secret)).status);
	}

	void forgetsWhoWaitsAfterTenMinutes()
	{
		open();
		const auto secret = setUpApp();
		auto browser = firstProof();
		_portal->server->advance(std::chrono::minutes(10));
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in"), second(browser, codeOf(secret)).header("Location"));
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
	}

	void limitsTriesByTheSumOfAllBrowsers()
	{
		open();
		const auto secret = setUpApp();
		auto first = firstProof();
		auto other = firstProof("203.0.113.9");
		for (int i = 0; i < 5; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(400, second(first, "000000").status);
			CPPUNIT_ASSERT_EQUAL(400, second(other, "000000").status);
		}
		const auto limited = second(other, codeOf(secret));
		CPPUNIT_ASSERT_EQUAL(429, limited.status);
		CPPUNIT_ASSERT(!limited.header("Retry-After").empty());
		CPPUNIT_ASSERT(other.cookie("sx_session").empty());
	}

	void letsNobodyInWhoseSessionsWereEndedMeanwhile()
	{
		open();
		const auto secret = setUpApp();
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/sign-out/everywhere", Value::Object{}).status);
		second(browser, codeOf(secret));
		CPPUNIT_ASSERT_EQUAL(401, browser.get("/account").status);
	}

	void asksEverybodyWhereTheCompanyRequiresIt()
	{
		open({{"auth.second_factor", "required"}});
		auto browser = firstProof();
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
		const auto page = browser.get("/sign-in/second");
		CPPUNIT_ASSERT(page.contains("<svg") && page.contains("/sign-in/second/setup"));
		const auto setup = valueOf(page, "name=\"setup\" value=\"");
		const auto wrong = browser.postForm("/sign-in/second/setup", Value::object({{"setup", setup}, {"code", "1"}}));
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the same secret", secretIn(page), secretIn(wrong));
		const auto done = browser.postForm(
			"/sign-in/second/setup", Value::object({{"setup", setup}, {"code", codeOf(secretIn(page))}}));
		CPPUNIT_ASSERT_EQUAL(200, done.status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{10}, codesIn(done).size());
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
	}

	void setsNothingUpForWhoHasAFactor()
	{
		open({{"auth.second_factor", "required"}});
		setUpApp();
		// A setup of the person's own, in which somebody with their mailbox would like to put another app.
		const auto page = _camille->get("/account/factors/app");
		auto browser = firstProof();
		const auto answer = browser.postForm("/sign-in/second/setup",
			Value::object({{"setup", valueOf(page, "name=\"setup\" value=\"")}, {"code", codeOf(secretIn(page))}}));
		CPPUNIT_ASSERT_EQUAL(std::string("/sign-in/second"), answer.header("Location"));
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
		CPPUNIT_ASSERT_EQUAL(400, second(browser, codeOf(secretIn(page))).status);
	}

	void turnsOffOnlyWithAFreshSignIn()
	{
		open();
		setUpApp();
		_portal->server->advance(std::chrono::minutes(15));
		for (const auto* path: {"/account/factors/app/remove", "/account/factors/sms", "/account/factors/codes"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 403, _camille->postForm(path, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(403, _camille->get("/account/factors/app").status);
		auto fresh = _portal->server->signedIn(_portal->boreal, _portal->camille);
		CPPUNIT_ASSERT_EQUAL(303, fresh.postForm("/account/factors/app/remove", Value::Object{}).status);
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
	}

	void keepsTheLastFactorWhereItIsRequired()
	{
		open({{"auth.second_factor", "required"}});
		setUpApp();
		const auto refused = _camille->postForm("/account/factors/app/remove", Value::Object{});
		CPPUNIT_ASSERT_EQUAL(409, refused.status);
		CPPUNIT_ASSERT(refused.contains("factors-error"));
		giveMobile();
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/account/factors/sms", Value::object({{"on", "1"}})).status);
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/account/factors/app/remove", Value::Object{}).status);
	}

	void administratorsResetWhoMayNoMore()
	{
		open();
		setUpApp();
		const auto path = "/admin/people/" + _portal->camille.value + "/second-factors/reset";
		auto julie = _portal->server->signedIn(_portal->boreal, _portal->julie);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a member", 403, julie.postForm(path, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("oneself", 403, _camille->postForm(path, Value::Object{}).status);
		const auto marc = *_portal->directory().addPerson(
			{_portal->boreal, "Marc Admin", "marc.admin@example.com", "admin", {"fr-CA"}, ""});
		auto admin = _portal->server->signedIn(_portal->boreal, marc);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("who may do less", 403, admin.postForm(path, Value::Object{}).status);
		auto priya = _portal->server->signedIn(_portal->solstice, _portal->priya, "solstice.localhost");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("of another company", 404, priya.postForm(path, Value::Object{}).status);
		const auto sophie = *_portal->directory().addPerson(
			{_portal->boreal, "Sophie Super", "sophie.super@example.com", "super", {"fr-CA"}, ""});
		auto super = _portal->server->signedIn(_portal->boreal, sophie);
		CPPUNIT_ASSERT_EQUAL(303, super.postForm(path, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the person hears of it",
			std::string("Votre double authentification a été réinitialisée – Notaires Boréal"),
			_portal->server->mails().back().subject);
		auto browser = firstProof();
		CPPUNIT_ASSERT_EQUAL(200, browser.get("/account").status);
	}

	void keepsNoSecretReadable()
	{
		open();
		const auto secret = setUpApp();
		auto stored = _portal->server->store("auth").readAll(
			"what is stored of a factor", [](sx::Sql& sql) -> sx::Result<std::string> {
				auto rows = sql.query("SELECT totp FROM auth_person");
				if (!rows) return rows.error();
				std::string all;
				for (const auto& row: *rows) all += row.text(0);
				auto codes = sql.query("SELECT mac FROM auth_recovery");
				if (!codes) return codes.error();
				for (const auto& row: *codes) all += row.text(0);
				return all;
			});
		CPPUNIT_ASSERT(stored && !stored->empty());
		CPPUNIT_ASSERT(stored->find(secret) == std::string::npos);
		for (const auto& each: _codes) CPPUNIT_ASSERT(stored->find(each.substr(0, 5)) == std::string::npos);
	}

private:
	void open(std::map<std::string, std::string> settings = {})
	{
		_portal = std::make_unique<Portal>(
			std::move(settings), std::vector<std::string>{"audit", "auth", "directory", "mail", "quotas", "sms"});
		_camille = std::make_unique<Client>(_portal->server->signedIn(_portal->boreal, _portal->camille));
	}

	static std::string valueOf(const Answer& page, std::string_view before)
	{
		const auto at = page.body.find(before);
		CPPUNIT_ASSERT(at != std::string::npos);
		const auto from = at + before.size();
		return page.body.substr(from, page.body.find('"', from) - from);
	}
	/// Returns the secret of a setup page, as bytes.
	static std::string secretIn(const Answer& page)
	{
		const auto uri = valueOf(page, "id=\"otpauth\">");
		const auto at = uri.find("secret=");
		const auto text = uri.substr(at + 7, uri.find('&', at) - at - 7);
		std::string out;
		std::uint32_t bits = 0;
		int count = 0;
		for (const char c: text)
		{
			bits = (bits << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26)) & 0xfff;
			if ((count += 5) >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xff);
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t{20}, out.size());
		return out;
	}
	static std::vector<std::string> codesIn(const Answer& page)
	{
		std::vector<std::string> out;
		for (auto at = page.body.find("<li>"); at != std::string::npos; at = page.body.find("<li>", at + 1))
			if (page.body.substr(at + 9, 1) == "-") out.push_back(page.body.substr(at + 4, 11));
		return out;
	}
	std::string codeOf(const std::string& secret, int steps = 0) const
	{
		const auto now = std::chrono::floor<std::chrono::seconds>(_portal->server->now()).time_since_epoch().count();
		return sx::auth::totpCode(secret, now / 30 + steps);
	}
	static Answer turnOnApp(Client& browser, const Answer& page, const std::string& code)
	{
		return browser.postForm("/account/factors/app",
			Value::object({{"setup", valueOf(page, "name=\"setup\" value=\"")}, {"code", code}}));
	}
	/// Sets up an app for Camille, and returns its secret. A step later, so that its next code is not the one typed.
	std::string setUpApp()
	{
		const auto page = _camille->get("/account/factors/app");
		const auto secret = secretIn(page);
		const auto on = turnOnApp(*_camille, page, codeOf(secret));
		CPPUNIT_ASSERT_EQUAL(200, on.status);
		_codes = codesIn(on);
		_portal->server->advance(std::chrono::seconds(30));
		return secret;
	}
	void giveMobile()
	{
		_camille->postForm("/account/mobile", Value::object({{"mobile", "514 555-0142"}, {"country", "CA"}}));
		const auto code = _portal->server->mails().back().text.substr(0, 7);
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm("/account/mobile/code", Value::object({{"code", code}})).status);
	}
	/// Returns a browser in which Camille's link was pressed.
	Client firstProof(const std::string& network = "198.51.100.7")
	{
		auto browser = _portal->elsewhere(network);
		CPPUNIT_ASSERT_EQUAL(200, _portal->ask(browser, Portal::kCamille, "/account").status);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, _portal->mailedToken()).status);
		return browser;
	}
	static Answer second(Client& browser, const std::string& code)
	{
		return browser.postForm("/sign-in/second", Value::object({{"code", code}}));
	}

	std::unique_ptr<Portal> _portal;
	std::unique_ptr<Client> _camille;
	std::vector<std::string> _codes;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecondFactorTest);
