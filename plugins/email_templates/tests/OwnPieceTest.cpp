#include "domain/OwnPiece.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::email_templates::tests {

/// Tests what a company may write in place of a piece, with tables of cases.
class OwnPieceTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OwnPieceTest);
	CPPUNIT_TEST(namesOnlyWhatThePieceKnows);
	CPPUNIT_TEST(keepsToItsShape);
	CPPUNIT_TEST(refusesWhatDoesNotShow);
	CPPUNIT_TEST(saysTheSamePlainly);
	CPPUNIT_TEST(fillsEachNameOnce);
	CPPUNIT_TEST_SUITE_END();

	static PieceRule rule(Shape shape, std::vector<std::string> required = {})
	{
		return {.key = "notice.intro",
			.shape = shape,
			.arguments = {"link", "sender"},
			.required = std::move(required),
			.standard = "",
			.sample = {}};
	}
	static std::string faultOf(Shape shape, std::string_view typed, std::vector<std::string> required = {})
	{
		const auto made = ownTextOf(rule(shape, std::move(required)), typed);
		return made ? std::string() : made.error().problem;
	}
	static void same(const char* wanted, const std::string& found) { CPPUNIT_ASSERT_EQUAL(std::string(wanted), found); }

	void namesOnlyWhatThePieceKnows()
	{
		same("", faultOf(Shape::Line, "De {sender} : {link}"));
		for (const auto* typed: {"{{sender}}",
				 "{{{sender}}}",
				 "{code}",
				 "{ sender }",
				 "{sender",
				 "sender}",
				 "{}",
				 "{sender, select, other {x}}",
				 "{{>mail-button}}",
				 "{{#sender}}x{{/sender}}",
				 "'{'sender'}'"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, std::string("variable"), faultOf(Shape::Line, typed));
		same("required", faultOf(Shape::Text, "Lisez {link}", {"link", "sender"}));
		same("", faultOf(Shape::Text, "Lisez {link}, de {sender}", {"link", "sender"}));
		same("link", faultOf(Shape::Rich, "<p><a href=\"https://example.com/{sender}\">x</a></p>"));
		const auto named = ownTextOf(rule(Shape::Line), "{code}");
		same("code", named.error().extra["name"].text());
	}

	void keepsToItsShape()
	{
		same("one_line", faultOf(Shape::Line, "Objet\r\nBcc: autre@example.com"));
		same("", faultOf(Shape::Text, "Deux\r\nlignes"));
		same("empty", faultOf(Shape::Line, " \r\n "));
		same("empty", faultOf(Shape::Rich, "<p><br></p>"));
		for (const auto shape: {Shape::Line, Shape::Rich, Shape::Text})
		{
			same("", faultOf(shape, std::string(mostCharacters(shape), 'a')));
			same("too_long", faultOf(shape, std::string(mostCharacters(shape) + 1, 'a')));
			same("too_long", faultOf(shape, std::string(1'000'000, 'a')));
		}
	}

	void refusesWhatDoesNotShow()
	{
		for (const auto* typed: {"a\x01", "a\x7f", "gnp.\u202Eexe", "a\u2066b", "a\u200Fb"})
			for (const auto shape: {Shape::Line, Shape::Rich, Shape::Text})
				CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, std::string("characters"), faultOf(shape, typed));
		for (const auto* typed:
			{"<p>&#8238;exe</p>", "<p>&#x202e;</p>", "<p>&lbrace;code&rbrace;</p>", "<p>&unknown;</p>"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(typed, std::string("characters"), faultOf(Shape::Rich, typed));
	}

	void saysTheSamePlainly()
	{
		const std::vector<std::pair<const char*, const char*>> cases{
			{"<p>Un</p><p>Deux &amp; trois</p>", "Un\n\nDeux & trois"},
			{"<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"},
			{"<p>a<br>b</p>", "a\nb"},
			{"<p><a href=\"https://example.com/\" rel=\"noopener noreferrer\" target=\"_blank\">ici</a></p>",
				"ici (https://example.com/)"},
			{"<p><a href=\"https://example.com/\">https://example.com/</a></p>", "https://example.com/"},
			{"<p>&lt;b&gt;&nbsp;x</p>", "<b>\u00a0x"}};
		for (const auto& [html, plain]: cases)
		{
			const auto made = plainOf(html);
			CPPUNIT_ASSERT(made);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(html, std::string(plain), *made);
		}
	}

	void fillsEachNameOnce()
	{
		const auto arguments = Value::object({{"a", "{b}"}, {"b", "<b>"}, {"n", 3}, {"list", Value::List{}}});
		same("{b} &lt;b&gt; 3 {list} {c} {", withArguments("{a} {b} {n} {list} {c} {", arguments, escapedHtml));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(OwnPieceTest);

}
