// Tests the outbox in a real server: a queued mail leaves once, and nothing of it remains.
#include "sx/mail/Outbox.h"
#include "sx/harness/Harness.h"
#include "tests/MailServer.h"

#include <Poco/Net/ServerSocket.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

bool anyFileHolds(const std::string& folder, const std::string& sought)
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

sx::mail::Mail letter(std::string to = "louis.gagne@example.com")
{
	return {.to = {std::move(to), "Louis Gagné"},
		.fromName = "Notaires Boréal",
		.replyTo = {"camille.roy@example.com", ""},
		.subject = "Objet très secret",
		.text = "Lisez http://localhost/m/abc#k1_secret\n\nK7F-29Q\n",
		.html = "<html><head></head><body><p style=\"color:red\">Corps secret</p></body></html>",
		.language = {"fr-CA"},
		.kind = "test.notice"};
}

}

class OutboxTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OutboxTest);
	CPPUNIT_TEST(showsInThePostboxWhatWasQueued);
	CPPUNIT_TEST(keepsNothingReadableOnDisk);
	CPPUNIT_TEST(sendsNothingOfATransactionThatFailed);
	CPPUNIT_TEST(refusesAHeaderThatHoldsALine);
	CPPUNIT_TEST(keepsThePostboxThroughARestart);
	CPPUNIT_TEST(showsHtmlUnderAStrictPolicy);
	CPPUNIT_TEST(clearsThePostbox);
	CPPUNIT_TEST(hasNoPostboxWhereMailsLeave);
	CPPUNIT_TEST(triesAgainUntilTheServerIsBack);
	CPPUNIT_TEST(givesUpWhatTheServerRefusesForGood);
	CPPUNIT_TEST(finishesWhatWasTakenBeforeACrashWithoutCallingItAbandoned);
	CPPUNIT_TEST_SUITE_END();

