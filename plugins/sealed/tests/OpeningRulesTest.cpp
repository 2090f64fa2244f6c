#include "domain/Browser.h"
#include "domain/OpenDecision.h"
#include "domain/OpeningCode.h"
#include "domain/Tries.h"
#include "sx/sealed/Items.h"
#include "sx/time.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sealed {

using Kind = OpenDecision::Kind;
using namespace std::chrono_literals;

/// Tests who opens, what a wrong try costs, and how long a lease lasts.
class OpeningRulesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OpeningRulesTest);
	CPPUNIT_TEST(takesAnOpenOnlyWhenEveryGateIsRight);
	CPPUNIT_TEST(answersTheSameLeaseWithoutAnotherOpen);
	CPPUNIT_TEST(saysThatALeaseIsOver);
	CPPUNIT_TEST(refusesForItsOwnReasonInTheRegister);
	CPPUNIT_TEST(makesWrongTriesWaitLongerAndLocksAfterFifteen);
	CPPUNIT_TEST(countsNoTryWhileWaiting);
	CPPUNIT_TEST(neverLeasesPastTheMessage);
	CPPUNIT_TEST(renewsWhileADownloadRunsUpToADay);
	CPPUNIT_TEST(readsCodesAsPeopleTypeThem);
	CPPUNIT_TEST(drawsCodesWithoutLookAlikes);
	CPPUNIT_TEST(showsTheSenderWhatHappened);
	CPPUNIT_TEST(namesBrowsers);
	CPPUNIT_TEST(writesTimesInUtc);
	CPPUNIT_TEST_SUITE_END();

	const Instant _now = fromMillis(1'795'532'400'000);
	static constexpr unsigned kUnknownGate = 2;
	static std::vector<GateAnswer> answers(bool isPasswordRight, bool isCodeRight)
	{
		return {{"password", kPasswordGate, true, isPasswordRight}, {"code", kCodeGate, true, isCodeRight}};
	}
	const std::vector<GateAnswer> _right = answers(true, true);

	GrantState grant(unsigned gates = kPasswordGate | kCodeGate) const
	{
		return {
			.isSent = true, .isDestroyed = false, .expires = _now + 24h, .opensLeft = 2, .gates = gates, .tries = {}};
	}

	void takesAnOpenOnlyWhenEveryGateIsRight()
	{
		CPPUNIT_ASSERT(decideOpen(grant(), _right, {}, _now).kind == Kind::Take);
		CPPUNIT_ASSERT(decideOpen(grant(), answers(true, false), {}, _now).kind == Kind::Wrong);
		CPPUNIT_ASSERT(decideOpen(grant(), answers(false, true), {}, _now).kind == Kind::Wrong);
		CPPUNIT_ASSERT(decideOpen(grant(kCodeGate), {{"code", kCodeGate, true, true}}, {}, _now).kind == Kind::Take);
		CPPUNIT_ASSERT(decideOpen(grant(0), {}, {}, _now).kind == Kind::Take);
		// A gate that this server cannot check never opens.
		CPPUNIT_ASSERT(decideOpen(grant(kUnknownGate), _right, {}, _now).kind == Kind::Wrong);
	}
	void answersTheSameLeaseWithoutAnotherOpen()
	{
		auto used = grant();
		used.opensLeft = 0;
		CPPUNIT_ASSERT(decideOpen(used, {}, HeldLease{_now + 1min, false}, _now).kind == Kind::Repeat);
		CPPUNIT_ASSERT(decideOpen(used, _right, {}, _now).kind == Kind::Refuse);
	}
	void saysThatALeaseIsOver()
	{
		CPPUNIT_ASSERT(decideOpen(grant(), _right, HeldLease{_now, false}, _now).kind == Kind::LeaseOver);
		CPPUNIT_ASSERT(decideOpen(grant(), _right, HeldLease{_now + 1min, true}, _now).kind == Kind::LeaseOver);
	}
	void refusesForItsOwnReasonInTheRegister()
	{
		auto state = grant();
		CPPUNIT_ASSERT(refusalOf(state, _now) == Refusal::None);
		CPPUNIT_ASSERT(refusalOf(state, state.expires) == Refusal::Expired);
		state.opensLeft = 0;
		CPPUNIT_ASSERT(refusalOf(state, _now) == Refusal::UsedUp);
		state.isSent = false;
		CPPUNIT_ASSERT(refusalOf(state, _now) == Refusal::NotSent);
		state.isDestroyed = true;
		CPPUNIT_ASSERT(refusalOf(state, _now) == Refusal::Destroyed);
		CPPUNIT_ASSERT(decideOpen(state, _right, HeldLease{_now + 1min, false}, _now).kind == Kind::Refuse);
	}
	void makesWrongTriesWaitLongerAndLocksAfterFifteen()
	{
		auto state = grant();
		std::chrono::milliseconds waited{0};
		auto now = _now;
		for (int wrong = 1; wrong <= kAllTries; ++wrong)
		{
			const auto decision = decideOpen(state, {}, {}, now);
			CPPUNIT_ASSERT(decision.kind == Kind::Wrong);
			CPPUNIT_ASSERT_EQUAL(kAllTries - wrong, triesLeft(decision.tries));
			const auto wait = decision.tries.waitUntil - now;
			if (wrong < kFreeTries)
				CPPUNIT_ASSERT(decision.tries.waitUntil == Instant{});
			else
				CPPUNIT_ASSERT(wait >= waited && wait >= 1min && wait <= 1h);
			if (wrong >= kFreeTries)
			{
				waited = wait;
				now = decision.tries.waitUntil;
			}
			state.tries = decision.tries;
			state.expires = now + 24h;
		}
		const auto locked = decideOpen(state, _right, {}, now + 20h);
		CPPUNIT_ASSERT(locked.kind == Kind::Locked && !locked.retryAfter);
	}
	void countsNoTryWhileWaiting()
	{
		auto state = grant();
		state.tries = {5, _now + 90s};
		const auto decision = decideOpen(state, _right, {}, _now);
		CPPUNIT_ASSERT(decision.kind == Kind::Locked && decision.retryAfter == 90s);
		CPPUNIT_ASSERT(decideOpen(state, _right, {}, _now + 90s).kind == Kind::Take);
	}
	void neverLeasesPastTheMessage()
	{
		CPPUNIT_ASSERT(leaseEnd(_now, 60min, _now + 24h) == _now + 60min);
		CPPUNIT_ASSERT(leaseEnd(_now, 60min, _now + 2min) == _now + 2min);
		CPPUNIT_ASSERT(renewedEnd(_now, _now + 60min, _now + 50min, 60min, 0, _now + 55min) == _now + 60min);
	}
	void renewsWhileADownloadRunsUpToADay()
	{
		const auto far = _now + 20 * 24h;
		CPPUNIT_ASSERT(renewedEnd(_now, _now + 60min, _now + 50min, 60min, 0, far) == _now + 110min);
		// 2.5 GB at 256 KiB/s take 2 hours 39 minutes.
		CPPUNIT_ASSERT(renewedEnd(_now, _now + 60min, _now, 60min, 2'500'000'000, far) > _now + 3h);
		CPPUNIT_ASSERT(renewedEnd(_now, _now + 23h, _now + 22h, 60min, 2'500'000'000, far) == _now + 24h);
		CPPUNIT_ASSERT(renewedEnd(_now, _now + 60min, _now, 60min, 0, far) == _now + 60min);
	}
	void readsCodesAsPeopleTypeThem()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("K7F2QX"), cleanOpeningCode(" k7f-2qx "));
		CPPUNIT_ASSERT_EQUAL(std::string("K7F-2QX"), spacedOpeningCode("K7F2QX"));
	}
	void drawsCodesWithoutLookAlikes()
	{
		const std::string all(kCodeAlphabet);
		CPPUNIT_ASSERT_EQUAL(all, cleanOpeningCode(all));
		CPPUNIT_ASSERT(all.find_first_of("01ILOU") == std::string::npos);
	}
	void showsTheSenderWhatHappened()
	{
		CPPUNIT_ASSERT(shownState(std::nullopt, false, _now + 1h, _now) == Shown::Waiting);
		CPPUNIT_ASSERT(shownState(std::nullopt, true, _now + 1h, _now) == Shown::Read);
		CPPUNIT_ASSERT(shownState(std::nullopt, true, _now, _now) == Shown::Expired);
		CPPUNIT_ASSERT(shownState(Cause::Expired, true, _now, _now) == Shown::Expired);
		CPPUNIT_ASSERT(shownState(Cause::UsedUp, true, _now + 1h, _now) == Shown::UsedUp);
		CPPUNIT_ASSERT(shownState(Cause::Sender, true, _now + 1h, _now) == Shown::Destroyed);
		CPPUNIT_ASSERT(shownState(std::nullopt, 3, 0, _now + 1h, _now) == Shown::UsedUp);
	}
	void namesBrowsers()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("Firefox, Windows"),
			browserName("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"));
		CPPUNIT_ASSERT_EQUAL(std::string("Edge, Windows"),
			browserName("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"));
		CPPUNIT_ASSERT_EQUAL(std::string("Safari, iPhone"),
			browserName(
				"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604.1"));
		CPPUNIT_ASSERT_EQUAL(std::string("sx/1.0"), browserName("sx/1.0 (libcurl)"));
		CPPUNIT_ASSERT_EQUAL(std::string(), browserName(""));
	}
	void writesTimesInUtc()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:00.000Z"), isoTime(_now));
		CPPUNIT_ASSERT_EQUAL(std::string("2024-02-29T23:59:59.007Z"), isoTime(fromMillis(1'709'251'199'007)));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(OpeningRulesTest);

}
