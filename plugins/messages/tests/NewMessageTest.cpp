#include "domain/NewMessage.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::messages {

/// Tests which messages a sender may ask for, and which field a refusal names.
class NewMessageTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(NewMessageTest);
	CPPUNIT_TEST(keepsTheSettingOfAPluginsGate);
	CPPUNIT_TEST(turnsAGateOffForOneRecipient);
	CPPUNIT_TEST(asksForTheCodeWhereNothingElseProtects);
	CPPUNIT_TEST(asksForTheCodeAsTheSenderSays);
	CPPUNIT_TEST(refusesGatesThatTheServerDoesNotOffer);
	CPPUNIT_TEST(namesTheFieldThatIsWrong);
	CPPUNIT_TEST(namesTheRecipientWhoseFieldIsWrong);
	CPPUNIT_TEST(asksForAChangeWhenLimitsAreShortened);
	CPPUNIT_TEST_SUITE_END();

	const Limits _limits{.opensDefault = 3,
		.opensDefaultGated = 5,
		.expiresDefault = std::chrono::hours(24),
		.expiresMax = std::chrono::hours(240),
		.recipientsMax = 2,
		.gates = {{"question"}, {.name = "phone", .replacesCode = true}}};

	static Value file(std::string_view id, std::int64_t bytes = 1096)
	{
		return Value::object({{"id", id}, {"bytes", bytes}});
	}
	static Value recipient(std::string_view address = "camille@example.com")
	{
		return Value::object({{"address", address}, {"name", "Camille Roy"}});
	}
	/// Returns the body of a message that is right, with one member changed.
	static Value with(const std::string& member, Value value)
	{
		auto body = Value::object(
			{{"language", "fr"}, {"recipients", Value::List{recipient()}}, {"files", Value::List{file(kManifestId)}}});
		body.set(member, std::move(value));
		return body;
	}
	static Value withRecipient(const std::string& member, Value value)
	{
		auto changed = recipient("dominique@example.com");
		changed.set(member, std::move(value));
		return with("recipients", Value::List{recipient(), changed});
	}

	NewMessage parsed(const Value& body) const
	{
		auto message = parseNewMessage(body, _limits);
		CPPUNIT_ASSERT_MESSAGE(message ? "" : message.error().field + ": " + message.error().detail, bool(message));
		return *message;
	}
	std::string refusedField(const Value& body) const
	{
		const auto message = parseNewMessage(body, _limits);
		return message ? "nothing is refused" : message.error().field;
	}

	void keepsTheSettingOfAPluginsGate()
	{
		const auto question = Value::object({{"question", "Où ?"}});
		const auto message = parsed(with("gates", Value::object({{"question", question}})));
		CPPUNIT_ASSERT(message.recipients[0].gates.at("question") == question);
		CPPUNIT_ASSERT_EQUAL(5, message.opens);
	}
	void turnsAGateOffForOneRecipient()
	{
		auto body = withRecipient("gates", Value::object({{"question", false}, {"code", false}}));
		body.set("gates", Value::object({{"question", Value::object({{"question", "Où ?"}})}}));
		const auto message = parsed(body);
		CPPUNIT_ASSERT(message.recipients[0].gates.contains("question"));
		CPPUNIT_ASSERT(message.recipients[1].gates.empty());
		CPPUNIT_ASSERT_EQUAL(3, message.recipients[1].opens);
	}
	/// Tells of each of two recipients whether they are asked: the second has these gates of their own.
	std::pair<bool, bool> askedForCode(const Value& gates, const Value& own) const
	{
		const auto message = parsed(withRecipient("gates", own).set("gates", gates));
		return {message.recipients[0].gates.contains("code"), message.recipients[1].gates.contains("code")};
	}
	void asksForTheCodeWhereNothingElseProtects()
	{
		const auto with = [](const char* gate, const Value& value) { return Value::object({{gate, value}}); };
		CPPUNIT_ASSERT(askedForCode({}, {}) == std::pair(true, true));
		CPPUNIT_ASSERT(askedForCode(with("password", true), {}) == std::pair(false, false));
		CPPUNIT_ASSERT(askedForCode(with("password", true), with("password", false)) == std::pair(false, true));
		CPPUNIT_ASSERT(askedForCode({}, with("password", true)) == std::pair(true, false));
		CPPUNIT_ASSERT(askedForCode(with("phone", true), with("phone", false)) == std::pair(false, true));
		CPPUNIT_ASSERT(askedForCode({}, with("phone", true)) == std::pair(true, false));
		CPPUNIT_ASSERT_MESSAGE("a gate that does not say so", askedForCode(with("question", true), {}).first);
		CPPUNIT_ASSERT(askedForCode(with("code", Value()), with("password", true)) == std::pair(true, false));
	}
	void asksForTheCodeAsTheSenderSays()
	{
		const auto both = [](bool password, bool code) {
			return Value::object({{"password", password}, {"code", code}});
		};
		for (const bool password: {false, true})
		{
			CPPUNIT_ASSERT(askedForCode(both(password, true), {}) == std::pair(true, true));
			CPPUNIT_ASSERT(askedForCode(both(password, false), {}) == std::pair(false, false));
			CPPUNIT_ASSERT(askedForCode(both(password, true), both(true, false)) == std::pair(true, false));
			CPPUNIT_ASSERT(askedForCode(both(password, false), both(true, true)) == std::pair(false, true));
		}
	}
	void refusesGatesThatTheServerDoesNotOffer()
	{
		CPPUNIT_ASSERT_EQUAL(
			std::string("gates.riddle"), refusedField(with("gates", Value::object({{"riddle", "?"}}))));
		CPPUNIT_ASSERT_EQUAL(std::string("gates.sms"), refusedField(with("gates", Value::object({{"sms", true}}))));
	}

	void namesTheFieldThatIsWrong()
	{
		for (const auto& [field, value]: {std::pair<std::string, Value>("language", "de"),
				 {"delivery", "pigeon"},
				 {"delivery", "sms"},
				 {"protect", "some"},
				 {"opens", 0},
				 {"opens", "many"},
				 {"expires_in", 59},
				 {"gates", true},
				 {"recipients", Value::List{}},
				 {"recipients", Value::List{recipient(), recipient("b@example.com"), recipient("c@example.com")}}})
			CPPUNIT_ASSERT_EQUAL(field, refusedField(with(field, value)));
	}
	void namesTheRecipientWhoseFieldIsWrong()
	{
		for (const auto& [field, value]: {std::pair<std::string, Value>("address", "dominique"),
				 {"address", "camille@example.com"},
				 {"name", "Dominique\nRoy"},
				 {"name", std::string(201, 'x')},
				 {"opens", 100}})
			CPPUNIT_ASSERT_EQUAL("recipients[1]." + field, refusedField(withRecipient(field, value)));
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[1].gates.password"),
			refusedField(withRecipient("gates", Value::object({{"password", "yes"}}))));
	}
	void asksForAChangeWhenLimitsAreShortened()
	{
		const auto none = parseShorterLimits(Value::Object{});
		CPPUNIT_ASSERT(!none.opensLeft && !none.expiresIn);
		const auto shorter = parseShorterLimits(Value::object({{"expires_in", 60}}));
		CPPUNIT_ASSERT(!shorter.opensLeft && shorter.expiresIn == std::chrono::seconds(60));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(NewMessageTest);

}
