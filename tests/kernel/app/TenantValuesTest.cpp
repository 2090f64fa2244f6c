// Tests the settings that companies have changed, on both databases, and with two nodes on one database.
#include "kernel/app/TenantValues.h"
#include "kernel/base/Clocks.h"
#include "kernel/config/Configuration.h"
#include "tests/kernel/config/TemporaryFolder.h"
#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>
#include <tuple>

namespace sx::app {

using data::TestDatabase;  // for SX_BOTH_DATABASES

namespace {

const TenantId kBoreal{"01900000-0000-7000-8000-0000000000aa"}, kSolstice{"01900000-0000-7000-8000-0000000000bb"};

class Silence final: public Log
{
public:
	void write(Level, std::string_view event, std::initializer_list<LogField>) noexcept override { last = event; }
	std::string last;
};

std::string manifestWith(const std::string& limits)
{
	return "id: letters\nversion: 1.0.0\ntitle: Letters\nkernel: \">=1.0\"\nsettings:\n"
		   "  length: {type: integer, default: 12, " +
		limits +
		", help: How long., scope: [system, tenant]}\n"
		"  kinds: {type: texts, default: [upper, lower], choices: [upper, lower, digits], min: 1, help: Of what., "
		"scope: [system, tenant]}\n"
		"  wait: {type: duration, default: 10d, min: 1h, max: 30d, help: How soon., scope: [system, tenant]}\n"
		"  relay: {type: text, default: near, help: The operator's., scope: [system]}\n"
		"  opens: {type: integer, default: 3, min: 1, max: 99, help: How often., scope: [system, tenant, group, "
		"user]}\n"
		"  protects: {type: text, default: all, choices: [all, files], help: Of what., "
		"scope: [system, tenant, group, user]}\n";
}

}

class TenantValuesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TenantValuesTest);
	CPPUNIT_TEST(f7ACompanysValueWinsOverFileAndDefaultForItAlone);
	CPPUNIT_TEST(namesTheRangeOfAWrongValueAndKeepsTheOldOne);
	CPPUNIT_TEST(offersNoSettingOfTheDeployment);
	CPPUNIT_TEST(forgetsAChangeThatIsRolledBack);
	CPPUNIT_TEST(isSeenByAnotherNodeWithinFiveSeconds);
	CPPUNIT_TEST(isSeenByAnotherNodesTransactionsAtOnce);
	CPPUNIT_TEST(keepsWhatTheOperatorLocks);
	CPPUNIT_TEST(fallsBackWhereAPluginHasBecomeStricter);
	CPPUNIT_TEST(knowsAPluginThatStartsAfterAnotherAsked);
	CPPUNIT_TEST(answersAPluginThatWasWithdrawn);
	CPPUNIT_TEST(j6ThePersonsValueWinsOverTheirFirstGroupsAndTheirCompanys);
	CPPUNIT_TEST(d7ALockAboveWinsOverEveryValueBelow);
	CPPUNIT_TEST(d7BoundsAboveLimitWhatIsChosenBelow);
	CPPUNIT_TEST(refusesBoundsThatContradict);
	CPPUNIT_TEST(theOperatorsLockIsThePersonsToo);
	CPPUNIT_TEST(forgetsWhatADeletedGroupChose);
	CPPUNIT_TEST_SUITE_END();

	/// Says that everybody who is somebody is in the groups sales and all, in this order.
	struct Groups final: GroupSource
	{
		Result<std::vector<GroupName>> groupsOf(Sql&, const UserId& user) const noexcept override
		{
			if (user.empty()) return std::vector<GroupName>{};
			return std::vector<GroupName>{{"g-sales", "Sales"}, {"g-all", "All"}};
		}
	};

	/// Acts as one server process.
	struct Node
	{
		Node(const TenantValuesTest& test, const config::Manifest& manifest, const std::string& yaml):
			database(data::Database::open(test.database->url()).value()), store(database->storeFor("kernel")),
			settings(test.configured(manifest, yaml, locked)),
			values(*store, test.words, test.clock, log, locked, [&test] { return &test.groups; }),
			own(values.add(manifest, settings))
		{
		}
		std::unique_ptr<data::Database> database;
		std::unique_ptr<data::PluginStore> store;
		Silence log;
		std::vector<std::string> locked;
		std::shared_ptr<config::TypedSettings> settings;
		TenantValues values;
		TenantSettings& own;

		std::int64_t length(const TenantId& tenant) const
		{
			auto found = own.of(tenant);
			CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error().detail, bool(found));
			return (*found)->integer("length");
		}
		Result<> set(const TenantId& tenant, std::string_view name, std::string_view value)
		{
			return say(tenant, {}, name, {.value = std::string(value)});
		}
		Result<> unset(const TenantId& tenant, std::string_view name)
		{
			return store->write(tenant, [&](Sql& sql) -> Result<> {
				auto done = values.unset(sql, name);
				return done ? Result<>() : done.error();
			});
		}
		/// Lets a company, group or person say something about a setting.
		Result<> say(
			const TenantId& tenant, const SettingSubject& who, std::string_view name, const SettingChoice& choice)
		{
			return store->write(tenant, [&](Sql& sql) -> Result<> {
				auto done = values.set(sql, name, choice, who);
				return done ? Result<>() : done.error();
			});
		}
		/// Returns what a person of Boréal may choose, and the value.
		std::shared_ptr<const PersonSettings> of(const char* user) const
		{
			auto found = own.of(kBoreal, UserId{user});
			CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error().detail, bool(found));
			return *found;
		}
		TenantSetting shown(const TenantId& tenant, const std::string& name, const SettingSubject& who = {}) const
		{
			auto all = values.list(tenant, {"en-CA"}, who);
			CPPUNIT_ASSERT(all);
			for (const auto& each: *all)
				if (each.name == name) return each;
			CPPUNIT_FAIL(name + " is not listed");
			return {};
		}
	};

	Groups groups;
	TemporaryFolder folder;
	base::FakeClock clock;
	pages::PageEngine words{{}};
	std::optional<TestDatabase> database;
	config::Manifest manifest;

	virtual bool isPostgres() const { return false; }

	std::shared_ptr<config::TypedSettings> configured(
		const config::Manifest& plugin, const std::string& yaml, std::vector<std::string>& locked) const
	{
		auto loaded = config::Configuration::load(folder.write("c.yaml", yaml), "/opt/sx/bin", {});
		CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error().detail, bool(loaded));
		locked = loaded->plugins.locked;
		return loaded->settingsOf(plugin).value();
	}
	config::Manifest manifestOf(const std::string& limits) const
	{
		folder.write("letters/plugin.yaml", manifestWith(limits));
		auto read = config::readManifest(folder.path + "/letters");
		CPPUNIT_ASSERT_MESSAGE(read ? "" : read.error().detail, bool(read));
		return *read;
	}
	static std::string detailOf(const Result<>& result) { return result ? "" : result.error().detail; }

