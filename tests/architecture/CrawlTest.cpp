// Checks that every link of every page leads somewhere, for each role and in both languages.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <deque>
#include <regex>
#include <set>

namespace {

using sx::harness::Answer;
using sx::harness::Client;
using sx::harness::Server;

class CrawlTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(CrawlTest);
	CPPUNIT_TEST(noLinkIsDeadForAStranger);
	CPPUNIT_TEST(noLinkIsDeadForASuperAdministrator);
	CPPUNIT_TEST(noLinkIsDeadForAMember);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<Server> _server;
	sx::TenantId _tenant;

public:
	void setUp() override
	{
		sx::harness::Options options;
		options.plugins = {"api_keys",
			"audit",
			"auth",
			"branding",
			"contacts",
			"directory",
			"domains",
			"email_templates",
			"mail",
			"messages",
			"notices",
			"option_templates",
			"passkeys",
			"privacy",
			"quotas",
			"sealed",
			"sms",
			"sms_gate",
			"statistics",
			"storage",
			"tables"};
		_server = Server::start(options);
		auto* directory = _server->find<sx::directory::Directory>();
		auto tenant = directory->addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(tenant);
		_tenant = *tenant;
	}

	Client person(const std::string& role)
	{
		auto added = _server->find<sx::directory::Directory>()->addPerson(
			{_tenant, "Camille Roy", role + "@example.com", role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(added);
		return _server->signedIn(_tenant, *added);
	}

	// Returns what a page refers to on this server: links, images, style sheets, scripts.
	static std::set<std::string> linksOf(const std::string& page)
	{
		static const std::regex kLink("(?:href|src)=\"(/[^\"#]*|\\?[^\"#]*)");
		std::set<std::string> out;
		for (auto it = std::sregex_iterator(page.begin(), page.end(), kLink); it != std::sregex_iterator(); ++it)
		{
			auto link = (*it)[1].str();
			for (auto at = link.find("&amp;"); at != std::string::npos; at = link.find("&amp;"))
				link.replace(at, 5, "&");
			out.insert(link);
		}
		return out;
	}

	int crawl(Client client, const std::vector<std::string>& starts)
	{
		std::set<std::string> seen(starts.begin(), starts.end());
		std::deque<std::pair<std::string, std::string>> todo;  // path, and the page that led there
		for (const auto& start: starts) todo.emplace_back(start, "the address bar");
		std::string faults;
		int pages = 0;
		while (!todo.empty())
		{
			const auto [path, from] = todo.front();
			todo.pop_front();
			const auto answer = client.get(path, {{"Accept", "text/html,*/*;q=0.8"}});
			const auto location = answer.header("Location");
			if (answer.status >= 400 || answer.status == 0)
				faults += path + " (from " + from + ") answers " + std::to_string(answer.status) + "\n";
			auto links = linksOf(answer.header("Content-Type").starts_with("text/html") ? answer.body : "");
			if (location.starts_with("/")) links.insert(location);
			if (answer.header("Content-Type").starts_with("text/html")) ++pages;
			for (auto link: links)
			{
				if (link.starts_with("?")) link = path.substr(0, path.find('?')) + link;
				if (link.find("sign-out") != std::string::npos) continue;
				// A list is exported once, whatever its filter: exports have a small limit a minute.
				if (const auto exports = link.find("/export?"); exports != std::string::npos)
					if (!seen.insert(link.substr(0, exports)).second) continue;
				if (seen.size() < 400 && seen.insert(link).second) todo.emplace_back(link, path);
			}
		}
		CPPUNIT_ASSERT_MESSAGE(faults, faults.empty());
		return pages;
	}

	void noLinkIsDeadForAStranger()
	{
		CPPUNIT_ASSERT(
			crawl(_server->anonymous(), {"/", "/sign-in?lang=en", "/dev/postbox", "/m/AAAAAAAAAAAAAAAAAAAAAA"}) >= 4);
	}
	void noLinkIsDeadForASuperAdministrator() { CPPUNIT_ASSERT(crawl(person("super"), {"/", "/?lang=en"}) >= 3); }
	void noLinkIsDeadForAMember() { CPPUNIT_ASSERT(crawl(person("member"), {"/", "/?lang=en"}) >= 3); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CrawlTest);

}
