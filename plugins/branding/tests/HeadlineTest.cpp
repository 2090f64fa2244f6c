// Tests header texts and hosts that somebody made to do harm.
#include "domain/Headline.h"
#include "domain/Brand.h"
#include "domain/Hosts.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx::branding;

class HeadlineTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(HeadlineTest);
	CPPUNIT_TEST(keepsWhatIsAllowed);
	CPPUNIT_TEST(leavesNothingThatRuns);
	CPPUNIT_TEST(closesWhatIsOpen);
	CPPUNIT_TEST(checksEveryField);
	CPPUNIT_TEST(writesTheLegalLine);
	CPPUNIT_TEST(movesASubDomain);
	CPPUNIT_TEST_SUITE_END();

	static void clean(const std::string& typed, const std::string& wanted, bool isCut)
	{
		const auto out = cleanHeadline(typed);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, wanted, out.html);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, isCut, out.isCut);
	}

public:
	void keepsWhatIsAllowed()
	{
		clean("Portail d'échanges", "Portail d'échanges", false);
		clean("A & B &amp; C &nbsp;&#60;", "A &amp; B &amp; C &nbsp;&amp;#60;", false);
		clean("<b>Gras</b> et <I>pen<u>ché</u></I><br/>2 < 3",
			"<strong>Gras</strong> et <em>pen<u>ché</u></em><br>2 &lt; 3",
			false);
		clean("<a href=\"https://example.com/a?b=1&amp;c=2\" rel=\"noopener noreferrer\" target=\"_blank\">Aide</a>",
			"<a href=\"https://example.com/a?b=1&amp;c=2\" rel=\"noopener noreferrer\" target=\"_blank\">Aide</a>",
			false);
		// What was cleaned once stays as it is.
		for (const auto* typed: {"a & b <b>c", "<a href='tel:+1-450'>d</a>", "x\"y'z<br>"})
		{
			const auto once = cleanHeadline(typed).html;
			clean(once, once, false);
		}
	}

	void leavesNothingThatRuns()
	{
		clean("a<script>alert(1)</script>b", "ab", true);
		clean("a<SCRIPT SRC=//evil>b", "a", true);
		clean("<style>*{display:none}</style>Texte", "Texte", true);
		clean("<svg onload=alert(1)><p>x</svg>y", "y", true);
		clean("<img src=x onerror=alert(1)>", "", true);
		clean("<a href=\"javascript:alert(1)\">x</a>", "x", true);
		clean("<a href=\"JaVaScRiPt:alert(1)\">x</a>", "x", true);
		clean("<a href=\"&#106;avascript:alert(1)\">x</a>", "x", true);
		clean("<a href=\"https://a\" href=\"javascript:x\" onclick=\"y\">x</a>",
			"<a href=\"https://a\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>",
			false);
		clean("<a href=https://a>x</a>", "x", true);
		clean("<a href=\"https://a\"><a href=\"https://b\">x</a></a>",
			"<a href=\"https://a\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>",
			true);
		clean("<!-- <b>x -->y<!-- z", "y", true);
		clean("<b onmouseover=\"x>y\">z</b>", "<strong>z</strong>", true);
		clean("<iframe src=\"https://evil\"></iframe>", "", true);
		clean("<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", "", true);
		clean("</header></body>x", "x", false);
		clean("<b", "", true);
		clean("a\xE2\x80\xAE"
			  "b",
			"ab",
			true);
		clean("a\x01"
			  "b",
			"ab",
			true);
	}

	void closesWhatIsOpen()
	{
		clean("<b>a", "<strong>a</strong>", false);
		clean("<b><em>a</b>b</em>", "<strong><em>a</em></strong>b", false);
		std::string deep;
		for (int i = 0; i < 50; ++i) deep += "<b>";
		CPPUNIT_ASSERT(cleanHeadline(deep).html.size() < 200);
	}

	void checksEveryField()
	{
		Brand brand;
		brand.company = "  Notaires Boréal ";
		brand.palette = {"#123A28", "1f6b45", "#1f6b45", "#fff", "#c9ddd2"};
		auto fine = checked(brand);
		CPPUNIT_ASSERT(fine.faults.empty());
		CPPUNIT_ASSERT_EQUAL(std::string("Notaires Boréal"), fine.brand.company);
		CPPUNIT_ASSERT_EQUAL(std::string("#ffffff"), fine.brand.palette.mailButtonText);
		const auto faultOf = [&](auto change) {
			auto wrong = brand;
			change(wrong);
			const auto out = checked(wrong);
			CPPUNIT_ASSERT_EQUAL(std::size_t{1}, out.faults.size());
			return out.faults.front().field + ' ' + out.faults.front().problem;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("company name"), faultOf([](Brand& b) { b.company = " "; }));
		CPPUNIT_ASSERT_EQUAL(
			std::string("brand_colour colour"), faultOf([](Brand& b) { b.palette.brand = "red;}*{display:none"; }));
		CPPUNIT_ASSERT_EQUAL(
			std::string("terms_url url"), faultOf([](Brand& b) { b.termsUrl = "javascript:alert(1)"; }));
		CPPUNIT_ASSERT_EQUAL(
			std::string("privacy_url url"), faultOf([](Brand& b) { b.privacyUrl = "https://a.example/\">x"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("phone phone"), faultOf([](Brand& b) { b.phone = "<b>1</b>"; }));
		CPPUNIT_ASSERT_EQUAL(
			std::string("footer_fr long"), faultOf([](Brand& b) { b.footer.in("fr").assign(301, 'x'); }));
		CPPUNIT_ASSERT(brandOf(valueOf(fine.brand)) == fine.brand);
	}

	void writesTheLegalLine()
	{
		Brand brand;
		brand.company = "Notaires Boréal";
		CPPUNIT_ASSERT_EQUAL(std::string(), legalLineOf(brand));
		brand.address = "12, rue Principale";
		brand.city = "Saint-Hyacinthe";
		brand.region = "Québec";
		brand.postalCode = "J2A 0G4";
		brand.phone = "450 555-0100";
		CPPUNIT_ASSERT_EQUAL(
			std::string("Notaires Boréal, 12, rue Principale, Saint-Hyacinthe (Québec) J2A 0G4, 450 555-0100"),
			legalLineOf(brand));
	}

	void movesASubDomain()
	{
		using Hosts = std::vector<std::string>;
		CPPUNIT_ASSERT_EQUAL(
			std::string("example.com"), baseOf("", {"a.client.org", "acme.example.com"}, {"a.client.org"}));
		CPPUNIT_ASSERT_EQUAL(std::string(), baseOf("", {"localhost"}, {}));
		const auto address = addressOf("example.com", {"a.client.org", "acme.example.com"});
		CPPUNIT_ASSERT_EQUAL(std::string("acme"), address.subDomain);
		CPPUNIT_ASSERT((Hosts{"a.client.org", "new.example.com", "acme.example.com"}) ==
			withSubDomain(address, "new", {"a.client.org", "acme.example.com"}, 3));
		CPPUNIT_ASSERT((Hosts{"c.example.com", "a.example.com", "b.example.com"}) ==
			withSubDomain({"example.com", "b"}, "c", {"b.example.com", "old.example.com", "a.example.com"}, 2));
		CPPUNIT_ASSERT((Hosts{"a.example.com"}) == withSubDomain({"example.com", "b"}, "a", {"b.example.com"}, 0));
		CPPUNIT_ASSERT((Hosts{"a.example.com", "b.example.com"}) ==
			withSubDomain({"example.com", "b"}, "a", {"b.example.com", "a.example.com"}, 3));
		CPPUNIT_ASSERT(isWithin("a.example.com", "example.com") && !isWithin("aexample.com", "example.com"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeadlineTest);
