// Tests address books in a real server (row A15): each person has their own, and nothing of it is readable on disk.
#include "services/Book.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

using sx::Value;
using sx::harness::Client;

namespace {

Value line(const std::string& name, const std::string& address, const std::string& mobile = {})
{
	return Value::object({{"name", name}, {"address", address}, {"mobile", mobile}});
}

/// Gives a Book that a test calls itself what it needs of a server: store, keys, JSON and time.
class BookContext final: public sx::Context, sx::Settings, sx::Clock
{
public:
	explicit BookContext(sx::harness::Server& server): _server(server) {}
	const sx::Settings& settings() const noexcept override { return *this; }
	sx::Store& store() const noexcept override { return _server.store("contacts"); }
	const sx::Pages& pages() const noexcept override { std::abort(); }
	const sx::Keys& keys() const noexcept override { return _server.keys(); }
	const sx::Clock& clock() const noexcept override { return *this; }
	const sx::Json& json() const noexcept override { return _server.json(); }
	sx::Log& log() const noexcept override { std::abort(); }
	sx::Metrics& metrics() const noexcept override { std::abort(); }
	sx::Jobs& jobs() const noexcept override { std::abort(); }
	std::string dataFolder() const override { return {}; }
	sx::Environment environment() const noexcept override { return {}; }
	sx::Result<> endSessions(sx::Sql&, const sx::UserId&) const noexcept override { return {}; }
	sx::Result<sx::SessionRight> sessionRight(const sx::TenantId&, const sx::UserId& user) const noexcept override
	{
		return sx::SessionRight{user};
	}
	sx::Result<std::vector<sx::SessionInfo>> sessionsOf(const sx::TenantId&, const sx::UserId&) const noexcept override
	{
		return std::vector<sx::SessionInfo>{};
	}
	sx::Result<> endSession(sx::Sql&, const sx::UserId&, std::string_view) const noexcept override { return {}; }
	std::string networkOf(std::string_view address) const override { return std::string(address); }
	std::string neighbourhoodOf(std::string_view address) const override { return std::string(address); }
	sx::Result<> markDemonstration() const noexcept override { return {}; }

private:
	void* lookup(std::string_view, std::string_view) const noexcept override { return nullptr; }
	std::vector<void*> lookupAll(std::string_view) const override { return {}; }
	sx::Result<> offer(std::string_view, std::string_view, void*) noexcept override { return {}; }
	std::string text(std::string_view) const override { return {}; }
	std::int64_t integer(std::string_view) const noexcept override { return 10; }
	bool flag(std::string_view) const noexcept override { return false; }
	std::chrono::seconds duration(std::string_view) const noexcept override { return {}; }
	std::int64_t bytes(std::string_view) const noexcept override { return 0; }
	std::vector<std::string> texts(std::string_view) const override { return {}; }
	sx::Instant now() const noexcept override { return _server.now(); }

	sx::harness::Server& _server;
};

}

class BookTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(BookTest);
	CPPUNIT_TEST(keepsEditsAndDeletes);
	CPPUNIT_TEST(keepsWhatWasTypedAndSaysWhatIsWrong);
	CPPUNIT_TEST(showsABookToItsOwnerOnly);
	CPPUNIT_TEST(pagesAndSearches);
	CPPUNIT_TEST(judgesAnImportBeforeItHappens);
	CPPUNIT_TEST(takesTheLongestListWithEveryColumn);
	CPPUNIT_TEST(countsCharactersAndNotBytes);
	CPPUNIT_TEST(updatesWhatIsThereWithoutLosingTheRest);
	CPPUNIT_TEST(bringsNothingBackThatWasDeletedSinceTheFileWasJudged);
	CPPUNIT_TEST(refusesWhatDoesNotFit);
	CPPUNIT_TEST(keepsNoMoreThanFitHoweverManyImportsRunAtOnce);
	CPPUNIT_TEST(d8TellsAndErasesWhatAPersonKept);
	CPPUNIT_TEST(keepsNothingReadableOnDisk);
	CPPUNIT_TEST(doesWithoutTexts);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override { start({}); }

	void keepsEditsAndDeletes()
	{
		CPPUNIT_ASSERT_EQUAL(303, add("Louis Gagné", "Louis@Example.com", "514 555-0142").status);
		auto found = find("gagne");
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
		CPPUNIT_ASSERT_EQUAL(std::string("louis@example.com"), found[0]["address"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), found[0]["mobile"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("CA"), found[0]["country"].text());
		const auto path = "/contacts/" + found[0]["id"].text();
		CPPUNIT_ASSERT(_camille->get(path).contains("value=\"+1 514-555-0142\""));
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm(path, line("Louis G.", "louis@example.com")).status);
		found = find("louis");
		CPPUNIT_ASSERT(found[0]["name"].text() == "Louis G." && found[0]["mobile"].text().empty() &&
			found[0]["country"].text().empty());
		CPPUNIT_ASSERT_MESSAGE("says what is lost", _camille->get(path + "/delete").contains("louis@example.com"));
		CPPUNIT_ASSERT_EQUAL(303, _camille->postForm(path + "/delete", Value::Object{}).status);
		CPPUNIT_ASSERT(find("").empty());
		CPPUNIT_ASSERT_EQUAL(404, _camille->get(path).status);
	}

	void keepsWhatWasTypedAndSaysWhatIsWrong()
	{
		const auto wrong = add("Louis", "louis@example.com", "514 55");
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("value=\"514 55\"") && wrong.contains("id=\"mobile-error\"") &&
			wrong.contains("href=\"#mobile\""));
		CPPUNIT_ASSERT(add("Louis", "louis", "").contains("id=\"address-error\""));
		add("Louis", "louis@example.com", "");
		const auto twice = add("Autre", "LOUIS@example.com", "");
		CPPUNIT_ASSERT_EQUAL(409, twice.status);
		CPPUNIT_ASSERT(twice.contains("value=\"Autre\"") && twice.contains("id=\"address-error\""));
	}

	void showsABookToItsOwnerOnly()
	{
		add("Louis Gagné", "louis@example.com", "");
		const auto path = "/contacts/" + find("")[0]["id"].text();
		CPPUNIT_ASSERT_EQUAL(404, _nadia->get(path).status);
		CPPUNIT_ASSERT_EQUAL(404, _nadia->postForm(path, line("x", "x@example.com")).status);
		_nadia->postForm(path + "/delete", Value::Object{});
		CPPUNIT_ASSERT(_nadia->get("/api/v1/contacts").json["contacts"].list().empty());
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get("/api/v1/contacts").status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, find("").size());
	}

	void pagesAndSearches()
	{
		Value lines{Value::List{}};
		for (int i = 100; i < 220; ++i)
			lines.add(line("Personne " + std::to_string(i), "p" + std::to_string(i) + "@example.com"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{120}, import(lines, false, "skip").json["kept"].integer());
		const auto second = _camille->get("/contacts?page=2");
		CPPUNIT_ASSERT(second.contains("Personne 150") && !second.contains("Personne 149") &&
			second.contains("rel=\"next\"") && second.contains("rel=\"prev\""));
		CPPUNIT_ASSERT(_camille->get("/contacts?page=99").contains("Personne 219"));
		const auto one = _camille->get("/contacts?q=p107");
		CPPUNIT_ASSERT(one.contains("Personne 107") && !one.contains("Personne 108"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{20}, find("personne").size());
		CPPUNIT_ASSERT(_camille->get("/contacts/contacts.csv").contains("\"Personne 219\",\"p219@example.com\""));
	}

	void takesTheLongestListWithEveryColumn()
	{
		Value lines{Value::List{}};
		for (int i = 0; i < 5000; ++i)
			lines.add(line("Personne", "p" + std::to_string(i) + "@example.com", "418 555-0148").set("country", "CA"));
		const auto answer = import(lines, true, "skip");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body.substr(0, 200), 200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5000}, answer.json["kept"].integer());
	}

	void judgesAnImportBeforeItHappens()
	{
		add("Louis", "louis@example.com", "");
		const Value lines(Value::List{line("Nadia", "nadia@example.com", "514-555-0143"),
			line("L.", "Louis@example.com"),
			line("Nadia encore", "NADIA@example.com"),
			line("Sans adresse", ""),
			line("Fixe", "fixe@example.com", "911")});
		const auto trial = import(lines, true, "skip").json;
		const char* states[] = {"new", "skipped", "twice", "invalid", "new"};
		for (std::size_t i = 0; i < 5; ++i)
			CPPUNIT_ASSERT_EQUAL(std::string(states[i]), trial["lines"].list()[i]["state"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("address"), trial["lines"].list()[3]["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("mobile"), trial["lines"].list()[4]["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, trial["kept"].integer());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a trial keeps nothing", std::size_t{1}, find("").size());
		import(lines, false, "skip");
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, find("").size());
		CPPUNIT_ASSERT_MESSAGE("the contact is kept without its number", find("fixe")[0]["mobile"].text().empty());
	}

	void countsCharactersAndNotBytes()
	{
		std::string name;
		for (int i = 0; i < 120; ++i) name += "é";
		CPPUNIT_ASSERT_EQUAL(303, add(name, "e@example.com", "").status);
		CPPUNIT_ASSERT(add(name + "é", "f@example.com", "").contains("id=\"name-error\""));
	}

	void updatesWhatIsThereWithoutLosingTheRest()
	{
		add("Louis", "louis@example.com", "514 555-0142");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1},
			import(Value::List{line("Louis Gagné", "louis@example.com")}, false, "replace").json["kept"].integer());
		const auto found = find("");
		CPPUNIT_ASSERT(found.size() == 1 && found[0]["name"].text() == "Louis Gagné" &&
			found[0]["mobile"].text() == "+15145550142");
	}

	void bringsNothingBackThatWasDeletedSinceTheFileWasJudged()
	{
		BookContext context(*_server);
		sx::contacts::Book book(context, nullptr, *_server->find<sx::quotas::Quotas>());
		const sx::contacts::Owner owner{_server->tenant(), {"camille"}};
		CPPUNIT_ASSERT(book.save(owner, {"", "Louis", "louis@example.com", "+15145550142", "CA"}));
		const auto judged = book.judge(
			owner, {{"", "", "louis@example.com", "", ""}, {"", "Nadia", "nadia@example.com", "", ""}}, true);
		CPPUNIT_ASSERT(judged && judged->front().kind == sx::contacts::Verdict::Kind::Replaces);
		CPPUNIT_ASSERT(book.remove(owner, book.all(owner)->front().id));
		CPPUNIT_ASSERT(book.import(owner, *judged));
		const auto left = book.all(owner);
		CPPUNIT_ASSERT(left && left->size() == 1 && left->front().name == "Nadia");
	}

	void refusesWhatDoesNotFit()
	{
		start({{"contacts.most", "2"}});
		const auto refused = import(
			Value::List{line("", "a@example.com"), line("", "b@example.com"), line("", "c@example.com")},
			false,
			"skip");
		CPPUNIT_ASSERT_EQUAL(409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("full"), refused.json["code"].text());
		CPPUNIT_ASSERT_MESSAGE("all or nothing", find("").empty());
	}

	void keepsNoMoreThanFitHoweverManyImportsRunAtOnce()
	{
		start({{"contacts.most", "50"}});
		std::atomic<int> kept = 0;
		std::vector<std::thread> all;
		for (int thread = 0; thread < 8; ++thread)
			all.emplace_back([&, thread] {
				Value::List lines;
				for (int i = 0; i < 20; ++i)
					lines.push_back(line("", "c" + std::to_string(thread * 20 + i) + "@example.com"));
				if (import(lines, false, "skip").status == 200) ++kept;
			});
		for (auto& each: all) each.join();
		CPPUNIT_ASSERT_EQUAL(2, kept.load());
	}

	void d8TellsAndErasesWhatAPersonKept()
	{
		add("Louis Gagné", "louis@example.com", "");
		auto* data = _server->find<sx::directory::PersonData>("contacts");
		const auto tenant = _server->tenant();
		const auto camille =
			_server->find<sx::directory::Directory>()->byAddress(tenant, "camille.roy@example.com")->id;
		auto losses = _server->store("contacts").read(tenant, [&](sx::Sql& sql) {
			return data->lossesOf(sql, camille, {"fr-CA"});
		});
		CPPUNIT_ASSERT(losses && losses->size() == 1 && losses->front().count == 1);
		auto kept = _server->store("contacts").read(tenant, [&](sx::Sql& sql) { return data->exportOf(sql, camille); });
		CPPUNIT_ASSERT(kept && kept->list()[0]["address"].text() == "louis@example.com");
		CPPUNIT_ASSERT(
			_server->store("contacts").write(tenant, [&](sx::Sql& sql) { return data->erase(sql, camille); }));
		CPPUNIT_ASSERT(find("").empty());
	}

	void keepsNothingReadableOnDisk()
	{
		add("Louis Gagné", "louis.gagne@example.com", "514 555-0142");
		for (const auto& entry: std::filesystem::recursive_directory_iterator(_server->dataFolder()))
		{
			if (!entry.is_regular_file()) continue;
			std::ifstream in(entry.path(), std::ios::binary);
			const std::string content((std::istreambuf_iterator<char>(in)), {});
			for (const char* part: {"louis.gagne", "5145550142", "Gagn"})
				CPPUNIT_ASSERT_MESSAGE(part, content.find(part) == std::string::npos);
		}
	}

	void doesWithoutTexts()
	{
		start({{"sms.driver", "none"}});
		CPPUNIT_ASSERT_EQUAL(303, add("Louis", "louis@example.com", "514 555-0142").status);
		CPPUNIT_ASSERT_EQUAL(std::string("514 555-0142"), find("")[0]["mobile"].text());
		CPPUNIT_ASSERT(add("N", "n@example.com", "<b>").contains("id=\"mobile-error\""));
	}

