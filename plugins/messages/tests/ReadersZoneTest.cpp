// Tests in which language and time zone mails to people of the company are: those that they have chosen last.
#include "tests/Deployment.h"

namespace sx::messages::tests {

class ReadersZoneTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ReadersZoneTest);
	CPPUNIT_TEST(tellsOfAnOpenAsTheSenderReadsNow);
	CPPUNIT_TEST(tellsOfAWishForAnotherNoticeAsTheSenderReadsNow);
	CPPUNIT_TEST(tellsColleaguesTheirOwnTime);
	CPPUNIT_TEST_SUITE_END();

	static void choose(
		const Deployment& at, const std::string& address, const std::string& language, const std::string& zone)
	{
		auto& directory = *at.server->find<directory::Directory>();
		const auto person = directory.byAddress(at.tenant, address);
		CPPUNIT_ASSERT(directory.setPreferences(at.tenant, person->id, {.language = language, .timeZone = zone}));
	}

public:
	void tellsOfAnOpenAsTheSenderReadsNow()
	{
		Deployment at;
		const auto sent = at.send();
		at.open(sent.recipients.at(0), at.secret());
		const auto before = at.server->mails().back();
		CPPUNIT_ASSERT_MESSAGE(before.text, before.text.find("10\u00a0h\u00a000\u00a0(HNE)") != std::string::npos);
		choose(at, "camille@example.com", "en", "America/Vancouver");
		at.open(sent.recipients.at(0), at.secret());
		const auto after = at.server->mails().back();
		CPPUNIT_ASSERT_MESSAGE(after.text, after.text.find("7:00\u00a0a.m.\u00a0(PST)") != std::string::npos);
		CPPUNIT_ASSERT(after.subject != before.subject);
	}

	void tellsOfAWishForAnotherNoticeAsTheSenderReadsNow()
	{
		Deployment at;
		const auto sent = at.send();
		choose(at, "camille@example.com", "en", "America/Vancouver");
		at.server->anonymous().post("/m/" + sent.recipients.at(0).token + "/again");
		const auto mail = at.server->mails().back();
		CPPUNIT_ASSERT_MESSAGE(mail.text, mail.text.find("7:00\u00a0a.m.\u00a0(PST)") != std::string::npos);
	}

	void tellsColleaguesTheirOwnTime()
	{
		Deployment at;
		at.person(at.tenant, "Julie Gagnon", "localhost");
		choose(at, "julie@example.com", "fr", "America/Vancouver");
		at.send({.delivery = "mail", .recipients = {"julie@example.com", "louis.gagne@example.com"}});
		for (const auto& mail: at.server->mails())
		{
			const bool isColleague = mail.to.find("julie@") != std::string::npos;
			CPPUNIT_ASSERT_MESSAGE(mail.text,
				mail.text.find(isColleague ? "7\u00a0h\u00a000\u00a0(HNP)" : "10\u00a0h\u00a000\u00a0(HNE)") !=
					std::string::npos);
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, at.server->mails().size());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReadersZoneTest);

}
