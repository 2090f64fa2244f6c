#include "sx/address.h"

#include "kernel/base/JsonText.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <sstream>

using namespace sx;

/// Tests the rule of addresses with sdk/vectors/addresses-v1.json, which the clients pass too.
class AddressTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(AddressTest);
	CPPUNIT_TEST(decidesAsTheVectorsSay);
	CPPUNIT_TEST(leavesForeignDomainsToClients);
	CPPUNIT_TEST_SUITE_END();

	static Value vectors()
	{
		std::ifstream in(SX_SOURCE_DIR "/sdk/vectors/addresses-v1.json");
		std::ostringstream out;
		out << in.rdbuf();
		auto value = base::parseJson(out.str());
		CPPUNIT_ASSERT(value);
		return std::move(value).value();
	}

	void decidesAsTheVectorsSay()
	{
		std::size_t tried = 0;
		const auto all = vectors();
		for (const auto& each: all["addresses"].list())
		{
			if (each["by"].text() == "clients") continue;
			const auto found = mailAddress(each["given"].text());
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each["given"].text(), each["address"].text(), found ? *found : std::string());
			++tried;
		}
		CPPUNIT_ASSERT(tried > 30);
	}

	void leavesForeignDomainsToClients()
	{
		const auto all = vectors();
		for (const auto& each: all["addresses"].list())
			if (each["by"].text() == "clients")
			{
				CPPUNIT_ASSERT_MESSAGE(each["given"].text(), !mailAddress(each["given"].text()));
				CPPUNIT_ASSERT_MESSAGE(each["address"].text(), mailAddress(each["address"].text()));
			}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressTest);
