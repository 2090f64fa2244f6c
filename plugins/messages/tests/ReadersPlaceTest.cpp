// Tests that a company which wants it sees the place of a reader (J4), and no other company.
#include "tests/Deployment.h"

#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>

namespace sx::messages::tests {

class ReadersPlaceTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ReadersPlaceTest);
	CPPUNIT_TEST(showsThePlaceWhereTheCompanyWantsIt);
	CPPUNIT_TEST(showsNoneOtherwise);
	CPPUNIT_TEST_SUITE_END();

	Poco::TemporaryFile _folder;

	/// Starts a company whose readers' addresses, 127.0.0.1, lie in Montréal.
	Deployment deployment(const char* shown)
	{
		_folder.createDirectories();
		const auto path = _folder.path() + "/places.mmdb";
		CPPUNIT_ASSERT_EQUAL(
			0, Poco::Process::launch("/usr/bin/perl", {SX_PLACES_TESTS "/make_mmdb.pl", path, "Montréal"}).wait());
		return Deployment({{"places.file", "'" + path + "'"}, {"places.shown", shown}}, {"places"});
	}
	static std::string placeOfTheOpen(Deployment& at)
	{
		const auto events = at.sender->get("/api/v1/messages/events").json["events"].list();
		for (const auto& each: events)
			if (each["kind"].text() == "opened") return each["place"].text();
		CPPUNIT_FAIL("the open is in the register");
		return {};
	}
	static std::string mailAboutTheOpen(Deployment& at)
	{
		for (const auto& mail: at.server->mails())
			if (mail.subject.find("a ouvert votre message") != std::string::npos) return mail.text;
		CPPUNIT_FAIL("the sender is told of the open");
		return {};
	}

	void showsThePlaceWhereTheCompanyWantsIt()
	{
		auto at = deployment("true");
		auto sent = at.send();
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(std::string("Montréal, Canada"), placeOfTheOpen(at));
		CPPUNIT_ASSERT(at.sender->get("/messages/register?lang=fr").contains("127.0.0.1 (Montréal, Canada)"));
		CPPUNIT_ASSERT(at.sender->get("/messages/register?lang=en").contains("127.0.0.1 (City, Canada)"));
		CPPUNIT_ASSERT(at.sender->get("/messages/" + sent.id + "?lang=fr").contains("(Montréal, Canada)"));
		CPPUNIT_ASSERT(mailAboutTheOpen(at).find("127.0.0.1 (Montréal, Canada)") != std::string::npos);
	}

	void showsNoneOtherwise()
	{
		auto at = deployment("false");
		auto sent = at.send();
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(std::string(), placeOfTheOpen(at));
		CPPUNIT_ASSERT(!at.sender->get("/messages/register?lang=fr").contains("Montréal"));
		CPPUNIT_ASSERT(mailAboutTheOpen(at).find("Montréal") == std::string::npos);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReadersPlaceTest);

}
