#include "domain/Waves.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

/// Tests the plugin inside a real server: its pages over HTTP, its tables in a real database.
class WaveTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(WaveTest);
	CPPUNIT_TEST(takesWavesUpToTheMost);
	CPPUNIT_TEST(showsThePageInBothLanguages);
	CPPUNIT_TEST(countsEachWave);
	CPPUNIT_TEST(refusesOneTooMany);
	CPPUNIT_TEST_SUITE_END();

	static std::unique_ptr<harness::Server> server(const std::string& most = "1000")
	{
		harness::Options options;
		options.plugins = {"@ID@"};
		options.settings = {{"@ID@.most", most}};
		return harness::Server::start(std::move(options));
	}

	void takesWavesUpToTheMost()
	{
		CPPUNIT_ASSERT(bool(@NAME@::mayWave(2, 3)));
		CPPUNIT_ASSERT(@NAME@::mayWave(3, 3).error().code == Code::Conflict);
	}
	void showsThePageInBothLanguages()
	{
		auto running = server();
		auto browser = running->anonymous();
		auto french = browser.get("/@NAME@?lang=fr");
		CPPUNIT_ASSERT_EQUAL(200, french.status);
		CPPUNIT_ASSERT(french.contains("Personne n’a encore salué."));
		CPPUNIT_ASSERT(browser.get("/@NAME@?lang=en").contains("Nobody has waved yet."));
	}
	void countsEachWave()
	{
		auto running = server();
		auto browser = running->anonymous();
		browser.get("/@NAME@?lang=en");
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/@NAME@", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/@NAME@", Value::Object{}).status);
		CPPUNIT_ASSERT(browser.get("/@NAME@?lang=en").contains("2 people have waved."));
	}
	void refusesOneTooMany()
	{
		auto running = server("1");
		auto browser = running->anonymous();
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm("/@NAME@", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(409, browser.postForm("/@NAME@", Value::Object{}).status);
		CPPUNIT_ASSERT(browser.get("/@NAME@?lang=en").contains("There are enough waves."));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(WaveTest);
