// Tests the language and the time zone that people choose for themselves (finding A1): where they hold, who may change
// them, and what is refused.
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <iostream>
#include <sstream>

using sx::Value;
using sx::auth::tests::Portal;

class PreferencesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PreferencesTest);
	CPPUNIT_TEST(keepsTheLanguageThatWasChosenByTheButton);
	CPPUNIT_TEST(savesLanguageAndZoneForEveryBrowser);
	CPPUNIT_TEST(savingWinsOverWhatTheButtonChoseBefore);
	CPPUNIT_TEST(writesInTheLanguageThatWasChosenWhereItWasAsked);
	CPPUNIT_TEST(followsTheCompanysZoneUntilAnotherIsChosen);
	CPPUNIT_TEST(saysInWhichLanguageMailsAreIfItIsAnother);
	CPPUNIT_TEST(refusesUnknownLanguagesAndZones);
	CPPUNIT_TEST(writesDatesInFiguresIfThePersonWantsThem);
	CPPUNIT_TEST(changesNobodyElses);
	CPPUNIT_TEST(tellsTheJournal);
	CPPUNIT_TEST(theOperatorMayChangeThem);
	CPPUNIT_TEST_SUITE_END();

	static sx::harness::Answer save(sx::harness::Client& browser, const std::string& language, const std::string& zone)
	{
		return browser.postForm("/account/preferences", Value::object({{"language", language}, {"time_zone", zone}}));
	}
	static bool isEnglish(const sx::harness::Answer& page) { return page.contains("<html lang=\"en-CA\""); }
	static bool isChosen(const sx::harness::Answer& page, const std::string& value)
	{
		return page.contains("value=\"" + value + "\" selected") ||
			page.contains("value=\"" + value + "\" lang=\"" + value + "-CA\" selected");
	}

