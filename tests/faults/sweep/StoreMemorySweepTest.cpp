#include "tests/faults/sweep/StoreScenario.h"
#include "tests/faults/sweep/SweepTest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::faults {

/// The store without memory: what SQLite misses it reports, so that is answered; what the product misses may stop it.
class StoreMemorySweepTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(StoreMemorySweepTest);
	CPPUNIT_TEST(keepsItsWordWhenSqliteHasNoMemory);
	CPPUNIT_TEST(keepsItsWordWhenThereIsNoMemory);
	CPPUNIT_TEST(opensAgainWhateverWasMissingAtTheFirstStart);
	CPPUNIT_TEST(opensAgainWhateverWasMissingAtTheNextStart);
	CPPUNIT_TEST_SUITE_END();

public:
	void keepsItsWordWhenSqliteHasNoMemory()
	{
		inMemory<StoreAtWork, FaultySqliteMemory>("store, an allocation of SQLite");
	}
	void keepsItsWordWhenThereIsNoMemory() { inMemory<StoreAtWork, FaultyMemory>("store, an allocation"); }
	void opensAgainWhateverWasMissingAtTheFirstStart() { starts<FirstStart>("first start"); }
	void opensAgainWhateverWasMissingAtTheNextStart() { starts<NextStart>("next start"); }

private:
	template <class Start> void starts(const std::string& name)
	{
		inMemory<Start, FaultySqliteMemory>(name + ", an allocation of SQLite");
		inMemory<Start, FaultyMemory>(name + ", an allocation");
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(StoreMemorySweepTest);

}
