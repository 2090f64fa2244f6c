// Tests what people type, paste and name: every case of sdk/vectors/texts-v1.json, and texts in other encodings.
#include "client/Text.h"
#include "client/Primitives.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

using namespace sx::client;

class TextTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TextTest);
	CPPUNIT_TEST(findsTheCodeInWhatWasPasted);
	CPPUNIT_TEST(refusesPasswordsWithHiddenEdges);
	CPPUNIT_TEST(namesFilesInWholeCharacters);
	CPPUNIT_TEST(cutsTextsInWholeCharacters);
	CPPUNIT_TEST(readsTextsOfEditorsAndRefusesWhatIsNone);
	CPPUNIT_TEST_SUITE_END();

	template <class Check> void each(const char* list, const Check& check)
	{
		std::ifstream in(std::filesystem::path(SX_VECTORS).parent_path() / "texts-v1.json");
		const auto all = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>()->getArray(list);
		CPPUNIT_ASSERT(all->size() > 5);
		for (unsigned i = 0; i < all->size(); ++i)
			check(all->getArray(i)->getElement<std::string>(0), *all->getArray(i));
	}

	static bool isRefused(const auto& work)
	{
		try
		{
			work();
			return false;
		}
		catch (const ClientError& e)
		{
			return e.failure() == Failure::Usage;
		}
	}

	void findsTheCodeInWhatWasPasted()
	{
		each("codes", [](const std::string& given, Poco::JSON::Array& line) {
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, line.getElement<std::string>(1), typedOpeningCode(given));
		});
	}

	void refusesPasswordsWithHiddenEdges()
	{
		each("passwords", [](const std::string& given, Poco::JSON::Array& line) {
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, line.getElement<bool>(1), isRefused([&] { checkNewPassword(given); }));
		});
		CPPUNIT_ASSERT(isRefused([] { checkNewPassword("1234567"); }));
		CPPUNIT_ASSERT(
			!isRefused([] { checkNewPassword("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"); }));
	}

	void namesFilesInWholeCharacters()
	{
		each("names", [](const std::string& given, Poco::JSON::Array& line) {
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, line.getElement<std::string>(1), safeFileName(given));
		});
	}

	void cutsTextsInWholeCharacters()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("a\xe4\xb8\xad"), firstBytes("a\xe4\xb8\xad\xe4\xb8\xad", 6));
		CPPUNIT_ASSERT_EQUAL(std::string(), firstBytes("\xf0\x9f\x98\x80", 3));
		CPPUNIT_ASSERT_EQUAL(std::string("abc"), firstBytes("abc", 3));
	}

	void readsTextsOfEditorsAndRefusesWhatIsNone()
	{
		using namespace std::string_view_literals;
		const std::string cafe = "caf\xc3\xa9";
		CPPUNIT_ASSERT_EQUAL(cafe, textOf(cafe, "x"));
		CPPUNIT_ASSERT_EQUAL(cafe, textOf("\xef\xbb\xbf" + cafe, "x"));
		CPPUNIT_ASSERT_EQUAL(cafe,
			textOf("\xff\xfe"
				   "c\0a\0f\0\xe9\0"sv,
				"x"));
		CPPUNIT_ASSERT_EQUAL(cafe,
			textOf("\xfe\xff"
				   "\0c\0a\0f\0\xe9"sv,
				"x"));
		CPPUNIT_ASSERT_EQUAL(cafe, textOf("c\0a\0f\0\xe9\0"sv, "x"));
		CPPUNIT_ASSERT_EQUAL(cafe, textOf("\0c\0a\0f\0\xe9"sv, "x"));
		CPPUNIT_ASSERT_EQUAL(std::string("\xf0\x9f\x98\x80"), textOf("\xff\xfe\x3d\xd8\x00\xde"sv, "x"));
		CPPUNIT_ASSERT_EQUAL(std::string(), textOf("", "x"));
		CPPUNIT_ASSERT_EQUAL(std::string(), textOf("\xff\xfe"sv, "x"));
		for (const auto wrong: {"caf\xe9"sv,
				 "\xe9"sv,
				 "a\0b"sv,
				 "\xff\xfe\x3d\xd8"sv,
				 "\xff\xfe\0\0a\0\0\0"sv,
				 "caf\x82 et th\x82"sv,
				 "\xff\xfe"
				 "c"sv,
				 "\xed\xa0\x80"sv})
			CPPUNIT_ASSERT(isRefused([&] { textOf(wrong, "x"); }));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);
