// Reads every plugin's templates and words as the server does, and checks that each template parses, that each word
// in a template exists, that both languages have the same words, and that every word is used.
#include "kernel/pages/PageEngine.h"

#include "kernel/config/Catalogue.h"
#include "kernel/config/Manifest.h"

#include <Poco/String.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace sx;
using namespace sx::pages;
namespace fs = std::filesystem;

class PluginTemplatesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PluginTemplatesTest);
	CPPUNIT_TEST(parse);
	CPPUNIT_TEST(showWordsThatExistInBothLanguages);
	CPPUNIT_TEST(nameTheSettingsOfCompanies);
	CPPUNIT_TEST(nameEveryPermission);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<PageEngine> engine;
	std::vector<fs::path> plugins;
	std::string faults;

	static bool isCode(const fs::path& path)
	{
		auto ending = path.extension().string();
		return (ending == ".cpp" || ending == ".h" || ending == ".ts") &&
			path.string().find("/tests/") == std::string::npos;
	}

	static std::string codeOf(const fs::path& folder)
	{
		std::string code;
		for (const auto& entry: fs::recursive_directory_iterator(folder))
		{
			if (!entry.is_regular_file() || !isCode(entry.path())) continue;
			std::ifstream in(entry.path());
			code.append(std::istreambuf_iterator<char>(in), {});
		}
		return code;
	}

	// Tells whether code uses a word: names "sent.state.read", or composes it from "sent.state." + name.
	static bool names(const std::string& code, std::string_view key)
	{
		if (code.find("\"" + std::string(key) + "\"") != std::string::npos ||
			code.find("'" + std::string(key) + "'") != std::string::npos)
			return true;
		for (auto dot = key.rfind('.'); dot != std::string_view::npos && dot > 0; dot = key.rfind('.', dot - 1))
			if (code.find("\"" + std::string(key.substr(0, dot + 1)) + "\"") != std::string::npos) return true;
		return false;
	}

	// Returns the words that the page of a company's settings shows for this plugin.
	static std::vector<std::string> wordsOfSettings(const fs::path& plugin)
	{
		std::vector<std::string> keys;
		auto manifest = config::readManifest(plugin.string());
		if (!manifest) return keys;
		for (const auto& spec: manifest->settings)
		{
			if (!spec.isOfTenant()) continue;
			keys.push_back("settings.title");
			for (const auto* part: {"label", "help"}) keys.push_back("setting." + spec.key + "." + part);
			for (const auto& choice: spec.choices) keys.push_back("setting." + spec.key + "." + choice);
		}
		return keys;
	}

	/// Returns a permission's name without the id of its plugin, as words have it.
	static std::string ownPartOf(const std::string& permission) { return permission.substr(permission.find('.') + 1); }

	/// Returns the words that the page of groups shows for this plugin. A permission that several plugins declare is
	/// worded by the one whose id begins it.
	static std::vector<std::string> wordsOfPermissions(const fs::path& plugin)
	{
		std::vector<std::string> keys;
		auto manifest = config::readManifest(plugin.string());
		if (!manifest) return keys;
		for (const auto& name: manifest->permissions)
		{
			const auto owner = plugin.parent_path() / name.substr(0, name.find('.'));
			const auto others = owner == plugin || !fs::exists(owner / "plugin.yaml")
				? Result<config::Manifest>(Error{})
				: config::readManifest(owner.string());
			if (!others || !others->lists(others->permissions, name))
				keys.push_back("permission." + ownPartOf(name) + ".label");
		}
		return keys;
	}

public:
	void setUp() override
	{
		Options options;
		options.templatesFolder = SX_TEMPLATES;
		options.webFolder = SX_WEB;
		options.assetsFolder = SX_SHARED_ASSETS;  // the compiled mails
		options.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
		engine = std::make_unique<PageEngine>(std::move(options));
		if (auto loaded = engine->load(); !loaded) faults += loaded.error().detail + "\n";
		for (const auto& entry: fs::directory_iterator(fs::path(SX_TEMPLATES).parent_path() / "plugins"))
		{
			if (!fs::exists(entry.path() / "plugin.yaml")) continue;
			auto added = engine->add(entry.path().filename(), entry.path());
			if (added)
				plugins.push_back(entry.path());
			else
				faults += added.error().detail + "\n";
		}
	}

private:
	void parse() { CPPUNIT_ASSERT_EQUAL(std::string(), faults); }

	void showWordsThatExistInBothLanguages()
	{
		static constexpr const char* kWhat[] = {"missing", "shown nowhere", "not the same in both languages"};
		std::string found;
		for (const auto& plugin: plugins)
		{
			auto code = codeOf(plugin);
			// A service words its errors for the pages of other plugins: "tables:too_many".
			Poco::replaceInPlace(code, '"' + plugin.filename().string() + ':', std::string("\""));
			for (const auto& key: wordsOfSettings(plugin)) code += '"' + key + '"';
			for (const auto& key: wordsOfPermissions(plugin))
				for (const auto& shown: {key, key.substr(0, key.size() - 5) + "help", std::string("permission.title")})
					code += '"' + shown + '"';
			// Plugin quotas composes the words of what others declare: "quota." + name + ".label".
			if (code.find("sx/quotas/Quotas.h") != std::string::npos) code += "\"quota.\"";
			code += "\"person_data.title\"";  // plugin privacy titles what each plugin holds of a person
			code += "\"audit.\"";             // plugin audit shows the sentences of everybody's kinds
			for (const auto& fault:
				engine->checkWords(plugin.filename().string(), [&](std::string_view key) { return names(code, key); }))
				found += plugin.filename().string() + ": " + fault.key + " is " + kWhat[static_cast<int>(fault.kind)] +
					", " + fault.where + "\n";
		}
		CPPUNIT_ASSERT_EQUAL(std::string(), found);
	}

	void nameTheSettingsOfCompanies()
	{
		std::string missing;
		for (const auto& plugin: plugins)
			for (const auto& key: wordsOfSettings(plugin))
				for (const auto* language: {"fr", "en"})
					if (!engine->hasWord(plugin.filename().string(), languageOf(language), key))
						missing += plugin.filename().string() + ": " + key + " (" + language + ")\n";
		CPPUNIT_ASSERT_EQUAL(std::string(), missing);
	}

	void nameEveryPermission()
	{
		std::string missing;
		std::size_t count = 0;
		for (const auto& plugin: plugins)
			for (const auto& key: wordsOfPermissions(plugin))
			{
				++count;
				for (const auto* language: {"fr", "en"})
					if (!engine->hasWord(plugin.filename().string(), languageOf(language), key))
						missing += plugin.filename().string() + ": " + key + " (" + language + ")\n";
			}
		CPPUNIT_ASSERT_EQUAL(std::string(), missing);
		CPPUNIT_ASSERT_MESSAGE(std::to_string(count) + " permissions (J7)", count >= 20);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginTemplatesTest);
