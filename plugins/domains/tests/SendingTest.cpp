#include "services/Claims.h"
#include "sx/harness/Harness.h"
#include "sx/mail/Outbox.h"
#include "tests/MailServer.h"
#include "tests/NameServer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::domains::tests {

/// Tests mails that leave from a company's domain: a real name server has its records, a real mail server takes them,
/// and dkimpy verifies their signatures.
class SendingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SendingTest);
	CPPUNIT_TEST(sendsFromThePersonWhileTheDomainAllows);
	CPPUNIT_TEST(makesNoKeyOfAnUnprovedDomain);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kZone = "acme.example.com";
	static constexpr const char* kApi = "/api/v1/domains";
	static constexpr const char* kGood =
		"@ TXT \"v=spf1 include:spf.service.example -all\"\n_dmarc TXT \"v=DMARC1; p=quarantine\"\n";

	std::unique_ptr<NameServer> _dns;
	std::unique_ptr<MailServer> _mails;
	std::unique_ptr<harness::Server> _server;
	TenantId _acme;
	UserId _ana;
	std::string _proof, _claim;

	harness::Client ana() const { return _server->signedIn(_acme, _ana); }
	std::string keysPath() const { return std::string(kApi) + "/" + _claim + "/keys"; }
	/// Writes a key's record, in strings of 255 bytes at most.
	static std::string recordOf(const Value& key)
	{
		std::string out = key["selector"].text() + "._domainkey TXT";
		const auto text = key["txt"].text();
		for (std::size_t from = 0; from < text.size(); from += 200) out += " \"" + text.substr(from, 200) + "\"";
		return out + "\n";
	}
	void serve(const std::string& records) const { _dns->serve(kZone, _proof + records); }
	std::string sending()
	{
		const auto done = ana().post(std::string(kApi) + "/" + _claim + "/verify");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 200, done.status);
		return done.json["sending"].text() + " " + done.json["sending_fault"].text();
	}
	Value makeKey()
	{
		const auto made = ana().post(keysPath());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		return made.json;
	}
	std::string states()
	{
		std::string out;
		const auto listed = ana().get(keysPath());  // must outlive the loop over its items
		for (const auto& each: listed.json["items"].list()) out += each["state"].text() + " ";
		return out;
	}
	/// Sends a mail of Ana's, and returns it as it arrived: "FROM SENDER good|bad SELECTOR".
	std::string arrived()
	{
		mail::Mail mail{.to = {"louis@example.net", "Louis"},
			.fromName = "Acme",
			.replyTo = {"ana@acme.example.com", "Ana Lee"},
			.subject = "Bonjour",
			.text = "Bonjour.\n",
			.html = "<p>Bonjour.</p>",
			.language = {"fr-CA"},
			.kind = "test.notice"};
		mail.author = mail.replyTo;
		auto queued = _server->store("mail").write(
			_acme, [&](Sql& sql) { return _server->find<mail::Outbox>()->queue(sql, mail); });
		CPPUNIT_ASSERT(queued);
		_server->runJobs();
		return read();
	}
	/// Checks what the page of mails says stands in From of Ana's mails now, and why.
	void shows(const std::string& from, const std::string& why)
	{
		const auto page = ana().get("/admin/mail?lang=fr");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		for (const auto& each: {"Ana Lee &lt;" + from + "&gt;", why, "/admin/domains/" + _claim})
			CPPUNIT_ASSERT_MESSAGE(each + " in\n" + page.body, page.contains(each));
	}
	std::string read()
	{
		const auto got = _mails->read();
		const auto from = got->getArray("header_from")->getElement<std::string>(0);
		const auto seen = got->getObject("dkim");
		const bool isGood = seen->getValue<bool>("good");
		return from.substr(from.find('<')) + " " + got->getValue<std::string>("sender") + " " +
			(isGood ? "good" : "bad") + " " + seen->optValue<std::string>("selector", "");
	}