public:
	void showsInThePostboxWhatWasQueued()
	{
		startPostbox();
		queue(letter());
		_server->advance(std::chrono::seconds(1));
		queue(letter("nadia@example.com"));
		_server->runJobs();
		const auto answer = _server->anonymous().get("/dev/postbox.json");
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answer.json.list().size());
		const auto& newest = answer.json.list().front();
		CPPUNIT_ASSERT_EQUAL(std::size_t{8}, newest.members().size());
		CPPUNIT_ASSERT_EQUAL(std::string("mail"), newest["kind"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("nadia@example.com"), newest["to"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("no-reply@localhost"), newest["from"].text());
		CPPUNIT_ASSERT_EQUAL(letter().subject, newest["subject"].text());
		CPPUNIT_ASSERT_EQUAL(letter().text, newest["text"].text());
		CPPUNIT_ASSERT_EQUAL(letter().html, newest["html"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:01.000Z"), newest["at"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, waiting());

		const auto page = _server->anonymous().get("/dev/postbox");
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT(page.contains("Objet très secret") && page.contains("K7F-29Q") &&
			page.contains("http://localhost/m/abc#k1_secret"));
		CPPUNIT_ASSERT(_server->anonymous().get("/dev/postbox?q=NADIA").contains("nadia@example.com"));
		CPPUNIT_ASSERT(!_server->anonymous().get("/dev/postbox?q=NADIA").contains("louis.gagne@example.com"));
	}

	void keepsNothingReadableOnDisk()
	{
		startPostbox();
		queue(letter());
		for (const char* part: {"secret", "Corps", "K7F-29Q", "louis.gagne"})
			CPPUNIT_ASSERT_MESSAGE(part, !anyFileHolds(_server->dataFolder(), part));
		_server->runJobs();
		for (const char* part: {"secret", "Corps", "K7F-29Q", "louis.gagne"})
			CPPUNIT_ASSERT_MESSAGE(part, !anyFileHolds(_server->dataFolder(), part));
		for (const char* part: {"secret", "K7F-29Q", "louis.gagne"})
			CPPUNIT_ASSERT_MESSAGE(part, !_server->logged(part));
	}

	void sendsNothingOfATransactionThatFailed()
	{
		startPostbox();
		auto failed = store().write(_server->tenant(), [&](sx::Sql& sql) -> sx::Result<> {
			if (auto done = outbox().queue(sql, letter()); !done) return done;
			return sx::Error{.code = sx::Code::Conflict};
		});
		CPPUNIT_ASSERT(!failed);
		CPPUNIT_ASSERT(_server->mails().empty());
	}

	void refusesAHeaderThatHoldsALine()
	{
		startPostbox();
		auto evil = letter();
		evil.subject = "x\r\nBcc: everybody@example.com";
		auto refused = store().write(_server->tenant(), [&](sx::Sql& sql) { return outbox().queue(sql, evil); });
		CPPUNIT_ASSERT(!refused && refused.error().code == sx::Code::Invalid && refused.error().field == "subject");
	}

	void keepsThePostboxThroughARestart()
	{
		startPostbox();
		queue(letter());
		_server->restart();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _server->mails().size());
		_server->restart();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _server->mails().size());
	}

	void showsHtmlUnderAStrictPolicy()
	{
		startPostbox();
		queue(letter());
		_server->runJobs();
		const auto page = _server->anonymous().get("/dev/postbox");
		const auto at = page.body.find("src=\"/dev/postbox/");
		CPPUNIT_ASSERT(at != std::string::npos);
		const auto path = page.body.substr(at + 5, page.body.find('"', at + 5) - at - 5);
		const auto html = _server->anonymous().get(path);
		CPPUNIT_ASSERT_EQUAL(200, html.status);
		const auto policy = html.header("Content-Security-Policy");
		CPPUNIT_ASSERT(policy.find("script-src 'none'") != std::string::npos &&
			policy.find("sandbox") != std::string::npos && policy.find("unsafe") == std::string::npos);
		CPPUNIT_ASSERT(html.contains("Corps secret") && !html.contains("style="));
		const auto styles = _server->anonymous().get(path.substr(0, path.rfind('/')) + "/styles");
		CPPUNIT_ASSERT(styles.contains("{color:red}"));
		const auto source = _server->anonymous().get(path.substr(0, path.rfind('/')) + "/source");
		CPPUNIT_ASSERT(source.contains("Content-Type: multipart/alternative;"));
	}

	void clearsThePostbox()
	{
		startPostbox();
		queue(letter());
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(303, _server->anonymous().postForm("/dev/postbox/clear", sx::Value::Object{}).status);
		CPPUNIT_ASSERT(_server->mails().empty());
	}

	void hasNoPostboxWhereMailsLeave()
	{
		startSmtp(9);
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous().get("/dev/postbox").status);
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous().get("/dev/postbox.json").status);
	}

	void triesAgainUntilTheServerIsBack()
	{
		Poco::Net::ServerSocket reserved(Poco::Net::SocketAddress("127.0.0.1", 0));
		const int port = reserved.address().port();
		reserved.close();
		startSmtp(port);
		queue(letter());
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, waiting());
		_server->advance(std::chrono::hours(30));
		_server->restart();
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("still waiting after a day and a restart", std::int64_t{1}, waiting());

		MailServer server("plain", port);
		_server->advance(std::chrono::hours(2));
		_server->runJobs();
		const auto got = server.read();
		CPPUNIT_ASSERT_EQUAL(letter().subject, got->getValue<std::string>("subject"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, waiting());
	}

	void givesUpWhatTheServerRefusesForGood()
	{
		MailServer server("plain");
		startSmtp(server.port());
		queue(letter("gone@example.com"));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nothing of it stays", std::int64_t{0}, waiting());
		CPPUNIT_ASSERT(_server->logged("mail.given_up"));
		CPPUNIT_ASSERT(!_server->logged("gone@example.com"));
	}

	void finishesWhatWasTakenBeforeACrashWithoutCallingItAbandoned()
	{
		startPostbox();
		_server->runJobs();
		const auto put = [&](const char* id, const char* state) {
			auto done = store().write(_server->tenant(), [&](sx::Sql& sql) {
				return sql.execute("INSERT INTO mail_outbox (tenant_id, id, kind, about, state, made, sealed) "
								   "VALUES (:tenant, ?, 'test.notice', 'x', ?, ?, '')",
					{id, state, sx::fromMillis(0)});
			});
			CPPUNIT_ASSERT(done);
		};
		put("was-taken", "taken");
		put("was-lost", "waiting");
		_server->advance(std::chrono::minutes(2));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, waiting());
		CPPUNIT_ASSERT(_server->logged("was-lost"));
		CPPUNIT_ASSERT(!_server->logged("was-taken"));
	}

private:
	void startPostbox() { _server = sx::harness::Server::start({.plugins = {"mail", "quotas"}}); }
	void startSmtp(int port)
	{
		_server = sx::harness::Server::start({.plugins = {"mail", "quotas"},
			.settings = {{"mail.driver", "smtp"},
				{"mail.host", "localhost"},
				{"mail.port", std::to_string(port)},
				{"mail.security", "none"},
				{"mail.helo", "sx.test"}}});
	}

	sx::Store& store() { return _server->store("mail"); }
	sx::mail::Outbox& outbox() { return *_server->find<sx::mail::Outbox>(); }

	void queue(const sx::mail::Mail& mail)
	{
		auto done = store().write(_server->tenant(), [&](sx::Sql& sql) { return outbox().queue(sql, mail); });
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	std::int64_t waiting()
	{
		auto rows = store().read(_server->tenant(),
			[](sx::Sql& sql) { return sql.query("SELECT COUNT(*) FROM mail_outbox WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	std::unique_ptr<sx::harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(OutboxTest);
