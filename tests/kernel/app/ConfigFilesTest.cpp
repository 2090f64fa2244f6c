// Checks that the files in config/ describe what the server does.
#include "kernel/config/Configuration.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

using sx::config::Configuration;

class ConfigFilesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ConfigFilesTest);
	CPPUNIT_TEST(nameEveryKeyOfTheServer);
	CPPUNIT_TEST(showTheDefaultsOfTheServer);
	CPPUNIT_TEST(areAllGood);
	CPPUNIT_TEST_SUITE_END();

	static std::string path(const std::string& name) { return std::string(SX_SOURCE_DIR) + "/config/" + name; }

	static Configuration load(const std::string& name)
	{
		auto loaded = Configuration::load(path(name), "/usr/bin", {});
		CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error().detail, bool(loaded));
		return std::move(*loaded);
	}

	static std::string textOf(const std::string& name)
	{
		std::ostringstream out;
		out << std::ifstream(path(name)).rdbuf();
		return out.str();
	}

	void nameEveryKeyOfTheServer()
	{
		const auto text = textOf("sxserver.yaml");
		for (const auto& spec: Configuration::schema())
		{
			const auto last = spec.key.substr(spec.key.rfind('.') + 1) + ":";
			CPPUNIT_ASSERT_MESSAGE(spec.key + " is not in config/sxserver.yaml", text.find(last) != std::string::npos);
		}
	}

	void showTheDefaultsOfTheServer()
	{
		// These keys may differ from the defaults: a path is relative to the file, and the file requires the two
		// plugins without which nobody could sign in.
		const std::set<std::string> kOwn{"data_folder", "plugins.required"};
		const auto file = load("sxserver.yaml");
		auto none = Configuration::load({}, "/usr/bin", {});
		CPPUNIT_ASSERT(none);
		for (std::size_t i = 0; i < file.entries.size(); ++i)
		{
			if (kOwn.contains(file.entries[i].key) || file.entries[i].origin == sx::config::Origin::Default) continue;
			CPPUNIT_ASSERT_EQUAL_MESSAGE(file.entries[i].key, none->entries[i].shown, file.entries[i].shown);
		}
	}

	void areAllGood()
	{
		for (const auto* name: {"demo.yaml", "presets/eco.yaml", "presets/avance.yaml", "presets/pro.yaml"}) load(name);
		CPPUNIT_ASSERT(load("demo.yaml").environment == sx::Environment::Demo);
		CPPUNIT_ASSERT(load("sxserver.yaml").environment == sx::Environment::Production);
		CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1"), load("demo.yaml").listen.address);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigFilesTest);

}
