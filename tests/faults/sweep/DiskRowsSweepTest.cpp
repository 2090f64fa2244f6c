#include "tests/faults/sweep/DiskScenario.h"
#include "tests/faults/sweep/SweepTest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::faults {

/// Blobs on a disk where the calls of their rows fail too.
class DiskRowsSweepTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DiskRowsSweepTest);
	CPPUNIT_TEST(keepsItsWordWhenACallFails);
	CPPUNIT_TEST(keepsItsWordWhenThePowerGoes);
	CPPUNIT_TEST_SUITE_END();

	static constexpr unsigned kBoth = kWrites | kFlushes;

public:
	void keepsItsWordWhenACallFails()
	{
		onDisk<BlobsAtWork>("blobs and rows, a call fails", {.calls = kBoth});
		onDisk<BlobsAtWork>(
			"blobs and rows, a call fails, then the power", {.calls = kBoth, .failure = Failure::OnceThenPowerLoss});
	}
	void keepsItsWordWhenThePowerGoes()
	{
		for (const unsigned seed: {0u, 1u, 2u, 3u})
			onDisk<BlobsAtWork>("blobs and rows, the power goes, seed " + std::to_string(seed),
				{.calls = kBoth, .failure = Failure::PowerLoss, .seed = seed});
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiskRowsSweepTest);

}
