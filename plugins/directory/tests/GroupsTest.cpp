// Tests groups (D9, J7): they act at once, nobody grants what they lack, and every change is in the journal.
#include "sx/directory/Groups.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/permissions.h"
#include "sx/settings.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::Value;
using sx::harness::Client;

class GroupsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(GroupsTest);
	CPPUNIT_TEST(actAtTheNextRequest);
	CPPUNIT_TEST(nobodyGrantsWhatTheyLack);
	CPPUNIT_TEST(nobodyChangesAGroupThatMayDoMore);
	CPPUNIT_TEST(nobodyActsOnAMemberWhoMayDoMore);
	CPPUNIT_TEST(aKeyGrantsNoMoreThanItsScopes);
	CPPUNIT_TEST(refusesNamesThatAreTakenOrWrong);
	CPPUNIT_TEST(forgetsAPermissionOfNoPlugin);
	CPPUNIT_TEST(listsAPartAndWhereItGoesOn);
	CPPUNIT_TEST(isClosedToOthers);
	CPPUNIT_TEST(aDeletedPersonLeavesTheirGroups);
	CPPUNIT_TEST(writesBeforeAndAfterInTheJournal);
	CPPUNIT_TEST(worksByItsPages);
	CPPUNIT_TEST(areNoMoreThanTheOperatorAllows);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kApi = "/api/v1/groups";
	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _boreal, _solstice;
	sx::UserId _marc, _camille, _julie, _priya;

	sx::directory::Directory& directory() { return *_server->find<sx::directory::Directory>(); }
	sx::directory::Groups& groups() { return *_server->find<sx::directory::Groups>(); }
	sx::UserId add(const sx::TenantId& tenant, const std::string& name, const std::string& role)
	{
		return *directory().addPerson({tenant, name, name + "@example.com", role, {"fr-CA"}, ""});
	}
	Client as(const sx::UserId& user) { return _server->signedIn(_boreal, user); }
	static Value listOf(std::initializer_list<const char*> names)
	{
		Value::List out;
		for (const auto* each: names) out.emplace_back(each);
		return out;
	}
	/// Makes a group as the operator does.
	std::string group(const std::string& name, std::vector<std::string> permissions)
	{
		auto id = _server->store("directory").write(_boreal, [&](sx::Sql& sql) {
			return groups().add(sql, {.name = name, .permissions = std::move(permissions)}, {});
		});
		CPPUNIT_ASSERT_MESSAGE(id ? "" : id.error().detail, bool(id));
		return *id;
	}
	void join(const std::string& id, const sx::UserId& user)
	{
		CPPUNIT_ASSERT(_server->store("directory").write(_boreal, [&](sx::Sql& sql) {
			return groups().addMember(sql, id, user, {});
		}));
	}
	std::string path(const std::string& id, const sx::UserId& user) { return member(id, user.value); }
	static std::string member(const std::string& id, const std::string& user)
	{
		return std::string(kApi) + '/' + id + "/members/" + user;
	}

