#include "domain/UserResource.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::scim::tests {

/// Tests what PATCH makes of a user, in the forms that Entra and Okta send.
class PatchTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PatchTest);
	CPPUNIT_TEST(takesEntrasOperations);
	CPPUNIT_TEST(takesOktasOperations);
	CPPUNIT_TEST(letsTheAddressFollowTheUserName);
	CPPUNIT_TEST(refusesWhatUsersDoNotHave);
	CPPUNIT_TEST(readsUsers);
	CPPUNIT_TEST_SUITE_END();

	static Value ada()
	{
		directory::Person person;
		person.id = {"01890a5d-ac96-774b-bcce-b302099a8057"};
		person.firstName = "Ada";
		person.lastName = "Lovelace";
		person.name = "Ada Lovelace";
		person.address = "ada@example.com";
		return userResource(person, {.externalId = "e1"}, {}, "https://acme.example.com");
	}
	static Value operation(const char* op, Value path, Value value)
	{
		auto out = Value::object({{"op", op}});
		if (!path.isNull()) out.set("path", std::move(path));
		if (!value.isNull()) out.set("value", std::move(value));
		return out;
	}
	static Result<UserFields> patched(Value::List operations)
	{
		auto all = operationsOf(Value::object({{"Operations", std::move(operations)}}));
		if (!all) return all.error();
		auto resource = patchable(ada());
		for (const auto& each: *all)
		{
			if (auto ok = checkTarget(each.target); !ok) return ok.error();
			apply(resource, each);
		}
		return userFieldsOf(resource);
	}

	void takesEntrasOperations()
	{
		auto fields = patched({operation("Replace", "active", "False"),
			operation("Add", "name.givenName", "Augusta"),
			operation("Replace", "emails[type eq \"work\"].value", "augusta@example.com"),
			operation("Add", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "Engines"),
			operation("Replace", "addresses[type eq \"work\"].locality", "London"),
			operation("Replace", "title", "Countess")});
		CPPUNIT_ASSERT(fields);
		CPPUNIT_ASSERT(fields->isActive == false);
		CPPUNIT_ASSERT_EQUAL(std::string("Augusta"), fields->firstName);
		CPPUNIT_ASSERT_EQUAL(std::string("Lovelace"), fields->lastName);
		CPPUNIT_ASSERT_EQUAL(std::string("augusta@example.com"), fields->address);
		CPPUNIT_ASSERT_EQUAL(std::string("ada@example.com"), fields->userName);
		CPPUNIT_ASSERT_EQUAL(std::string("e1"), fields->externalId);

		fields = patched({operation("replace",
			{},
			Value::object({{"name.familyName", "King"},
				{"emails[type eq \"work\"].value", "king@example.com"},
				{"active", false}}))});
		CPPUNIT_ASSERT(fields);
		CPPUNIT_ASSERT_EQUAL(std::string("King"), fields->lastName);
		CPPUNIT_ASSERT_EQUAL(std::string("king@example.com"), fields->address);
	}

	void takesOktasOperations()
	{
		auto fields = patched({operation(
			"replace", {}, Value::object({{"id", "01890a5d-ac96-774b-bcce-b302099a8057"}, {"active", false}}))});
		CPPUNIT_ASSERT(fields && fields->isActive == false);
		fields = patched({operation("replace", {}, Value::object({{"name", Value::object({{"givenName", "B"}})}}))});
		CPPUNIT_ASSERT(fields && fields->firstName == "B" && fields->lastName == "Lovelace");
		fields = patched({operation("remove", "externalId", {}), operation("remove", "name.familyName", {})});
		CPPUNIT_ASSERT(fields && fields->externalId.empty() && fields->lastName.empty());
	}

	void letsTheAddressFollowTheUserName()
	{
		auto fields = patched({operation("replace", "userName", "Countess@example.com")});
		CPPUNIT_ASSERT(fields);
		CPPUNIT_ASSERT_EQUAL(std::string("countess@example.com"), fields->userName);
		CPPUNIT_ASSERT_EQUAL(std::string("countess@example.com"), fields->address);
		CPPUNIT_ASSERT_EQUAL(
			std::string("invalidValue"), patched({operation("replace", "userName", "countess")}).error().problem);
	}

	void refusesWhatUsersDoNotHave()
	{
		const auto problem = [](Value one) {
			auto done = patched({std::move(one)});
			return done ? std::string("none") : done.error().problem;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("invalidPath"), problem(operation("replace", "nothing", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidPath"), problem(operation("replace", "emails[type", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidPath"), problem(operation("replace", "emails[type eq].value", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidPath"), problem(operation("replace", "a b", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("mutability"), problem(operation("replace", "id", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("mutability"), problem(operation("add", "groups", "x")));
		CPPUNIT_ASSERT_EQUAL(std::string("noTarget"), problem(operation("remove", {}, {})));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidSyntax"), problem(operation("move", "active", true)));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidValue"), problem(operation("replace", {}, "text")));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidValue"), problem(operation("replace", "active", "perhaps")));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidValue"), problem(operation("remove", "userName", {})));
		CPPUNIT_ASSERT_EQUAL(std::string("invalidSyntax"), patched({}).error().problem);
	}

	void readsUsers()
	{
		auto fields = userFieldsOf(Value::object({{"USERNAME", "sam"},
			{"displayName", "Sam Vimes"},
			{"emails",
				Value::List{Value::object({{"value", "home@example.com"}, {"type", "home"}}),
					Value::object({{"value", "Sam@Example.com"}, {"type", "work"}})}},
			{"roles", Value::List{Value::object({{"value", "super"}})}},
			{"role", "super"},
			{"preferredLanguage", "en-GB"}}));
		CPPUNIT_ASSERT(fields);
		CPPUNIT_ASSERT_EQUAL(std::string("sam"), fields->userName);
		CPPUNIT_ASSERT_EQUAL(std::string("sam@example.com"), fields->address);
		CPPUNIT_ASSERT_EQUAL(std::string("Sam"), fields->firstName);
		CPPUNIT_ASSERT_EQUAL(std::string("Vimes"), fields->lastName);
		CPPUNIT_ASSERT(!fields->isActive && fields->language == Language{"en-CA"});
		CPPUNIT_ASSERT(!userFieldsOf(Value::object({{"userName", "sam"}})));
		CPPUNIT_ASSERT(!userFieldsOf(Value::object({{"displayName", "Sam"}})));
		CPPUNIT_ASSERT(!userFieldsOf(Value::object({{"userName", 5}})));
		CPPUNIT_ASSERT(!userFieldsOf(Value::List{}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatchTest);

}
