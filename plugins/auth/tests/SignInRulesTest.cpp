// Tests the small rules of signing in.
#include "domain/SignIn.h"
#include "sx/address.h"

#include <cppunit/extensions/HelperMacros.h>

class SignInRulesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SignInRulesTest);
	CPPUNIT_TEST(goesNowhereElse);
	CPPUNIT_TEST(goesWhereAsked);
	CPPUNIT_TEST(knowsWhatIsNoAddress);
	CPPUNIT_TEST_SUITE_END();

public:
	void goesNowhereElse()
	{
		for (const char* evil: {"",
				 "https://evil.example",
				 "//evil.example",
				 "/\\evil.example",
				 "\\/evil.example",
				 "javascript:alert(1)",
				 "/a\nb",
				 "/a b",
				 "evil",
				 "/\t/evil.example",
				 "/sign-in",
				 "/sign-out",
				 "/sign-in?next=/x"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(evil, std::string("/"), sx::auth::localPath(evil));
		CPPUNIT_ASSERT_EQUAL(std::string("/"), sx::auth::localPath("/" + std::string(2000, 'a')));
	}

	void goesWhereAsked()
	{
		for (const char* good: {"/", "/sent", "/sent/abc?state=read&x=%20#a"})
			CPPUNIT_ASSERT_EQUAL(std::string(good), sx::auth::localPath(good));
	}

	void knowsWhatIsNoAddress()
	{
		for (const char* bad: {"", "a", "@b", "a@", "a@b@c", "a b@c", "<a@b>", "a@b,c@d", "a@.b"})
			CPPUNIT_ASSERT_MESSAGE(bad, !sx::mailAddress(bad));
		CPPUNIT_ASSERT(sx::mailAddress("camille.roy@example.com"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SignInRulesTest);
