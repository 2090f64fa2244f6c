// Tests texts through a real Kannel and its fake network, and the delivery reports that come back.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/sms/Sms.h"
#include "tests/Helper.h"

#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

class KannelTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(KannelTest);
	CPPUNIT_TEST(sendsAccentsAndEmojiAndHearsOfDelivery);
	CPPUNIT_TEST(triesAgainWhereThePasswordIsWrong);
	CPPUNIT_TEST_SUITE_END();

public:
	void sendsAccentsAndEmojiAndHearsOfDelivery()
	{
		Helper kannel("kannel.py");
		start(kannel, "mot de passe");
		const std::string plain = "Votre code à usage unique est 482 915. Où? Été à Laval, {[~]} 5 €.";
		const std::string wide = "Ça y est : « Noël » à l’hôtel 😀";
		queue(plain, "plain");
		_server->runJobs();
		auto got = kannel.read();
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), got->getValue<std::string>("to"));
		CPPUNIT_ASSERT_EQUAL(plain, got->getValue<std::string>("text"));
		CPPUNIT_ASSERT_EQUAL(std::string("text"), got->getValue<std::string>("kind"));
		queue(wide, "wide");
		_server->runJobs();
		got = kannel.read();
		CPPUNIT_ASSERT_EQUAL(wide, got->getValue<std::string>("text"));
		CPPUNIT_ASSERT_EQUAL(std::string("ucs-2"), got->getValue<std::string>("kind"));
		awaitDelivered(2);
	}

	void triesAgainWhereThePasswordIsWrong()
	{
		Helper kannel("kannel.py");
		start(kannel, "autre");
		queue("Allô", "x");
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("waiting"));
		CPPUNIT_ASSERT(_server->logged("sms.delayed"));
	}

private:
	void start(const Helper& kannel, const std::string& password)
	{
		const auto secret = kannel.folder() + "/password";
		std::ofstream(secret) << password;
		std::filesystem::permissions(secret, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
		_server = sx::harness::Server::start({.plugins = {"directory", "mail", "quotas", "sms"},
			.settings = {{"sms.driver", "kannel"},
				{"sms.user", "sender"},
				{"sms.password", secret},
				{"sms.from", "Notaires"},
				{"sms.url", "http://127.0.0.1:" + std::to_string(kannel.port()) + "/cgi-bin/sendsms"},
				{"sms.report_from", "[127.0.0.1]"}}});
		CPPUNIT_ASSERT(_server->find<sx::directory::Directory>()->addTenant(
			{"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}}));
	}

	void queue(const std::string& words, const std::string& about)
	{
		auto done = _server->store("sms").write(_server->tenant(), [&](sx::Sql& sql) {
			return _server->find<sx::sms::Sender>()->queue(
				sql, _server->tenant(), {{"+15145550142", "CA"}, words, {"fr-CA"}, "test.code", about});
		});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	std::int64_t count(const std::string& state)
	{
		auto rows = _server->store("sms").read(_server->tenant(), [&](sx::Sql& sql) {
			return sql.query("SELECT COUNT(*) FROM sms_text WHERE tenant_id = :tenant AND state = ?", {state});
		});
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	/// Waits until Kannel has reported so many deliveries to the server's port, which it does asynchronously.
	void awaitDelivered(std::int64_t many)
	{
		const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
		while (count("delivered") < many && std::chrono::steady_clock::now() < until) std::this_thread::yield();
		CPPUNIT_ASSERT_EQUAL(many, count("delivered"));
	}

	std::unique_ptr<sx::harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(KannelTest);
