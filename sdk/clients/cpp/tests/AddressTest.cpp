// Tests addresses and lists of them as people type and paste them: every case of sdk/vectors/addresses-v1.json.
#include "client/Address.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

using namespace sx::client;

class AddressTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(AddressTest);
	CPPUNIT_TEST(keepsAnAddressInOneForm);
	CPPUNIT_TEST(readsListsAndLosesNothing);
	CPPUNIT_TEST_SUITE_END();

	static Poco::JSON::Array::Ptr cases(const char* list)
	{
		std::ifstream in(std::filesystem::path(SX_VECTORS).parent_path() / "addresses-v1.json");
		const auto all = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>()->getArray(list);
		CPPUNIT_ASSERT(all->size() > 20);
		return all;
	}

	void keepsAnAddressInOneForm()
	{
		const auto all = cases("addresses");
		for (unsigned i = 0; i < all->size(); ++i)
		{
			const auto each = all->getObject(i);
			const auto given = each->getValue<std::string>("given");
			const auto wanted = each->isNull("address") ? std::string() : each->getValue<std::string>("address");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, wanted, reachableAddress(given).value_or(""));
		}
	}

	void readsListsAndLosesNothing()
	{
		const auto all = cases("lists");
		for (unsigned i = 0; i < all->size(); ++i)
		{
			const auto given = all->getObject(i)->getValue<std::string>("given");
			std::string wanted, got;
			const auto found = all->getObject(i)->getArray("found");
			for (unsigned n = 0; n < found->size(); ++n)
				wanted += found->getArray(n)->getElement<std::string>(0) + "|" +
					found->getArray(n)->getElement<std::string>(1) + "\n";
			for (const auto& [name, address]: readAddresses(given)) got += name + "|" + address + "\n";
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, wanted, got);
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressTest);
