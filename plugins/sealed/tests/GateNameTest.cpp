#include "domain/GateName.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sealed::tests {

/// Tests which gates of plugins the server starts with.
class GateNameTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(GateNameTest);
	CPPUNIT_TEST(takesDifferentNamesOfTheirForm);
	CPPUNIT_TEST(refusesANameUsedTwiceOrByTheProtocol);
	CPPUNIT_TEST(refusesANameOfAnotherForm);
	CPPUNIT_TEST_SUITE_END();

	void takesDifferentNamesOfTheirForm()
	{
		const std::string longest(32, 'a');
		CPPUNIT_ASSERT(checkGateNames({}));
		CPPUNIT_ASSERT(checkGateNames({"sms", "question", "e_id_2", longest}));
	}

	void refusesANameUsedTwiceOrByTheProtocol()
	{
		CPPUNIT_ASSERT(!checkGateNames({"sms", "question", "sms"}));
		CPPUNIT_ASSERT(!checkGateNames({"sms", "password"}));
		CPPUNIT_ASSERT(!checkGateNames({"code"}));
	}

	void refusesANameOfAnotherForm()
	{
		const std::string tooLong(33, 'a');
		for (const std::string_view name: {std::string_view{},
				 std::string_view{"Question"},
				 std::string_view{"e-id"},
				 std::string_view{"e.id"},
				 std::string_view{"e id"},
				 std::string_view{"é"},
				 std::string_view{"a\",b=\"1"},
				 std::string_view{tooLong}})
		{
			const auto checked = checkGateNames({"sms", name});
			CPPUNIT_ASSERT_MESSAGE(std::string(name), !checked);
			CPPUNIT_ASSERT(checked.error().code == Code::Invalid);
			CPPUNIT_ASSERT(checked.error().detail.find("a to z") != std::string::npos);
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(GateNameTest);

}
