#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <optional>
#include <thread>

namespace sx::email_templates::tests {

/// Tests the page where a company words its mails, and what leaves then (row D5).
class MailTextsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MailTextsTest);
	CPPUNIT_TEST(wordsWhatLeaves);
	CPPUNIT_TEST(showsWhatIsTyped);
	CPPUNIT_TEST(seesWhatAnotherNodeSaved);
	CPPUNIT_TEST(isForThoseWhoMay);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPath = "/admin/mail-texts";
	static constexpr const char* kKind = "directory.activation";

	std::unique_ptr<harness::Server> server;
	TenantId tenant, other;
	std::optional<harness::Client> admin;

public:
	void setUp() override
	{
		harness::Options options;
		options.plugins = {"audit", "auth", "directory", "email_templates", "mail", "quotas", "sms", "tables"};
		server = harness::Server::start(std::move(options));
		tenant = company("Boréal", "localhost");
		other = company("Solstice", "solstice.localhost");
		admin.emplace(person(tenant, "marc", "admin", "localhost"));
	}

private:
	TenantId company(const std::string& name, const std::string& host)
	{
		auto made = server->find<directory::Directory>()->addTenant({name, {host}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	UserId added(const TenantId& of, const std::string& name, const std::string& role)
	{
		auto made = server->find<directory::Directory>()->addPerson(
			{of, name, name + "@example.com", role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	harness::Client person(
		const TenantId& of, const std::string& name, const std::string& role, const std::string& host)
	{
		return server->signedIn(of, added(of, name, role), host);
	}
	static Value form(const char* piece, const char* shape, const char* typed)
	{
		return Value::object({{"language", "fr"},
			{"kind", kKind},
			{"piece", piece},
			{"shape", shape},
			{std::string(shape) == "rich" ? "html" : "text", typed}});
	}
	harness::Answer save(const char* piece, const char* shape, const char* typed)
	{
		return admin->postForm(std::string(kPath) + "/save", form(piece, shape, typed));
	}
	/// Sends the activation mail to a new person of a company and returns it.
	harness::PostedMail activation(const TenantId& of, const std::string& host, const std::string& name)
	{
		const auto id = added(of, name, "member");
		auto by = person(of, name + "-admin", "admin", host);
		const auto sent = by.postForm("/admin/people/" + id.value + "/activation", Value::Object{});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 303, sent.status);
		const auto mails = server->mails();
		CPPUNIT_ASSERT(!mails.empty());
		return mails.back();
	}
	static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

	void wordsWhatLeaves()
	{
		const auto before = activation(tenant, "localhost", "un");
		CPPUNIT_ASSERT_EQUAL(303, save("mail.activation.subject", "line", "Bienvenue chez {tenant}, {name}").status);
		CPPUNIT_ASSERT_EQUAL(303,
			save("mail.activation.text", "rich", "<p>Votre compte : <b>{address}</b>.</p><p>À bientôt.</p>").status);
		const auto after = activation(tenant, "localhost", "deux");
		CPPUNIT_ASSERT_EQUAL(std::string("Bienvenue chez Boréal, deux"), after.subject);
		CPPUNIT_ASSERT(has(after.html, "<p>Votre compte : <b>deux@example.com</b>.</p><p>À bientôt.</p>"));
		CPPUNIT_ASSERT(has(after.text, "Votre compte : deux@example.com.\n\nÀ bientôt."));
		CPPUNIT_ASSERT(has(after.html, "/sign-in\""));
		CPPUNIT_ASSERT(!has(activation(other, "solstice.localhost", "trois").subject, "Bienvenue"));

		CPPUNIT_ASSERT_EQUAL(
			303, admin->postForm(std::string(kPath) + "/delete", form("mail.activation.subject", "line", "")).status);
		CPPUNIT_ASSERT_EQUAL(before.subject, activation(tenant, "localhost", "quatre").subject);
		auto back = form("mail.activation.subject", "line", "");
		back.set("number", "1");
		CPPUNIT_ASSERT_EQUAL(303, admin->postForm(std::string(kPath) + "/restore", back).status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("Bienvenue chez Boréal, cinq"), activation(tenant, "localhost", "cinq").subject);

		auto journal = server->store("audit").read(tenant, [&](Sql& sql) {
			return sql.query("SELECT kind, details FROM audit_entry WHERE tenant_id = :tenant AND kind LIKE "
							 "'email_templates.%' ORDER BY number");
		});
		CPPUNIT_ASSERT(journal);
		CPPUNIT_ASSERT_EQUAL(std::size_t{4}, journal->size());
		CPPUNIT_ASSERT_EQUAL(std::string("email_templates.text_deleted"), (*journal)[2].text(0));
		const auto details = server->json().parse((*journal)[2].text(1));
		CPPUNIT_ASSERT(details);
		CPPUNIT_ASSERT_EQUAL(std::string("Bienvenue chez {tenant}, {name}"), (*details)["before"]["text"].text());
		CPPUNIT_ASSERT_EQUAL(std::string(), (*details)["after"]["text"].text());
	}

	void showsWhatIsTyped()
	{
		auto shown = admin->post(
			std::string(kPath) + "/preview", form("mail.activation.subject", "line", "Bonjour {name}"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(shown.body, 200, shown.status);
		CPPUNIT_ASSERT(has(shown.json["subject"].text(), "Bonjour Dominique Gagnon"));
		CPPUNIT_ASSERT(shown.json["fault"].isNull());
		CPPUNIT_ASSERT(!has(shown.json["html"].text(), " style="));
		shown = admin->post(
			std::string(kPath) + "/preview", form("mail.activation.subject", "line", "{{name}} {token}"));
		CPPUNIT_ASSERT(has(shown.json["fault"].text(), "{"));
		CPPUNIT_ASSERT(!has(shown.json["subject"].text(), "{{"));
		auto blank = form("", "line", "");
		blank.set("defaults", false);
		shown = admin->post(std::string(kPath) + "/preview", blank);
		CPPUNIT_ASSERT(!has(shown.json["text"].text(), "Bonjour"));
		CPPUNIT_ASSERT(has(shown.json["html"].text(), "/sign-in\""));

		const auto refused = save("mail.activation.text", "rich", "<p>Sans adresse</p>");
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("{address}"));
		CPPUNIT_ASSERT(refused.contains("Sans adresse"));
		CPPUNIT_ASSERT_EQUAL(400, save("mail.activation.text", "rich", "<p onclick=\"x\">{address}</p>").status);
		CPPUNIT_ASSERT_EQUAL(404, save("mail.activation.nothing", "line", "x").status);

		const auto tested = admin->postForm(std::string(kPath) + "/test", form("mail.activation.subject", "line", ""));
		CPPUNIT_ASSERT_EQUAL(303, tested.status);
		const auto mails = server->mails();
		CPPUNIT_ASSERT_EQUAL(std::string("marc@example.com"), mails.back().to);
		CPPUNIT_ASSERT(mails.back().subject.starts_with("Essai"));
		const auto page = admin->get(kPath);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body.substr(0, 3000), 200, page.status);
		CPPUNIT_ASSERT(page.contains("auth.link"));
	}

	void seesWhatAnotherNodeSaved()
	{
		auto put = server->store("email_templates").write(tenant, [&](Sql& sql) {
			return sql.execute(
				"INSERT INTO email_templates_text (tenant_id, language, kind, piece, number, is_current, "
				"text, html, made, author) VALUES (:tenant, 'fr', ?, 'mail.activation.subject', 1, 1, "
				"'Autre noeud', '', ?, '')",
				{kKind, server->now()});
		});
		CPPUNIT_ASSERT(put);
		const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
		std::string subject;
		while (subject != "Autre noeud" && std::chrono::steady_clock::now() < until)
		{
			subject = admin->post(std::string(kPath) + "/preview", form("", "line", "")).json["subject"].text();
			std::this_thread::yield();
		}
		CPPUNIT_ASSERT_EQUAL(std::string("Autre noeud"), subject);
	}

	void isForThoseWhoMay()
	{
		auto member = person(tenant, "alice", "member", "localhost");
		CPPUNIT_ASSERT_EQUAL(403, member.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(
			403, member.postForm(std::string(kPath) + "/save", form("mail.activation.subject", "line", "x")).status);
		// The other company's administrator changes the other company's.
		auto stranger = person(other, "zoe", "admin", "solstice.localhost");
		CPPUNIT_ASSERT_EQUAL(303,
			stranger.postForm(std::string(kPath) + "/save", form("mail.activation.subject", "line", "Chez nous"))
				.status);
		CPPUNIT_ASSERT(!has(activation(tenant, "localhost", "six").subject, "Chez nous"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(MailTextsTest);

}
