#include "kernel/base/JsonText.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

using namespace sx;
using namespace sx::base;

class JsonTextTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(JsonTextTest);
	CPPUNIT_TEST(readsEveryKindOfValue);
	CPPUNIT_TEST(keepsBigIntegersExact);
	CPPUNIT_TEST(refusesWhatIsNoJson);
	CPPUNIT_TEST(refusesDeepNesting);
	CPPUNIT_TEST(refusesManyValues);
	CPPUNIT_TEST(neverQuotesTheInputInErrors);
	CPPUNIT_TEST(writesCanonicalBytes);
	CPPUNIT_TEST(readsBackWhatItWrites);
	CPPUNIT_TEST_SUITE_END();

	void readsEveryKindOfValue()
	{
		auto value = parseJson(
			R"({"a":null,"b":true,"c":-5,"d":1.5,"e":"é\u00e9\ud83d\ude00","f":[1,"x"],"g":{"h":0}})");
		CPPUNIT_ASSERT(value);
		CPPUNIT_ASSERT(value->has("a") && (*value)["a"].isNull());
		CPPUNIT_ASSERT((*value)["b"].flag());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-5}, (*value)["c"].integer());
		CPPUNIT_ASSERT_EQUAL(1.5, (*value)["d"].number());
		CPPUNIT_ASSERT_EQUAL(std::string("éé😀"), (*value)["e"].text());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, (*value)["f"].list().size());
		CPPUNIT_ASSERT((*value)["g"]["h"].isInteger());
	}

	void keepsBigIntegersExact()
	{
		auto value = parseJson("[9007199254740993,2684354560000]");
		CPPUNIT_ASSERT(value);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{9007199254740993}, value->list()[0].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2684354560000}, value->list()[1].integer());
	}

	void refusesWhatIsNoJson()
	{
		for (const char* text: {"", "{", "{\"a\":}", "nul", "[1,]", "{\"a\":1} x", "{'a':1}", "\"\x01\""})
			CPPUNIT_ASSERT_MESSAGE(text, !parseJson(text));
		CPPUNIT_ASSERT(!parseJson(std::string(kMaxJsonBytes + 1, ' ')));
	}

	void refusesDeepNesting()
	{
		CPPUNIT_ASSERT(!parseJson(std::string(1000, '[') + std::string(1000, ']')));
		CPPUNIT_ASSERT(parseJson(std::string(20, '[') + std::string(20, ']')));
	}

	void neverQuotesTheInputInErrors()
	{
		auto value = parseJson(R"({"password": s3cret})");
		CPPUNIT_ASSERT(!value);
		CPPUNIT_ASSERT(value.error().detail.find("s3cret") == std::string::npos);
	}

	void refusesManyValues()
	{
		const auto zeros = [](std::size_t count, std::string_view each) {
			std::string text = "[";
			for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + std::string(each);
			return text + "]";
		};
		CPPUNIT_ASSERT(parseJson(zeros(kMaxJsonValues - 1, "0")));
		for (const char* each: {"0", "[]", "{}", "\"\\\"\""})
		{
			const auto refused = parseJson(zeros(kMaxJsonValues, each));
			CPPUNIT_ASSERT(!refused);
			CPPUNIT_ASSERT(refused.error().code == Code::TooLarge);
			CPPUNIT_ASSERT_EQUAL(std::string("too_many_values"), refused.error().problem);
		}
		// Commas and brackets within texts are no values.
		CPPUNIT_ASSERT(parseJson("[\"" + std::string(100'000, ',') + "\\\"[[{{\"]"));
	}

	void writesCanonicalBytes()
	{
		auto value = Value::object({{"b", 1}, {"a", "é\"\\\n\x01/"}, {"c", Value(Value::List{true, Value(), -7})}});
		CPPUNIT_ASSERT_EQUAL(
			std::string("{\"a\":\"é\\\"\\\\\\n\\u0001/\",\"b\":1,\"c\":[true,null,-7]}"), writeCanonicalJson(value));
	}

	void readsBackWhatItWrites()
	{
		auto value = Value::object(
			{{"text", "a\tb</script>"}, {"list", Value(Value::List{1, 2.5, "x"})}, {"none", Value()}});
		auto back = parseJson(writeJson(value));
		CPPUNIT_ASSERT(back);
		CPPUNIT_ASSERT(*back == value);
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonTextTest);
