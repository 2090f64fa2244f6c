#include "kernel/config/Manifest.h"
#include "kernel/config/Catalogue.h"
#include "tests/kernel/config/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;
using namespace sx::config;

class ManifestTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ManifestTest);
	CPPUNIT_TEST(readsWhatAPluginSays);
	CPPUNIT_TEST(tellsEveryMistakeWithItsPlace);
	CPPUNIT_TEST(refusesADefaultOutsideItsOwnLimits);
	CPPUNIT_TEST(refusesConditionsThatCannotHold);
	CPPUNIT_TEST(letsNoCompanyNameAFileOfTheServer);
	CPPUNIT_TEST(refusesIdsOfTheKernel);
	CPPUNIT_TEST(comparesVersions);
	CPPUNIT_TEST(readsATheme);
	CPPUNIT_TEST(refusesRangesThatSayNothing);
	CPPUNIT_TEST(flattensACatalogue);
	CPPUNIT_TEST(keepsWordsThatLookLikeFlags);
	CPPUNIT_TEST(refusesWordsThatAreMissing);
	CPPUNIT_TEST_SUITE_END();

	TemporaryFolder folder;

	Result<Manifest> read(const std::string& yaml)
	{
		folder.write("sms/plugin.yaml", yaml);
		return readManifest(folder.path + "/sms/");
	}
	std::string detailOf(const std::string& yaml)
	{
		auto manifest = read(yaml);
		return manifest ? "" : manifest.error().detail;
	}
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, text.find(part) != std::string::npos);
	}
	static constexpr const char* kHead =
		"id: com.acme.sms\nversion: 1.2.0\ntitle: Text messages\nkernel: \">=1.0 <2.0\"\n";

	void readsWhatAPluginSays()
	{
		auto manifest = read(std::string(kHead) +
			"needs: [mail.outbox/1]\nextends: [mail.delivery/1]\nprovides: []\ntables: sms\n"
			"permissions: [sms.send]\nroutes: true\nsettings:\n  wait:\n    type: duration\n    default: 5m\n    help: "
			"Wait.\n    scope: [system, tenant]\n");
		CPPUNIT_ASSERT_MESSAGE(manifest ? "" : manifest.error().detail, bool(manifest));
		CPPUNIT_ASSERT_EQUAL(std::string("com.acme.sms"), manifest->id);
		CPPUNIT_ASSERT_EQUAL(folder.path + "/sms/sms.so", manifest->library());
		CPPUNIT_ASSERT(manifest->needs == std::vector<std::string>{"mail.outbox/1"});
		CPPUNIT_ASSERT(manifest->routes && manifest->settings.front().scope.size() == 2);
		CPPUNIT_ASSERT(manifest->kernel.contains({1, 5, 0}) && !manifest->kernel.contains({2, 0, 0}));
	}
	void tellsEveryMistakeWithItsPlace()
	{
		const auto detail = detailOf("id: Acme\nversion: one\ntitle: T\nkernel: latest\nneed: []\nneeds: [mail]\n"
									 "settings:\n  wait: {type: durations, default: 5m, hlep: x, help: y}\n");
		assertHas(detail, "plugin.yaml:1:5: id expects one word");
		assertHas(detail, ":2:10: version expects a version");
		assertHas(detail, ":4:9: kernel expects a range");
		assertHas(detail, ":5:1: unknown key need; did you mean needs?");
		assertHas(detail, ":6:9: needs lists mail; expects an interface");
		assertHas(detail, ":8:16: settings.wait.type expects text, integer");
		assertHas(detail, "did you mean duration?");
		assertHas(detail, "unknown key settings.wait.hlep; did you mean help?");
	}
	void readsATheme()
	{
		const std::string head = std::string(kHead) + "theme:\n  styles: [slate.css]\n  overrides:\n";
		auto manifest = read(head + "    shared/layouts/public.html: 1.0.0+3f2a9c01b2d4\n");
		CPPUNIT_ASSERT_MESSAGE(manifest ? "" : manifest.error().detail, bool(manifest));
		CPPUNIT_ASSERT(manifest->theme.isGiven && manifest->isWithoutCode());
		CPPUNIT_ASSERT_EQUAL(std::string("shared/layouts/public.html"), manifest->theme.overrides.at(0).name);
		CPPUNIT_ASSERT_EQUAL(std::string("1.0.0+3f2a9c01b2d4"), manifest->theme.overrides.at(0).madeFor);
		CPPUNIT_ASSERT(read(head)->theme.overrides.empty());
		folder.write("sms/sms.so", "code");
		CPPUNIT_ASSERT(!read(head)->isWithoutCode());
		CPPUNIT_ASSERT(!read(kHead)->theme.isGiven);
		assertHas(detailOf(head + "    ../../etc/passwd.html: 1.0.0+3f2a9c01b2d4\n"), "names ../../etc/passwd.html");
		assertHas(detailOf(head + "    shared/layouts/public.html: 1.0.0\n"),
			":8:33: theme.overrides.shared/layouts/public.html expects the version that it was made for");
		assertHas(detailOf(std::string(kHead) + "theme: {styles: [../x.css], looks: 1}\n"), "unknown key theme.looks");
	}
	void refusesADefaultOutsideItsOwnLimits()
	{
		assertHas(detailOf(std::string(kHead) + "settings:\n  wait: {type: duration, default: 5m, min: 1h, help: y}\n"),
			"plugin.yaml:6:35: settings.default of wait is less than 1h");
	}
	void refusesConditionsThatCannotHold()
	{
		const auto with = [](const std::string& condition) {
			return std::string(kHead) +
				"settings:\n  driver: {type: text, choices: [smtp, none], default: none, help: y}\n"
				"  host: {type: text, help: y, required_if: [" +
				condition + "]}\n";
		};
		assertHas(detailOf(with("drvier=smtp")),
			"plugin.yaml:7:44: settings.host.required_if names drvier, which is no setting here; did you mean driver?");
		assertHas(detailOf(with("driver=smpt")), "names no value of driver: smpt; did you mean smtp?");
		assertHas(detailOf(with("'=smtp'")), "expects another setting, or its value");
		CPPUNIT_ASSERT_EQUAL(std::string(), detailOf(with("driver=smtp, driver")));
	}
	void letsNoCompanyNameAFileOfTheServer()
	{
		assertHas(detailOf(std::string(kHead) +
					  "settings:\n  token: {type: secret-file, help: y, scope: [system, tenant]}\n"),
			"settings.token: a secret-file is the deployment's alone");
	}
	void refusesIdsOfTheKernel()
	{
		assertHas(detailOf("id: http\nversion: 1.0.0\ntitle: T\nkernel: \">=1.0\"\n"),
			"plugin.yaml:1:5: id is a word of the kernel's");
	}
	void comparesVersions()
	{
		CPPUNIT_ASSERT(*parseVersion("1.10") > *parseVersion("1.9.9"));
		for (const char* each: {"", "1", "1.", "1.2.", "1.2.3.", "1.2.3.4", "v1.0", "1.0-beta", "-1.0"})
			CPPUNIT_ASSERT_MESSAGE(each, !parseVersion(each));
	}
	void refusesRangesThatSayNothing()
	{
		for (const char* each: {"", "1.0", "~>1.0", ">= 1.0", ">=", "*"})
			CPPUNIT_ASSERT_MESSAGE(each, !VersionRange::parse(each));
	}
	void flattensACatalogue()
	{
		auto words = readCatalogue(folder.write(
			"fr.yaml", "sent:\n  empty: Rien ici\n  count: \"{n, plural, one {# message} other {# messages}}\"\n"));
		CPPUNIT_ASSERT(bool(words));
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, words->size());
		CPPUNIT_ASSERT_EQUAL(std::string("Rien ici"), words->at("sent.empty"));
	}
	void keepsWordsThatLookLikeFlags()
	{
		auto words = readCatalogue(folder.write("en.yaml", "yes: Yes\nno: No\non: 5\n"));
		CPPUNIT_ASSERT(bool(words));
		CPPUNIT_ASSERT_EQUAL(std::string("No"), words->at("no"));
	}
	void refusesWordsThatAreMissing()
	{
		auto words = readCatalogue(folder.write("en.yaml", "a:\n  b:\n  c: [x]\na.b: twice\n"));
		CPPUNIT_ASSERT(!words);
		assertHas(words.error().detail, "en.yaml:2:3: a.b must be a text");
		assertHas(words.error().detail, "en.yaml:3:3: a.c must be a text");
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ManifestTest);