public:
	void setUp() override
	{
		_dns = std::make_unique<NameServer>(
			std::map<std::string, std::string>{{kZone, "keep TXT \"x\""}, {"example.com", "keep TXT \"x\""}});
		_mails = std::make_unique<MailServer>("plain");
		_mails->publish(R"({"server":)" + std::to_string(_dns->port()) + "}");
		harness::Options options;
		options.plugins = {"audit", "auth", "directory", "domains", "mail", "quotas"};
		options.settings = {{"domains.resolvers", "[\"" + _dns->address() + "\"]"},
			{"domains.timeout", "1s"},
			{"domains.dkim_selectors", "[s1]"},
			{"domains.spf_include", "spf.service.example"},
			{"mail.driver", "smtp"},
			{"mail.host", "localhost"},
			{"mail.port", std::to_string(_mails->port())},
			{"mail.security", "none"},
			{"mail.from", "no-reply@service.example"},
			{"mail.sender", "person"}};
		_server = harness::Server::start(std::move(options));
		auto& directory = *_server->find<directory::Directory>();
		_acme = *directory.addTenant({"Acme", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_ana = *directory.addPerson({_acme, "Ana Lee", "ana@acme.example.com", "super", {"fr-CA"}, ""});
		const auto made = ana().post(kApi, Value::object({{"name", kZone}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		_claim = made.json["id"].text();
		_proof = "@ TXT \"" + made.json["txt"].text() + "\"\n";
	}
	void tearDown() override
	{
		_server.reset();
		_mails.reset();
		_dns.reset();
	}

	void sendsFromThePersonWhileTheDomainAllows()
	{
		serve(kGood);
		CPPUNIT_ASSERT_EQUAL(std::string("off no_key"), sending());
		CPPUNIT_ASSERT_EQUAL(std::string("<no-reply@service.example>  bad "), arrived());
		shows("no-reply@service.example", "Créez une clé");
		const auto first = makeKey();
		CPPUNIT_ASSERT_EQUAL(409, ana().post(keysPath()).status);
		CPPUNIT_ASSERT_EQUAL(std::string("off no_key"), sending());
		CPPUNIT_ASSERT_EQUAL(std::string("waiting "), states());
		for (const auto* language: {"fr", "en"})
			CPPUNIT_ASSERT(ana()
							   .get("/admin/domains/" + _claim + "?lang=" + language)
							   .contains(first["selector"].text() + "._domainkey.acme.example.com"));

		// A published key signs; the mail leaves as Ana's, and a verifier of others' finds it good.
		serve(kGood + recordOf(first));
		CPPUNIT_ASSERT_EQUAL(std::string("ready none"), sending());
		const auto asAna = "<ana@acme.example.com> no-reply@service.example good ";
		CPPUNIT_ASSERT_EQUAL(asAna + first["selector"].text(), arrived());
		shows("ana@acme.example.com", "est prouvé, et ses enregistrements permettent l’envoi");

		// A broken domain is noticed before the next mail, which leaves as no-reply; administrators hear of it.
		serve("@ TXT \"v=spf1 -all\"\n_dmarc TXT \"v=DMARC1; p=quarantine\"\n" + recordOf(first));
		_server->advance(std::chrono::minutes(11));
		CPPUNIT_ASSERT_EQUAL(std::string("<no-reply@service.example>  bad "), arrived());
		CPPUNIT_ASSERT_EQUAL(std::string("<no-reply@service.example>  bad "), read());
		shows("no-reply@service.example", "SPF\u00A0: à corriger");
		shows("no-reply@service.example", "L’adresse voulue, ana@acme.example.com, n’est pas utilisée");
		serve(kGood);
		CPPUNIT_ASSERT_EQUAL(std::string("broken record"), sending());
		serve(std::string("@ TXT \"v=spf1 include:spf.service.example -all\"\n") + recordOf(first));
		CPPUNIT_ASSERT_EQUAL(std::string("broken dmarc"), sending());

		// The schedule finds it mended.
		serve(kGood + recordOf(first));
		_server->advance(std::chrono::hours(2));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(asAna + first["selector"].text(), arrived());

		// Another key signs once it is published; the record of the one before is kept a week.
		_server->advance(std::chrono::hours(24));
		const auto second = makeKey();
		CPPUNIT_ASSERT(second["selector"].text() != first["selector"].text());
		CPPUNIT_ASSERT_EQUAL(asAna + first["selector"].text(), arrived());
		serve(kGood + recordOf(first) + recordOf(second));
		CPPUNIT_ASSERT_EQUAL(std::string("ready none"), sending());
		CPPUNIT_ASSERT_EQUAL(std::string("active retired "), states());
		CPPUNIT_ASSERT_EQUAL(asAna + second["selector"].text(), arrived());
		auto secrets = _server->store("domains").read(_acme, [](Sql& sql) {
			return sql.query("SELECT sealed FROM domains_key WHERE tenant_id = :tenant AND state = 'retired'");
		});
		CPPUNIT_ASSERT(secrets && secrets->size() == 1 && secrets->front().text(0).empty());
		_server->advance(std::chrono::hours(24 * 8));
		CPPUNIT_ASSERT_EQUAL(std::string("ready none"), sending());
		CPPUNIT_ASSERT_EQUAL(std::string("active "), states());

		auto rows = _server->store("audit").read(_acme, [](Sql& sql) {
			return sql.query(
				"SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND kind LIKE 'domains.%' ORDER BY number");
		});
		std::string kinds;
		for (const auto& row: *rows) kinds += row.text(0).substr(8) + " ";
		CPPUNIT_ASSERT_EQUAL(
			std::string("claimed proved key_made key_active sending_ready sending_broken sending_ready "
						"key_made key_active "),
			kinds);
	}

	void makesNoKeyOfAnUnprovedDomain()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("domain_unproved"), ana().post(keysPath()).json["code"].text());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SendingTest);

}
