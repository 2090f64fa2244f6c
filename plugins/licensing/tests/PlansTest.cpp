// Tests the file of plans: what is in force, and what is refused with its line.
#include "gateway/PlansFile.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <fstream>

namespace sx::licensing {

class PlansTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PlansTest);
	CPPUNIT_TEST(offersThePlansOfTheFile);
	CPPUNIT_TEST(refusesAFileThatCannotBeSold);
	CPPUNIT_TEST_SUITE_END();

	static std::unique_ptr<harness::Server> start()
	{
		harness::Options options;
		options.plugins = {"licensing"};
		options.settings = {{"licensing.plans", SX_PLANS}};
		return harness::Server::start(std::move(options));
	}

	void offersThePlansOfTheFile()
	{
		const auto server = start();
		const auto french = server->anonymous().get("/api/v1/plans", {{"Accept-Language", "fr-CA"}});
		const auto english = server->anonymous().get("/api/v1/plans", {{"Accept-Language", "en-CA"}});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(french.body, 200, french.status);
		CPPUNIT_ASSERT_EQUAL(std::string("CAD"), french.json["currency"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{30}, french.json["trial_days"].integer());
		const auto& plans = french.json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, plans.size());
		const std::pair<const char*, int> expected[]{{"eco", 99}, {"avance", 699}, {"pro", 1'299}};
		for (std::size_t i = 0; i < plans.size(); ++i)
		{
			CPPUNIT_ASSERT_EQUAL(std::string(expected[i].first), plans[i]["id"].text());
			CPPUNIT_ASSERT_EQUAL(std::int64_t{expected[i].second}, plans[i]["price"]["month"].integer());
		}
		CPPUNIT_ASSERT_EQUAL(std::string("Avancé"), plans[1]["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("Advanced"), english.json["items"].list()[1]["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'500'000'000}, plans[2]["limits"]["file_bytes"].integer());
		CPPUNIT_ASSERT(plans[0]["features"].list().size() < plans[1]["features"].list().size());
		CPPUNIT_ASSERT(plans[1]["features"].list().size() < plans[2]["features"].list().size());
	}

	void refusesAFileThatCannotBeSold()
	{
		std::ifstream in(SX_PLANS);
		const std::string good((std::istreambuf_iterator<char>(in)), {});
		const auto refusal = [&](const std::string& from, const std::string& to) {
			const auto at = good.find(from);
			CPPUNIT_ASSERT_MESSAGE(from, at != std::string::npos);
			const auto server = start();
			const auto path = server->dataFolder() + "/plans.yaml";
			std::ofstream(path) << std::string(good).replace(at, from.size(), to);
			const auto read = readPlans(path);
			CPPUNIT_ASSERT_MESSAGE(to, !read);
			return read.error().detail;
		};
		const auto says = [](const std::string& detail, const char* what) {
			CPPUNIT_ASSERT_MESSAGE(detail, detail.find(what) != std::string::npos);
		};
		says(refusal("month: 699", "month: -1"), "a price is negative");
		says(refusal("month: 699", "month: dear"), "month is not of its type");
		says(refusal("month: 699", "monthly: 699"), "unknown key monthly");
		says(refusal("includes: eco", "includes: gold"), "no plan before this one");
		says(refusal("    includes: eco\n", ""), "which eco gives");
		says(refusal("sms_gate, document", "fax_gate, document"), "fax_gate has no words");
		says(refusal("api_requests_month: 1000", "api_requests_month: 10"), "less api_requests_month than eco");
		says(refusal("currency: CAD", "currency: dollars"), "ISO 4217");
		says(refusal("id: pro", "id: avance"), "two of this id");
		says(refusal("currency: CAD", "currency: [CAD"), ":");
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlansTest);

}
