#include "tests/faults/sweep/StoreScenario.h"
#include "tests/faults/sweep/SweepTest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::faults {
namespace {

constexpr unsigned kAllCalls = kWrites | kFlushes | kReads;

}

/// The store on a failing disk (P12): every call fails once, and for good, and the power goes at each of them.
class StoreSweepTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(StoreSweepTest);
	CPPUNIT_TEST(keepsItsWordWhenAWriteFails);
	CPPUNIT_TEST(keepsItsWordWhenTheDiskIsFull);
	CPPUNIT_TEST(keepsItsWordWhenAFlushFails);
	CPPUNIT_TEST(keepsItsWordWhenAReadFails);
	CPPUNIT_TEST(keepsItsWordWhenThePowerGoes);
	CPPUNIT_TEST(opensAgainWhateverFailedAtTheFirstStart);
	CPPUNIT_TEST(opensAgainWhateverFailedAtTheNextStart);
	CPPUNIT_TEST(emptiesTheLogOrSaysThatItDidNot);
	CPPUNIT_TEST_SUITE_END();

public:
	void keepsItsWordWhenAWriteFails()
	{
		onDisk<StoreAtWork>("store, a write fails", {.calls = kWrites});
		onDisk<StoreAtWork>(
			"store, a write fails, then the power", {.calls = kWrites, .failure = Failure::OnceThenPowerLoss});
		onDisk<StoreAtWork>("store, a write fails, and all after it", {.calls = kWrites, .failure = Failure::Forever});
	}
	void keepsItsWordWhenTheDiskIsFull()
	{
		onDisk<StoreAtWork>("store, no room once", {.calls = kWrites, .error = ENOSPC});
		onDisk<StoreAtWork>(
			"store, no room any more", {.calls = kWrites, .failure = Failure::Forever, .error = ENOSPC});
	}
	void keepsItsWordWhenAFlushFails()
	{
		onDisk<StoreAtWork>("store, a flush fails", {.calls = kFlushes});
		onDisk<StoreAtWork>(
			"store, a flush fails, then the power", {.calls = kFlushes, .failure = Failure::OnceThenPowerLoss});
		onDisk<StoreAtWork>("store, a flush fails, and all after it", {.calls = kFlushes, .failure = Failure::Forever});
	}
	void keepsItsWordWhenAReadFails()
	{
		onDisk<StoreAtWork>("store, a read fails", {.calls = kReads});
		onDisk<StoreAtWork>("store, a read fails, and all after it", {.calls = kReads, .failure = Failure::Forever});
	}
	void keepsItsWordWhenThePowerGoes()
	{
		for (const unsigned seed: {0u, 1u, 2u})
			onDisk<StoreAtWork>("store, the power goes, seed " + std::to_string(seed),
				{.calls = kWrites | kFlushes, .failure = Failure::PowerLoss, .seed = seed});
	}
	void opensAgainWhateverFailedAtTheFirstStart() { starts<FirstStart>("first start"); }
	void opensAgainWhateverFailedAtTheNextStart() { starts<NextStart>("next start"); }
	void emptiesTheLogOrSaysThatItDidNot()
	{
		onDisk<LogEmptied>("log, a call fails", {.calls = kAllCalls});
		onDisk<LogEmptied>("log, a call fails, and all after it", {.calls = kAllCalls, .failure = Failure::Forever});
		onDisk<LogEmptied>("log, the power goes", {.calls = kAllCalls, .failure = Failure::PowerLoss});
	}

private:
	template <class Start> void starts(const std::string& name)
	{
		onDisk<Start>(
			name + ", a call fails, then the power", {.calls = kAllCalls, .failure = Failure::OnceThenPowerLoss});
		onDisk<Start>(name + ", a call fails, and all after it", {.calls = kAllCalls, .failure = Failure::Forever});
		for (const unsigned seed: {0u, 1u})
			onDisk<Start>(name + ", the power goes, seed " + std::to_string(seed),
				{.calls = kAllCalls, .failure = Failure::PowerLoss, .seed = seed});
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(StoreSweepTest);

}
