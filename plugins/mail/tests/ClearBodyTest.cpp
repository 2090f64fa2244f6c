#include "domain/RichText.h"

#include "domain/Mime.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>

namespace sx::mail::tests {

/// Tests what a mail that the server sends for somebody may hold (row A2).
class ClearBodyTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ClearBodyTest);
	CPPUNIT_TEST(takesWhatTheComposerMakes);
	CPPUNIT_TEST(takesWhatEveryOtherPlaceTakes);
	CPPUNIT_TEST(refusesWhatCouldActOrDeceive);
	CPPUNIT_TEST(refusesWhatIsNotWellFormed);
	CPPUNIT_TEST_SUITE_END();

	void takesWhatTheComposerMakes()
	{
		for (const auto* html: {"",
				 "<p>Bonjour Louis,<br>voici l’acte &amp; le plan.</p><ul><li><b>un</b></li></ul>",
				 "<p><a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer\" "
				 "target=\"_blank\">lien</a></p>",
				 "<table><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table><hr>"})
			CPPUNIT_ASSERT_MESSAGE(html, static_cast<bool>(checkRichText(html)));
	}

	static Poco::JSON::Array::Ptr vectors(const char* file, const char* list)
	{
		std::ifstream in(SX_MAIL_TESTS "/../../../sdk/vectors/" + std::string(file));
		const auto all = Poco::JSON::Parser().parse(in).extract<Poco::JSON::Object::Ptr>()->getArray(list);
		CPPUNIT_ASSERT(all->size() > 20);
		return all;
	}

	void takesWhatEveryOtherPlaceTakes()
	{
		const auto texts = vectors("rich-text-v1.json", "cases");
		for (unsigned i = 0; i < texts->size(); ++i)
		{
			const auto cleaned = texts->getArray(i)->getElement<std::string>(1);
			CPPUNIT_ASSERT_MESSAGE(cleaned, static_cast<bool>(checkRichText(cleaned)));
		}
		const auto addresses = vectors("addresses-v1.json", "addresses");
		for (unsigned i = 0; i < addresses->size(); ++i)
			if (const auto each = addresses->getObject(i); !each->isNull("address"))
				CPPUNIT_ASSERT_MESSAGE(
					each->getValue<std::string>("address"), isAddress(each->getValue<std::string>("address")));
	}

	void refusesWhatCouldActOrDeceive()
	{
		for (const auto* html: {"<script>x</script>",
				 "<img src=\"https://example.com/a.png\">",
				 "<p style=\"display:none\">x</p>",
				 "<p onclick=\"x()\">x</p>",
				 "<a href=\"javascript:x\">x</a>",
				 "<a href=\"jAvascript:x\">x</a>",
				 "<a href=\" https://a.b\">x</a>",
				 "<form></form>",
				 "<!-- x -->",
				 "<style>p{}</style>",
				 "<iframe></iframe>",
				 "<P>x</P>",
				 "<td colspan=\"1;\">x</td>",
				 "<svg></svg>",
				 "<a href='https://a.b'>x</a>"})
			CPPUNIT_ASSERT_MESSAGE(html, !checkRichText(html));
	}

	void refusesWhatIsNotWellFormed()
	{
		for (const auto* html: {"<p>",
				 "</p>",
				 "<p><b></p></b>",
				 "<p",
				 "<",
				 "a > b",
				 "<p class>x</p>",
				 "<a href=\"https://a.b>x</a>",
				 "</table></td>"})
			CPPUNIT_ASSERT_MESSAGE(html, !checkRichText(html));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClearBodyTest);

}
