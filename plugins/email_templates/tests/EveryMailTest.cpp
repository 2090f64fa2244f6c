// Renders every kind of mail and text of every plugin with what a company may type, and with what it may not.
#include "domain/OwnPiece.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/mail/Outbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sx::email_templates::tests {

namespace {

/// Says one text in place of one piece, and notes the pieces that are asked for.
class OneText final: public OwnTexts
{
public:
	std::optional<OwnText> find(const Piece& piece) const override
	{
		if (piece.key == key) return text;
		PieceRule rule{.key = std::string(piece.key),
			.shape = piece.shape,
			.arguments = {},
			.required = {piece.required.begin(), piece.required.end()},
			.standard = piece.standard,
			.sample = piece.arguments};
		for (const auto& [name, value]: piece.arguments.members()) rule.arguments.push_back(name);
		asked.push_back(std::move(rule));
		return std::nullopt;
	}
	std::string key;
	OwnText text;
	mutable std::vector<PieceRule> asked;
};

std::string replaced(std::string in, const std::string& from, const std::string& to)
{
	for (auto at = in.find(from); at != std::string::npos; at = in.find(from, at + to.size()))
		in.replace(at, from.size(), to);
	return in;
}

std::vector<std::string> linesOf(const std::string& text)
{
	std::vector<std::string> out{""};
	for (const char c: text)
		if (c == '\n')
			out.emplace_back();
		else
			out.back() += c;
	return out;
}

}

/// Is the contract of every mail (rows A7, D5).
class EveryMailTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(EveryMailTest);
	CPPUNIT_TEST(keepsWhatItsReaderReliesOn);
	CPPUNIT_TEST(staysSmall);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kSources[] = {
		"auth", "billing", "directory", "domains", "licensing", "mail", "messages", "sms_gate"};
	static constexpr std::size_t kMostBytes = 40'000;  // of one part; Gmail cuts mails at 102 kB

	std::unique_ptr<harness::Server> server;
	Tenant tenant;
	std::vector<std::pair<SampleMails*, SampleKind>> kinds;

