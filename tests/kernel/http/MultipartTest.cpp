// Tests forms that carry files.
#include "kernel/http/Multipart.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

using namespace sx;
using namespace sx::http;

class MultipartTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MultipartTest);
	CPPUNIT_TEST(readsTextsAndFiles);
	CPPUNIT_TEST(refusesWhatIsMalformed);
	CPPUNIT_TEST_SUITE_END();

	static std::string part(const std::string& parameters, const std::string& content)
	{
		return "--b\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\n" + content + "\r\n";
	}
	static Result<Value> parse(const std::string& body, const char* type = "multipart/form-data; boundary=b")
	{
		return parseMultipart(type, body);
	}

public:
	void readsTextsAndFiles()
	{
		using namespace std::string_literals;
		const auto bytes = "\x89PNG\r\n\x1a\n\0\r\n--a"s;
		auto form = parse(part("name=\"company\"", "Bor\u00e9al & Cie") +
			part("name=\"logo\"; filename=\"a \\\"b\\\".png\"\r\nContent-Type: image/png", bytes) +
			part("name=\"empty\"; filename=\"\"", "") + "--b--\r\n");
		CPPUNIT_ASSERT(form);
		CPPUNIT_ASSERT_EQUAL("Bor\u00e9al & Cie"s, (*form)["company"].text());
		CPPUNIT_ASSERT_EQUAL("a \"b\".png"s, (*form)["logo"]["name"].text());
		CPPUNIT_ASSERT(bytes == (*form)["logo"]["bytes"].text());
		CPPUNIT_ASSERT((*form)["empty"].isObject() && (*form)["empty"]["bytes"].text().empty());
		CPPUNIT_ASSERT(parse("--b c--", "multipart/form-data; charset=utf-8; boundary=\"b c\""));
	}

	void refusesWhatIsMalformed()
	{
		using namespace std::string_literals;
		const auto end = "--b--\r\n"s;
		CPPUNIT_ASSERT(!parse(part("name=\"a\"", "1") + end, "multipart/form-data"));
		CPPUNIT_ASSERT(!parse(part("name=\"a\"", "1")));
		CPPUNIT_ASSERT(!parse(part("nome=\"a\"", "1") + end));
		CPPUNIT_ASSERT(!parse(part("name=\"a", "1") + end));
		CPPUNIT_ASSERT(!parse(part("name=\"a\"", "\xff") + end));
		CPPUNIT_ASSERT(!parse(part("name=\"a\"", "1\0"s) + end));
		CPPUNIT_ASSERT(!parse(part("name=\"a\"; x=\"" + std::string(3000, 'y') + "\"", "1") + end));
		CPPUNIT_ASSERT(!parse("name=1"));
		CPPUNIT_ASSERT(!parse(""));
		std::string many;
		for (int i = 0; i < 201; ++i) many += part("name=\"a\"", "1");
		CPPUNIT_ASSERT(!parse(many + end));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(MultipartTest);
