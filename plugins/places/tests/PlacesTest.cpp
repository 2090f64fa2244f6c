#include "sx/places/Places.h"
#include "sx/harness/Harness.h"

#include <Poco/File.h>
#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>

namespace sx::places::tests {

/// Tests places inside a real server, with a real database.
class PlacesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PlacesTest);
	CPPUNIT_TEST(findsPlacesInTheReadersLanguage);
	CPPUNIT_TEST(saysNothingUnlessTheCompanyTurnedItOn);
	CPPUNIT_TEST(readsAFileThatReplacesAnother);
	CPPUNIT_TEST(keepsTheOldOneWhenTheNewOneIsBroken);
	CPPUNIT_TEST(startsWithoutAFileAndRefusesABrokenOne);
	CPPUNIT_TEST_SUITE_END();

	Poco::TemporaryFile _folder;
	const Language _french{"fr-CA"}, _english{"en-CA"};

	std::string path() const { return _folder.path() + "/places.mmdb"; }
	void make(const std::string& city) const
	{
		auto made = Poco::Process::launch("/usr/bin/perl", {SX_PLACES_TESTS "/make_mmdb.pl", path(), city});
		CPPUNIT_ASSERT_EQUAL(0, made.wait());
	}
	static std::unique_ptr<harness::Server> serve(const std::string& file, const std::string& shown = "true")
	{
		harness::Options options;
		options.plugins = {"places"};
		options.settings = {{"places.file", "'" + file + "'"}, {"places.shown", shown}};
		return harness::Server::start(std::move(options));
	}
	std::string placeOf(harness::Server& server, const char* address, const Language& language) const
	{
		return server.find<PlaceFinder>()->placeOf(server.tenant(), address, language).text();
	}

public:
	void setUp() override { _folder.createDirectories(); }

	void findsPlacesInTheReadersLanguage()
	{
		make("Montréal");
		const auto server = serve(path());
		CPPUNIT_ASSERT_EQUAL(std::string("Montréal, Canada"), placeOf(*server, "203.0.113.7", _french));
		CPPUNIT_ASSERT_EQUAL(std::string("City, Canada"), placeOf(*server, "203.0.113.7", _english));
		CPPUNIT_ASSERT_EQUAL(std::string("Allemagne"), placeOf(*server, "2001:db8::1", _french));
		CPPUNIT_ASSERT_EQUAL(std::string("Montréal, Canada"), placeOf(*server, "::ffff:203.0.113.7", _french));
		for (const char* nowhere: {"198.51.100.1", "", "localhost", "no address"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(nowhere, std::string(), placeOf(*server, nowhere, _french));
	}

	void saysNothingUnlessTheCompanyTurnedItOn()
	{
		make("Montréal");
		const auto server = serve(path(), "false");
		CPPUNIT_ASSERT_EQUAL(std::string(), placeOf(*server, "203.0.113.7", _french));
	}

	void readsAFileThatReplacesAnother()
	{
		make("Montréal");
		const auto server = serve(path());
		make("Québec");
		CPPUNIT_ASSERT(server->runSchedule("places.reread"));
		CPPUNIT_ASSERT_EQUAL(std::string("Québec, Canada"), placeOf(*server, "203.0.113.7", _french));
	}

	void keepsTheOldOneWhenTheNewOneIsBroken()
	{
		make("Montréal");
		const auto server = serve(path());
		std::ofstream(path(), std::ios::trunc) << "not a database";  // in place, while it is mapped
		CPPUNIT_ASSERT_EQUAL(std::string("Montréal, Canada"), placeOf(*server, "203.0.113.7", _french));
		CPPUNIT_ASSERT(!server->runSchedule("places.reread"));
		CPPUNIT_ASSERT_EQUAL(std::string("Montréal, Canada"), placeOf(*server, "203.0.113.7", _french));
		CPPUNIT_ASSERT_MESSAGE("told once", bool(server->runSchedule("places.reread")));
		make("Laval");
		CPPUNIT_ASSERT(server->runSchedule("places.reread"));
		CPPUNIT_ASSERT_EQUAL(std::string("Laval, Canada"), placeOf(*server, "203.0.113.7", _french));
	}

	void startsWithoutAFileAndRefusesABrokenOne()
	{
		CPPUNIT_ASSERT_EQUAL(std::string(), placeOf(*serve(""), "203.0.113.7", _french));
		std::ofstream(path()) << "not a database";
		CPPUNIT_ASSERT_THROW(serve(path()), std::runtime_error);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlacesTest);

}
