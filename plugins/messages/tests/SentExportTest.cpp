// Tests the files of the sent list and of the register: one's own, as filtered, and never a subject.
#include "tests/Deployment.h"

namespace sx::messages::tests {

class SentExportTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SentExportTest);
	CPPUNIT_TEST(writesOnesOwnSentList);
	CPPUNIT_TEST(writesOnesOwnRegister);
	CPPUNIT_TEST_SUITE_END();

	void writesOnesOwnSentList()
	{
		Deployment at({}, {"tables"});
		const auto sent = at.send(), other = at.send({.recipients = {"zoe.roy@example.com"}});
		const auto page = at.sender->get("/messages?lang=en&q=zoe");
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("/messages/export?q=zoe") && page.contains("format=xlsx"));
		const auto all = at.sender->get("/messages/export?format=csv&lang=en");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(all.body, 200, all.status);
		CPPUNIT_ASSERT(all.contains(sent.id) && all.contains(other.id) && all.contains("louis.gagne@example.com"));
		const auto some = at.sender->get("/messages/export?format=csv&lang=en&q=zoe");
		CPPUNIT_ASSERT(!some.contains(sent.id) && some.contains(other.id) && some.contains("recipient: zoe"));
		for (const auto* format: {"tsv", "xlsx", "pdf"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				format, 200, at.sender->get(std::string("/messages/export?format=") + format).status);
		const auto marc = at.person(at.tenant, "Marc Tremblay", "localhost").get("/messages/export?format=csv");
		CPPUNIT_ASSERT_MESSAGE("of others", marc.status == 200 && !marc.contains(sent.id));
		CPPUNIT_ASSERT_EQUAL(401, at.server->anonymous().get("/messages/export?format=csv").status);
	}

	void writesOnesOwnRegister()
	{
		Deployment at({}, {"tables"});
		auto sent = at.send();
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret()).status);
		CPPUNIT_ASSERT(
			at.sender->get("/messages/register?kind=opens").contains("/messages/register/export?kind=opens"));
		const auto all = at.sender->get("/messages/register/export?format=csv&lang=en");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(all.body, 200, all.status);
		CPPUNIT_ASSERT(all.contains(sent.id) && all.contains("louis.gagne@example.com") && all.contains("127.0.0.1"));
		const auto ends = at.sender->get("/messages/register/export?format=csv&lang=en&kind=ends");
		CPPUNIT_ASSERT_MESSAGE("as filtered", ends.status == 200 && !ends.contains(sent.id));
		CPPUNIT_ASSERT_EQUAL(400, at.sender->get("/messages/register/export?format=csv&kind=nonsense").status);
		const auto marc =
			at.person(at.tenant, "Marc Tremblay", "localhost").get("/messages/register/export?format=csv");
		CPPUNIT_ASSERT_MESSAGE("of others", marc.status == 200 && !marc.contains(sent.id));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SentExportTest);

}
