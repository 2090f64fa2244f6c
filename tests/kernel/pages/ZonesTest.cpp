#include "kernel/pages/Zones.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <set>

using namespace sx;
using namespace sx::pages;

class ZonesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ZonesTest);
	CPPUNIT_TEST(namesZonesInTheReadersLanguage);
	CPPUNIT_TEST(listsEachZoneOnceAndByItsName);
	CPPUNIT_TEST(knowsOlderNames);
	CPPUNIT_TEST(knowsWhatIsNoZone);
	CPPUNIT_TEST_SUITE_END();

	Zones zones;
	const Language french{"fr-CA"}, english{"en-CA"};

	void namesZonesInTheReadersLanguage()
	{
		const auto toronto = zones.find(french, "America/Toronto");
		CPPUNIT_ASSERT_EQUAL(std::string("America/Toronto"), toronto->id);
		CPPUNIT_ASSERT_EQUAL(std::string("Toronto (heure de l\u2019Est)"), toronto->label);
		CPPUNIT_ASSERT_EQUAL(std::string("Canada"), toronto->country);
		CPPUNIT_ASSERT_EQUAL(std::string("Paris (Central European Time)"), zones.find(english, "Europe/Paris")->label);
		CPPUNIT_ASSERT_EQUAL(std::string("Allemagne"), zones.find(french, "Europe/Berlin")->country);
		CPPUNIT_ASSERT_EQUAL(std::string("Tokyo (Japan Time)"), zones.find(english, "Asia/Tokyo")->label);
		CPPUNIT_ASSERT_EQUAL(std::string("UTC (Coordinated Universal Time)"), zones.find(english, "UTC")->label);
	}

	void listsEachZoneOnceAndByItsName()
	{
		for (const auto& language: {french, english})
		{
			std::set<std::string> ids, labels;
			for (const auto& each: zones.all(language))
			{
				CPPUNIT_ASSERT_MESSAGE(each.id, ids.insert(each.id).second);
				labels.insert(each.label);
				CPPUNIT_ASSERT_MESSAGE(each.label, each.label.ends_with(")") && !each.label.starts_with(" "));
				CPPUNIT_ASSERT_MESSAGE(each.id, each.country.empty() == (each.id == "UTC"));
			}
			CPPUNIT_ASSERT(ids.size() > 300);
			CPPUNIT_ASSERT_EQUAL_MESSAGE("no two are called the same", ids.size(), labels.size());
			for (const auto* id: {"America/Toronto", "America/Vancouver", "America/St_Johns", "Europe/Paris", "UTC"})
				CPPUNIT_ASSERT_MESSAGE(id, ids.contains(id));
		}
	}

	void knowsOlderNames()
	{
		CPPUNIT_ASSERT_EQUAL(zones.find(french, "America/Toronto")->id, zones.find(french, "Canada/Eastern")->id);
		CPPUNIT_ASSERT_EQUAL(std::string("UTC"), zones.find(french, "Etc/UTC")->id);
	}

	void knowsWhatIsNoZone()
	{
		for (const char* bad: {"",
				 "Mars/Olympus",
				 "../etc/passwd",
				 "GMT+5",
				 "america/toronto",
				 "Etc/Unknown",
				 "America/Toronto\n",
				 "heure de l\u2019Est"})
			CPPUNIT_ASSERT_MESSAGE(bad, !zones.find(french, bad));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ZonesTest);
