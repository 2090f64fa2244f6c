#include "domain/Banner.h"
#include "services/NoticeBook.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace sx::notices::tests {

/// Tests topics, notices and banners inside a real server.
class NoticesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(NoticesTest);
	CPPUNIT_TEST(sendsNewsOnlyToWhoConfirmedAndKeepsTheProof);
	CPPUNIT_TEST(sendsOnceToEverybodyAndNotToWhoLeft);
	CPPUNIT_TEST(anAdministratorLooksConfirmsAndSendsOnce);
	CPPUNIT_TEST(administratorsSendOnlyWhatTheyMay);
	CPPUNIT_TEST(showsBannersWhereAndWhileTheyConcern);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Server> _server;
	TenantId _acme, _beta;
	UserId _ana;

	directory::Directory& directory() const { return *_server->find<directory::Directory>(); }
	UserId person(const TenantId& tenant, const std::string& address, const char* role = "member") const
	{
		return *directory().addPerson({tenant, "Ana Lee", address, role, {"en-CA"}, ""});
	}
	std::string states() const
	{
		auto rows = _server->store("notices").read(_acme, [](Sql& sql) {
			return sql.query(
				"SELECT act, means, words, version FROM notices_consent WHERE tenant_id = :tenant ORDER BY id");
		});
		CPPUNIT_ASSERT(rows);
		std::string out;
		for (const auto& row: *rows)
		{
			out += row.text(0) + ":" + row.text(1) + " ";
			CPPUNIT_ASSERT(row.text(2).find("news and updates") != std::string::npos ||
				row.text(2).find("maintenance") != std::string::npos);
			CPPUNIT_ASSERT_EQUAL(std::size_t{12}, row.text(3).size());
		}
		return out;
	}
	/// Returns the path of the first link of a mail that has a word in it.
	static std::string pathIn(const std::string& text, const std::string& word)
	{
		const auto at = text.find(word);
		CPPUNIT_ASSERT_MESSAGE(text, at != text.npos);
		return text.substr(at, text.find_first_of(" \n\r", at) - at);
	}
	int send(const char* topic, const char* tenant = "localhost") const
	{
		const auto folder = std::filesystem::temp_directory_path() / ("sx-notices-" + std::to_string(::getpid()));
		std::filesystem::create_directories(folder);
		for (const auto* name: {"fr", "en"}) std::ofstream(folder / name) << name << " first <b>line</b>\n\nsecond\n";
		auto done = _server->verb({"notice",
			"send",
			"--topic",
			topic,
			"--fr-subject",
			"Nouvelles",
			"--fr",
			(folder / "fr").string(),
			"--en-subject",
			"News",
			"--en",
			(folder / "en").string(),
			"--tenant",
			tenant});
		std::filesystem::remove_all(folder);
		return done ? *done : -1;
	}
	std::size_t mails() const
	{
		_server->runJobs();
		const auto all = _server->mails();
		return static_cast<std::size_t>(
			std::count_if(all.begin(), all.end(), [](const auto& each) { return each.subject == "News"; }));
	}

