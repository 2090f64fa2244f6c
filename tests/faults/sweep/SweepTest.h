// What the sweeps' tests share: one line each.
#pragma once
#include "tests/faults/sweep/FaultyDisk.h"
#include "tests/faults/sweep/FaultyMemory.h"
#include "tests/faults/sweep/Sweep.h"

#include <cppunit/TestAssert.h>

namespace sx::faults {

/// Sweeps a scenario with a failing disk. Nothing may be broken.
template <class S> void onDisk(const std::string& name, DiskPlan plan)
{
	S scenario;
	FaultyDisk disk(std::move(plan));
	CPPUNIT_ASSERT_EQUAL(std::string(), sweep(name, scenario, disk));
}

/// Sweeps a scenario with failing memory: one allocation, and all from one on. Nothing may be broken.
template <class S, class Memory> void inMemory(const std::string& name)
{
	for (const bool once: {true, false})
	{
		S scenario;
		Memory memory(once);
		CPPUNIT_ASSERT_EQUAL(
			std::string(), sweep(name + (once ? " fails" : " fails, and all after it"), scenario, memory));
	}
}

}
