// Tests the colours of brands against what brand.mjs of the interface guide makes of them (colours.txt).
#include "domain/Colours.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <sstream>

using namespace sx::branding;

class ColoursTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ColoursTest);
	CPPUNIT_TEST(derivesTheSameAsTheGuide);
	CPPUNIT_TEST(readsColoursAsPeopleWriteThem);
	CPPUNIT_TEST(tellsWhichColourHadToMove);
	CPPUNIT_TEST(neverWritesTextThatCannotBeRead);
	CPPUNIT_TEST(writesAStyleSheetOfColoursAlone);
	CPPUNIT_TEST_SUITE_END();

	static const Contrast& named(const std::vector<Contrast>& all, std::string_view name)
	{
		for (const auto& each: all)
			if (each.name == name) return each;
		throw std::runtime_error(std::string(name));
	}

public:
	void derivesTheSameAsTheGuide()
	{
		std::ifstream file(SX_BRAND_COLOURS);
		std::string line;
		int checked = 0;
		while (std::getline(file, line))
		{
			if (line.starts_with("# ")) continue;
			std::istringstream words(line);
			std::string brand, header, mode, wanted;
			words >> brand >> header >> mode;
			const auto roles = rolesOf(brand, header, mode == "dark" ? Mode::Dark : Mode::Light);
			for (std::size_t i = 0; i < kRoles.size(); ++i, ++checked)
			{
				words >> wanted;
				CPPUNIT_ASSERT_EQUAL_MESSAGE(line + std::string(kRoles[i]), wanted, roles.colours[i]);
			}
		}
		CPPUNIT_ASSERT_EQUAL(4500, checked);
	}

	void readsColoursAsPeopleWriteThem()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("#1f6b45"), colourOf(" #1F6B45 ").value());
		CPPUNIT_ASSERT_EQUAL(std::string("#1f6b45"), colourOf("1f6b45").value());
		CPPUNIT_ASSERT_EQUAL(std::string("#aabbcc"), colourOf("#abc").value());
		for (const auto* wrong: {"", "#", "green", "#12345", "#1234567", "#12345g", "red;}body{display:none", "url(x)"})
			CPPUNIT_ASSERT_MESSAGE(wrong, !colourOf(wrong));
	}

	void tellsWhichColourHadToMove()
	{
		const auto orange = contrastsOf({"#ffffff", "#f2851b", "#1f6b45", "#9fc5b0", "#c9ddd2"});
		CPPUNIT_ASSERT(named(orange, "links").isMoved && named(orange, "links").used == "#a25503");
		CPPUNIT_ASSERT(named(orange, "links").given < 2.3 && named(orange, "links").is >= 4.6);
		CPPUNIT_ASSERT(named(orange, "dark_header").isMoved);
		const auto& mail = named(orange, "mail_button");
		CPPUNIT_ASSERT(mail.isMoved && mail.used == "#ffffff" && mail.given > 3.4 && mail.given < 3.6);
		const auto green = contrastsOf({"#123a28", "#1f6b45", "#1f6b45", "#ffffff", "#c9ddd2"});
		CPPUNIT_ASSERT(!named(green, "links").isMoved && !named(green, "mail_button").isMoved);
		CPPUNIT_ASSERT(named(green, "dark_button").isMoved && named(green, "dark_button").used == "#378058");
	}

	void neverWritesTextThatCannotBeRead()
	{
		for (const auto* brand: {"#000000", "#ffffff", "#f2851b", "#ffff00", "#777777", "#0000ff", "#e0115f"})
			for (const auto& each: contrastsOf({brand, brand, brand, brand, brand}))
				CPPUNIT_ASSERT_MESSAGE(std::string(brand) + std::string(each.name), each.is >= each.least);
	}

	void writesAStyleSheetOfColoursAlone()
	{
		const auto sheet = sheetOf("#1f6b45", "#123a28");
		CPPUNIT_ASSERT(sheet.find("[data-bs-theme=\"dark\"] {\n  --sx-brand: #378058;") != std::string::npos);
		CPPUNIT_ASSERT(sheet.find("url(") == std::string::npos && sheet.find('<') == std::string::npos);
		CPPUNIT_ASSERT(sheet.size() < 4000);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ColoursTest);
