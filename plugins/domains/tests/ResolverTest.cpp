#include "gateway/DomainNames.h"
#include "tests/NameServer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::domains::tests {

/// Tests what DNS says, asked of a real authoritative server, and the names that it is asked for.
class ResolverTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ResolverTest);
	CPPUNIT_TEST(tellsWhatIsThereFromWhatIsNot);
	CPPUNIT_TEST(takesLongAnswersByTcp);
	CPPUNIT_TEST(givesUpOnASilentServer);
	CPPUNIT_TEST(refusesAddressesThatAreNone);
	CPPUNIT_TEST(readsNamesAsPeopleTypeThem);
	CPPUNIT_TEST(refusesNamesOfEverybody);
	CPPUNIT_TEST_SUITE_END();

	using Outcome = TextAnswer::Outcome;

	void tellsWhatIsThereFromWhatIsNot()
	{
		const NameServer server({{"acme.test",
									 "@ TXT \"one\"\n@ TXT \"two \" \"halves\"\nmail A 127.0.0.1\n"
									 "alias CNAME other\nother TXT \"another's\"\nodd TXT \"\\001caf\\233\"\n"},
			{"broken.test", ""}});
		const auto answers = server.resolver().texts({"acme.test",
			"mail.acme.test",
			"nothing.acme.test",
			"alias.acme.test",
			"broken.test",
			"elsewhere.test",
			"odd.acme.test"});
		CPPUNIT_ASSERT(answers[0].outcome == Outcome::Found);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers[0].texts.size());
		CPPUNIT_ASSERT(answers[0].texts[0] == "two halves" || answers[0].texts[1] == "two halves");
		CPPUNIT_ASSERT(answers[1].outcome == Outcome::NoRecord);
		CPPUNIT_ASSERT(answers[2].outcome == Outcome::NoName);
		CPPUNIT_ASSERT(answers[3].outcome == Outcome::Alias);
		CPPUNIT_ASSERT_EQUAL(std::string("another's"), answers[3].texts.at(0));
		CPPUNIT_ASSERT(answers[4].outcome == Outcome::ServerFailed);
		CPPUNIT_ASSERT(answers[5].outcome == Outcome::ServerFailed);
		CPPUNIT_ASSERT_EQUAL(std::string("?caf?"), answers[6].texts.at(0));
	}

	void takesLongAnswersByTcp()
	{
		std::string zone;
		for (char c = 'a'; c < 'u'; ++c) zone += "@ TXT \"" + std::string(200, c) + "\"\n";
		const NameServer server({{"long.test", zone}});
		CPPUNIT_ASSERT_EQUAL(std::size_t{20}, server.resolver().texts({"long.test"}).front().texts.size());
	}

	void givesUpOnASilentServer()
	{
		const Poco::Net::DatagramSocket deaf(Poco::Net::SocketAddress("127.0.0.1", 0));
		const Resolver resolver({deaf.address().toString()}, std::chrono::milliseconds(100));
		const auto began = std::chrono::steady_clock::now();
		for (const auto& answer: resolver.texts({"acme.test", "beta.test"}))
			CPPUNIT_ASSERT(answer.outcome == Outcome::Silent);
		CPPUNIT_ASSERT(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
		const Resolver nobody({"127.0.0.1:" + std::to_string(freePort())}, std::chrono::milliseconds(100));
		CPPUNIT_ASSERT(nobody.texts({"acme.test"}).front().outcome == Outcome::Silent);
	}

	void refusesAddressesThatAreNone()
	{
		CPPUNIT_ASSERT(Resolver({"127.0.0.1:5300", "[::1]:53", "192.0.2.1"}, std::chrono::seconds(1)).check());
		CPPUNIT_ASSERT(Resolver({}, std::chrono::seconds(1)).check());
		CPPUNIT_ASSERT(!Resolver({"resolver.example.com"}, std::chrono::seconds(1)).check());
	}

	void readsNamesAsPeopleTypeThem()
	{
		const DomainNames names;
		const auto read = [&](const char* typed) {
			auto name = names.ascii(typed);
			return name ? *name : "refused " + name.error().problem;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("acme.example.com"), read(" @ACME.example.com. "));
		CPPUNIT_ASSERT_EQUAL(std::string("acme.example.com"), read("https://acme.example.com/contact"));
		CPPUNIT_ASSERT_EQUAL(std::string("example.com"), read("ana@example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("xn--cole-9oa.example"), read("École.example"));
		CPPUNIT_ASSERT_EQUAL(std::string("école.example"), names.shown("xn--cole-9oa.example"));
		CPPUNIT_ASSERT_EQUAL(std::string("example.com"), names.shown("example.com"));
		for (const char* wrong:
			{"", "localhost", "a b.com", "-a.com", "a..com", "127.0.0.1", "a_b.com", "xn--zz--.com"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(wrong, std::string("refused "), read(wrong));
	}

	void refusesNamesOfEverybody()
	{
		const DomainNames names;
		for (const char* suffix: {"co.uk", "qc.ca", "gouv.fr", "github.io", "xn--55qx5d.cn"})
		{
			const auto name = names.ascii(suffix);
			CPPUNIT_ASSERT_MESSAGE(suffix, !name);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(suffix, std::string("public_suffix"), name.error().problem);
		}
		CPPUNIT_ASSERT_EQUAL(std::string("example.co.uk"), names.registrable("mail.example.co.uk"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResolverTest);

}