public:
	void setUp() override
	{
		harness::Options options;
		options.plugins = {"audit", "auth", "directory", "mail", "notices", "quotas"};
		options.settings = {{"notices.sender", "Acme inc., 1 rue X, Montréal"}};
		_server = harness::Server::start(std::move(options));
		_acme = *directory().addTenant({"Acme", {"localhost"}, {"en-CA"}, "America/Toronto", {}});
		_beta = *directory().addTenant({"Beta", {"beta.localhost"}, {"en-CA"}, "America/Toronto", {}});
		_ana = person(_acme, "ana@example.com", "admin");
	}
	void tearDown() override { _server.reset(); }

	void sendsNewsOnlyToWhoConfirmedAndKeepsTheProof()
	{
		auto ana = _server->signedIn(_acme, _ana);
		const auto both = Value::object({{"news", "1"}, {"maintenance", "1"}});
		CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/account/topics", both).status);
		CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/account/topics", both).status);
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("asked once", std::size_t{1}, _server->mails().size());
		CPPUNIT_ASSERT(ana.get("/account").contains("Follow its link to confirm"));
		CPPUNIT_ASSERT_EQUAL(0, send("news"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("who has not confirmed gets nothing", std::size_t{0}, mails());

		const auto link = pathIn(_server->mails().front().text, "/topics/confirm");
		const auto other = person(_acme, "bo@example.com");
		auto forged = link;
		forged.replace(forged.find(_ana.value), _ana.value.size(), other.value);
		CPPUNIT_ASSERT_EQUAL(403, _server->anonymous().get(forged).status);
		CPPUNIT_ASSERT_EQUAL(403, _server->anonymous().postForm(forged, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("reading a mail confirms nothing", 200, _server->anonymous().get(link).status);
		CPPUNIT_ASSERT_EQUAL(std::string("asked:page "), states());
		for (int i = 0; i < 2; ++i)
			CPPUNIT_ASSERT_EQUAL(200, _server->anonymous().postForm(link, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string("asked:page confirmed:link "), states());

		CPPUNIT_ASSERT_EQUAL(0, send("news"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails());
		const auto mail = _server->mails().back();
		const auto text = mail.subject == "News" ? mail.text : _server->mails().front().text;
		CPPUNIT_ASSERT_MESSAGE(text, text.find("1 rue X") != text.npos && text.find("<b>line</b>") != text.npos);
		CPPUNIT_ASSERT(mail.html.find("<b>line") == mail.html.npos);
		const auto leave = pathIn(text, "/topics/leave");
		CPPUNIT_ASSERT_EQUAL(200, _server->anonymous().get(leave).status);
		const auto oneClick = Value::object({{"List-Unsubscribe", "One-Click"}});
		for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(200, _server->anonymous().postForm(leave, oneClick).status);
		CPPUNIT_ASSERT_EQUAL(std::string("asked:page confirmed:link withdrawn:one_click "), states());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"an old link brings nobody back", 200, _server->anonymous().postForm(link, Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string("asked:page confirmed:link withdrawn:one_click "), states());
		send("news");
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails());
		_server->advance(std::chrono::hours(24 * 8));
		CPPUNIT_ASSERT_EQUAL(410, _server->anonymous().get(link).status);
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"notice", "consents", "--tenant", "localhost"}));
		auto gone = _server->store("notices").write(_acme, [&](Sql& sql) -> Result<> {
			TopicData data;
			CPPUNIT_ASSERT_EQUAL(std::size_t{3}, (*data.exportOf(sql, _ana))["consents"].list().size());
			return data.erase(sql, _ana);
		});
		CPPUNIT_ASSERT(gone);
	}

	void sendsOnceToEverybodyAndNotToWhoLeft()
	{
		for (int i = 0; i < 119; ++i) person(_acme, "p" + std::to_string(i) + "@example.com");
		person(_beta, "max@example.com");
		auto ana = _server->signedIn(_acme, _ana);
		CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/account/topics", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(0, send("maintenance"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{119}, mails());
		_server->restart();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody twice", std::size_t{119}, mails());
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"notice", "list"}));
		CPPUNIT_ASSERT_EQUAL(-1, send("weather"));
	}

	static Value written(const char* topic)
	{
		return Value::object({{"topic", topic},
			{"fr-subject", "Nouvelles"},
			{"fr", "Un <b>avis</b>.\r\n\r\nFin."},
			{"en-subject", "News"},
			{"en", "A <b>notice</b>.\r\n\r\nEnd."}});
	}
	/// Returns the form that a page of looking confirms with.
	static Value confirmed(const harness::Answer& page, Value form)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		const std::string mark = "name=\"id\" value=\"";
		const auto at = page.body.find(mark);
		CPPUNIT_ASSERT_MESSAGE(page.body, at != page.body.npos);
		return form.set("id", page.body.substr(at + mark.size(), 36));
	}

	void anAdministratorLooksConfirmsAndSendsOnce()
	{
		for (int i = 0; i < 60; ++i) person(_acme, "p" + std::to_string(i) + "@example.com");
		person(_beta, "max@example.com");
		auto gone = directory().byAddress(_acme, "p0@example.com");
		CPPUNIT_ASSERT(_server->store("directory").write(_acme, [&](Sql& sql) {
			return directory().setActive(sql, gone->id, false, {_acme});
		}));
		const auto left = directory().byAddress(_acme, "p1@example.com");
		CPPUNIT_ASSERT_EQUAL(
			303, _server->signedIn(_acme, left->id).postForm("/account/topics", Value::Object{}).status);

		auto ana = _server->signedIn(_acme, _ana);
		const auto form = written("maintenance");
		const auto page = ana.postForm("/admin/notices/new?lang=en", form);
		// 61 people, without the one who is suspended and the one who left.
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("59 people will get this notice"));
		CPPUNIT_ASSERT(page.contains("srcdoc=") && page.contains("A &amp;lt;b&amp;gt;notice"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("looking sends nothing", std::size_t{0}, mails());
		const auto ready = confirmed(page, form);
		for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/admin/notices", ready).status);
		CPPUNIT_ASSERT(ana.get("/admin/notices?lang=en").contains("No mail has left of 59"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{59}, mails());
		const auto sent = _server->mails().back();
		CPPUNIT_ASSERT_MESSAGE(sent.text, sent.text.find("notice</b>.\n\nEnd.") != sent.text.npos);  // as it was typed
		const auto list = ana.get("/admin/notices?lang=en");
		CPPUNIT_ASSERT_MESSAGE(list.body, list.contains("59 mails have left of 59") && list.contains("Ana Lee"));
		const auto one = ana.get("/admin/notices/" + ready["id"].text() + "?lang=en");
		CPPUNIT_ASSERT_EQUAL(200, one.status);
		CPPUNIT_ASSERT(one.contains("value=\"59\"") && one.contains("News"));
		// Another company sees nothing of it; the journal has it once.
		auto max = _server->signedIn(_beta, person(_beta, "boss@example.com", "admin"), "beta.localhost");
		CPPUNIT_ASSERT_EQUAL(404, max.get("/admin/notices/" + ready["id"].text()).status);
		CPPUNIT_ASSERT(!max.get("/admin/notices").contains("Nouvelles"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, ana.get("/api/v1/audit?kind=notices.sent").json["items"].list().size());
	}

	void administratorsSendOnlyWhatTheyMay()
	{
		auto ana = _server->signedIn(_acme, _ana);
		auto form = written("maintenance");
		const auto bad = ana.postForm("/admin/notices/new?lang=en", written("maintenance").set("fr-subject", ""));
		CPPUNIT_ASSERT_EQUAL(400, bad.status);
		CPPUNIT_ASSERT(bad.contains("id=\"fr-subject-error\"") && bad.contains("A &lt;b&gt;notice"));
		CPPUNIT_ASSERT_EQUAL(400, ana.postForm("/admin/notices", form).status);  // nobody looked at it
		// News name who writes: a company without an address has no news to send, whoever the operator is.
		CPPUNIT_ASSERT_EQUAL(400, ana.postForm("/admin/notices/new", written("news")).status);
		const auto gamma = *directory().addTenant({"Gamma",
			{"gamma.localhost"},
			{"en-CA"},
			"America/Toronto",
			Value::object({{"legal", "Gamma inc., 1 rue X, Montréal"}})});
		auto gus = _server->signedIn(gamma, person(gamma, "gus@example.com", "admin"), "gamma.localhost");
		const auto news = gus.postForm("/admin/notices/new?lang=en", written("news"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(news.body, 200, news.status);
		CPPUNIT_ASSERT(news.contains("Nobody has confirmed wanting these news"));  // an account is no consent
		CPPUNIT_ASSERT_EQUAL(200, ana.postForm("/admin/notices/new", form.set("edit", "1")).status);
		form = written("maintenance");
		for (int i = 0; i < 5; ++i)
		{
			const auto ready = confirmed(ana.postForm("/admin/notices/new", form), form);
			CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/admin/notices", ready).status);
		}
		const auto ready = confirmed(ana.postForm("/admin/notices/new", form), form);
		const auto over = ana.postForm("/admin/notices?lang=en", ready);
		CPPUNIT_ASSERT_EQUAL(429, over.status);
		CPPUNIT_ASSERT(over.contains("as many notices as it may in a day"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, mails());
		auto member = _server->signedIn(_acme, person(_acme, "m@example.com"));
		for (const auto* path: {"/admin/notices", "/admin/notices/new"})
			CPPUNIT_ASSERT_EQUAL(403, member.get(path).status);
		CPPUNIT_ASSERT_EQUAL(403, member.postForm("/admin/notices", ready).status);
	}

	void showsBannersWhereAndWhileTheyConcern()
	{
		const auto shows = [&](const char* text, const char* host = "localhost") {
			_server->advance(std::chrono::seconds(1));
			return _server->anonymous(host).get("/sign-in?lang=en").contains(text);
		};
		CPPUNIT_ASSERT_EQUAL(
			0, *_server->verb({"banner", "set", "--fr", "Panne", "--en", "All is <down>", "--level", "outage"}));
		CPPUNIT_ASSERT(shows("All is &lt;down&gt;") && shows("All is &lt;down&gt;", "beta.localhost"));
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"banner", "clear"}));
		CPPUNIT_ASSERT(!shows("All is"));

		auto ana = _server->signedIn(_acme, _ana);
		const auto form = [](const char* text, const char* starts, const char* ends) {
			return Value::object(
				{{"level", "maintenance"}, {"fr", "Entretien"}, {"en", text}, {"starts", starts}, {"ends", ends}});
		};
		CPPUNIT_ASSERT(ana.postForm("/admin/banner", form("", "2026-11-24T09:00", "")).contains("en-error"));
		CPPUNIT_ASSERT(
			ana.postForm("/admin/banner", form("x", "2026-11-24T09:00", "2026-11-24T08:00")).contains("ends-error"));
		// It is 10:00 in Toronto (15:00 UTC).
		CPPUNIT_ASSERT_EQUAL(
			303, ana.postForm("/admin/banner", form("Tonight", "2026-11-24T11:00", "2026-11-24T12:00")).status);
		CPPUNIT_ASSERT(!shows("Tonight"));
		_server->advance(std::chrono::hours(1));
		CPPUNIT_ASSERT(shows("Tonight") && !shows("Tonight", "beta.localhost"));
		CPPUNIT_ASSERT(ana.get("/admin/banner?lang=en").contains("2026-11-24T11:00"));
		const auto page = ana.get("/admin/banner").body;
		const auto at = page.find("name=\"id\" value=\"") + 17;
		const auto dismissed = ana.postForm(
			"/banner/dismiss", Value::object({{"id", page.substr(at, 22)}, {"back", "//evil.example/x"}}));
		CPPUNIT_ASSERT_EQUAL(303, dismissed.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/"), dismissed.header("Location"));
		CPPUNIT_ASSERT(!ana.get("/admin/banner").contains("data-sx-banner") && shows("Tonight"));
		_server->advance(std::chrono::hours(1));
		CPPUNIT_ASSERT(!shows("Tonight"));
		auto member = _server->signedIn(_acme, person(_acme, "m@example.com"));
		CPPUNIT_ASSERT_EQUAL(403, member.get("/admin/banner").status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(NoticesTest);

}
