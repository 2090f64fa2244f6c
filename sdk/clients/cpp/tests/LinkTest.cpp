// Tests links as mail programs, link protection and people alter them (row I4): every case of
// sdk/vectors/links-v1.json.
#include "client/Link.h"
#include "client/Slot.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

using namespace sx::client;

class LinkTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LinkTest);
	CPPUNIT_TEST(readsLinksHoweverTheyWereAltered_I4);
	CPPUNIT_TEST(saysWhatIsMissing);
	CPPUNIT_TEST(takesAToldCodeWhereTheKeyIsGone);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		std::ifstream in(std::filesystem::path(SX_VECTORS).parent_path() / "links-v1.json");
		_vectors = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>();
	}

private:
	void readsLinksHoweverTheyWereAltered_I4()
	{
		each("whole", [&](const std::string& name, const std::string& pasted) {
			const auto link = parseLink(pasted);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, text("origin"), link.origin);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, text("token"), link.token);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, text("key"), toBase64Url(view(link.secret)));
		});
	}

	void saysWhatIsMissing()
	{
		for (const char* list: {"keyless", "refused"})
			each(list, [&](const std::string& name, const std::string& pasted) {
				CPPUNIT_ASSERT_MESSAGE(name, !refusalOf(pasted).empty());
			});
		CPPUNIT_ASSERT(refusalOf(text("origin") + "/m/" + text("token")).find("cut") != std::string::npos);
		CPPUNIT_ASSERT(refusalOf("k1_" + text("key")).find("the key alone") != std::string::npos);
		CPPUNIT_ASSERT(refusalOf(std::string(100'000, 'a')).find("no link") != std::string::npos);
		CPPUNIT_ASSERT(!refusalOf("\xff").empty());
	}

	void takesAToldCodeWhereTheKeyIsGone()
	{
		const auto link = parseLink(text("origin") + "/m/" + text("token"), "ABCD-EFGH-JKMN");
		CPPUNIT_ASSERT(link.secret == toldCodeSecret(text("token"), "abcdefghjkmn"));
	}

	template <class F> void each(const char* list, F&& check)
	{
		const auto cases = _vectors->getArray(list);
		CPPUNIT_ASSERT(cases->size() > 0);
		for (unsigned i = 0; i < cases->size(); ++i)
			check(cases->getObject(i)->getValue<std::string>("name"),
				cases->getObject(i)->getValue<std::string>("pasted"));
	}
	static std::string refusalOf(const std::string& pasted)
	{
		try
		{
			parseLink(pasted);
			return {};
		}
		catch (const ClientError& e)
		{
			CPPUNIT_ASSERT(e.failure() == Failure::Usage);
			return e.what();
		}
	}
	std::string text(const char* name) const { return _vectors->getValue<std::string>(name); }

	Poco::JSON::Object::Ptr _vectors;
};
CPPUNIT_TEST_SUITE_REGISTRATION(LinkTest);
