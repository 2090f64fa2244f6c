// Puts a theme over every template of the product: each may stand in for itself, and none of a mail's parts can be left
// out.
#include "kernel/pages/PageEngine.h"
#include "kernel/pages/Themes.h"
#include "tests/kernel/config/TemporaryFolder.h"

#include "kernel/config/Catalogue.h"
#include "kernel/config/Manifest.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace sx;
using namespace sx::pages;
namespace fs = std::filesystem;

class ThemedTemplatesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ThemedTemplatesTest);
	CPPUNIT_TEST(mayEachStandInForThemselves);
	CPPUNIT_TEST(loseNoPartOfAMail);
	CPPUNIT_TEST(loseNoTokenOfAForm);
	CPPUNIT_TEST_SUITE_END();

	TemporaryFolder folder;
	std::unique_ptr<PageEngine> engine;
	std::map<std::string, std::string> originals;  // texts by names
	std::map<std::string, std::string> overrides;

	static std::string read(const fs::path& path)
	{
		std::ifstream in(path);
		return {std::istreambuf_iterator<char>(in), {}};
	}

	void collect(const std::string& owner, const fs::path& templates)
	{
		for (const char* part: {"layouts", "pages", "partials", "fragments", "mails", "icons", "logos"})
		{
			std::error_code error;
			for (const auto& entry: fs::directory_iterator(templates / part, error))
				if (auto file = entry.path().filename().string(); file.ends_with(".mustache"))
					originals.emplace(owner + "/" + part + "/" + file.substr(0, file.size() - 9), read(entry.path()));
		}
	}

public:
	void setUp() override
	{
		Options options;
		options.templatesFolder = SX_TEMPLATES;
		options.webFolder = SX_WEB;
		options.assetsFolder = SX_SHARED_ASSETS;
		options.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
		engine = std::make_unique<PageEngine>(std::move(options));
		const auto loaded = engine->load();
		CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error().detail, bool(loaded));
		for (const auto* each: {SX_TEMPLATES, SX_WEB "/templates", SX_SHARED_ASSETS "/templates"})
			collect("shared", each);
		for (const auto& plugin: config::readManifests(SX_SOURCE_DIR "/plugins"))
		{
			// The built plugin has the mails that MJML made; one that is not built has the rest.
			fs::path place = fs::path(SX_SHARED_ASSETS) / "../../plugins" / plugin.name;
			if (!fs::exists(place / "plugin.yaml")) place = plugin.folder;
			const auto added = engine->add(plugin.id, place.string());
			CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
			for (const auto* each: {"templates", "assets/templates"}) collect(plugin.id, place / each);
		}
		CPPUNIT_ASSERT(engine->add("com.acme.slate", folder.path));
	}

private:
	void take(const std::string& name, const std::string& text)
	{
		folder.write("theme/" + name + ".mustache", text);
		overrides[name] = "1.0.0+original";
	}

	/// Judges what was taken, and returns what was refused, by file.
	std::map<std::string, std::string> refused()
	{
		engine->addThemes({.standard = "",
							  .versionOf = [](std::string_view) { return std::string("1.0.0"); },
							  .digest = [](std::string_view) { return std::string("original"); }},
			{{"com.acme.slate", "Slate", folder.path, {}, overrides}});
		std::map<std::string, std::string> out;
		for (const auto& each: engine->themes().findings()) out[each.file] = each.detail;
		return out;
	}

	void mayEachStandInForThemselves()
	{
		CPPUNIT_ASSERT(originals.size() > 150);
		for (const auto& [name, text]: originals) take(name, text);
		std::string all;
		for (const auto& [file, detail]: refused()) all += file + ": " + detail + "\n";
		CPPUNIT_ASSERT_EQUAL(std::string(), all);
	}

	/// Takes every template of a kind with one piece cut out at a time, and returns the cuts that were not refused.
	std::string takenWithout(const std::function<bool(const std::string& name)>& isMeant,
		const std::function<std::vector<std::string>(const std::string& text)>& piecesOf,
		std::size_t& count)
	{
		std::string taken;
		bool goesOn = true;
		for (std::size_t nth = 0; goesOn; ++nth)
		{
			goesOn = false;
			overrides.clear();
			std::map<std::string, std::string> cut;
			for (const auto& [name, text]: originals)
			{
				if (!isMeant(name)) continue;
				const auto pieces = piecesOf(text);
				if (nth >= pieces.size()) continue;
				goesOn = true;
				auto shorter = text;
				shorter.erase(shorter.find(pieces[nth]), pieces[nth].size());
				take(name, shorter);
				cut["theme/" + name + ".mustache"] = pieces[nth];
			}
			count += cut.size();
			const auto faults = refused();
			for (const auto& [file, piece]: cut)
				if (!faults.contains(file)) taken += file + " without " + piece + "\n";
			fs::remove_all(folder.path + "/theme");
		}
		return taken;
	}

	/// Lists the tags that say something, or that bring a part in which does.
	static std::vector<std::string> tagsOf(const std::string& text)
	{
		std::vector<std::string> out;
		for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2))
		{
			const bool isRaw = text.compare(at, 3, "{{{") == 0;
			const auto end = text.find(isRaw ? "}}}" : "}}", at) + (isRaw ? 3 : 2);
			const auto tag = text.substr(at, end - at);
			if (std::string("#^/!").find(tag[2]) == std::string::npos &&
				std::find(out.begin(), out.end(), tag) == out.end() && !isLook(tag))
				out.push_back(tag);
			at = end - 2;
		}
		return out;
	}

	static bool isLook(const std::string& tag)
	{
		return tag.starts_with("{{colour.") || tag == "{{width}}" || tag == "{{height}}" || tag == "{{>mail-rule}}";
	}

	void loseNoPartOfAMail()
	{
		std::size_t count = 0;
		const auto isMail = [](const std::string& name) { return name.find("/mails/") != std::string::npos; };
		CPPUNIT_ASSERT_EQUAL(std::string(), takenWithout(isMail, tagsOf, count));
		CPPUNIT_ASSERT_MESSAGE(std::to_string(count), count > 100);
	}

	void loseNoTokenOfAForm()
	{
		std::size_t count = 0;
		const auto tokensOf = [](const std::string& text) {
			std::vector<std::string> out;
			for (const auto& tag: tagsOf(text))
				if (tag == "{{csrf}}") out.push_back(tag);
			return out;
		};
		CPPUNIT_ASSERT_EQUAL(std::string(), takenWithout([](const std::string&) { return true; }, tokensOf, count));
		CPPUNIT_ASSERT_MESSAGE(std::to_string(count), count > 20);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThemedTemplatesTest);
