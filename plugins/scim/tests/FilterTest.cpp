#include "domain/Filter.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::scim::tests {

/// Tests which resources filters find, and which filters are refused.
class FilterTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FilterTest);
	CPPUNIT_TEST(findsByTextsOfAnyCase);
	CPPUNIT_TEST(findsWithinListsOfElements);
	CPPUNIT_TEST(combinesTerms);
	CPPUNIT_TEST(saysWhichTextMustEqual);
	CPPUNIT_TEST(refusesWhatIsNoFilter);
	CPPUNIT_TEST_SUITE_END();

	static Value ada()
	{
		return Value::object({{"id", "A1"},
			{"userName", "Ada@Example.com"},
			{"externalId", "Ext"},
			{"active", true},
			{"name", Value::object({{"givenName", "Ada"}, {"familyName", "Lovelace \"Countess\""}})},
			{"emails",
				Value::List{Value::object({{"value", "ada@example.com"}, {"type", "work"}, {"primary", true}}),
					Value::object({{"value", "ada@home.example"}, {"type", "home"}})}}});
	}
	static bool finds(std::string_view text)
	{
		const auto filter = Filter::parse(text);
		CPPUNIT_ASSERT_MESSAGE(std::string(text), filter);
		return filter->matches(ada());
	}

	void findsByTextsOfAnyCase()
	{
		CPPUNIT_ASSERT(finds("userName eq \"ada@example.COM\""));
		CPPUNIT_ASSERT(finds("USERNAME Eq \"ada@example.com\""));
		CPPUNIT_ASSERT(finds("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"ada\""));
		CPPUNIT_ASSERT(finds("name.familyName co \"\\\"count\""));
		CPPUNIT_ASSERT(finds("name.givenName ew \"DA\"") && finds("externalId eq \"Ext\""));
		CPPUNIT_ASSERT(!finds("externalId eq \"ext\"") && !finds("id eq \"a1\""));
		CPPUNIT_ASSERT(finds("active eq true") && finds("active eq \"True\"") && !finds("active eq false"));
		CPPUNIT_ASSERT(finds("title eq null") && !finds("title pr") && finds("emails pr"));
		CPPUNIT_ASSERT(finds("userName ne \"bob\"") && !finds("userName ne \"ada@example.com\""));
		CPPUNIT_ASSERT(finds("userName gt \"aaa\"") && !finds("userName lt \"aaa\""));
	}

	void findsWithinListsOfElements()
	{
		CPPUNIT_ASSERT(finds("emails eq \"ada@home.example\"") && finds("emails.type eq \"home\""));
		CPPUNIT_ASSERT(finds("emails[type eq \"work\"].value eq \"ada@example.com\""));
		CPPUNIT_ASSERT(!finds("emails[type eq \"work\"].value eq \"ada@home.example\""));
		CPPUNIT_ASSERT(finds("emails[type eq \"home\" and value co \"@home\"]"));
	}

	void combinesTerms()
	{
		CPPUNIT_ASSERT(finds("active eq true and (userName eq \"x\" or id eq \"A1\")"));
		CPPUNIT_ASSERT(!finds("active eq true and not (id eq \"A1\")"));
		CPPUNIT_ASSERT(finds("id eq \"x\" and id eq \"y\" or active eq true"));
	}

	void saysWhichTextMustEqual()
	{
		const auto demanded = [](std::string_view text, std::string_view attribute) {
			return Filter::parse(text)->demanded(attribute).value_or("-");
		};
		CPPUNIT_ASSERT_EQUAL(std::string("a"), demanded("active eq true and userName eq \"a\"", "userName"));
		CPPUNIT_ASSERT_EQUAL(std::string("-"), demanded("active eq true or userName eq \"a\"", "userName"));
		CPPUNIT_ASSERT_EQUAL(std::string("-"), demanded("not (userName eq \"a\")", "userName"));
		CPPUNIT_ASSERT_EQUAL(std::string("-"), demanded("userName sw \"a\"", "userName"));
		CPPUNIT_ASSERT_EQUAL(std::string("a"), demanded("emails[type eq \"work\"].value eq \"a\"", "emails.value"));
		CPPUNIT_ASSERT_EQUAL(std::string("work"), demanded("type eq \"work\"", "type"));
	}

	void refusesWhatIsNoFilter()
	{
		std::string deep;
		for (int i = 0; i < 40; ++i) deep += '(';
		std::string wide = "id eq \"a\"";
		for (int i = 0; i < 30; ++i) wide += " or id eq \"a\"";
		for (const std::string& text: {std::string(),
				 std::string("userName"),
				 std::string("userName eq"),
				 std::string("userName is \"a\""),
				 std::string("userName eq \"a"),
				 std::string("userName eq a"),
				 std::string("userName eq \"a\" and"),
				 std::string("userName eq \"a\" \"b\""),
				 std::string("(userName eq \"a\""),
				 std::string("emails[type eq \"work\""),
				 std::string("' or 1=1 --"),
				 deep,
				 wide,
				 std::string(3000, 'a')})
		{
			const auto filter = Filter::parse(text);
			CPPUNIT_ASSERT_MESSAGE(text, !filter);
			CPPUNIT_ASSERT_EQUAL(std::string("invalidFilter"), filter.error().problem);
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(FilterTest);

}
