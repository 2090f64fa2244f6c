#include "tests/faults/sweep/DiskScenario.h"
#include "tests/faults/sweep/SweepTest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::faults {

/// Blobs on a failing disk (P12): the calls below their folder alone.
class DiskSweepTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DiskSweepTest);
	CPPUNIT_TEST(keepsItsWordWhenAWriteFails);
	CPPUNIT_TEST(keepsItsWordWhenTheDiskIsFull);
	CPPUNIT_TEST(keepsItsWordWhenAFlushFails);
	CPPUNIT_TEST(keepsItsWordWhenAReadFails);
	CPPUNIT_TEST(keepsItsWordWhenThePowerGoes);
	CPPUNIT_TEST_SUITE_END();

public:
	void keepsItsWordWhenAWriteFails()
	{
		onDisk<BlobsAtWork>("blobs, a write fails", {.calls = kWrites, .only = "blobs"});
		onDisk<BlobsAtWork>("blobs, a write fails, then the power",
			{.calls = kWrites, .failure = Failure::OnceThenPowerLoss, .only = "blobs"});
		onDisk<BlobsAtWork>(
			"blobs, a write fails, and all after it", {.calls = kWrites, .failure = Failure::Forever, .only = "blobs"});
	}
	void keepsItsWordWhenTheDiskIsFull()
	{
		onDisk<BlobsAtWork>("blobs, no room once", {.calls = kWrites, .error = ENOSPC, .only = "blobs"});
		onDisk<BlobsAtWork>("blobs, no room any more",
			{.calls = kWrites, .failure = Failure::Forever, .error = ENOSPC, .only = "blobs"});
	}
	void keepsItsWordWhenAFlushFails()
	{
		onDisk<BlobsAtWork>("blobs, a flush fails", {.calls = kFlushes, .only = "blobs"});
		onDisk<BlobsAtWork>("blobs, a flush fails, then the power",
			{.calls = kFlushes, .failure = Failure::OnceThenPowerLoss, .only = "blobs"});
		onDisk<BlobsAtWork>("blobs, a flush fails, and all after it",
			{.calls = kFlushes, .failure = Failure::Forever, .only = "blobs"});
	}
	void keepsItsWordWhenAReadFails()
	{
		onDisk<BlobsAtWork>("blobs, a read fails", {.calls = kReads, .only = "blobs"});
	}
	void keepsItsWordWhenThePowerGoes()
	{
		for (const unsigned seed: {0u, 1u, 2u, 3u})
			onDisk<BlobsAtWork>("blobs, the power goes, seed " + std::to_string(seed),
				{.calls = kWrites | kFlushes, .failure = Failure::PowerLoss, .only = "blobs", .seed = seed});
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiskSweepTest);

}