public:
	void setUp() override { start({}); }
	void start(std::map<std::string, std::string> settings)
	{
		_server = sx::harness::Server::start(
			{.plugins = {"audit", "auth", "directory", "mail", "quotas"}, .settings = std::move(settings)});
		_boreal = *directory().addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		_marc = add(_boreal, "marc", "admin");
		_camille = add(_boreal, "camille", "super");
		_julie = add(_boreal, "julie", "member");
		_priya = add(_solstice, "priya", "super");
	}

	void areNoMoreThanTheOperatorAllows()
	{
		start({{"directory.groups_most", "2"}, {"directory.group_members_most", "1"}});
		const auto first = group("Un", {});
		group("Deux", {});
		auto camille = as(_camille);
		const auto third = camille.post(kApi, Value::object({{"name", "Trois"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(third.body, 409, third.status);
		CPPUNIT_ASSERT_EQUAL(std::string("too_many_groups"), third.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, third.json["limit"].integer());
		const auto page = camille.postForm("/admin/groups", Value::object({{"name", "Trois"}}));
		CPPUNIT_ASSERT_EQUAL(409, page.status);
		CPPUNIT_ASSERT(page.contains("au plus 2 groupes") && page.contains("value=\"Trois\""));
		join(first, _julie);
		join(first, _julie);
		const auto more = camille.send("PUT", path(first, _marc), {}, "");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(more.body, 409, more.status);
		CPPUNIT_ASSERT_EQUAL(std::string("too_many_members"), more.json["code"].text());
		const auto shown = camille.get(std::string(kApi) + '/' + first).json;
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a refusal adds nobody", std::int64_t{1}, shown["members"].integer());
	}

	void actAtTheNextRequest()
	{
		auto julie = as(_julie), marc = as(_marc);
		CPPUNIT_ASSERT_EQUAL(403, julie.get(kApi).status);
		const auto made = marc.post(
			kApi, Value::object({{"name", "Accueil"}, {"permissions", listOf({"directory.roles"})}}));
		CPPUNIT_ASSERT_EQUAL(201, made.status);
		const auto id = made.json["id"].text();
		CPPUNIT_ASSERT_EQUAL(204, marc.put(path(id, _julie), "").status);
		CPPUNIT_ASSERT_EQUAL(200, julie.get(kApi).status);
		const auto person = directory().byId(_boreal, _julie);
		CPPUNIT_ASSERT(person->groups == std::vector<std::string>{id});
		CPPUNIT_ASSERT_EQUAL(
			200, marc.patch(std::string(kApi) + '/' + id, Value::object({{"permissions", Value::List{}}})).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.get(kApi).status);
		CPPUNIT_ASSERT_EQUAL(204, marc.del(std::string(kApi) + '/' + id).status);
		CPPUNIT_ASSERT(directory().byId(_boreal, _julie)->groups.empty());
	}

	void nobodyGrantsWhatTheyLack()
	{
		join(group("Accueil", {"directory.roles"}), _julie);
		auto julie = as(_julie);
		const auto wanted = Value::object({{"name", "Plus"}, {"permissions", listOf({"directory.settings"})}});
		const auto refused = julie.post(kApi, wanted);
		CPPUNIT_ASSERT_EQUAL(403, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("lacks_permission"), refused.json["code"].text());
		const auto own = julie.post(kApi, Value::object({{"name", "Plus"}})).json["id"].text();
		CPPUNIT_ASSERT_EQUAL(403,
			julie.patch(std::string(kApi) + '/' + own, Value::object({{"permissions", wanted["permissions"]}})).status);
		const auto strong = group("Réglages", {"directory.settings"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE("by membership", 403, julie.put(path(strong, _julie), "").status);
		CPPUNIT_ASSERT_EQUAL(403, julie.get("/admin/settings").status);
	}

	void nobodyChangesAGroupThatMayDoMore()
	{
		join(group("Accueil", {"directory.roles"}), _julie);
		const auto strong = group("Réglages", {"directory.settings"});
		join(strong, _marc);
		auto julie = as(_julie);
		const auto one = std::string(kApi) + '/' + strong;
		CPPUNIT_ASSERT_EQUAL(403, julie.patch(one, Value::object({{"name", "À moi"}})).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.del(path(strong, _marc)).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.del(one).status);
		CPPUNIT_ASSERT_EQUAL(std::string("Réglages"), julie.get(one).json["name"].text());
	}

	void nobodyActsOnAMemberWhoMayDoMore()
	{
		const auto ada = add(_boreal, "ada", "member");
		join(group("Membres", {"directory.people.manage"}), _julie);
		join(group("Réglages", {"directory.settings"}), ada);
		const sx::Caller julie{_boreal, _julie};
		auto& store = _server->store("directory");
		const auto moved = store.write(_boreal, [&](sx::Sql& sql) {
			return directory().changePerson(sql, ada, {.address = "mallory@example.com"}, julie);
		});
		CPPUNIT_ASSERT(!moved && moved.error().problem == "higher_role");
		const auto other = add(_boreal, "bob", "member");
		CPPUNIT_ASSERT(store.write(_boreal,
			[&](sx::Sql& sql) { return directory().changePerson(sql, other, {.firstName = "Robert"}, julie); }));
		const auto given = store.write(
			_boreal, [&](sx::Sql& sql) { return directory().changePerson(sql, other, {.role = "admin"}, julie); });
		CPPUNIT_ASSERT(!given && given.error().code == sx::Code::Denied);
	}

	void aKeyGrantsNoMoreThanItsScopes()
	{
		const sx::directory::Grantor key{{_boreal, _camille}, std::vector<std::string>{"directory.roles"}};
		const auto made = _server->store("directory").write(_boreal, [&](sx::Sql& sql) {
			return groups().add(sql, {.name = "Plus", .permissions = {"directory.settings"}}, key);
		});
		CPPUNIT_ASSERT(!made && made.error().problem == "lacks_permission");
	}

	void refusesNamesThatAreTakenOrWrong()
	{
		auto marc = as(_marc);
		const auto id = group("Équipe de vente", {});
		const auto post = [&](const char* name) { return marc.post(kApi, Value::object({{"name", name}})); };
		CPPUNIT_ASSERT_EQUAL(409, post("  equipe de VENTE ").status);
		for (const auto* name: {"", "  ", "a\tb"})
		{
			const auto answer = post(name);
			CPPUNIT_ASSERT_EQUAL(400, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("name"), answer.json["field"].text());
		}
		CPPUNIT_ASSERT_EQUAL(400, marc.post(kApi, Value::object({{"name", "A"}, {"priority", 0}})).status);
		CPPUNIT_ASSERT_EQUAL(
			400, marc.post(kApi, Value::object({{"name", "A"}, {"permissions", listOf({"no.such"})}})).status);
		CPPUNIT_ASSERT_EQUAL(409,
			marc.patch(std::string(kApi) + '/' + group("B", {}), Value::object({{"name", "Équipe de vente"}})).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("its own name",
			200,
			marc.patch(std::string(kApi) + '/' + id, Value::object({{"name", "Équipe de Vente"}})).status);
	}

	void forgetsAPermissionOfNoPlugin()
	{
		const auto id = group("Ancien", {});
		CPPUNIT_ASSERT(_server->store("directory").write(_boreal, [&](sx::Sql& sql) {
			return sql.execute("UPDATE directory_group SET permissions = 'gone.use' WHERE tenant_id = :tenant", {});
		}));
		join(id, _julie);
		const auto julie = directory().byId(_boreal, _julie);
		for (const auto& each: julie->permissions) CPPUNIT_ASSERT(each != "gone.use");
		auto marc = as(_marc);
		CPPUNIT_ASSERT_EQUAL(200, marc.patch(std::string(kApi) + '/' + id, Value::object({{"name", "Neuf"}})).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, marc.get(std::string(kApi) + '/' + id).json["permissions"].list().size());
	}

	void listsAPartAndWhereItGoesOn()
	{
		for (const auto* name: {"Ventes", "Achats", "Droit"}) group(name, {});
		auto marc = as(_marc);
		const auto first = marc.get(std::string(kApi) + "?limit=2").json;
		CPPUNIT_ASSERT_EQUAL(std::string("Achats"), first["items"].list()[0]["name"].text());
		const auto rest = marc.get(std::string(kApi) + "?limit=2&before=" + first["next"].text()).json;
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rest["items"].list().size());
		CPPUNIT_ASSERT(rest["next"].isNull());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, marc.get(std::string(kApi) + "?search=DROI").json["items"].list().size());
		const auto id = first["items"].list()[0]["id"].text();
		for (const auto& user: {_julie, _marc, _camille}) join(id, user);
		const auto members = marc.get(std::string(kApi) + '/' + id + "/members?limit=2").json;
		CPPUNIT_ASSERT(members["items"].list().size() == 2 && members["next"].isText());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1},
			marc.get(std::string(kApi) + '/' + id + "/members?search=juli").json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, marc.get(std::string(kApi) + '/' + id).json["members"].integer());
	}

	void isClosedToOthers()
	{
		const auto id = group("Ventes", {});
		auto priya = _server->signedIn(_solstice, _priya, "solstice.localhost");
		CPPUNIT_ASSERT_EQUAL(404, priya.get(std::string(kApi) + '/' + id).status);
		CPPUNIT_ASSERT_EQUAL(404, priya.del(std::string(kApi) + '/' + id).status);
		CPPUNIT_ASSERT_EQUAL(404, priya.put(path(id, _priya), "").status);
		CPPUNIT_ASSERT_EQUAL(404, as(_marc).put(path(id, _priya), "").status);
		CPPUNIT_ASSERT_EQUAL(403, as(_julie).get("/admin/groups").status);
		CPPUNIT_ASSERT_EQUAL(403, as(_julie).post(kApi, Value::object({{"name", "A"}})).status);
		CPPUNIT_ASSERT(_server->anonymous().get(kApi).status == 401);
	}

	void aDeletedPersonLeavesTheirGroups()
	{
		const auto id = group("Ventes", {});
		join(id, _julie);
		CPPUNIT_ASSERT(_server->store("directory").write(_boreal, [&](sx::Sql& sql) {
			return directory().removePerson(sql, _julie, {});
		}));
		const auto after = as(_marc).get(std::string(kApi) + '/' + id).json;
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, after["members"].integer());
	}

	void writesBeforeAndAfterInTheJournal()
	{
		auto marc = as(_marc);
		const auto id = marc.post(kApi, Value::object({{"name", "Ventes"}})).json["id"].text();
		marc.patch(std::string(kApi) + '/' + id, Value::object({{"permissions", listOf({"audit.read"})}}));
		marc.put(path(id, _julie), "");
		marc.put(path(id, _julie), "");
		marc.del(path(id, _julie));
		marc.del(std::string(kApi) + '/' + id);
		auto rows = _server->store("audit").read(_boreal, [](sx::Sql& sql) {
			return sql.query("SELECT kind, actor, details FROM audit_entry WHERE tenant_id = :tenant AND (kind LIKE "
							 "'directory.group%' OR kind LIKE 'directory.member%') ORDER BY number");
		});
		std::string kinds;
		for (const auto& row: *rows)
		{
			kinds += row.text(0) + " ";
			CPPUNIT_ASSERT_EQUAL(_marc.value, row.text(1));
		}
		CPPUNIT_ASSERT_EQUAL(std::string("directory.group_added directory.group_changed directory.member_added "
										 "directory.member_removed directory.group_removed "),
			kinds);
		const auto changed = rows->at(1).text(2);
		CPPUNIT_ASSERT_MESSAGE(changed, changed.find("\"after\"") < changed.find("audit.read"));
	}

	void worksByItsPages()
	{
		auto marc = as(_marc);
		const auto made = marc.postForm("/admin/groups", Value::object({{"name", "Ventes"}}));
		CPPUNIT_ASSERT_EQUAL(303, made.status);
		const auto page = made.header("Location").substr(0, made.header("Location").find('?'));
		CPPUNIT_ASSERT(marc.get(made.header("Location")).contains("Le groupe est créé"));
		CPPUNIT_ASSERT_EQUAL(409, marc.postForm("/admin/groups", Value::object({{"name", "ventes"}})).status);
		const auto saved = marc.postForm(
			page, Value::object({{"name", "Ventes"}, {"priority", "5"}, {"permission.audit.read", "1"}}));
		CPPUNIT_ASSERT_EQUAL(303, saved.status);
		CPPUNIT_ASSERT_EQUAL(
			303, marc.postForm(page + "/members", Value::object({{"address", " Julie@Example.com"}})).status);
		CPPUNIT_ASSERT_EQUAL(400, marc.postForm(page + "/members", Value::object({{"address", "x@y.ca"}})).status);
		CPPUNIT_ASSERT(directory().byId(_boreal, _julie)->permissions.front() == "audit.read");
		CPPUNIT_ASSERT(marc.get(page + "/delete").contains("1 membre n’en fait plus partie"));
		CPPUNIT_ASSERT_EQUAL(303, marc.postForm(page + "/delete", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(404, marc.get(page).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(GroupsTest);
