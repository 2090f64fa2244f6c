// Tests mails sent through a real mail server and read back by Python's mail parser.
#include "domain/Mime.h"
#include "gateway/DkimKey.h"
#include "gateway/SmtpDriver.h"
#include "tests/MailServer.h"

#include <Poco/Net/ServerSocket.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>

namespace {

struct StillClock final: sx::Clock
{
	sx::Instant now() const noexcept override { return at; }
	sx::Instant at = sx::fromMillis(1'795'532'400'000);
};

using Security = sx::mail::SmtpSettings::Security;

sx::mail::SmtpSettings settings(int port, Security security)
{
	sx::mail::SmtpSettings out;
	out.host = "localhost";
	out.port = port;
	out.security = security;
	out.helo = "sx.test";
	out.sender = {"no-reply@example.com", "Secure Exchanges"};
	out.timeout = std::chrono::seconds(5);
	return out;
}

sx::mail::Letter letter(std::string to = "louis.gagne@example.com")
{
	sx::mail::Letter out{.tenant = {"tenant"},
		.id = "01930000-0000-7000-8000-000000000001",
		.made = sx::fromMillis(1'795'532'400'000),
		.mail = {}};
	out.mail = {.to = {std::move(to), "Louis Gagné"},
		.fromName = "Notaires Boréal",
		.replyTo = {"camille.roy@example.com", "Camille Roy"},
		.subject = "Camille Roy vous a envoyé un message confidentiel : l’acte de vente de la résidence du 12, rue des "
				   "Érables, à Saint-Jérôme 😀",
		.text = "Bonjour Louis,\n\n.\n..points\nFrom là\nfin d'espace \n" + std::string(400, 'x') +
			"\nhttp://localhost:8080/m/abcdefghijklmnopqrstuv#k1_x=y\n",
		.html = "<!doctype html><html><body><p style=\"color:#123\">Été à Montréal — 2,5 Go</p></body></html>",
		.language = {"fr-CA"},
		.kind = "messages.notice"};
	return out;
}

std::string text(const Poco::JSON::Object::Ptr& object, const std::string& name)
{
	return object->optValue<std::string>(name, "");
}

}

class SmtpTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SmtpTest);
	CPPUNIT_TEST(arrivesWholeThroughStartTls);
	CPPUNIT_TEST(signsInOverStartTls);
	CPPUNIT_TEST(refusesWrongPasswordAsTryLater);
	CPPUNIT_TEST(sendsOverImplicitTls);
	CPPUNIT_TEST(refusesCertificateOfNobodyTrusted);
	CPPUNIT_TEST(refusesCertificateOfAnotherHost);
	CPPUNIT_TEST(refusesServerWithoutStartTls);
	CPPUNIT_TEST(forgetsWhatWasSaidInClearBeforeTls);
	CPPUNIT_TEST(sendsInClearOnlyWhenToldSo);
	CPPUNIT_TEST(neverShowsPasswordWithoutTls);
	CPPUNIT_TEST(tellsForGoodFromLater);
	CPPUNIT_TEST(triesLaterWhenServerIsGone);
	CPPUNIT_TEST(givesUpOnASilentServerInTime);
	CPPUNIT_TEST(checksHealthAndKeepsTheAnswer);
	CPPUNIT_TEST(signsAsAnIndependentVerifierReads);
	CPPUNIT_TEST(signsInNoOtherDomain);
	CPPUNIT_TEST_SUITE_END();

