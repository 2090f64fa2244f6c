#include "sx/list.h"
#include "tests/support/FakeRequest.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

class ListTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ListTest);
	CPPUNIT_TEST(readsTheLimit);
	CPPUNIT_TEST(refusesWhatIsNoLimit);
	CPPUNIT_TEST(readsThePage);
	CPPUNIT_TEST(cutsTheRowThatShowsThatThereAreMore);
	CPPUNIT_TEST(linksTheFirstAndTheNextPart);
	CPPUNIT_TEST_SUITE_END();

	FakeRequest request;

	void readsTheLimit()
	{
		CPPUNIT_ASSERT_EQUAL(50, *limitOf(request, 50, 100));
		request.queries["limit"] = "100";
		CPPUNIT_ASSERT_EQUAL(100, *limitOf(request, 50, 100));
	}
	void refusesWhatIsNoLimit()
	{
		for (const auto* each: {"", "0", "101", "-1", "1x", " 1", "1.5", "99999999999999999999"})
		{
			request.queries["limit"] = each;
			const auto limit = limitOf(request, 50, 100);
			CPPUNIT_ASSERT_MESSAGE(each, !limit);
			CPPUNIT_ASSERT(limit.error().code == Code::Invalid);
			CPPUNIT_ASSERT_EQUAL(std::string("limit"), limit.error().field);
		}
	}
	void readsThePage()
	{
		CPPUNIT_ASSERT_EQUAL(1, pageOf(request));
		for (const auto& [text, page]:
			{std::pair("3", 3), std::pair("0", 1), std::pair("x", 1), std::pair("5000", 1000)})
		{
			request.queries["page"] = text;
			CPPUNIT_ASSERT_EQUAL(page, pageOf(request));
		}
	}
	void cutsTheRowThatShowsThatThereAreMore()
	{
		std::vector<int> rows{1, 2, 3};
		CPPUNIT_ASSERT(!cutTo(rows, 3));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows.size());
		CPPUNIT_ASSERT(cutTo(rows, 2));
		CPPUNIT_ASSERT_EQUAL(2, rows.back());
	}
	void linksTheFirstAndTheNextPart()
	{
		const auto url = [](const std::string& before) { return "/list?before=" + before; };
		Value only, last;
		addPaging(only, request, "", url);
		CPPUNIT_ASSERT(!only["hasPages"].flag());
		request.queries["before"] = "9";
		addPaging(last, request, "", url);
		CPPUNIT_ASSERT(last["hasPages"].flag() && last["hasFirst"].flag() && !last["hasNext"].flag());
		Value middle;
		addPaging(middle, request, "7", url);
		CPPUNIT_ASSERT(middle["hasNext"].flag());
		CPPUNIT_ASSERT_EQUAL(std::string("/list?before=7"), middle["nextUrl"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("/list?before="), middle["firstUrl"].text());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ListTest);