public:
	void keepsTheLanguageThatWasChosenByTheButton()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		CPPUNIT_ASSERT(!isEnglish(camille.get("/account")));
		CPPUNIT_ASSERT(isEnglish(camille.get("/account?lang=en")));
		CPPUNIT_ASSERT(isEnglish(camille.get("/account")));
		CPPUNIT_ASSERT_MESSAGE(
			"another browser", !isEnglish(portal.server->signedIn(portal.boreal, portal.camille).get("/account")));
	}

	void savesLanguageAndZoneForEveryBrowser()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto saved = save(camille, "en", "America/Vancouver");
		CPPUNIT_ASSERT_EQUAL(303, saved.status);
		const auto page = camille.get(saved.header("Location"));
		CPPUNIT_ASSERT(isEnglish(page) && page.contains("sx-note-ok"));
		CPPUNIT_ASSERT(isChosen(page, "en") && isChosen(page, "America/Vancouver"));
		CPPUNIT_ASSERT(page.contains("data-time-zone=\"America/Vancouver\""));
		CPPUNIT_ASSERT(page.contains("Vancouver (Pacific Time)"));
		const auto elsewhere = portal.server->signedIn(portal.boreal, portal.camille).get("/account");
		CPPUNIT_ASSERT(isEnglish(elsewhere) && isChosen(elsewhere, "America/Vancouver"));
		const auto person = portal.server->find<sx::PrincipalSource>()->byUser(portal.boreal, portal.camille);
		CPPUNIT_ASSERT_EQUAL(std::string("America/Vancouver"), person->timeZone);
		auto fresh = portal.server->anonymous();
		portal.ask(fresh, Portal::kCamille);
		CPPUNIT_ASSERT(portal.server->mails().back().subject.starts_with("Your sign-in link"));
	}

	void savingWinsOverWhatTheButtonChoseBefore()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		camille.get("/account?lang=en");
		CPPUNIT_ASSERT_EQUAL(303, save(camille, "fr", "").status);
		CPPUNIT_ASSERT(!isEnglish(camille.get("/account")));
		CPPUNIT_ASSERT_MESSAGE("and the button over that", isEnglish(camille.get("/account?lang=en")));
		CPPUNIT_ASSERT(isEnglish(camille.get("/account")));
	}

	void writesInTheLanguageThatWasChosenWhereItWasAsked()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		CPPUNIT_ASSERT(browser.get("/sign-in?lang=en").contains("lang=\"en-CA\""));
		portal.ask(browser, Portal::kCamille);
		CPPUNIT_ASSERT(portal.server->mails().back().subject.starts_with("Your sign-in link"));
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, portal.mailedToken()).status);
		CPPUNIT_ASSERT_MESSAGE("and the portal too", browser.get("/account").contains("lang=\"en-CA\""));

		// A browser that merely is in English has chosen nothing.
		auto other = portal.server->anonymous();
		other.always("Accept-Language", "en-CA");
		CPPUNIT_ASSERT(other.get("/sign-in").contains("lang=\"en-CA\""));
		portal.ask(other, Portal::kCamille);
		CPPUNIT_ASSERT(portal.server->mails().back().subject.starts_with("Votre lien de connexion"));
	}

	void followsTheCompanysZoneUntilAnotherIsChosen()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto before = camille.get("/account");
		CPPUNIT_ASSERT(isChosen(before, "") && before.contains("Toronto (heure de l\u2019Est)"));
		CPPUNIT_ASSERT(before.contains("<optgroup label=\"Canada\">"));
		CPPUNIT_ASSERT(before.contains("data-time-zone=\"America/Toronto\""));
		save(camille, "fr", "Europe/Paris");
		CPPUNIT_ASSERT(isChosen(camille.get("/account"), "Europe/Paris"));
		save(camille, "fr", "");
		CPPUNIT_ASSERT(isChosen(camille.get("/account"), ""));
		CPPUNIT_ASSERT(!portal.directory().byId(portal.boreal, portal.camille)->hasOwnZone);
		CPPUNIT_ASSERT_EQUAL(
			std::string("America/Toronto"), portal.directory().byId(portal.boreal, portal.camille)->timeZone);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("an older name", 303, save(camille, "fr", "Canada/Pacific").status);
		CPPUNIT_ASSERT(isChosen(camille.get("/account"), "America/Vancouver"));
	}

	void saysInWhichLanguageMailsAreIfItIsAnother()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		CPPUNIT_ASSERT(!camille.get("/account").contains("language-other"));
		const auto page = camille.get("/account?lang=en");
		CPPUNIT_ASSERT(page.contains("language-other") && isChosen(page, "en"));
		save(camille, "en", "");
		CPPUNIT_ASSERT(!camille.get("/account").contains("language-other"));
	}

	void refusesUnknownLanguagesAndZones()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		for (const auto* bad: {"Mars/Olympus", "America/Toronto\n", "GMT+5", "../../etc/passwd", "<b>"})
		{
			const auto answer = save(camille, "en", bad);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, 400, answer.status);
			CPPUNIT_ASSERT_MESSAGE(bad, answer.contains("id=\"time-zone-error\"") && answer.contains("aria-invalid"));
		}
		for (const auto* bad: {"", "de", "french", "en\n", "fr_CA"})
		{
			const auto answer = save(camille, bad, "America/Vancouver");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, 400, answer.status);
			CPPUNIT_ASSERT_MESSAGE(bad, answer.contains("id=\"language-error\""));
		}
		const auto person = *portal.directory().byId(portal.boreal, portal.camille);
		CPPUNIT_ASSERT_EQUAL(std::string("fr-CA"), person.language.tag);
		CPPUNIT_ASSERT(!person.hasOwnZone);
		CPPUNIT_ASSERT_MESSAGE("nothing was kept in the browser", !isEnglish(camille.get("/account")));
	}

	void writesDatesInFiguresIfThePersonWantsThem()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto choose = [&](const char* language, const char* dates) {
			return camille
				.postForm("/account/preferences",
					sx::Value::object({{"language", language}, {"time_zone", ""}, {"dates", dates}}))
				.status;
		};
		const auto tag = [&] { return portal.directory().byId(portal.boreal, portal.camille)->language.tag; };
		CPPUNIT_ASSERT_EQUAL(303, choose("fr", "iso"));
		CPPUNIT_ASSERT_EQUAL(std::string("fr-CA-x-iso"), tag());
		const auto page = camille.get("/account");
		CPPUNIT_ASSERT(page.contains("lang=\"fr-CA-x-iso\"") && page.contains("<option value=\"iso\" selected>"));
		CPPUNIT_ASSERT_MESSAGE(
			"the browser's language keeps them", camille.get("/account?lang=en").contains("lang=\"en-CA-x-iso\""));
		CPPUNIT_ASSERT_MESSAGE("nobody else's", portal.server->anonymous().get("/sign-in").contains("lang=\"fr-CA\""));
		CPPUNIT_ASSERT_EQUAL(303, choose("en", ""));
		CPPUNIT_ASSERT_EQUAL(std::string("en-CA"), tag());
	}

	void changesNobodyElses()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		save(camille, "en", "Asia/Tokyo");
		CPPUNIT_ASSERT(!portal.directory().byId(portal.boreal, portal.julie)->hasOwnZone);
		auto stranger = portal.server->anonymous();
		CPPUNIT_ASSERT_EQUAL(401, save(stranger, "en", "").status);
		camille.csrf("wrong");
		CPPUNIT_ASSERT_EQUAL(403, save(camille, "fr", "").status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("en-CA"), portal.directory().byId(portal.boreal, portal.camille)->language.tag);
	}

	void tellsTheJournal()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		save(camille, "en", "");
		save(camille, "en", "");  // changes nothing
		save(camille, "en", "Europe/Paris");
		auto rows = portal.server->store("audit").read(portal.boreal, [&](sx::Sql& sql) {
			return sql.query("SELECT details, actor FROM audit_entry WHERE tenant_id = :tenant AND kind = "
							 "'directory.preferences_changed' AND subject = ? ORDER BY number",
				{portal.camille});
		});
		CPPUNIT_ASSERT(rows);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows->size());
		CPPUNIT_ASSERT_EQUAL(std::string("{\"language\":\"en-CA\"}"), (*rows)[0].text(0));
		CPPUNIT_ASSERT_EQUAL(std::string("{\"time_zone\":\"Europe/Paris\"}"), (*rows)[1].text(0));
		CPPUNIT_ASSERT_EQUAL(portal.camille.value, (*rows)[1].text(1));
	}

	void theOperatorMayChangeThem()
	{
		Portal portal;
		const auto set = [&](std::vector<std::string> words) {
			words.insert(words.begin(), {"user", "set", "--tenant", "localhost", "--address", Portal::kCamille});
			std::ostringstream said;
			auto* before = std::cout.rdbuf(said.rdbuf());
			auto done = portal.server->verb(words);
			std::cout.rdbuf(before);
			return done ? said.str() : done.error().detail;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com: language fr-CA, time zone Europe/Paris\n"),
			set({"--time-zone", "Europe/Paris"}));
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com: language en-CA, time zone Europe/Paris\n"),
			set({"--language", "en"}));
		CPPUNIT_ASSERT_EQUAL(
			std::string("camille.roy@example.com: language en-CA, time zone America/Toronto, the company's\n"),
			set({"--time-zone", "company"}));
		CPPUNIT_ASSERT(set({"--language", "de"}).find("not de") != std::string::npos);
		CPPUNIT_ASSERT(set({"--time-zone", "Mars/Olympus"}).find("Mars/Olympus") != std::string::npos);
		CPPUNIT_ASSERT(!portal.server->verb(
			{"user", "add", "--tenant", "localhost", "--address", "x@example.com", "--language", "de"}));
		CPPUNIT_ASSERT(!portal.server->verb(
			{"user", "add", "--tenant", "localhost", "--address", "x@example.com", "--time-zone", "Mars/Olympus"}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PreferencesTest);