public:
	void arrivesWholeThroughStartTls()
	{
		MailServer server("starttls");
		auto given = settings(server.port(), Security::StartTls);
		given.caFile = server.certificate();
		const auto sent = letter();
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		const auto done = driver.deliver(sent);
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));

		const auto got = server.read();
		CPPUNIT_ASSERT(got->getValue<bool>("tls"));
		CPPUNIT_ASSERT_EQUAL(std::string("no-reply@example.com"), text(got, "from"));
		CPPUNIT_ASSERT_EQUAL(sent.mail.subject, text(got, "subject"));
		CPPUNIT_ASSERT_EQUAL(std::string("Notaires Boréal"), text(got, "name"));
		CPPUNIT_ASSERT_EQUAL(std::string("Louis Gagné"), text(got, "to_name"));
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com"), text(got, "reply_to"));
		CPPUNIT_ASSERT_EQUAL(std::string("multipart/alternative"), text(got, "type"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, got->getArray("parts")->size());
		CPPUNIT_ASSERT_EQUAL(sent.mail.text, text(got, "text"));
		CPPUNIT_ASSERT_EQUAL(sent.mail.html, text(got, "html").substr(0, sent.mail.html.size()));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, got->getArray("defects")->size());
		CPPUNIT_ASSERT(got->getValue<bool>("ascii"));
		CPPUNIT_ASSERT_EQUAL(0, got->getValue<int>("bare"));
		CPPUNIT_ASSERT(got->getValue<int>("longest") <= 76);
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24 15:00:00+00:00"), text(got, "date"));
		CPPUNIT_ASSERT_EQUAL(std::string("auto-generated"), text(got, "auto"));
		CPPUNIT_ASSERT_EQUAL("<" + sent.id + "@example.com>", text(got, "id"));
	}

	void signsInOverStartTls()
	{
		MailServer server("auth");
		sx::mail::SmtpDriver driver(withAccount(server, "mot de passe é"), _clock);
		const auto done = driver.deliver(letter());
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
		CPPUNIT_ASSERT(server.read()->getValue<bool>("authenticated"));
	}

	void refusesWrongPasswordAsTryLater()
	{
		MailServer server("auth");
		sx::mail::SmtpDriver driver(withAccount(server, "another"), _clock);
		const auto done = driver.deliver(letter());
		CPPUNIT_ASSERT(!done);
		CPPUNIT_ASSERT(done.error().code == sx::Code::Unavailable);
		CPPUNIT_ASSERT(done.error().detail.find("another") == std::string::npos);
	}

	void sendsOverImplicitTls()
	{
		MailServer server("tls");
		auto given = settings(server.port(), Security::Tls);
		given.caFile = server.certificate();
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		const auto done = driver.deliver(letter());
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
		CPPUNIT_ASSERT_EQUAL(letter().mail.subject, text(server.read(), "subject"));
	}

	void refusesCertificateOfNobodyTrusted()
	{
		MailServer server("starttls");
		sx::mail::SmtpDriver driver(settings(server.port(), Security::StartTls), _clock);
		assertLater(driver.deliver(letter()));
	}

	void refusesCertificateOfAnotherHost()
	{
		MailServer server("starttls");
		auto given = settings(server.port(), Security::StartTls);
		given.caFile = server.certificate();
		given.host = "127.0.0.1";  // the certificate says localhost
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		assertLater(driver.deliver(letter()));
	}

	void refusesServerWithoutStartTls()
	{
		MailServer server("plain");
		sx::mail::SmtpDriver driver(settings(server.port(), Security::StartTls), _clock);
		assertLater(driver.deliver(letter()));
	}

	void forgetsWhatWasSaidInClearBeforeTls()
	{
		MailServer server("inject");
		auto given = settings(server.port(), Security::StartTls);
		given.caFile = server.certificate();
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		const auto done = driver.deliver(letter());
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
		CPPUNIT_ASSERT(server.read()->getValue<bool>("taken"));
	}

	void sendsInClearOnlyWhenToldSo()
	{
		MailServer server("plain");
		sx::mail::SmtpDriver driver(settings(server.port(), Security::None), _clock);
		CPPUNIT_ASSERT(driver.deliver(letter()));
		CPPUNIT_ASSERT(!server.read()->getValue<bool>("tls"));
	}

	void neverShowsPasswordWithoutTls()
	{
		MailServer server("plain");
		auto given = settings(server.port(), Security::Opportunistic);
		given.user = "sender";
		given.password = sx::Secret("secret");
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		const auto done = driver.deliver(letter());
		assertLater(done);
		CPPUNIT_ASSERT(done.error().detail.find("not without TLS") != std::string::npos);
	}

	void tellsForGoodFromLater()
	{
		MailServer server("plain");
		sx::mail::SmtpDriver driver(settings(server.port(), Security::None), _clock);
		const auto gone = driver.deliver(letter("gone@example.com"));
		CPPUNIT_ASSERT(!gone && gone.error().code == sx::Code::Invalid);
		CPPUNIT_ASSERT_MESSAGE("no address in what is logged", gone.error().detail.find("gone@") == std::string::npos);
		assertLater(driver.deliver(letter("later@example.com")));
		MailServer refusing("refuse");
		sx::mail::SmtpDriver other(settings(refusing.port(), Security::None), _clock);
		const auto refused = other.deliver(letter());
		CPPUNIT_ASSERT(!refused && refused.error().code == sx::Code::Invalid);
	}

	void triesLaterWhenServerIsGone()
	{
		Poco::Net::ServerSocket closed(Poco::Net::SocketAddress("127.0.0.1", 0));
		const int port = closed.address().port();
		closed.close();
		sx::mail::SmtpDriver driver(settings(port, Security::None), _clock);
		assertLater(driver.deliver(letter()));
	}

	void givesUpOnASilentServerInTime()
	{
		// Accepts the connection and never sends anything.
		Poco::Net::ServerSocket silent(Poco::Net::SocketAddress("127.0.0.1", 0));
		auto given = settings(silent.address().port(), Security::None);
		given.timeout = std::chrono::seconds(1);
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		const auto before = std::chrono::steady_clock::now();
		assertLater(driver.deliver(letter()));
		CPPUNIT_ASSERT(std::chrono::steady_clock::now() - before < std::chrono::seconds(4));
	}

	void checksHealthAndKeepsTheAnswer()
	{
		auto server = std::make_unique<MailServer>("plain");
		sx::mail::SmtpDriver driver(settings(server->port(), Security::None), _clock);
		CPPUNIT_ASSERT(driver.check());
		server.reset();
		CPPUNIT_ASSERT_MESSAGE("asked again at once, the server is not bothered", bool(driver.check()));
		_clock.at += std::chrono::seconds(31);
		CPPUNIT_ASSERT(!driver.check());
	}

	void signsAsAnIndependentVerifierReads()
	{
		MailServer server("plain");
		auto given = settings(server.port(), Security::None);
		given.key = key("example.com", server);
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		auto bulk = letter();
		bulk.mail.unsubscribeUrl = "https://acme.example.com/topics/x";
		CPPUNIT_ASSERT(driver.deliver(bulk));
		const auto got = server.read();
		const auto seen = got->getObject("dkim");
		CPPUNIT_ASSERT_MESSAGE(text(seen, "why"), seen->getValue<bool>("good"));
		CPPUNIT_ASSERT_EQUAL(std::string("example.com sx1"), text(seen, "domain") + " " + text(seen, "selector"));
		CPPUNIT_ASSERT_MESSAGE("nobody can add a From", !seen->getValue<bool>("second_from"));
		std::string names;
		for (const auto& each: *seen->getArray("signed")) names += each.convert<std::string>() + " ";
		CPPUNIT_ASSERT(names.starts_with("from:from ") || names.starts_with("from from "));
		for (const auto* each: {"reply-to ", "to ", "subject ", "list-unsubscribe ", "list-unsubscribe-post "})
			CPPUNIT_ASSERT_MESSAGE(each, names.find(each) != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("<https://acme.example.com/topics/x>"),
			got->getArray("unsubscribe")->getElement<std::string>(0));
		CPPUNIT_ASSERT_EQUAL(
			std::string("List-Unsubscribe=One-Click"), got->getArray("unsubscribe")->getElement<std::string>(1));
	}

	void signsInNoOtherDomain()
	{
		// Somebody else's From needs somebody else's key: ours would not be aligned.
		MailServer server("plain");
		auto given = settings(server.port(), Security::None);
		given.key = key("example.com", server);
		sx::mail::SmtpDriver driver(std::move(given), _clock);
		auto theirs = letter();
		theirs.departure.from = {"camille.roy@acme.example", "Camille Roy"};
		CPPUNIT_ASSERT(driver.deliver(theirs));
		auto got = server.read();
		CPPUNIT_ASSERT(!got->getObject("dkim")->getValue<bool>("good"));
		CPPUNIT_ASSERT_EQUAL(std::string("no-reply@example.com"), text(got, "sender"));
		CPPUNIT_ASSERT_EQUAL(std::string("no-reply@example.com"), text(got, "from"));
		theirs.departure.key = key("acme.example", server);
		CPPUNIT_ASSERT(driver.deliver(theirs));
		got = server.read();
		CPPUNIT_ASSERT(got->getObject("dkim")->getValue<bool>("good"));
		CPPUNIT_ASSERT_EQUAL("<" + theirs.id + "@acme.example>", text(got, "id"));
	}

private:
	/// Makes a key of a domain, and publishes it where the server's verifier looks.
	static std::shared_ptr<const sx::mail::SigningKey> key(const std::string& domain, const MailServer& server)
	{
		auto made = sx::mail::makeKey();
		CPPUNIT_ASSERT(made);
		server.publish(R"({"records":{"sx1._domainkey.)" + domain + R"(":")" + made->record + R"("}})");
		CPPUNIT_ASSERT_EQUAL(made->record, *sx::mail::recordOf(made->secret.reveal()));
		return std::make_shared<const sx::mail::SigningKey>(
			sx::mail::SigningKey{domain, "sx1", std::move(made->secret)});
	}

	static sx::mail::SmtpSettings withAccount(const MailServer& server, const char* password)
	{
		auto given = settings(server.port(), Security::StartTls);
		given.caFile = server.certificate();
		given.user = "sender";
		given.password = sx::Secret(password);
		return given;
	}

	static void assertLater(const sx::Result<>& done)
	{
		CPPUNIT_ASSERT(!done);
		CPPUNIT_ASSERT_MESSAGE(done.error().detail, done.error().code == sx::Code::Unavailable);
	}

	StillClock _clock;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SmtpTest);