public:
	void setUp() override
	{
		harness::Options options;
		options.plugins = {"api_keys",
			"audit",
			"auth",
			"billing",
			"directory",
			"domains",
			"email_templates",
			"licensing",
			"mail",
			"messages",
			"quotas",
			"sealed",
			"sms",
			"sms_gate",
			"storage",
			"tables"};
		server = harness::Server::start(std::move(options));
		auto made = server->find<directory::Directory>()->addTenant(
			{"Notaires & « Boréal »", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(made);
		tenant = {.id = *made,
			.name = "Notaires & « Boréal »",
			.origin = "http://localhost",
			.language = {"fr-CA"},
			.timeZone = "America/Toronto"};
		for (const auto* name: kSources)
		{
			auto* source = server->find<SampleMails>(name);
			CPPUNIT_ASSERT_MESSAGE(name, source);
			for (auto& each: source->kinds({"fr-CA"})) kinds.emplace_back(source, std::move(each));
		}
		CPPUNIT_ASSERT(kinds.size() >= 28);
	}

private:
	Sample render(const SampleMails& source, const std::string& kind, const Language& language, const OwnTexts& own)
	{
		auto made = source.sample(kind,
			{.tenant = tenant,
				.language = language,
				.own = &own,
				.now = server->now(),
				.reader = {"Dominique <b> Gagnon", "dominique@example.org"},
				.sender = {"Camille \"C\" Roy", "camille@example.com"},
				.fileName = "Acte {sender} <1>.pdf"});
		CPPUNIT_ASSERT_MESSAGE(kind + (made ? "" : ": " + made.error().detail), made);
		made->html = replaced(made->html, "&apos;", "&#39;");  // templates write the first, escapedHtml() the second
		return std::move(*made);
	}

	/// Lists what a company might type: what is refused, and what is taken as the text that it is.
	static std::vector<std::string> hostile(Shape shape)
	{
		std::vector<std::string> out{"{{sender}}",
			"{{>mail-button}}{{{content}}}",
			"{code, select, other {x}}",
			"</td></tr></table><script>alert(1)</script>",
			"<style>a{display:none}</style>",
			"x\r\nBcc: autre@example.com\r\n\r\n<b>",
			"gnp.\u202Eexe",
			"<!--",
			"]]><![endif]-->",
			"a & b < c > \" '",
			std::string(200'000, 'x')};
		if (shape == Shape::Rich)
			for (const auto* html: {"<p style=\"display:none\">x</p>",
					 "<p>x</div>",
					 "<p>&#8238;x</p>",
					 "<p><img src=\"https://example.com/pixel\"></p>",
					 "<p><a href=\"javascript:alert(1)\">x</a></p>",
					 "<p><a href=\"https://example.com/{sender}\">x</a></p>",
					 "<p>x &amp; &lt;y&gt;</p>",
					 "<ul><li><b>un</b></li></ul><table><tbody><tr><td>2</td></tr></tbody></table>"})
				out.emplace_back(html);
		return out;
	}

	static std::string withRequired(const PieceRule& rule, std::string text)
	{
		for (const auto& name: rule.required) text += " {" + name + "}";
		return text;
	}

	std::optional<OwnText> taken(const PieceRule& rule, const std::string& typed)
	{
		if (rule.shape == Shape::Rich && !server->find<mail::Outbox>()->checkRichText(typed)) return std::nullopt;
		auto own = ownTextOf(rule, typed);
		return own ? std::optional(std::move(*own)) : std::nullopt;
	}

	/// Checks that every line that the piece is not part of is still there.
	static void assertKept(const std::string& what, const Sample& standard, const Sample& own, const PieceRule& rule)
	{
		for (const auto& line: linesOf(standard.text))
			if (line.find(rule.standard) == std::string::npos && rule.standard.find(line) == std::string::npos)
				CPPUNIT_ASSERT_MESSAGE(what + " lost: " + line, own.text.find(line) != std::string::npos);
		for (auto at = standard.html.find("href=\""); at != std::string::npos;
			 at = standard.html.find("href=\"", at + 1))
		{
			const auto link = standard.html.substr(at, standard.html.find('"', at + 6) - at + 1);
			CPPUNIT_ASSERT_MESSAGE(what + " lost: " + link, own.html.find(link) != std::string::npos);
		}
		CPPUNIT_ASSERT_EQUAL_MESSAGE(what, standard.fromName, own.fromName);
	}

	void checkPiece(const SampleMails& source, const SampleKind& kind, const Language& language, const PieceRule& rule)
	{
		const auto what = kind.kind + ' ' + language.tag + ' ' + rule.key;
		const auto escape = [](const std::string& value) { return escapedHtml(cleanLine(value)); };
		OneText own;
		const auto standard = render(source, kind.kind, language, own);
		own.key = rule.key;
		const auto mark = withRequired(rule, "QZQMARKQZQ");
		own.text = {.text = mark, .html = "<p>" + mark + "</p>"};
		const auto marked = render(source, kind.kind, language, own);
		assertKept(what, standard, marked, rule);
		const auto markText = withArguments(mark, rule.sample, cleanLine);
		CPPUNIT_ASSERT_MESSAGE(what, (marked.subject + marked.text + marked.html).find(markText) != std::string::npos);
		for (const auto& typed: hostile(rule.shape))
		{
			const auto text = taken(rule, withRequired(rule, typed));
			if (!text) continue;
			own.text = *text;
			const auto made = render(source, kind.kind, language, own);
			// It stands where the mark stood, as what it is, and nothing else is different.
			const auto plain = withArguments(text->text, rule.sample, cleanLine);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(what, replaced(marked.text, markText, plain), made.text);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(what, replaced(marked.subject, markText, plain), made.subject);
			const auto html = rule.shape == Shape::Rich
				? replaced(marked.html,
					  "<p>" + withArguments(mark, rule.sample, escape) + "</p>",
					  withArguments(text->html, rule.sample, escape))
				: replaced(marked.html, escapedHtml(markText), escapedHtml(plain));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(what, html, made.html);
			CPPUNIT_ASSERT_MESSAGE(what, made.subject.find_first_of("\r\n") == std::string::npos);
			CPPUNIT_ASSERT_MESSAGE(what, made.html.find("<script") == std::string::npos);
		}
	}

	void keepsWhatItsReaderReliesOn()
	{
		std::size_t pieces = 0;
		for (const auto* tag: {"fr-CA", "en-CA"})
			for (const auto& [source, kind]: kinds)
			{
				OneText none;
				render(*source, kind.kind, {tag}, none);
				CPPUNIT_ASSERT_MESSAGE(kind.kind, !none.asked.empty());
				for (const auto& rule: none.asked) checkPiece(*source, kind, {tag}, rule);
				pieces += none.asked.size();
			}
		CPPUNIT_ASSERT(pieces > 150);
	}

	void staysSmall()
	{
		const auto* folder = std::getenv("SX_MAILS_TO");  // for tests/mails, which checks them by other means
		for (const auto* tag: {"fr-CA", "en-CA"})
			for (const auto& [source, kind]: kinds)
			{
				OneText none;
				const auto made = render(*source, kind.kind, {tag}, none);
				CPPUNIT_ASSERT_MESSAGE(kind.kind, made.html.size() < kMostBytes && made.text.size() < kMostBytes);
				CPPUNIT_ASSERT_MESSAGE(kind.kind, !made.text.empty() && made.html.empty() == kind.isText);
				if (folder && !kind.isText)
					std::ofstream(std::string(folder) + '/' + kind.kind + '.' + tag + ".json", std::ios::binary)
						<< server->json().write(Value::object({{"kind", kind.kind},
							   {"language", tag},
							   {"from", made.fromName},
							   {"subject", made.subject},
							   {"text", made.text},
							   {"html", made.html}}));
			}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(EveryMailTest);

}
