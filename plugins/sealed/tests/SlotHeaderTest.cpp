#include "domain/SlotHeader.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sealed {

/// Tests that the server accepts no slot that differs from what it created.
class SlotHeaderTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SlotHeaderTest);
	CPPUNIT_TEST(takesTheSlotThatWasCreated);
	CPPUNIT_TEST(refusesEveryOtherByteOfTheHeader);
	CPPUNIT_TEST(refusesAnotherLength);
	CPPUNIT_TEST(refusesPasswordCostsThatClientsWouldRefuse);
	CPPUNIT_TEST_SUITE_END();

	const std::string _item = std::string(16, 'm'), _grant = std::string(16, 'g');

	static std::string number(std::uint32_t value, int bytes)
	{
		std::string out;
		for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
		return out;
	}
	std::string slot(
		unsigned gates, std::uint32_t memory = 65536, std::uint32_t passes = 3, std::uint32_t lanes = 1) const
	{
		const bool password = gates & kPasswordGate;
		return "SXK1" + number(1, 1) + number(1, 1) + number(gates, 1) + number(password, 1) +
			number(password ? memory : 0, 4) + number(password ? passes : 0, 2) + number(password ? lanes : 0, 2) +
			_item + _grant + std::string(16, 's') + std::string(92, 'x');
	}
	bool isTaken(const std::string& bytes, unsigned gates) const
	{
		auto checked = checkSlot(bytes, {_item, _grant, gates}, "slot");
		if (!checked) CPPUNIT_ASSERT_EQUAL(std::string("slot"), checked.error().field);
		return bool(checked);
	}

	void takesTheSlotThatWasCreated()
	{
		CPPUNIT_ASSERT(isTaken(slot(0), 0));
		CPPUNIT_ASSERT(isTaken(slot(kCodeGate), kCodeGate));
		CPPUNIT_ASSERT(isTaken(slot(kPasswordGate | kCodeGate), kPasswordGate | kCodeGate));
	}
	void refusesEveryOtherByteOfTheHeader()
	{
		for (std::size_t at = 0; at < 48; ++at)
		{
			auto changed = slot(kCodeGate);
			changed[at] = static_cast<char>(changed[at] ^ 0x10);
			CPPUNIT_ASSERT_MESSAGE("byte " + std::to_string(at), !isTaken(changed, kCodeGate));
		}
		CPPUNIT_ASSERT(!isTaken(slot(0), kCodeGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate), 0));
	}
	void refusesAnotherLength()
	{
		CPPUNIT_ASSERT(!isTaken(slot(0).substr(1), 0));
		CPPUNIT_ASSERT(!isTaken(slot(0) + 'x', 0));
		CPPUNIT_ASSERT(!isTaken("", 0));
	}
	void refusesPasswordCostsThatClientsWouldRefuse()
	{
		CPPUNIT_ASSERT(isTaken(slot(kPasswordGate, 19 * 1024, 2), kPasswordGate));
		CPPUNIT_ASSERT(isTaken(slot(kPasswordGate, 256 * 1024, 10), kPasswordGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate, 19 * 1024 - 1, 2), kPasswordGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate, 256 * 1024 + 1, 2), kPasswordGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate, 65536, 1), kPasswordGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate, 65536, 11), kPasswordGate));
		CPPUNIT_ASSERT(!isTaken(slot(kPasswordGate, 65536, 3, 2), kPasswordGate));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SlotHeaderTest);

}
