#include "domain/Claim.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::domains::tests {

/// Tests what becomes of a claim when its proof is looked for.
class ClaimTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ClaimTest);
	CPPUNIT_TEST(isProvedByItsRecord);
	CPPUNIT_TEST(failsThenRemindsThenLapses);
	CPPUNIT_TEST(recoversAndForgetsTheReminder);
	CPPUNIT_TEST(losesNothingForThreeDaysWhenTheNetworkMayBeAtFault);
	CPPUNIT_TEST(leavesTheOperatorsDecisionAlone);
	CPPUNIT_TEST(looksForAFirstProofDuringAWeek);
	CPPUNIT_TEST(listsTheNamesAbove);
	CPPUNIT_TEST_SUITE_END();

	static constexpr Pace kPace{
		.recheck = std::chrono::days(1), .lapseAfter = std::chrono::days(14), .remindBefore = std::chrono::days(3)};
	const Instant _now = fromMillis(1'795'532'400'000);

	Claim claim(State state) const
	{
		Claim out{.name = "acme.example.com", .state = state, .made = _now};
		if (out.isOwned())
		{
			out.proof = Proof::Record;
			out.seen = _now;
		}
		if (state == State::Failing) out.failingSince = _now;
		return out;
	}

	void isProvedByItsRecord()
	{
		for (const auto state: {State::Waiting, State::Lapsed})
		{
			const auto [after, turn] = looked(claim(state), Finding::Record, _now, kPace);
			CPPUNIT_ASSERT(after.state == State::Proved && turn == Turn::Proved && after.proof == Proof::Record);
			CPPUNIT_ASSERT(after.next == _now + std::chrono::days(1) && after.seen == _now);
		}
		CPPUNIT_ASSERT(looked(claim(State::Waiting), Finding::Taken, _now, kPace).claim.state == State::Waiting);
		CPPUNIT_ASSERT(looked(claim(State::Proved), Finding::Record, _now, kPace).turn == Turn::None);
	}

	void failsThenRemindsThenLapses()
	{
		auto [after, turn] = looked(claim(State::Proved), Finding::NoRecord, _now, kPace);
		CPPUNIT_ASSERT(after.state == State::Failing && turn == Turn::Failing && after.isOwned());
		CPPUNIT_ASSERT(after.next == _now + std::chrono::hours(1));
		Claim claim = after;
		const auto later = [&](std::chrono::hours by) {
			auto next = looked(claim, Finding::NoName, _now + by, kPace);
			claim = next.claim;
			return next.turn;
		};
		CPPUNIT_ASSERT(later(std::chrono::days(5)) == Turn::None);
		CPPUNIT_ASSERT(later(std::chrono::days(11)) == Turn::Reminder);
		CPPUNIT_ASSERT(later(std::chrono::days(12)) == Turn::None);
		CPPUNIT_ASSERT(later(std::chrono::days(14)) == Turn::Lapsed);
		CPPUNIT_ASSERT(!claim.isOwned() && !claim.next && claim.proof == Proof::None);
		CPPUNIT_ASSERT(later(std::chrono::days(15)) == Turn::None);
	}

	void recoversAndForgetsTheReminder()
	{
		auto failing = claim(State::Failing);
		failing.isReminded = true;
		const auto [after, turn] = looked(failing, Finding::Record, _now, kPace);
		CPPUNIT_ASSERT(turn == Turn::Recovered && after.state == State::Proved);
		CPPUNIT_ASSERT(!after.isReminded && !after.failingSince);
	}

	void losesNothingForThreeDaysWhenTheNetworkMayBeAtFault()
	{
		for (const auto finding: {Finding::Silent, Finding::ServerFailed})
		{
			const auto soon = looked(claim(State::Proved), finding, _now + std::chrono::days(2), kPace);
			CPPUNIT_ASSERT(soon.claim.state == State::Proved && soon.turn == Turn::None);
			CPPUNIT_ASSERT(soon.claim.next == _now + std::chrono::days(2) + std::chrono::hours(1));
			const auto late = looked(claim(State::Proved), finding, _now + std::chrono::days(3), kPace);
			CPPUNIT_ASSERT(late.claim.state == State::Failing && late.turn == Turn::Failing);
		}
	}

	void leavesTheOperatorsDecisionAlone()
	{
		auto given = claim(State::Proved);
		given.proof = Proof::Operator;
		const auto after = looked(given, Finding::NoName, _now, kPace).claim;
		CPPUNIT_ASSERT(after.state == State::Proved && !after.next && after.checked == _now);
		CPPUNIT_ASSERT(looked(claim(State::Refused), Finding::Record, _now, kPace).claim.state == State::Refused);
	}

	void looksForAFirstProofDuringAWeek()
	{
		CPPUNIT_ASSERT(looked(claim(State::Waiting), Finding::NoRecord, _now, kPace).claim.next);
		const auto late = looked(claim(State::Waiting), Finding::NoRecord, _now + std::chrono::days(7), kPace);
		CPPUNIT_ASSERT(!late.claim.next);
	}

	void listsTheNamesAbove()
	{
		const std::vector<std::string> expected{"a.acme.example.com", "acme.example.com", "example.com"};
		CPPUNIT_ASSERT(withParents("a.acme.example.com") == expected);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClaimTest);

}
