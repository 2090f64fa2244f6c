// Tests what ends when a person leaves, changes role, or loses a device: sessions, API keys and sign-in links together.
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <barrier>
#include <iostream>
#include <sstream>
#include <thread>

using sx::auth::tests::Portal;

class LeavingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LeavingTest);
	CPPUNIT_TEST(shutsADeactivatedPersonOut);
	CPPUNIT_TEST(givesBackNothingWithTheActivation);
	CPPUNIT_TEST(leavesNoSessionOfASignInThatIsCompletedInThatInstant);
	CPPUNIT_TEST(leavesNoLinkThatIsMailedInThatInstant);
	CPPUNIT_TEST(keepsAnAdministrator);
	CPPUNIT_TEST(keepsAnAdministratorOfTwoWhoLeaveAtOnce);
	CPPUNIT_TEST(endsSessionsWithTheRole);
	CPPUNIT_TEST(endsSessionsAndLinksButNoKeys);
	CPPUNIT_TEST(tellsTheJournal);
	CPPUNIT_TEST(refusesAStrangersName);
	CPPUNIT_TEST_SUITE_END();

public:
	void shutsADeactivatedPersonOut()
	{
		Portal portal;
		auto session = portal.server->signedIn(portal.boreal, portal.julie);
		auto colleague = portal.server->signedIn(portal.boreal, portal.camille);
		const auto key = keyOf(portal, kJulie);
		auto browser = portal.server->anonymous();
		portal.ask(browser, kJulie);
		const auto link = portal.mailedToken();
		CPPUNIT_ASSERT_EQUAL(200, session.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(0, run(portal, {"user", "deactivate", "--tenant", "localhost", "--address", kJulie}));
		CPPUNIT_ASSERT_EQUAL(401, session.get("/account").status);
		CPPUNIT_ASSERT(!portal.server->find<sx::PrincipalSource>()->byApiKey(portal.boreal, key, ""));
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(browser, link).status);
		CPPUNIT_ASSERT_EQUAL(200, colleague.get("/account").status);
		const auto before = portal.server->mails().size();
		portal.ask(browser, kJulie);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("no new link", before, portal.server->mails().size());
	}

	void givesBackNothingWithTheActivation()
	{
		Portal portal;
		auto session = portal.server->signedIn(portal.boreal, portal.julie);
		const auto key = keyOf(portal, kJulie);
		auto browser = portal.server->anonymous();
		portal.ask(browser, kJulie);
		const auto link = portal.mailedToken();
		for (const auto* verb: {"deactivate", "activate"})
			CPPUNIT_ASSERT_EQUAL(0, run(portal, {"user", verb, "--tenant", "localhost", "--address", kJulie}));
		CPPUNIT_ASSERT_EQUAL(401, session.get("/account").status);
		CPPUNIT_ASSERT(!portal.server->find<sx::PrincipalSource>()->byApiKey(portal.boreal, key, ""));
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(browser, link).status);
		portal.ask(browser, kJulie);
		CPPUNIT_ASSERT_EQUAL(303, Portal::use(browser, portal.mailedToken()).status);
	}

	/// Several people press the button of their link while an administrator deactivates them, and are activated again.
	void leavesNoSessionOfASignInThatIsCompletedInThatInstant()
	{
		constexpr std::size_t kPeople = 6;
		Portal portal(std::map<std::string, std::string>{{"auth.links_per_address", "100"}});
		std::vector<std::string> addresses;
		for (std::size_t i = 0; i < kPeople; ++i)
		{
			addresses.push_back("person" + std::to_string(i) + "@example.com");
			CPPUNIT_ASSERT(
				portal.directory().addPerson({portal.boreal, "Person", addresses.back(), "member", {"fr-CA"}, ""}));
		}
		for (int round = 0; round < 5; ++round)
		{
			std::vector<sx::harness::Client> browsers;
			std::vector<std::string> links;
			for (const auto& address: addresses)
			{
				browsers.push_back(portal.server->anonymous());
				portal.ask(browsers.back(), address);
				links.push_back(portal.mailedToken());
			}
			{
				std::barrier together(2 * kPeople);
				std::vector<std::jthread> all;
				for (std::size_t i = 0; i < kPeople; ++i)
				{
					all.emplace_back([&, i] {
						together.arrive_and_wait();
						(void)Portal::use(browsers[i], links[i]);
					});
					all.emplace_back([&, i] {
						together.arrive_and_wait();
						CPPUNIT_ASSERT(change(portal, "deactivate", addresses[i]));
					});
				}
			}
			for (std::size_t i = 0; i < kPeople; ++i)
			{
				CPPUNIT_ASSERT(change(portal, "activate", addresses[i]));
				CPPUNIT_ASSERT_EQUAL(401, browsers[i].get("/account").status);
			}
		}
	}

	/// The job has found the person active, and writes the link after they were deactivated.
	void leavesNoLinkThatIsMailedInThatInstant()
	{
		Portal portal;
		auto browser = portal.server->anonymous();
		portal.ask(browser, kJulie);
		const auto link = portal.mailedToken();
		for (const auto* verb: {"deactivate", "activate"}) CPPUNIT_ASSERT(change(portal, verb, kJulie));
		CPPUNIT_ASSERT(portal.server->store("auth").write(portal.boreal,
			[](sx::Sql& sql) { return sql.execute("UPDATE auth_link SET used = NULL WHERE tenant_id = :tenant"); }));
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(browser, link).status);
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
	}

	void keepsAnAdministrator()
	{
		Portal portal;  // Camille is the only one
		const std::vector<std::string> leave{
			"user", "deactivate", "--tenant", "localhost", "--address", Portal::kCamille};
		const std::vector<std::string> descend{
			"user", "role", "--tenant", "localhost", "--address", Portal::kCamille, "--role", "member"};
		for (const auto& words: {leave, descend})
		{
			auto refused = portal.server->verb(words);
			CPPUNIT_ASSERT(!refused && refused.error().problem == "last_administrator");
		}
		CPPUNIT_ASSERT_EQUAL(
			0, run(portal, {"user", "role", "--tenant", "localhost", "--address", kJulie, "--role", "admin"}));
		CPPUNIT_ASSERT_EQUAL(0, run(portal, leave));
		CPPUNIT_ASSERT_EQUAL(0, run(portal, leave));
		auto last = portal.server->verb({"user", "deactivate", "--tenant", "localhost", "--address", kJulie});
		CPPUNIT_ASSERT_MESSAGE("an inactive one does not count", !last);
	}

	void keepsAnAdministratorOfTwoWhoLeaveAtOnce()
	{
		for (int round = 0; round < 5; ++round)
		{
			Portal portal;
			run(portal, {"user", "role", "--tenant", "localhost", "--address", kJulie, "--role", "admin"});
			std::vector<std::thread> both;
			for (const std::string_view address: {std::string_view(Portal::kCamille), std::string_view(kJulie)})
				both.emplace_back([&portal, address] {
					(void)portal.server->verb(
						{"user", "deactivate", "--tenant", "localhost", "--address", std::string(address)});
				});
			for (auto& each: both) each.join();
			int active = 0;
			for (const auto& id: {portal.camille, portal.julie})
				active += portal.directory().byId(portal.boreal, id)->isActive;
			CPPUNIT_ASSERT_EQUAL(1, active);
		}
	}

	void endsSessionsWithTheRole()
	{
		Portal portal;
		auto session = portal.server->signedIn(portal.boreal, portal.julie);
		CPPUNIT_ASSERT_EQUAL(
			0, run(portal, {"user", "role", "--tenant", "localhost", "--address", kJulie, "--role", "admin"}));
		CPPUNIT_ASSERT_EQUAL(401, session.get("/account").status);
		auto fresh = portal.server->signedIn(portal.boreal, portal.julie);
		CPPUNIT_ASSERT_EQUAL(200, fresh.get("/admin/settings").status);
		CPPUNIT_ASSERT(
			!portal.server->verb({"user", "role", "--tenant", "localhost", "--address", kJulie, "--role", "boss"}));
	}

	void endsSessionsAndLinksButNoKeys()
	{
		Portal portal;
		auto session = portal.server->signedIn(portal.boreal, portal.julie);
		const auto key = keyOf(portal, kJulie);
		auto browser = portal.server->anonymous();
		portal.ask(browser, kJulie);
		const auto link = portal.mailedToken();
		CPPUNIT_ASSERT_EQUAL(0, run(portal, {"sessions", "end", "--tenant", "localhost", "--user", kJulie}));
		CPPUNIT_ASSERT_EQUAL(401, session.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(410, Portal::use(browser, link).status);
		CPPUNIT_ASSERT(portal.server->find<sx::PrincipalSource>()->byApiKey(portal.boreal, key, ""));
	}

	void tellsTheJournal()
	{
		Portal portal;
		run(portal, {"user", "role", "--tenant", "localhost", "--address", kJulie, "--role", "admin"});
		run(portal, {"sessions", "end", "--tenant", "localhost", "--user", kJulie});
		run(portal, {"user", "deactivate", "--tenant", "localhost", "--address", kJulie});
		run(portal, {"user", "activate", "--tenant", "localhost", "--address", kJulie});
		auto rows = portal.server->store("audit").read(portal.boreal, [&](sx::Sql& sql) {
			return sql.query("SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND subject = ? ORDER BY number",
				{portal.julie});
		});
		CPPUNIT_ASSERT(rows);
		std::string kinds;
		for (const auto& row: *rows) kinds += row.text(0) + " ";
		CPPUNIT_ASSERT_EQUAL(std::string("directory.person_added directory.role_changed directory.sessions_ended "
										 "directory.person_deactivated directory.person_activated "),
			kinds);
	}

	void refusesAStrangersName()
	{
		Portal portal;
		for (const auto* verb: {"deactivate", "activate"})
			CPPUNIT_ASSERT(
				!portal.server->verb({"user", verb, "--tenant", "localhost", "--address", "nobody@example.com"}));
		CPPUNIT_ASSERT_MESSAGE("of another company",
			!portal.server->verb({"user", "deactivate", "--tenant", "localhost", "--address", Portal::kPriya}));
	}

private:
	static constexpr const char* kJulie = "julie.gagnon@example.com";

	static bool change(Portal& portal, const std::string& verb, const std::string& address)
	{
		return bool(portal.server->verb({"user", verb, "--tenant", "localhost", "--address", address}));
	}

	/// Runs a verb without its words; returns its status.
	static int run(Portal& portal, const std::vector<std::string>& words, std::string* printed = nullptr)
	{
		std::ostringstream out, silent;
		auto* before = std::cout.rdbuf(out.rdbuf());
		auto* errors = std::cerr.rdbuf(silent.rdbuf());
		auto status = portal.server->verb(words);
		std::cout.rdbuf(before);
		std::cerr.rdbuf(errors);
		CPPUNIT_ASSERT_MESSAGE(status ? "" : status.error().detail, bool(status));
		if (printed) *printed = out.str();
		return *status;
	}

	static std::string keyOf(Portal& portal, const std::string& address)
	{
		std::string out;
		run(portal, {"api-key", "add", "--tenant", "localhost", "--user", address, "--name", "Essai"}, &out);
		return out.substr(0, out.find('\n'));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LeavingTest);
