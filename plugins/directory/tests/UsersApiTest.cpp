// Tests /api/v1/users: who may do what to whom, what a wrong value is answered, lists in parts, and imports.
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <set>

using sx::Value;

class UsersApiTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(UsersApiTest);
	CPPUNIT_TEST(addsShowsChangesAndRemoves);
	CPPUNIT_TEST(refusesATakenAddressHoweverItIsWritten);
	CPPUNIT_TEST(namesTheFieldOfAWrongValue);
	CPPUNIT_TEST(takesNothingButWhatPeopleMayGive);
	CPPUNIT_TEST(keepsTheLastSuperAdministrator);
	CPPUNIT_TEST(nobodyLocksThemselvesOut);
	CPPUNIT_TEST(nobodyActsOnOrGivesAHigherRole);
	CPPUNIT_TEST(isClosedToMembersAndOtherCompanies);
	CPPUNIT_TEST(listsInPartsInEveryOrder);
	CPPUNIT_TEST(findsPartsOfNamesWithoutAccents);
	CPPUNIT_TEST(tellsBeforeItImports);
	CPPUNIT_TEST(importsAllGoodLinesAtOnce);
	CPPUNIT_TEST(importsTenThousandLines);
	CPPUNIT_TEST(exportsToASlowReaderWhilePeopleChange);
	CPPUNIT_TEST(invitesWhomItImportedWithinTheQuotaOfMails);
	CPPUNIT_TEST(invitesNobodyUnlessAsked);
	CPPUNIT_TEST(keepsTheCountryOfAPerson);
	CPPUNIT_TEST(journalsWhoDidWhatBeforeAndAfter);
	CPPUNIT_TEST(notesWhenSomebodySent);
	CPPUNIT_TEST(findsPeopleByTheirMobile);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _boreal, _solstice;
	sx::UserId _camille, _marc, _julie, _priya;

	sx::directory::Directory& directory() { return *_server->find<sx::directory::Directory>(); }
	sx::UserId add(const sx::TenantId& tenant, const std::string& name, const std::string& address, const char* role)
	{
		auto id = directory().addPerson({tenant, name, address, role, {"fr-CA"}, ""});
		CPPUNIT_ASSERT_MESSAGE(id ? "" : id.error().detail, bool(id));
		return *id;
	}
	static std::string pathOf(const sx::UserId& person) { return "/api/v1/users/" + person.value; }
	sx::harness::Client as(const sx::UserId& person) { return _server->signedIn(_boreal, person); }
	static Value newPerson(const char* address, const char* role = "member")
	{
		return Value::object({{"address", address}, {"first_name", "Ève"}, {"last_name", "Côté"}, {"role", role}});
	}
	sx::harness::Answer import(const sx::UserId& by, const std::string& text, bool isTrial)
	{
		return as(by).send("POST",
			std::string("/api/v1/users/import") + (isTrial ? "?dry_run=1" : ""),
			{{"Content-Type", "text/csv"}},
			text);
	}
	std::int64_t count()
	{
		return *_server->store("directory").read(_boreal, [&](sx::Sql& sql) { return directory().count(sql); });
	}

	/// Asks as an old client, whose answer comes in one piece, with a small buffer of its own.
	sx::Fd slowReader(const std::string& path, const std::string& session)
	{
		sx::Fd out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
		const int bytes = 4096;
		::setsockopt(out.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
		sockaddr_in address{};
		address.sin_family = AF_INET;
		address.sin_port = htons(static_cast<std::uint16_t>(_server->port()));
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		CPPUNIT_ASSERT_EQUAL(0, ::connect(out.get(), reinterpret_cast<sockaddr*>(&address), sizeof address));
		const auto text = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nCookie: sx_session=" + session + "\r\n\r\n";
		CPPUNIT_ASSERT_EQUAL(ssize_t(text.size()), ::send(out.get(), text.data(), text.size(), MSG_NOSIGNAL));
		return out;
	}

public:
	void setUp() override { start({}); }
	void start(std::map<std::string, std::string> settings, const std::vector<std::string>& more = {})
	{
		std::vector<std::string> plugins{"audit", "auth", "directory", "mail", "quotas"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		_server.reset();
		_server = sx::harness::Server::start({.plugins = std::move(plugins), .settings = std::move(settings)});
		_boreal = *directory().addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		_camille = add(_boreal, "Camille Roy", "camille.roy@example.com", "super");
		_marc = add(_boreal, "Marc Tremblay", "marc@example.com", "admin");
		_julie = add(_boreal, "Julie Gagnon", "julie@example.com", "member");
		_priya = add(_solstice, "Priya Shah", "priya@example.com", "super");
	}

	void addsShowsChangesAndRemoves()
	{
		auto marc = as(_marc);
		const auto added = marc.post("/api/v1/users", newPerson(" Eve@Example.com"));
		CPPUNIT_ASSERT_EQUAL(201, added.status);
		const sx::UserId eve{added.json["id"].text()};
		auto shown = marc.get(pathOf(eve)).json;
		CPPUNIT_ASSERT_EQUAL(std::string("eve@example.com Ève Côté member active"),
			shown["address"].text() + " " + shown["first_name"].text() + " " + shown["last_name"].text() + " " +
				shown["role"].text() + " " + shown["state"].text());
		CPPUNIT_ASSERT(shown["last_sent"].isNull());
		const auto changed = marc.patch(pathOf(eve), Value::object({{"last_name", "Roy"}, {"state", "suspended"}}));
		CPPUNIT_ASSERT_EQUAL(200, changed.status);
		CPPUNIT_ASSERT_EQUAL(std::string("Ève Roy suspended"),
			changed.json["first_name"].text() + " " + changed.json["last_name"].text() + " " +
				changed.json["state"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("Ève Roy"), directory().byId(_boreal, eve)->name);
		CPPUNIT_ASSERT_EQUAL(204, marc.del(pathOf(eve)).status);
		CPPUNIT_ASSERT_EQUAL(404, marc.get(pathOf(eve)).status);
		CPPUNIT_ASSERT_EQUAL(404, marc.del(pathOf(eve)).status);
	}

	void refusesATakenAddressHoweverItIsWritten()
	{
		for (const char* address: {"julie@example.com", " JULIE@Example.COM", "julie@example.com."})
		{
			const auto answer = as(_marc).post("/api/v1/users", newPerson(address));
			CPPUNIT_ASSERT_EQUAL(409, answer.status);
			CPPUNIT_ASSERT_EQUAL(
				std::string("address_taken address"), answer.json["code"].text() + " " + answer.json["field"].text());
		}
	}

	void namesTheFieldOfAWrongValue()
	{
		auto marc = as(_marc);
		const auto field = [](const sx::harness::Answer& answer) {
			return std::to_string(answer.status) + " " + answer.json["field"].text();
		};
		CPPUNIT_ASSERT_EQUAL(std::string("422 address"), field(marc.post("/api/v1/users", newPerson("eve"))));
		CPPUNIT_ASSERT_EQUAL(std::string("422 role"), field(marc.post("/api/v1/users", newPerson("e@b.co", "root"))));
		auto nameless = Value::object({{"address", "e@b.co"}});
		CPPUNIT_ASSERT_EQUAL(std::string("422 first_name"), field(marc.post("/api/v1/users", nameless)));
		auto number = Value::object({{"address", 5}, {"first_name", "Ève"}});
		CPPUNIT_ASSERT_EQUAL(std::string("422 address"), field(marc.post("/api/v1/users", number)));
		const std::pair<const char*, const char*> wrong[] = {
			{"state", "gone"}, {"role", ""}, {"language", "de"}, {"time_zone", "Mars/Olympus"}};
		for (const auto& [name, value]: wrong)
			CPPUNIT_ASSERT_EQUAL(
				std::string("422 ") + name, field(marc.patch(pathOf(_julie), Value::object({{name, value}}))));
		CPPUNIT_ASSERT_EQUAL(std::string("400 sort"), field(marc.get("/api/v1/users?sort=salary")));
		CPPUNIT_ASSERT_EQUAL(std::string("400 before"), field(marc.get("/api/v1/users?before=x")));
		CPPUNIT_ASSERT_EQUAL(std::string("400 limit"), field(marc.get("/api/v1/users?limit=0")));
	}

	void takesNothingButWhatPeopleMayGive()
	{
		auto body = Value::object({{"id", _camille.value},
			{"tenant", _solstice.value},
			{"tenant_id", _solstice.value},
			{"is_active", false},
			{"isActive", false},
			{"permissions", Value::List{"billing.manage"}},
			{"first_name", "Jo"}});
		CPPUNIT_ASSERT_EQUAL(200, as(_marc).patch(pathOf(_julie), body).status);
		const auto julie = directory().byId(_boreal, _julie);
		CPPUNIT_ASSERT(julie && julie->isActive && julie->role == "member" && julie->firstName == "Jo");
		CPPUNIT_ASSERT_EQUAL(422, as(_marc).patch(pathOf(_julie), Value::object({{"address", "x@b.co"}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("julie@example.com"), directory().byId(_boreal, _julie)->address);
	}

	void keepsTheLastSuperAdministrator()
	{
		auto camille = as(_camille);
		const auto refused = camille.del(pathOf(_camille));
		CPPUNIT_ASSERT_EQUAL(409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("last_super"), refused.json["code"].text());
		const auto other = camille.post("/api/v1/users", newPerson("eve@example.com", "super"));
		CPPUNIT_ASSERT_EQUAL(201, other.status);
		const sx::UserId eve{other.json["id"].text()};
		CPPUNIT_ASSERT_EQUAL(204, as(eve).del(pathOf(_camille)).status);
		for (const auto& body: {Value::object({{"role", "admin"}}), Value::object({{"state", "suspended"}})})
			CPPUNIT_ASSERT_EQUAL(409, as(eve).patch(pathOf(eve), body).status);
		CPPUNIT_ASSERT_EQUAL(409, as(eve).del(pathOf(eve)).status);
	}

	void nobodyLocksThemselvesOut()
	{
		auto marc = as(_marc);
		for (const auto& body: {Value::object({{"role", "member"}}), Value::object({{"state", "suspended"}})})
		{
			const auto answer = marc.patch(pathOf(_marc), body);
			CPPUNIT_ASSERT_EQUAL(409, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("yourself"), answer.json["code"].text());
		}
		CPPUNIT_ASSERT_EQUAL(409, marc.del(pathOf(_marc)).status);
		CPPUNIT_ASSERT_EQUAL(200, marc.patch(pathOf(_marc), Value::object({{"last_name", "Roy"}})).status);
	}

	void nobodyActsOnOrGivesAHigherRole()
	{
		auto marc = as(_marc);
		CPPUNIT_ASSERT_EQUAL(403, marc.del(pathOf(_camille)).status);
		CPPUNIT_ASSERT_EQUAL(403, marc.patch(pathOf(_camille), Value::object({{"last_name", "X"}})).status);
		CPPUNIT_ASSERT_EQUAL(403, marc.post("/api/v1/users", newPerson("eve@example.com", "super")).status);
		CPPUNIT_ASSERT_EQUAL(403, marc.patch(pathOf(_julie), Value::object({{"role", "super"}})).status);
		CPPUNIT_ASSERT_EQUAL(200, marc.patch(pathOf(_julie), Value::object({{"role", "admin"}})).status);
		const auto lines = import(_marc, "address,name,role\neve@example.com,Eve,super\nbo@example.com,Bo,admin", true);
		CPPUNIT_ASSERT_EQUAL(std::string("higher_role"), lines.json["lines"].list()[0]["problem"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, lines.json["would_add"].integer());
	}

	void isClosedToMembersAndOtherCompanies()
	{
		auto julie = as(_julie);
		CPPUNIT_ASSERT_EQUAL(403, julie.get("/api/v1/users").status);
		CPPUNIT_ASSERT_EQUAL(403, julie.post("/api/v1/users", newPerson("eve@example.com")).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.del(pathOf(_marc)).status);
		CPPUNIT_ASSERT_EQUAL(403, import(_julie, "address,name\neve@example.com,Eve", true).status);
		CPPUNIT_ASSERT_EQUAL(404, as(_marc).get(pathOf(_priya)).status);
		CPPUNIT_ASSERT_EQUAL(404, as(_marc).patch(pathOf(_priya), Value::object({{"last_name", "X"}})).status);
		CPPUNIT_ASSERT_EQUAL(404, as(_camille).del(pathOf(_priya)).status);
		CPPUNIT_ASSERT(!as(_marc).get("/api/v1/users").contains("priya"));
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get("/api/v1/users").status);
	}

	void listsInPartsInEveryOrder()
	{
		for (int i = 0; i < 7; ++i)
			add(_boreal, "Ana " + std::to_string(i), "ana" + std::to_string(i) + "@example.com", "member");
		for (const char* sort: {"", "name", "-name", "last_sent", "-last_sent"})
		{
			std::vector<std::string> names;
			std::string next;
			do {
				const auto part = as(_marc).get(
					"/api/v1/users?limit=3&sort=" + std::string(sort) + (next.empty() ? "" : "&before=" + next));
				CPPUNIT_ASSERT_EQUAL(200, part.status);
				for (const auto& each: part.json["items"].list())
					names.push_back(each["first_name"].text() + each["last_name"].text());
				next = part.json["next"].text();
			} while (!next.empty());
			CPPUNIT_ASSERT_EQUAL(std::size_t{10}, names.size());
			auto sorted = names;
			std::sort(sorted.begin(), sorted.end());
			CPPUNIT_ASSERT(std::unique(sorted.begin(), sorted.end()) == sorted.end());
			if (std::string_view(sort) == "-name") std::reverse(names.begin(), names.end());
			if (!std::string_view(sort).ends_with("sent")) CPPUNIT_ASSERT(names == sorted);
		}
		sx::directory::PeopleQuery query{.order = sx::directory::PeopleQuery::Order::Id, .limit = 3};
		std::vector<std::string> ids;
		do {
			const auto part = _server->store("directory").read(_boreal, [&](sx::Sql& sql) {
				return directory().find(sql, query);
			});
			CPPUNIT_ASSERT(part);
			for (const auto& each: part->people) ids.push_back(each.id.value);
			query.after = part->next;
		} while (!query.after.empty());
		CPPUNIT_ASSERT_EQUAL(std::size_t{10}, ids.size());
		CPPUNIT_ASSERT(std::is_sorted(ids.begin(), ids.end()));
	}

	void findsPartsOfNamesWithoutAccents()
	{
		add(_boreal, "Émilie Côté-Roy", "ec@example.org", "member");
		const auto found = [&](const char* search) {
			std::string out;
			const auto list = as(_marc).get(std::string("/api/v1/users?search=") + search);
			for (const auto& each: list.json["items"].list()) out += each["address"].text() + " ";
			return out;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("ec@example.org "), found("emilie"));
		CPPUNIT_ASSERT_EQUAL(std::string("ec@example.org "), found("%C3%89MILIE%20roy"));
		CPPUNIT_ASSERT_EQUAL(std::string("ec@example.org "), found("example.org"));
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com ec@example.org "), found("roy"));
		CPPUNIT_ASSERT_EQUAL(std::string(), found("%25"));
		CPPUNIT_ASSERT_EQUAL(std::string("marc@example.com "), found("&role=admin"));
		CPPUNIT_ASSERT_EQUAL(std::string(), found("&state=suspended"));
	}

	void tellsBeforeItImports()
	{
		const auto before = count();
		const auto answer = import(_marc,
			"address,first_name,last_name,role\n"
			"eve@example.com,Eve,Roy,member\n"
			"JULIE@example.com,Julie,X,member\n"
			"eve@example.com,Eve,Again,member\n"
			"nobody,No,Body,member\n"
			"bo@example.com,Bo,Roy,root\n",
			true);
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, answer.json["would_add"].integer());
		const auto& lines = answer.json["lines"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, lines.size());
		CPPUNIT_ASSERT(lines[0]["line"].integer() == 2 && lines[0]["problem"].isNull());
		const char* wanted[] = {"address_taken", "address_twice", "address_wrong", "role_wrong"};
		for (std::size_t i = 0; i < 4; ++i)
			CPPUNIT_ASSERT_EQUAL(std::string(wanted[i]), lines[i + 1]["problem"].text());
		CPPUNIT_ASSERT_EQUAL(before, count());
		const auto unreadable = import(_marc, "first,last\nAna,Roy", true);
		CPPUNIT_ASSERT_EQUAL(422, unreadable.status);
		CPPUNIT_ASSERT_EQUAL(std::string("columns"), unreadable.json["code"].text());
	}

	void importsAllGoodLinesAtOnce()
	{
		const auto before = count();
		const auto answer = import(
			_marc, "address,name\neve@example.com,Eve Roy\nnobody,No\nbo@example.com,Bo Roy\n", false);
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, answer.json["added"].integer());
		CPPUNIT_ASSERT_EQUAL(before + 2, count());
		CPPUNIT_ASSERT_EQUAL(std::string("Roy"), directory().byAddress(_boreal, "eve@example.com")->lastName);
	}

	void importsTenThousandLines()
	{
		std::string text = "address,first_name,last_name,role\n";
		for (int i = 0; i < 10'000; ++i)
			text += "p" + std::to_string(i) + "@example.com,Ana" + std::to_string(i) + ",Roy,member\n";
		const auto before = count();
		const auto trial = import(_marc, text, true);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{10'000}, trial.json["would_add"].integer());
		const auto answer = import(_marc, text, false);
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT_EQUAL(before + 10'000, count());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, import(_marc, text, true).json["would_add"].integer());
		CPPUNIT_ASSERT_EQUAL(413, import(_marc, text + "one@example.com,More,Roy,member\n", true).status);
	}

	/// Takes the start of an export, and the rest after people were removed, renamed and added.
	void exportsToASlowReaderWhilePeopleChange()
	{
		start({}, {"tables"});
		const std::string tail(60, 'o');  // so that the system's own buffers hold but a part of the list
		std::string text = "address,first_name,last_name,role\n";
		for (int i = 10'000; i < 20'000; ++i)
			text += "p" + std::to_string(i) + "@example.com,Ana" + std::to_string(i) + ",R" + tail + ",member\n";
		CPPUNIT_ASSERT_EQUAL(200, import(_marc, text, false).status);
		auto marc = as(_marc);
		const auto reader = slowReader("/admin/people/export?format=csv&lang=en", marc.cookie("sx_session"));
		std::string list(2000, '\0');
		CPPUNIT_ASSERT_EQUAL(ssize_t(list.size()), ::recv(reader.get(), list.data(), list.size(), MSG_WAITALL));
		CPPUNIT_ASSERT_MESSAGE(list, list.starts_with("HTTP/1.0 200") || list.starts_with("HTTP/1.1 200"));
		const auto idOf = [&](const char* address) { return directory().byAddress(_boreal, address)->id; };
		CPPUNIT_ASSERT_EQUAL(204, marc.del(pathOf(idOf("p19998@example.com"))).status);
		CPPUNIT_ASSERT_EQUAL(
			200, marc.patch(pathOf(idOf("p10001@example.com")), Value::object({{"first_name", "Ana0"}})).status);
		CPPUNIT_ASSERT_EQUAL(201, marc.post("/api/v1/users", newPerson("zoe@example.com")).status);
		const int much = 1'000'000;
		::setsockopt(reader.get(), SOL_SOCKET, SO_RCVBUF, &much, sizeof much);
		char block[16'384];
		for (ssize_t got = 0; (got = ::recv(reader.get(), block, sizeof block, 0)) > 0;)
			list.append(block, static_cast<std::size_t>(got));
		CPPUNIT_ASSERT_MESSAGE("was read after they had gone", list.find("p19998@example.com") == std::string::npos);
		for (int i = 10'000; i < 20'000; ++i)
		{
			const auto address = ",p" + std::to_string(i) + "@example.com,";
			const auto first = list.find(address);
			const bool isThere = first != std::string::npos;
			CPPUNIT_ASSERT_EQUAL_MESSAGE(address, i != 19'998, isThere);
			CPPUNIT_ASSERT_MESSAGE(address, !isThere || list.find(address, first + 1) == std::string::npos);
		}
	}

	void invitesWhomItImportedWithinTheQuotaOfMails()
	{
		start({{"mail.person_hour", "3"}});
		std::string text = "address,name\n";
		for (int i = 0; i < 5; ++i) text += "p" + std::to_string(i) + "@example.com,Ana Roy\n";
		const auto path = "/api/v1/users/import?activation=1";
		CPPUNIT_ASSERT_EQUAL(200, as(_marc).send("POST", path, {{"Content-Type", "text/csv"}}, text).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, _server->mails().size());
		_server->advance(std::chrono::minutes(1));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("no more than the quota", std::size_t{3}, _server->mails().size());
		_server->advance(std::chrono::hours(1));
		const auto mails = _server->mails();
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, mails.size());
		std::set<std::string> to;
		for (const auto& each: mails)
		{
			to.insert(each.to);
			CPPUNIT_ASSERT(each.text.find("/sign-in") != std::string::npos);
		}
		CPPUNIT_ASSERT_EQUAL_MESSAGE("everybody once", std::size_t{5}, to.size());
		_server->advance(std::chrono::hours(2));
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, _server->mails().size());
	}

	void invitesNobodyUnlessAsked()
	{
		CPPUNIT_ASSERT_EQUAL(200, import(_marc, "address,name\neve@example.com,Eve Roy\n", false).status);
		as(_marc).send("POST",
			"/api/v1/users/import?activation=1&dry_run=1",
			{{"Content-Type", "text/csv"}},
			"address,name\nbo@example.com,Bo Roy\n");
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, _server->mails().size());
	}

	void keepsTheCountryOfAPerson()
	{
		const auto lines = import(
			_marc, "address,name,country\neve@example.com,Eve,fr\nbo@example.com,Bo,FRA\n", false);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, lines.json["added"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("country_wrong"), lines.json["lines"].list()[1]["problem"].text());
		const auto eve = directory().byAddress(_boreal, "eve@example.com")->id;
		CPPUNIT_ASSERT_EQUAL(std::string("FR"), as(_marc).get(pathOf(eve)).json["country"].text());
		CPPUNIT_ASSERT(as(_marc).get("/api/v1/users").json["items"].list()[0].has("country"));
		const auto changed = as(_marc).patch(pathOf(eve), Value::object({{"country", "US"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("US"), changed.json["country"].text());
		const auto wrong = as(_marc).patch(pathOf(eve), Value::object({{"country", "Canada"}}));
		CPPUNIT_ASSERT_EQUAL(422, wrong.status);
		CPPUNIT_ASSERT_EQUAL(std::string("country"), wrong.json["field"].text());
		auto body = newPerson("lea@example.com");
		const auto added = as(_marc).post("/api/v1/users", body.set("country", "CA"));
		CPPUNIT_ASSERT_EQUAL(201, added.status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("CA"), as(_marc).get(pathOf({added.json["id"].text()})).json["country"].text());
	}

	void journalsWhoDidWhatBeforeAndAfter()
	{
		auto marc = as(_marc);
		marc.patch(pathOf(_julie), Value::object({{"first_name", "Jo"}, {"role", "admin"}}));
		marc.del(pathOf(_julie));
		auto rows = _server->store("audit").read(_boreal, [&](sx::Sql& sql) {
			return sql.query("SELECT kind, actor, details FROM audit_entry WHERE tenant_id = :tenant AND subject = ? "
							 "AND actor <> '' ORDER BY number",
				{_julie});
		});
		CPPUNIT_ASSERT(rows);
		std::string all;
		for (const auto& row: *rows)
		{
			CPPUNIT_ASSERT_EQUAL(_marc.value, row.text(1));
			all += row.text(0) + row.text(2) + "\n";
		}
		CPPUNIT_ASSERT_EQUAL(std::string("directory.role_changed{\"from\":\"member\",\"to\":\"admin\"}\n"
										 "directory.person_changed{\"from\":{\"first_name\":\"Julie\"},\"to\":"
										 "{\"first_name\":\"Jo\"}}\n"
										 "directory.person_removed{\"role\":\"admin\"}\n"),
			all);
	}

	void notesWhenSomebodySent()
	{
		const auto note = [&](sx::Instant at) {
			return _server->store("directory").write(_boreal, [&](sx::Sql& sql) {
				return directory().noteSent(sql, _julie, at);
			});
		};
		const auto at = _server->now();
		CPPUNIT_ASSERT(note(at));
		CPPUNIT_ASSERT(note(at - std::chrono::hours(1)));
		CPPUNIT_ASSERT(directory().byId(_boreal, _julie)->lastSent == at);
		const auto list = as(_marc).get("/api/v1/users?sort=-last_sent").json;
		CPPUNIT_ASSERT_EQUAL(_julie.value, list["items"].list()[0]["id"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:00.000Z").substr(0, 16),
			list["items"].list()[0]["last_sent"].text().substr(0, 16));
	}

	void findsPeopleByTheirMobile()
	{
		auto* mobiles = _server->find<sx::directory::Mobiles>();
		const auto set = [&](const sx::UserId& user, std::string_view number) {
			return _server->store("directory").write(_boreal, [&](sx::Sql& sql) {
				return mobiles->setMobile(sql, user, number);
			});
		};
		CPPUNIT_ASSERT(set(_julie, "+15145550142") && set(_marc, "+15145550143"));
		const auto found = mobiles->peopleWith(_boreal, "+15145550142");
		CPPUNIT_ASSERT(found && found->size() == 1 && found->front() == _julie);
		CPPUNIT_ASSERT(mobiles->peopleWith(_solstice, "+15145550142")->empty());
		CPPUNIT_ASSERT(set(_julie, ""));
		CPPUNIT_ASSERT(mobiles->peopleWith(_boreal, "+15145550142")->empty());
		CPPUNIT_ASSERT(mobiles->peopleWith(_boreal, "")->empty());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(UsersApiTest);
