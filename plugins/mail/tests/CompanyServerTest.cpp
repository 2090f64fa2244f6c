// Tests a company's own mail server: kept, tried, used, and replaced by the deployment's while it fails.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/mail/Outbox.h"
#include "tests/MailServer.h"

#include <cppunit/extensions/HelperMacros.h>

class CompanyServerTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(CompanyServerTest);
	CPPUNIT_TEST(sendsByItAndByTheDeploymentsWhileItFails);
	CPPUNIT_TEST(callsNothingInsideTheOperatorsNetwork);
	CPPUNIT_TEST_SUITE_END();

public:
	void sendsByItAndByTheDeploymentsWhileItFails()
	{
		auto own = std::make_unique<MailServer>("auth");
		start(own->certificate(), "[\"127.0.0.0/8\", \"::1/128\"]", own->port());
		auto ana = signedIn();
		const auto wrong = ana.postForm("/admin/mail", form("no_host!", own->port()));
		CPPUNIT_ASSERT(wrong.status == 400 && wrong.contains("host-error"));
		CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/admin/mail", form("localhost", own->port())).status);
		CPPUNIT_ASSERT(!ana.get("/admin/mail").contains("mot de passe é\""));
		const auto tested = ana.postForm("/admin/mail/test", sx::Value::Object{});
		CPPUNIT_ASSERT_MESSAGE(tested.body, tested.contains("sx-note-ok") && tested.contains("taken"));
		CPPUNIT_ASSERT_EQUAL(std::string("post@acme.example"), from(*own));

		queue();
		CPPUNIT_ASSERT_EQUAL(std::string("post@acme.example"), from(*own));

		own.reset();
		queue();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("none is lost", std::string("no-reply@service.example"), from(*_deployment));
		const auto notice = _deployment->read();
		CPPUNIT_ASSERT_EQUAL(std::string("Votre serveur de courriel ne prend plus de courriels"),
			notice->getValue<std::string>("subject"));
		CPPUNIT_ASSERT(ana.get("/admin/mail").contains("sx-state-bad"));
		queue();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("told once", std::string("no-reply@service.example"), from(*_deployment));
		CPPUNIT_ASSERT_EQUAL(303, ana.postForm("/admin/mail/remove", sx::Value::Object{}).status);
		auto rows = _server->store("audit").read(_acme, [](sx::Sql& sql) {
			return sql.query(
				"SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND kind LIKE 'mail.%' ORDER BY number");
		});
		std::string kinds;
		for (const auto& row: *rows) kinds += row.text(0) + " ";
		CPPUNIT_ASSERT_EQUAL(
			std::string("mail.server_set mail.server_tested mail.server_failing mail.server_removed "), kinds);
	}

	void callsNothingInsideTheOperatorsNetwork()
	{
		MailServer inside("plain");
		start("", "[]", inside.port());
		auto ana = signedIn();
		for (const auto* host: {"localhost", "127.0.0.1", "::1"})
		{
			const auto saved = ana.postForm("/admin/mail", form(host, inside.port()));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(host, 303, saved.status);
			const auto tested = ana.postForm("/admin/mail/test", sx::Value::Object{});
			CPPUNIT_ASSERT_MESSAGE(host, tested.contains("private network"));
		}
	}

private:
	void start(const std::string& authority, const std::string& networks, int port)
	{
		_deployment = std::make_unique<MailServer>("plain");
		sx::harness::Options options;
		options.plugins = {"audit", "auth", "directory", "mail", "quotas"};
		options.settings = {{"mail.driver", "smtp"},
			{"mail.host", "localhost"},
			{"mail.port", std::to_string(_deployment->port())},
			{"mail.security", "none"},
			{"mail.from", "no-reply@service.example"},
			{"mail.private_networks", networks},
			{"mail.company_ports", "[\"" + std::to_string(port) + "\"]"}};
		if (!authority.empty()) options.settings["mail.ca_file"] = authority;
		_server = sx::harness::Server::start(std::move(options));
		auto& directory = *_server->find<sx::directory::Directory>();
		_acme = *directory.addTenant({"Acme", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_ana = *directory.addPerson({_acme, "Ana Lee", "ana@acme.example", "super", {"fr-CA"}, ""});
	}
	sx::harness::Client signedIn() const { return _server->signedIn(_acme, _ana); }
	static sx::Value form(const std::string& host, int port)
	{
		return sx::Value::object({{"host", host},
			{"port", std::to_string(port)},
			{"security", "starttls"},
			{"account", "sender"},
			{"password", "mot de passe é"},
			{"address", "post@acme.example"}});
	}
	void queue()
	{
		const sx::mail::Mail mail{.to = {"louis@example.net"},
			.subject = "Bonjour",
			.text = "Bonjour.\n",
			.language = {"fr-CA"},
			.kind = "test.notice"};
		auto queued = _server->store("mail").write(
			_acme, [&](sx::Sql& sql) { return _server->find<sx::mail::Outbox>()->queue(sql, mail); });
		CPPUNIT_ASSERT(queued);
		_server->runJobs();
	}
	static std::string from(MailServer& server)
	{
		const auto text = server.read()->getArray("header_from")->getElement<std::string>(0);
		const auto at = text.find('<');
		return at == text.npos ? text : text.substr(at + 1, text.size() - at - 2);
	}

	std::unique_ptr<MailServer> _deployment;
	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _acme;
	sx::UserId _ana;
};

CPPUNIT_TEST_SUITE_REGISTRATION(CompanyServerTest);
