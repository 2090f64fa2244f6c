#include "domain/NewMessage.h"
#include "sx/address.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::messages {

/// Tests what a sender may ask for.
class LimitsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LimitsTest);
	CPPUNIT_TEST(takesAnOrdinaryMessage);
	CPPUNIT_TEST(fillsInTheDefaultsOfGatedAndUngatedMessages);
	CPPUNIT_TEST(asksForTheOpeningCodeUnlessToldOtherwise);
	CPPUNIT_TEST(namesTheFieldThatIsOutOfRange);
	CPPUNIT_TEST(refusesAddressesThatWouldBreakAHeader);
	CPPUNIT_TEST(d7ObeysWhatIsFixedOrLimitedAbove);
	CPPUNIT_TEST(d7FitsTheOpensOfAllToARecipientsOwnGates);
	CPPUNIT_TEST_SUITE_END();

	static Value body()
	{
		return Value::object({{"language", "fr"},
			{"opens", 3},
			{"expires_in", 3600},
			{"delivery", "mail"},
			{"gates", Value::object({{"password", false}, {"code", true}})},
			{"recipients",
				Value::List{Value::object({{"address", " Louis.Gagne@Example.com "}, {"name", "Louis Gagné"}})}},
			{"files", Value::List{Value::object({{"id", kManifestId}, {"bytes", 1096}})}}});
	}
	/// Returns what a deployment allows that sets nothing of its own.
	static Limits limits()
	{
		return {.opensDefault = 1,
			.opensDefaultGated = 3,
			.expiresDefault = std::chrono::hours(240),
			.expiresMax = std::chrono::hours(720),
			.recipientsMax = 50};
	}
	static std::string fieldOf(Value body)
	{
		auto parsed = parseNewMessage(body, limits());
		CPPUNIT_ASSERT(!parsed);
		return parsed.error().field;
	}

	/// Returns the field and code of a refusal; empty: none.
	static std::string refusalOf(const Value& body, const Limits& limits)
	{
		auto parsed = parseNewMessage(body, limits);
		return parsed ? "" : parsed.error().field + " " + parsed.error().problem;
	}

	void d7ObeysWhatIsFixedOrLimitedAbove()
	{
		auto fixed = limits();
		fixed.rules.opens.isFixed = true;
		CPPUNIT_ASSERT_EQUAL(std::string("opens limited"), refusalOf(body(), fixed));
		CPPUNIT_ASSERT_EQUAL(std::string(), refusalOf(body().set("opens", 1), fixed));
		CPPUNIT_ASSERT_EQUAL(std::string(), refusalOf(body().set("opens", Value()), fixed));
		auto limited = limits();
		limited.rules.expires.max = 1800;
		CPPUNIT_ASSERT_EQUAL(std::string("expires_in limited"), refusalOf(body(), limited));
		auto whole = limits();
		whole.rules.protects.isFixed = true;
		const auto inClear = body().set("protect", "files");
		CPPUNIT_ASSERT_EQUAL(std::string("protect limited"), refusalOf(inClear, whole));
		whole.isFilesOnlyDefault = true;
		CPPUNIT_ASSERT_EQUAL_MESSAGE("more protection", std::string(), refusalOf(body(), whole));
	}

	void d7FitsTheOpensOfAllToARecipientsOwnGates()
	{
		auto limited = limits();
		limited.rules.opensGated = {.isFixed = true};
		auto gated = Value::object({{"address", "ada@example.com"}, {"gates", Value::object({{"password", true}})}});
		auto parsed = parseNewMessage(body().set("opens", 1).set("recipients", Value::List{gated}), limited);
		CPPUNIT_ASSERT_MESSAGE(parsed ? "" : parsed.error().detail, bool(parsed));
		CPPUNIT_ASSERT_EQUAL(3, parsed->recipients.front().opens);
		gated.set("opens", 1);
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[0].opens limited"),
			refusalOf(body().set("recipients", Value::List{gated}), limited));
	}

	void takesAnOrdinaryMessage()
	{
		auto parsed = parseNewMessage(body(), limits());
		CPPUNIT_ASSERT(parsed);
		CPPUNIT_ASSERT_EQUAL(std::string("louis.gagne@example.com"), parsed->recipients.at(0).address);
		CPPUNIT_ASSERT_EQUAL(3, parsed->opens);
		CPPUNIT_ASSERT(
			parsed->language.tag == "fr-CA" && parsed->delivery == Delivery::Mail && parsed->expiresIn.count() == 3600);
	}
	void fillsInTheDefaultsOfGatedAndUngatedMessages()
	{
		auto plain = body().set("opens", Value()).set("expires_in", Value());
		auto parsed = parseNewMessage(plain, limits());
		CPPUNIT_ASSERT(parsed && parsed->opens == 1 && parsed->expiresIn == std::chrono::hours(240));
		parsed = parseNewMessage(plain.set("gates", Value::object({{"password", true}})), limits());
		CPPUNIT_ASSERT(parsed && parsed->opens == 3);
	}
	void asksForTheOpeningCodeUnlessToldOtherwise()
	{
		auto parsed = parseNewMessage(body().set("gates", Value()), limits());
		CPPUNIT_ASSERT(parsed && parsed->gates.size() == 1 && parsed->gates.contains("code"));
		parsed = parseNewMessage(body().set("gates", Value::object({{"code", false}})), limits());
		CPPUNIT_ASSERT(parsed && parsed->gates.empty());
	}
	void namesTheFieldThatIsOutOfRange()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("opens"), fieldOf(body().set("opens", 0)));
		CPPUNIT_ASSERT_EQUAL(std::string("opens"), fieldOf(body().set("opens", 100)));
		CPPUNIT_ASSERT_EQUAL(std::string("expires_in"), fieldOf(body().set("expires_in", 30 * 86400 + 1)));
		CPPUNIT_ASSERT_EQUAL(std::string("language"), fieldOf(body().set("language", "de")));
		CPPUNIT_ASSERT_EQUAL(std::string("gates.sms"), fieldOf(body().set("gates", Value::object({{"sms", true}}))));
		Value::List many(51, Value::object({{"address", "a@example.com"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("recipients"), fieldOf(body().set("recipients", many)));
		many.resize(2);
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[1].address"), fieldOf(body().set("recipients", many)));
	}
	void refusesAddressesThatWouldBreakAHeader()
	{
		for (const char* each: {"",
				 "a",
				 "@example.com",
				 "a@",
				 "a@b@example.com",
				 "a b@example.com",
				 "a@example.com\r\nBcc: b@example.com",
				 "<a@example.com>",
				 "a@nodot"})
			CPPUNIT_ASSERT_MESSAGE(each, !sx::mailAddress(each));
		// No mail would reach it: the mail server that takes such names would have to say so.
		CPPUNIT_ASSERT(!sx::mailAddress("émilie@exemple.ca"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LimitsTest);

}
