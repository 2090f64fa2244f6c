// Tests undelivered mails that come back: what counts as one, and what becomes of it.
#include "domain/Bounce.h"
#include "services/Bounces.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "tests/MailServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <iostream>
#include <sstream>

namespace {

using sx::mail::BounceKind;

std::string notification(
	const std::string& groups, const std::string& type = "multipart/report; report-type=delivery-status")
{
	return "From: MAILER-DAEMON@mx.example.net\r\nContent-Type: " + type +
		"; boundary=\"b=1\"\r\n\r\npreamble\r\n--b=1\r\nContent-Type: text/plain\r\n\r\nAction: failed\r\n--b=1\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n" +
		groups + "\r\n--b=1--\r\n";
}

std::string groupOf(const std::string& action, const std::string& status)
{
	return "Final-Recipient: rfc822; gone@example.net\r\nAction: " + action + "\r\nStatus: " + status + "\r\n";
}

std::string read(const std::string& message)
{
	const auto bounce = sx::mail::parseBounce(message);
	return std::to_string(static_cast<int>(bounce.kind)) + " " + bounce.status;
}

}

class BounceTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(BounceTest);
	CPPUNIT_TEST(readsNotificationsAndNothingElse);
	CPPUNIT_TEST(readsReturnPathsInAnyCase);
	CPPUNIT_TEST(takesWhatComesBackToItsOwnReturnPath);
	CPPUNIT_TEST_SUITE_END();

public:
	void readsNotificationsAndNothingElse()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("2 5.1.1"), read(notification(groupOf("failed", "5.1.1"))));
		CPPUNIT_ASSERT_EQUAL(std::string("2 5.1.1"), read(notification(groupOf("FAILED", "5.1.1 (no such user)"))));
		CPPUNIT_ASSERT_EQUAL(std::string("1 4.4.7"), read(notification(groupOf("delayed", "4.4.7"))));
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), read(notification(groupOf("delivered", "2.0.0"))));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the worst counts",
			std::string("2 5.2.2"),
			read(notification(groupOf("delayed", "4.4.7") + "\r\n" + groupOf("failed", "5.2.2"))));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("twice said is not said",
			std::string("0 "),
			read(notification("Action: delivered\r\n" + groupOf("failed", "5.1.1"))));
		CPPUNIT_ASSERT_EQUAL(std::string("2 "), read(notification(groupOf("failed", "9.9.9"))));
		const auto whole = notification(groupOf("failed", "5.1.1"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("cut short", std::string("0 "), read(whole.substr(0, whole.size() - 12)));
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), read(notification(groupOf("failed", "5.1.1"), "multipart/mixed")));
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), read("Content-Type: text/plain\r\n\r\n" + groupOf("failed", "5.1.1")));
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), read(""));
		std::string many = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n";
		for (int i = 0; i < 100'000; ++i) many += "--b\r\n\r\n";
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a bomb of parts", std::string("0 "), read(many));
	}

	void readsReturnPathsInAnyCase()
	{
		const std::string token = "0123456789abcdef0123456789abcdef";
		const auto path = sx::mail::returnPathOf("bounces@bounce.example.com", token);
		CPPUNIT_ASSERT_EQUAL("bounces+" + token + "@bounce.example.com", path);
		for (const auto& each:
			{path, "<" + path + ">", "Bounces+0123456789ABCDEF0123456789abcdef@BOUNCE.example.com" + std::string()})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each, token, sx::mail::returnTokenOf(each).value_or("none"));
		for (const char* each: {"bounces@bounce.example.com", "bounces+@x", "bounces+0123@x", "", "+", "<>"})
			CPPUNIT_ASSERT_MESSAGE(each, !sx::mail::returnTokenOf(each));
	}

	void takesWhatComesBackToItsOwnReturnPath()
	{
		MailServer mails("plain");
		sx::harness::Options options;
		options.plugins = {"audit", "auth", "directory", "mail", "quotas"};
		options.settings = {{"mail.driver", "smtp"},
			{"mail.host", "localhost"},
			{"mail.port", std::to_string(mails.port())},
			{"mail.security", "none"},
			{"mail.bounce_address", "bounces@bounce.example.com"}};
		const auto server = sx::harness::Server::start(std::move(options));
		const auto acme = *server->find<sx::directory::Directory>()->addTenant(
			{"Acme", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		auto& store = server->store("mail");
		const auto sent = [&] {
			const sx::mail::Mail mail{.to = {"gone-later@example.net"},
				.subject = "Bonjour",
				.text = "Bonjour.\n",
				.language = {"fr-CA"},
				.kind = "test.notice",
				.about = "grant"};
			CPPUNIT_ASSERT(
				store.write(acme, [&](sx::Sql& sql) { return server->find<sx::mail::Outbox>()->queue(sql, mail); }));
			server->runJobs();
			return mails.read()->getValue<std::string>("from");
		};
		const auto path = sent();
		CPPUNIT_ASSERT(path.starts_with("bounces+") && path.ends_with("@bounce.example.com") && path.size() == 59);
		CPPUNIT_ASSERT(sent() != path);
		auto rows = [&] {
			auto found = store.read(acme, [](sx::Sql& sql) {
				return sql.query("SELECT delays, token FROM mail_sent WHERE tenant_id = :tenant ORDER BY delays");
			});
			std::string out;
			for (const auto& row: *found)
			{
				out += std::to_string(row.integer(0)) + " ";
				CPPUNIT_ASSERT_MESSAGE(
					"who reads the database can forge none", path.find(row.text(1).substr(0, 32)) == path.npos);
			}
			return out;
		};
		const auto bounce = [&](const std::string& to, const std::string& message) {
			std::istringstream in(message);
			auto* before = std::cin.rdbuf(in.rdbuf());
			auto done = server->verb({"mail", "bounce", "--to", to});
			std::cin.rdbuf(before);
			std::cin.clear();
			CPPUNIT_ASSERT(done && *done == 0);
		};
		const auto final = notification(groupOf("failed", "5.1.1"));
		bounce("bounces+" + std::string(32, '0') + "@bounce.example.com", final);
		bounce("no-reply@localhost", final);
		bounce(path, "Subject: Absent\r\n\r\nAction: failed\r\n");
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), rows());
		bounce(path, notification(groupOf("delayed", "4.4.7")));
		CPPUNIT_ASSERT_EQUAL(std::string("0 1 "), rows());
		bounce(path, final);
		bounce(path, final);
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), rows());
		auto kinds = server->store("audit").read(acme, [](sx::Sql& sql) {
			return sql.query("SELECT subject FROM audit_entry WHERE tenant_id = :tenant AND kind = 'mail.returned'");
		});
		CPPUNIT_ASSERT(kinds && kinds->size() == 1 && kinds->front().text(0) == "grant");
		server->advance(std::chrono::hours(24 * 15));
		server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string(), rows());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(BounceTest);
