#include "kernel/config/Configuration.h"
#include "tests/kernel/config/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>

using namespace sx;
using namespace sx::config;

class ConfigurationTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ConfigurationTest);
	CPPUNIT_TEST(startsWithoutAFile);
	CPPUNIT_TEST(namesLineAndColumnOfAWrongValue);
	CPPUNIT_TEST(suggestsTheNearestKey);
	CPPUNIT_TEST(suggestsTheSectionThatWasForgotten);
	CPPUNIT_TEST(tellsEveryMistakeAtOnce);
	CPPUNIT_TEST(refusesAKeyWrittenTwice);
	CPPUNIT_TEST(refusesBrokenYaml);
	CPPUNIT_TEST(refusesAliasesBeforeTheyExpand);
	CPPUNIT_TEST(survivesNestingWithoutEnd);
	CPPUNIT_TEST(survivesFlippedBytes);
	CPPUNIT_TEST(saysThatTheFileIsMissing);
	CPPUNIT_TEST(letsTheEnvironmentWin);
	CPPUNIT_TEST(namesTheVariableThatIsWrong);
	CPPUNIT_TEST(tellsWhichSourceWon);
	CPPUNIT_TEST(neverShowsTheDatabasePassword);
	CPPUNIT_TEST(readsTheDatabaseFromASecretFile);
	CPPUNIT_TEST(refusesASecretFileThatEverybodyMayRead);
	CPPUNIT_TEST(takesPathsRelativeToTheFile);
	CPPUNIT_TEST(readsUnits);
	CPPUNIT_TEST(refusesUnitsThatDoNotFit);
	CPPUNIT_TEST(pointsOutVariablesThatMeanNothing);
	CPPUNIT_TEST(checksPluginSettings);
	CPPUNIT_TEST(givesPluginSettingsByTypeAndSource);
	CPPUNIT_TEST(givesTheContentOfASecretFile);
	CPPUNIT_TEST(findsFilesBesideTheOneThatNamesThem);
	CPPUNIT_TEST(refusesSettingsOfAPluginThatIsNotThere);
	CPPUNIT_TEST(locksWhatCompaniesMayChangeOnly);
	CPPUNIT_TEST_SUITE_END();

	TemporaryFolder folder;

	std::string detailOf(const std::string& yaml, const Variables& variables = {})
	{
		auto loaded = Configuration::load(folder.write("c.yaml", yaml), "/opt/sx/bin", variables);
		return loaded ? "" : loaded.error().detail;
	}
	Configuration good(const std::string& yaml, const Variables& variables = {})
	{
		auto loaded = Configuration::load(folder.write("c.yaml", yaml), "/opt/sx/bin", variables);
		CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error().detail, bool(loaded));
		return *loaded;
	}
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, text.find(part) != std::string::npos);
	}
	std::string entry(const Configuration& configuration, const std::string& key)
	{
		for (const auto& each: configuration.entries)
			if (each.key == key) return each.shown + " from " + each.where;
		return "none";
	}
	Manifest messages()
	{
		folder.write("messages/plugin.yaml",
			"id: messages\nversion: 1.0.0\ntitle: Messages\nkernel: \">=1.0\"\nsettings:\n"
			"  expires: {type: duration, default: 10d, min: 1h, max: 30d, help: Wait.}\n"
			"  max_size: {type: bytes, default: 2.5GB, help: Size.}\n"
			"  open: {type: flag, default: true, help: Open.}\n"
			"  hosts: {type: texts, default: [a, b], help: Hosts.}\n"
			"  secret: {type: secret-file, help: A secret.}\n"
			"  tries: {type: integer, default: 5, min: 1, max: 9, help: Tries.}\n"
			"  mode: {type: text, default: calm, choices: [calm, eager], help: Mode.}\n");
		auto manifest = readManifest(folder.path + "/messages");
		CPPUNIT_ASSERT_MESSAGE(manifest ? "" : manifest.error().detail, bool(manifest));
		return *manifest;
	}

	void startsWithoutAFile()
	{
		auto loaded = Configuration::load("", "/opt/sx/bin", {});
		CPPUNIT_ASSERT(bool(loaded));
		CPPUNIT_ASSERT(loaded->environment == Environment::Production);
		CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), loaded->listen.address);
		CPPUNIT_ASSERT_EQUAL(8080, int(loaded->listen.port));
		CPPUNIT_ASSERT_EQUAL(std::string("/opt/sx/plugins"), loaded->plugins.folder);
		CPPUNIT_ASSERT(loaded->http.stallTimeout == std::chrono::seconds(30));
		CPPUNIT_ASSERT_EQUAL(loaded->dataFolder + "/master.key", loaded->keys.masterFile);
	}
	void namesLineAndColumnOfAWrongValue()
	{
		assertHas(
			detailOf("environment: demo\nlisten:\n  port: 99999\n"), "c.yaml:3:9: listen.port is more than 65535");
	}
	void suggestsTheNearestKey()
	{
		assertHas(detailOf("listen:\n  prot: 80\n"), "c.yaml:2:3: unknown key listen.prot; did you mean listen.port?");
	}
	void suggestsTheSectionThatWasForgotten()
	{
		assertHas(detailOf("port: 80\n"), "c.yaml:1:1: unknown key port; did you mean listen.port?");
	}
	void tellsEveryMistakeAtOnce()
	{
		const auto detail = detailOf(
			"enviroment: demo\nlisten: {port: many}\nhttp: {idle_timeout: 5}\nlog: {level: loud}\n");
		assertHas(detail, ":1:1: unknown key enviroment; did you mean environment?");
		assertHas(detail, ":2:16: listen.port expects a whole number");
		assertHas(detail, ":3:22: http.idle_timeout expects a duration");
		assertHas(detail, ":4:14: log.level expects debug, info, warning, error");
	}
	void refusesAKeyWrittenTwice()
	{
		assertHas(detailOf("listen: {port: 80}\nlisten: {port: 81}\n"), "c.yaml:2:1: key listen is written twice");
	}
	void refusesBrokenYaml()
	{
		assertHas(detailOf("listen: {port: 80\nlog: [\n"), "c.yaml:2");
		assertHas(detailOf("a: 'b\n"), "not YAML");
	}
	void refusesAliasesBeforeTheyExpand()
	{
		assertHas(detailOf("listen: &a {port: 80}\nlog: *a\n"), "c.yaml:2:6: aliases (*name) are not used here");
	}
	void survivesNestingWithoutEnd()
	{
		for (const char* each: {"[", "{", "- ", "? ", "{a: ", "[[", "a: {", "!!x ", "&a ", "\"", "| ", "%"})
		{
			std::string text;
			while (text.size() < 100'000) text += each;
			detailOf(text);  // some are valid YAML; none may overflow the stack or run forever
			detailOf("listen: " + text);
		}
		assertHas(detailOf(std::string(100'000, '[')), "more than 16 levels");
	}
	void survivesFlippedBytes()
	{
		std::string text =
			"environment: demo\nlisten: {address: \"::1\", port: 80}\nhttp:\n  proxies:\n    - 10.0.0.1\n"
			"plugins:\n  settings:\n    messages: {expires: 5d, hosts: [a, 'b']}\nlog:\n  level: info # all\n";
		std::minstd_rand random(20261124);
		for (int i = 0; i < 2000; ++i)
		{
			auto changed = text;
			for (int k = 0; k < 3; ++k) changed[random() % changed.size()] = static_cast<char>(random() % 256);
			auto loaded = Configuration::load(folder.write("c.yaml", changed), "/opt/sx/bin", {});
			CPPUNIT_ASSERT(loaded || !loaded.error().detail.empty());
		}
	}
	void saysThatTheFileIsMissing()
	{
		auto loaded = Configuration::load(folder.path + "/none.yaml", "", {});
		CPPUNIT_ASSERT(!loaded && loaded.error().code == Code::Missing);
	}
	void letsTheEnvironmentWin()
	{
		auto configuration = good("listen: {port: 80}\nhttp: {proxies: [10.0.0.1]}\n",
			{{"SX_PORT", "9000"}, {"SX_DATA", "/srv/sx"}, {"SX_HTTP_PROXIES", "10.0.0.2, 10.1.0.0/16"}});
		CPPUNIT_ASSERT_EQUAL(9000, int(configuration.listen.port));
		CPPUNIT_ASSERT_EQUAL(std::string("/srv/sx"), configuration.dataFolder);
		CPPUNIT_ASSERT(configuration.http.proxies == (std::vector<std::string>{"10.0.0.2", "10.1.0.0/16"}));
	}
	void namesTheVariableThatIsWrong()
	{
		assertHas(detailOf("", {{"SX_PORT", "eighty"}}), "SX_PORT: listen.port expects a whole number");
	}
	void tellsWhichSourceWon()
	{
		auto configuration = good("listen:\n  port: 80\n", {{"SX_LOG_LEVEL", "debug"}});
		CPPUNIT_ASSERT_EQUAL("80 from " + folder.path + "/c.yaml:2:9", entry(configuration, "listen.port"));
		CPPUNIT_ASSERT_EQUAL(std::string("debug from SX_LOG_LEVEL"), entry(configuration, "log.level"));
		CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1 from "), entry(configuration, "listen.address"));
	}
	void neverShowsTheDatabasePassword()
	{
		auto configuration = good("database: postgresql://u:hunter2@localhost/sx\n");
		CPPUNIT_ASSERT(configuration.database.isPostgres);
		assertHas(entry(configuration, "database"), "(set)");
		const auto detail = detailOf("database: mysql://u:hunter2@localhost/sx\n");
		assertHas(detail, "database expects sqlite, postgresql://");
		CPPUNIT_ASSERT(detail.find("hunter2") == std::string::npos);
	}
	void readsTheDatabaseFromASecretFile()
	{
		std::filesystem::permissions(folder.write("db", "postgresql://u:p@h/d\n"), std::filesystem::perms(0600));
		CPPUNIT_ASSERT_EQUAL(std::string("postgresql://u:p@h/d"), good("database: file:db\n").database.url);
	}
	void refusesASecretFileThatEverybodyMayRead()
	{
		std::filesystem::permissions(folder.write("db", "postgresql://u:p@h/d\n"), std::filesystem::perms(0644));
		assertHas(detailOf("database: file:db\n"), "everybody may read");
	}
	void takesPathsRelativeToTheFile()
	{
		CPPUNIT_ASSERT_EQUAL(folder.path + "/var", good("data_folder: ./var/\n").dataFolder);
	}
	void readsUnits()
	{
		CPPUNIT_ASSERT_EQUAL(std::int64_t{864'000}, *parseDuration("10d"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{900}, *parseDuration("15m"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, *parseBytes("0"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8'388'608}, *parseBytes("8MiB"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'500'000'000}, *parseBytes("2.5GB"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{100'000'000}, *parseBytes("100MB"));
	}
	void refusesUnitsThatDoNotFit()
	{
		for (const char* each:
			{"", "10", "d", "-1d", "1.5h", "10 d", "10y", "99999999999999999d", "99999999999999999999d"})
			CPPUNIT_ASSERT_MESSAGE(each, !parseDuration(each));
		for (const char* each: {"", "10", "MB", "-1MB", "1.MB", "1.2345MB", "10mb", "9999999999TiB"})
			CPPUNIT_ASSERT_MESSAGE(each, !parseBytes(each));
	}
	void pointsOutVariablesThatMeanNothing()
	{
		auto notes = good("", {{"SX_PROT", "1"}, {"SX_MESSAGES_EXPIRES", "1d"}}).unknownVariables({messages()});
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes.size());
		assertHas(notes.front(), "SX_PROT means nothing here; did you mean SX_PORT?");
	}
	void checksPluginSettings()
	{
		auto configuration = good("plugins:\n  settings:\n    messages:\n      expire: 5d\n      max_size: big\n      "
								  "tries: 10\n      mode: eagre\n");
		auto settings = configuration.settingsOf(messages());
		CPPUNIT_ASSERT(!settings);
		assertHas(settings.error().detail,
			"c.yaml:4:15: unknown key plugins.settings.messages.expire; did you mean expires?");
		assertHas(settings.error().detail, "c.yaml:5:17: plugins.settings.messages.max_size expects a size");
		assertHas(settings.error().detail, "c.yaml:6:14: plugins.settings.messages.tries is more than 9");
		assertHas(settings.error().detail, "mode expects calm, eager; did you mean eager?");
	}
	void givesPluginSettingsByTypeAndSource()
	{
		auto settings = good("plugins: {settings: {messages: {expires: 5d, hosts: [x], open: false}}}\n",
			{{"SX_MESSAGES_EXPIRES",
				"6d"}}).settingsOf(messages());
		CPPUNIT_ASSERT(bool(settings));
		const auto& s = **settings;
		CPPUNIT_ASSERT(s.duration("expires") == std::chrono::hours(6 * 24));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'500'000'000}, s.bytes("max_size"));
		CPPUNIT_ASSERT(!s.flag("open"));
		CPPUNIT_ASSERT(s.texts("hosts") == std::vector<std::string>{"x"});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, s.integer("tries"));
		CPPUNIT_ASSERT_EQUAL(std::string("calm"), s.text("mode"));
		CPPUNIT_ASSERT_EQUAL(std::string(), s.text("secret"));
		CPPUNIT_ASSERT_EQUAL(std::string(), s.text("unheard_of"));
	}
	void givesTheContentOfASecretFile()
	{
		const auto file = folder.write("token", "s3cret\n");
		std::filesystem::permissions(file, std::filesystem::perms(0600));
		auto settings = good("", {{"SX_MESSAGES_SECRET", file}}).settingsOf(messages());
		CPPUNIT_ASSERT_MESSAGE(settings ? "" : settings.error().detail, bool(settings));
		CPPUNIT_ASSERT_EQUAL(std::string("s3cret"), (*settings)->text("secret"));
		for (const auto& each: (*settings)->entries()) CPPUNIT_ASSERT(each.shown.find("s3cret") == std::string::npos);
	}
	void findsFilesBesideTheOneThatNamesThem()
	{
		std::filesystem::permissions(folder.write("token", "s3cret\n"), std::filesystem::perms(0600));
		auto settings = good("plugins:\n  settings:\n    messages: {secret: ./token}\n").settingsOf(messages());
		CPPUNIT_ASSERT_MESSAGE(settings ? "" : settings.error().detail, bool(settings));
		CPPUNIT_ASSERT_EQUAL(std::string("s3cret"), (*settings)->text("secret"));
		CPPUNIT_ASSERT(!good("", {{"SX_MESSAGES_SECRET", "./token"}}).settingsOf(messages()));
	}
	void refusesSettingsOfAPluginThatIsNotThere()
	{
		auto checked = good("plugins:\n  required: [mesages]\n  settings:\n    massages: {expires: 5d}\n")
						   .checkPluginNames({messages()});
		CPPUNIT_ASSERT(!checked);
		assertHas(checked.error().detail, "c.yaml:4:5: plugins.settings.massages: no such plugin");
		assertHas(checked.error().detail, "did you mean messages?");
		assertHas(checked.error().detail, "plugins.required: no plugin mesages");
	}
	void locksWhatCompaniesMayChangeOnly()
	{
		auto plugin = messages();
		for (auto& spec: plugin.settings)
			if (spec.key == "tries") spec.scope = {"system", "tenant"};
		CPPUNIT_ASSERT(good("plugins: {locked: [messages.tries]}\n").checkPluginNames({plugin}));
		auto checked = good("plugins:\n  locked: [messages.trys, messages.expires]\n").checkPluginNames({plugin});
		CPPUNIT_ASSERT(!checked);
		assertHas(checked.error().detail,
			"c.yaml:2:11: plugins.locked: messages.trys is no setting that companies may change; did you mean "
			"messages.tries?");
		assertHas(checked.error().detail, "messages.expires is no setting");
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigurationTest);