private:
	void start(std::map<std::string, std::string> settings)
	{
		_server.reset();
		_server = sx::harness::Server::start(
			{.plugins = {"audit", "auth", "contacts", "directory", "mail", "quotas", "sms"},
				.settings = std::move(settings)});
		auto& directory = *_server->find<sx::directory::Directory>();
		const auto tenant = *directory.addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		auto person = [&](const char* name, const char* address) {
			return std::make_unique<Client>(
				_server->signedIn(tenant, *directory.addPerson({tenant, name, address, "member", {"fr-CA"}, ""})));
		};
		_camille = person("Camille Roy", "camille.roy@example.com");
		_nadia = person("Nadia B.", "nadia.b@example.com");
	}
	sx::harness::Answer add(const std::string& name, const std::string& address, const std::string& mobile)
	{
		return _camille->postForm("/contacts/new", line(name, address, mobile).set("country", "CA"));
	}
	Value::List find(const std::string& sought)
	{
		return _camille->get("/api/v1/contacts?q=" + sought).json["contacts"].list();
	}
	sx::harness::Answer import(const Value& lines, bool trial, const std::string& duplicates)
	{
		return _camille->post("/api/v1/contacts/import",
			Value::object({{"contacts", lines}, {"trial", trial}, {"duplicates", duplicates}}));
	}

	std::unique_ptr<sx::harness::Server> _server;
	std::unique_ptr<Client> _camille, _nadia;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BookTest);
