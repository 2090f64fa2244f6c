#include "kernel/keys/KeyRing.h"
#include "sx/enums.h"
#include "sx/sql.h"
#include "sx/views.h"
#include "tests/support/FakeRequest.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <filesystem>
#include <map>

using namespace sx;

namespace {

enum class State { Waiting, Sent, Lost };
constexpr auto kStates = enumWords<State>({{State::Waiting, "waiting"}, {State::Sent, "sent"}});
static_assert(kStates.wordOf(State::Sent) == "sent" && kStates.valueOf("waiting") == State::Waiting);

std::unique_ptr<keys::KeyRing> makeKeys()
{
	std::string folder = (std::filesystem::temp_directory_path() / "sx-sdk-XXXXXX").string();
	CPPUNIT_ASSERT(mkdtemp(folder.data()));
	auto ring = keys::KeyRing::open(std::filesystem::path(folder) / "master.key", true);
	std::filesystem::remove_all(folder);
	CPPUNIT_ASSERT(bool(ring));
	return std::move(*ring);
}

}

class SmallTypesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SmallTypesTest);
	CPPUNIT_TEST(namesTheInputAtFault);
	CPPUNIT_TEST(drawsEveryCharacterOfACodeEquallyOften);
	CPPUNIT_TEST(readsColumnsInOrder);
	CPPUNIT_TEST(knowsTheWordsOfItsTableOnly);
	CPPUNIT_TEST(takesTheZoneOfThePersonFirst);
	CPPUNIT_TEST_SUITE_END();

	void namesTheInputAtFault()
	{
		const auto error = invalid("address", "no @", "bad_address").at("recipients[1].address");
		CPPUNIT_ASSERT(error.code == Code::Invalid);
		CPPUNIT_ASSERT_EQUAL(std::string("no @"), error.detail);
		CPPUNIT_ASSERT_EQUAL(std::string("bad_address"), error.problem);
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[1].address"), error.field);
		CPPUNIT_ASSERT_EQUAL(std::string("gone"), refused(Code::Expired, "gone", "over").problem);
	}
	void drawsEveryCharacterOfACodeEquallyOften()
	{
		// 250 of 256 bytes serve ten digits: without the redraw, 0 to 5 would come 4 % more often than 6 to 9.
		const auto ring = makeKeys();
		std::map<char, int> counts;
		constexpr int kDrawn = 1'000'000;
		for (const char c: ring->code("0123456789", kDrawn)) ++counts[c];
		CPPUNIT_ASSERT_EQUAL(std::size_t{10}, counts.size());
		// Six standard deviations of a binomial are 1,800.
		for (const auto& [digit, count]: counts)
			CPPUNIT_ASSERT_MESSAGE(
				std::string(1, digit) + ": " + std::to_string(count), std::abs(count - kDrawn / 10) < 1800);
		CPPUNIT_ASSERT_EQUAL(std::size_t{6}, ring->code("AB", 6).size());
	}
	void readsColumnsInOrder()
	{
		const SqlRow row({"a", 7, true, Instant(std::chrono::milliseconds(5)), nullptr, Bytes{"b"}, "over", "end"});
		RowReader next(row);
		struct
		{
			std::string text;
			std::int64_t integer;
			bool flag;
			Instant instant;
			std::optional<Instant> maybe;
			Bytes bytes;
		} read{next.text(), next.integer(), next.flag(), next.instant(), next.maybeInstant(), next.bytes()};
		CPPUNIT_ASSERT_EQUAL(std::string("a"), read.text);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, read.integer);
		CPPUNIT_ASSERT(read.flag && !read.maybe);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, toMillis(read.instant));
		CPPUNIT_ASSERT_EQUAL(std::string("b"), read.bytes.value);
		CPPUNIT_ASSERT(!next.isNull());
		next.skip();
		CPPUNIT_ASSERT_EQUAL(std::string("end"), next.text());
		CPPUNIT_ASSERT(next.isNull());
	}
	void knowsTheWordsOfItsTableOnly()
	{
		CPPUNIT_ASSERT(kStates.wordOf(State::Lost).empty());
		CPPUNIT_ASSERT(!kStates.valueOf("lost") && !kStates.valueOf(""));
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kStates.pairs().size());
	}
	void takesTheZoneOfThePersonFirst()
	{
		FakeRequest request;
		request.tenantSeen.timeZone = "America/Halifax";
		CPPUNIT_ASSERT_EQUAL(std::string("America/Halifax"), zoneOf(request));
		request.isSignedIn = true;
		CPPUNIT_ASSERT_EQUAL(std::string("America/Toronto"), zoneOf(request));
		request.person.timeZone.clear();
		CPPUNIT_ASSERT_EQUAL(std::string("America/Halifax"), zoneOf(request));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(SmallTypesTest);
