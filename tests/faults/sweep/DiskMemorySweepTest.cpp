#include "tests/faults/sweep/DiskScenario.h"
#include "tests/faults/sweep/SweepTest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::faults {

/// Blobs without memory.
class DiskMemorySweepTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DiskMemorySweepTest);
	CPPUNIT_TEST(keepsItsWordWhenSqliteHasNoMemory);
	CPPUNIT_TEST(keepsItsWordWhenThereIsNoMemory);
	CPPUNIT_TEST_SUITE_END();

public:
	void keepsItsWordWhenSqliteHasNoMemory()
	{
		inMemory<BlobsAtWork, FaultySqliteMemory>("blobs, an allocation of SQLite");
	}
	void keepsItsWordWhenThereIsNoMemory() { inMemory<BlobsAtWork, FaultyMemory>("blobs, an allocation"); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiskMemorySweepTest);

}