public:
	void setUp() override
	{
		database.emplace(isPostgres());
		auto migrated = database->open()->migrate("kernel", std::string(SX_SOURCE_DIR) + "/kernel/app/migrations");
		CPPUNIT_ASSERT_MESSAGE(detailOf(migrated), bool(migrated));
		manifest = manifestOf("min: 8, max: 64");
	}

	void f7ACompanysValueWinsOverFileAndDefaultForItAlone()
	{
		Node node(*this, manifest, "plugins: {settings: {letters: {length: 14}}}\n");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{14}, node.length(kBoreal));
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.length", "20"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, node.length(kBoreal));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{14}, node.length(kSolstice));
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.kinds", "digits,upper"));
		CPPUNIT_ASSERT((*node.own.of(kBoreal))->texts("kinds") == (std::vector<std::string>{"digits", "upper"}));
		CPPUNIT_ASSERT((*node.own.of(kSolstice))->texts("kinds") == (std::vector<std::string>{"upper", "lower"}));

		const auto own = node.shown(kBoreal, "letters.length"), other = node.shown(kSolstice, "letters.length"),
				   wait = node.shown(kBoreal, "letters.wait");
		CPPUNIT_ASSERT_EQUAL(
			std::string("20 for 14, 8 to 64"), own.value + " for " + own.inherited + ", " + own.min + " to " + own.max);
		CPPUNIT_ASSERT(own.level == TenantSetting::Level::Company && other.level == TenantSetting::Level::File &&
			wait.level == TenantSetting::Level::Default);
		CPPUNIT_ASSERT_EQUAL(std::string("10d, 1h to 30d"), wait.value + ", " + wait.min + " to " + wait.max);

		CPPUNIT_ASSERT(node.unset(kBoreal, "letters.length"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{14}, node.length(kBoreal));
		CPPUNIT_ASSERT(node.unset(kBoreal, "letters.length").error().code == Code::Missing);
	}

	void namesTheRangeOfAWrongValueAndKeepsTheOldOne()
	{
		Node node(*this, manifest, "");
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.length", "20"));
		for (const auto& [name, value, said]: std::initializer_list<std::tuple<const char*, const char*, const char*>>{
				 {"letters.length", "7", "letters.length is less than 8 (8 to 64)"},
				 {"letters.length", "65", "letters.length is more than 64 (8 to 64)"},
				 {"letters.length", "many", "letters.length expects a whole number (8 to 64)"},
				 {"letters.length", "", "expects a whole number"},
				 {"letters.kinds", "", "letters.kinds has less than 1 entries"},
				 {"letters.kinds", "upper,letters", "letters.kinds expects upper, lower, digits"},
				 {"letters.wait", "31d", "letters.wait is more than 30d (1h to 30d)"},
				 {"letters.length", "9\n", "control characters"}})
		{
			const auto done = node.set(kBoreal, name, value);
			CPPUNIT_ASSERT_MESSAGE(
				detailOf(done), !done && done.error().code == Code::Invalid && done.error().field == name);
			CPPUNIT_ASSERT_MESSAGE(detailOf(done), detailOf(done).find(said) != std::string::npos);
		}
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, node.length(kBoreal));
	}

	void offersNoSettingOfTheDeployment()
	{
		Node node(*this, manifest, "");
		for (const auto& name: {"letters.relay", "letters.lenght", "kernel.length", "length", ""})
			CPPUNIT_ASSERT(node.set(kBoreal, name, "20").error().code == Code::Missing);
		CPPUNIT_ASSERT(detailOf(node.set(kBoreal, "letters.lenght", "20")).find("did you mean letters.length?") !=
			std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, node.values.list(kBoreal, {})->size());
		// Write to the database directly: that must not override a setting that is the operator's.
		CPPUNIT_ASSERT(node.store->write(kBoreal, [](Sql& sql) {
			return sql.execute(
				"INSERT INTO kernel_tenant_setting (tenant_id, name, value) VALUES (:tenant, 'letters.relay', 'far')");
		}));
		CPPUNIT_ASSERT_EQUAL(std::string("near"), (*node.own.of(kBoreal))->text("relay"));
	}

	void forgetsAChangeThatIsRolledBack()
	{
		Node node(*this, manifest, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, node.length(kBoreal));
		auto done = node.store->write(kBoreal, [&](Sql& sql) -> Result<> {
			CPPUNIT_ASSERT(node.values.set(sql, "letters.length", {.value = "20"}));
			return Error{Code::Conflict, "something else went wrong"};
		});
		CPPUNIT_ASSERT(!done);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, node.length(kBoreal));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), node.shown(kBoreal, "letters.length").value);
	}

	void isSeenByAnotherNodeWithinFiveSeconds()
	{
		Node here(*this, manifest, ""), there(*this, manifest, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, there.length(kBoreal));
		CPPUNIT_ASSERT(here.set(kBoreal, "letters.length", "20"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("kept, not asked for each time", std::int64_t{12}, there.length(kBoreal));
		clock.advance(std::chrono::seconds(5));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, there.length(kBoreal));
	}

	void isSeenByAnotherNodesTransactionsAtOnce()
	{
		Node here(*this, manifest, ""), there(*this, manifest, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, there.length(kBoreal));
		CPPUNIT_ASSERT(here.set(kBoreal, "letters.length", "20"));
		const auto lengthIn = [&](const TenantId& tenant) {
			return there.store->write(tenant, [&](Sql& sql) -> Result<std::int64_t> {
				auto found = there.own.in(sql);
				if (!found) return found.error();
				return (*found)->integer("length");
			});
		};
		CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, lengthIn(kBoreal).value());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, lengthIn(kSolstice).value());
	}

	void keepsWhatTheOperatorLocks()
	{
		{
			Node before(*this, manifest, "");
			CPPUNIT_ASSERT(before.set(kBoreal, "letters.length", "20"));
		}
		Node node(*this, manifest, "plugins: {locked: [letters.length], settings: {letters: {length: 16}}}\n");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{16}, node.length(kBoreal));
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.length", "30").error().code == Code::Denied);
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.wait", "1d"));
		const auto shown = node.shown(kBoreal, "letters.length");
		CPPUNIT_ASSERT(shown.isLocked && shown.value == "16" && shown.level == TenantSetting::Level::File);
		CPPUNIT_ASSERT(!node.shown(kBoreal, "letters.wait").isLocked);
	}

	void fallsBackWhereAPluginHasBecomeStricter()
	{
		{
			Node before(*this, manifest, "");
			CPPUNIT_ASSERT(before.set(kBoreal, "letters.length", "64"));
			CPPUNIT_ASSERT(before.set(kBoreal, "letters.wait", "2d"));
		}
		const auto stricter = manifestOf("min: 8, max: 32");
		Node node(*this, stricter, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, node.length(kBoreal));
		CPPUNIT_ASSERT_EQUAL(std::string("settings.company_value_ignored"), node.log.last);
		CPPUNIT_ASSERT((*node.own.of(kBoreal))->duration("wait") == std::chrono::hours(48));
	}

	void knowsAPluginThatStartsAfterAnotherAsked()
	{
		Node node(*this, manifest, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, node.length(kBoreal));
		auto later = manifest;
		later.id = "later";
		std::vector<std::string> locked;
		auto found = node.values.add(later, configured(later, "", locked)).of(kBoreal);
		CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error().detail, bool(found));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, (*found)->integer("length"));
	}

	void answersAPluginThatWasWithdrawn()
	{
		Node node(*this, manifest, "");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{12}, node.length(kBoreal));
		node.values.remove(manifest);
		for (const auto& tenant: {kBoreal, kSolstice})
			CPPUNIT_ASSERT(node.own.of(tenant).error().code == Code::Unavailable);
		CPPUNIT_ASSERT(node.values.list(kBoreal, {})->empty());
	}

	void j6ThePersonsValueWinsOverTheirFirstGroupsAndTheirCompanys()
	{
		Node node(*this, manifest, "");
		const SettingSubject sales{SettingLevel::Group, "g-sales"}, all{SettingLevel::Group, "g-all"},
			ada{SettingLevel::User, "ada"};
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.opens", "5"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT(node.say(kBoreal, all, "letters.opens", {.value = "7"}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT(node.say(kBoreal, sales, "letters.opens", {.value = "6"}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, node.of("")->integer("opens"));
		const auto before = node.shown(kBoreal, "letters.opens", ada);
		CPPUNIT_ASSERT(before.level == SettingLevel::Group && before.by == "Sales" && !before.own.value);
		CPPUNIT_ASSERT(node.say(kBoreal, ada, "letters.opens", {.value = "9"}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{9}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, node.of("bob")->integer("opens"));
		const auto shown = node.shown(kBoreal, "letters.opens", ada);
		CPPUNIT_ASSERT(shown.level == SettingLevel::User && shown.value == "9" && shown.inherited == "6");
		CPPUNIT_ASSERT_MESSAGE("of the company alone",
			node.say(kBoreal, ada, "letters.length", {.value = "9"}).error().code == Code::Missing);
	}

	void d7ALockAboveWinsOverEveryValueBelow()
	{
		Node node(*this, manifest, "");
		const SettingSubject sales{SettingLevel::Group, "g-sales"}, ada{SettingLevel::User, "ada"};
		CPPUNIT_ASSERT(node.say(kBoreal, ada, "letters.protects", {.value = "files"}));
		CPPUNIT_ASSERT(node.say(kBoreal, sales, "letters.protects", {.isLocked = true}));
		const auto rule = node.of("ada")->ruleOf("protects");
		CPPUNIT_ASSERT(rule.isFixed && rule.by == SettingLevel::Group && rule.group == "Sales");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the value above it", std::string("all"), node.of("ada")->text("protects"));
		const auto refused = node.say(kBoreal, ada, "letters.protects", {.value = "files"});
		CPPUNIT_ASSERT(refused.error().code == Code::Denied && refused.error().problem == "locked");
		CPPUNIT_ASSERT(node.say(kBoreal, {}, "letters.protects", {.value = "files", .isLocked = true}));
		CPPUNIT_ASSERT_EQUAL(std::string("files"), node.of("ada")->text("protects"));
		const auto shown = node.shown(kBoreal, "letters.protects", ada);
		CPPUNIT_ASSERT(shown.isLocked && shown.lockedBy == SettingLevel::Company && shown.own.value == "files");
		CPPUNIT_ASSERT(node.say(kBoreal, sales, "letters.protects", {.value = "all"}).error().code == Code::Denied);
	}

	void d7BoundsAboveLimitWhatIsChosenBelow()
	{
		Node node(*this, manifest, "");
		const SettingSubject sales{SettingLevel::Group, "g-sales"}, ada{SettingLevel::User, "ada"};
		CPPUNIT_ASSERT(node.say(kBoreal, ada, "letters.opens", {.value = "50"}));
		CPPUNIT_ASSERT(node.say(kBoreal, {}, "letters.opens", {.min = "2", .max = "10"}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("chosen before", std::int64_t{10}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT(node.shown(kBoreal, "letters.opens", ada).level == SettingLevel::Company);
		CPPUNIT_ASSERT(node.say(kBoreal, sales, "letters.opens", {.min = "4", .max = "6"}));
		const auto rule = node.of("ada")->ruleOf("opens");
		CPPUNIT_ASSERT(rule.min == 4 && rule.max == 6 && rule.by == SettingLevel::Group && rule.group == "Sales");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the default is too small", std::int64_t{4}, node.of("bob")->integer("opens"));
		CPPUNIT_ASSERT(rule.allows(5, 4) && !rule.allows(7, 4) && !rule.allows(3, 4));
		const auto refused = node.say(kBoreal, ada, "letters.opens", {.value = "7"});
		CPPUNIT_ASSERT_MESSAGE(detailOf(refused), detailOf(refused).find("more than 6 (4 to 6)") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE("what was allowed before does not widen",
			node.say(kBoreal, {}, "letters.opens", {.min = "5", .max = "5"}) &&
				node.of("ada")->ruleOf("opens").max == 5);
	}

	void refusesBoundsThatContradict()
	{
		Node node(*this, manifest, "");
		for (const auto& choice: std::initializer_list<SettingChoice>{
				 {.min = "7", .max = "6"}, {.min = "0"}, {.max = "100"}, {.max = "many"}, {.value = "5", .min = "6"}})
			CPPUNIT_ASSERT(node.say(kBoreal, {}, "letters.opens", choice).error().code == Code::Invalid);
		CPPUNIT_ASSERT(node.say(kBoreal, {}, "letters.protects", {.max = "1"}).error().code == Code::Invalid);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, node.of("ada")->integer("opens"));
	}

	void theOperatorsLockIsThePersonsToo()
	{
		Node node(*this, manifest, "plugins: {locked: [letters.opens], settings: {letters: {opens: 2}}}\n");
		const auto rule = node.of("ada")->ruleOf("opens");
		CPPUNIT_ASSERT(rule.isFixed && rule.by == SettingLevel::Default && rule.allows(2, 2) && !rule.allows(3, 2));
		CPPUNIT_ASSERT(node.say(kBoreal, {SettingLevel::User, "ada"}, "letters.opens", {.value = "3"}).error().code ==
			Code::Denied);
	}

	void forgetsWhatADeletedGroupChose()
	{
		Node node(*this, manifest, "");
		const SettingSubject sales{SettingLevel::Group, "g-sales"};
		CPPUNIT_ASSERT(node.set(kBoreal, "letters.opens", "5"));
		CPPUNIT_ASSERT(node.say(kBoreal, sales, "letters.opens", {.value = "6"}));
		CPPUNIT_ASSERT(node.say(kSolstice, sales, "letters.opens", {.value = "8"}));
		CPPUNIT_ASSERT(node.store->write(kBoreal, [&](Sql& sql) { return node.values.forget(sql, sales); }));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, node.of("ada")->integer("opens"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, (*node.own.of(kSolstice, UserId{"ada"}))->integer("opens"));
		CPPUNIT_ASSERT(!node.store->write(kBoreal, [&](Sql& sql) { return node.values.forget(sql, {}); }));
	}
};

SX_BOTH_DATABASES(TenantValuesTest);

}
