#include "kernel/pages/Themes.h"
#include "kernel/pages/PageEngine.h"
#include "tests/kernel/config/TemporaryFolder.h"
#include "tests/support/FakeRequest.h"

#include "kernel/config/Catalogue.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;
using namespace sx::pages;

/// Tests what a plugin's theme may change, for whom, and what it never may.
class ThemesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ThemesTest);
	CPPUNIT_TEST(showsAThemeToTheCompanyThatChoseIt);
	CPPUNIT_TEST(showsTheStandardThemeToWhoChoosesNone);
	CPPUNIT_TEST(themesMailsOfTheCompany);
	CPPUNIT_TEST(takesPartialsOfOtherPlugins);
	CPPUNIT_TEST(hasWordsAndPicturesOfItsOwn);
	CPPUNIT_TEST(putsItsSheetBeforeTheCompanysColours);
	CPPUNIT_TEST(tellsDrift);
	CPPUNIT_TEST(refusesWhatLeavesSomethingOut);
	CPPUNIT_TEST(refusesWhatActs);
	CPPUNIT_TEST(refusesWhatItCannotShow);
	CPPUNIT_TEST(refusesFilesThatAreNotListed);
	CPPUNIT_TEST(keepsMailsWhole);
	CPPUNIT_TEST(showsTheOriginalWhenATemplateFails);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPage = "pages/sent.html";
	// A page with a form, a note, a link, a slot and a part that a script reveals.
	static constexpr const char* kOriginal =
		"<h1>{{title}}</h1>\n{{#note}}<p class=\"note\">{{text}}</p>{{/note}}\n<form method=\"post\" "
		"action=\"/send\"><input type=\"hidden\" name=\"_csrf\" value=\"{{csrf}}\"><input name=\"to\" "
		"value=\"{{to}}\"><button type=\"submit\">{{t.sent.send}}</button></form>\n<p id=\"later\" "
		"hidden>{{expires}}</p>\n"
		"<a href=\"{{report}}\">{{t.sent.report}}</a>{{>slot.sent.more}}\n";

	static constexpr const char* kLayout =
		"<html lang=\"{{lang}}\"><title>{{title}}</title>{{#sheets}}<link rel=\"stylesheet\" href=\"{{url}}\" "
		"integrity=\"{{integrity}}\">{{/sheets}}{{{content}}}</html>\n";

	TemporaryFolder folder;
	FakeRequest request;
	std::unique_ptr<PageEngine> engine;
	std::map<std::string, std::string> overrides;  // versions by names
	std::vector<std::string> styles;
	std::string standard;
	const Language french{"fr-CA"};

	void write(const std::string& name, const std::string& text) { folder.write(name, text); }

public:
	void setUp() override
	{
		write("shared/layouts/public.html.mustache", kLayout);
		write("shared/logos/petrole.svg.mustache", "<svg></svg>\n");
		write("shared/partials/mail-button.html.mustache", "<tr><td><a href=\"{{url}}\">{{word}}</a></td></tr>\n");
		write("shared/mails/frame.html.mustache",
			"<h1>{{title}}</h1>{{{content}}}<i>{{tenant.name}}</i>{{#footer}}<p>{{text}}</p>{{/footer}}\n");
		write("shared/mails/frame.text.mustache", "{{title}}\n{{content}}\n{{#footer}}\n{{text}}\n{{/footer}}\nfin\n");
		for (const char* tag: {"fr", "en"})
		{
			write(std::string("shared/words/") + tag + ".yaml",
				"common: {layout: {error_title: 'E {title}'}, nav: {exchanges: a, company: b, personal: c}}\n");
			write(std::string("messages/words/") + tag + ".yaml", "sent: {send: Envoyer, report: Signaler}\n");
			write(std::string("slate/words/") + tag + ".yaml", "theme: {title: Ardoise, motto: Sur l'ardoise}\n");
		}
		write("assets/assets.json", R"({"theme.css": {"file": "theme.1.css", "integrity": "sha384-a", "bytes": 1},
			"brand-petrole.css": {"file": "brand-petrole.1.css", "integrity": "sha384-b", "bytes": 1}})");
		write("slate/assets/assets.json", R"({"slate.css": {"file": "slate.1.css", "integrity": "sha384-c", "bytes": 1},
			"wave.svg": {"file": "wave.1.svg", "integrity": "sha384-d", "bytes": 1}})");
		write("messages/templates/pages/sent.html.mustache", kOriginal);
		write("messages/templates/mails/notice.html.mustache",
			"{{#button}}{{>mail-button}}{{/button}}<p>{{expires}}, {{sender}}</p>\n");
		write(
			"messages/templates/mails/notice.text.mustache", "{{#button}}{{url}}{{/button}} {{expires}} {{sender}}\n");
	}

private:
	/// Puts a file into the theme, made for what is there now, or for `madeFor`.
	void theme(const std::string& name, const std::string& text, const std::string& madeFor = "1.0.0+original")
	{
		write("slate/theme/" + name + ".mustache", text);
		overrides[name] = madeFor;
	}

	void open()
	{
		Options options;
		options.templatesFolder = folder.path + "/shared";
		options.assetsFolder = folder.path + "/assets";
		options.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
		engine = std::make_unique<PageEngine>(std::move(options));
		for (const auto& done: {engine->load(),
				 engine->add("messages", folder.path + "/messages"),
				 engine->add("com.acme.slate", folder.path + "/slate")})
			CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
		engine->addThemes({.standard = standard,
							  .versionOf = [](std::string_view) { return std::string("1.0.0"); },
							  .digest = [](std::string_view) { return std::string("original"); }},
			{{"com.acme.slate", "Slate", folder.path + "/slate", styles, overrides}});
	}

	std::string page(const std::string& chosen)
	{
		request.tenantSeen.brand = chosen.empty() ? Value::object({}) : Value::object({{"theme", chosen}});
		Frame frame{request};
		frame.csrf = "token";
		frame.slot = [](std::string_view name) { return "<b>" + std::string(name) + "</b>"; };
		auto html = engine->page("messages",
			"sent",
			Value::object({{"title", "Titre"},
				{"to", "ana"},
				{"expires", "demain"},
				{"report", "/report"},
				{"note", Value::object({{"text", "Attention"}})}}),
			frame);
		CPPUNIT_ASSERT_MESSAGE(html ? "" : html.error().detail, bool(html));
		return *html;
	}

	std::string mail(const std::string& name, const std::string& chosen)
	{
		const auto brand = chosen.empty() ? Value::object({}) : Value::object({{"theme", chosen}});
		auto mail = engine->of("messages")
						.render(french,
							name,
							Value::object({{"title", "Avis"},
								{"preheader", ""},
								{"footer", "Pied"},
								{"tenant", Value::object({{"name", "Acme"}, {"brand", brand}})},
								{"button", Value::object({{"url", "https://acme.test/m/1"}, {"word", "Lire"}})},
								{"expires", "demain"},
								{"sender", "ana"}}));
		CPPUNIT_ASSERT_MESSAGE(mail ? "" : mail.error().detail, bool(mail));
		return *mail;
	}

	static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, has(text, part));
	}
	static std::string with(std::string text, const std::string& old, const std::string& instead)
	{
		const auto at = text.find(old);
		CPPUNIT_ASSERT_MESSAGE(old, at != std::string::npos);
		return text.replace(at, old.size(), instead);
	}

	/// Opens with one template and checks that it is refused for that reason, and the original shown.
	void assertRefused(const std::string& name, const std::string& text, const std::string& reason)
	{
		overrides.clear();
		theme(name, text + "<!-- slate -->");
		open();
		const auto& findings = engine->themes().findings();
		CPPUNIT_ASSERT_MESSAGE("taken: " + text, findings.size() == 1);
		CPPUNIT_ASSERT(findings[0].kind == ThemeFinding::Kind::Refused);
		CPPUNIT_ASSERT_EQUAL("theme/" + name + ".mustache", findings[0].file);
		assertHas(findings[0].detail, reason);
		CPPUNIT_ASSERT(!has(page("com.acme.slate"), "slate -->"));
		CPPUNIT_ASSERT(!has(mail("mails/notice.html", "com.acme.slate"), "slate -->"));
		std::filesystem::remove(folder.path + "/slate/theme/" + name + ".mustache");
	}

	void showsAThemeToTheCompanyThatChoseIt()
	{
		theme("shared/layouts/public.html", with(kLayout, "{{{content}}}", "<div class=\"slate\">{{{content}}}</div>"));
		theme(std::string("messages/") + kPage, with(kOriginal, "<h1>", "<h1 class=\"slate-title\">"));
		open();
		CPPUNIT_ASSERT(engine->themes().findings().empty());
		const auto themed = page("com.acme.slate");
		assertHas(themed, "<div class=\"slate\"><h1 class=\"slate-title\">Titre</h1>");
		assertHas(themed, "name=\"_csrf\" value=\"token\"");
		for (const char* other: {"", "petrole", "com.acme.other", "none"})
			CPPUNIT_ASSERT_MESSAGE(other, !has(page(other), "slate"));
	}
	void showsTheStandardThemeToWhoChoosesNone()
	{
		theme(std::string("messages/") + kPage, with(kOriginal, "<h1>", "<h1 class=\"slate\">"));
		standard = "com.acme.slate";
		open();
		for (const char* chosen: {"", "petrole", "com.acme.gone", "com.acme.slate"}) assertHas(page(chosen), "slate");
		CPPUNIT_ASSERT(!has(page("none"), "slate"));
	}

	void themesMailsOfTheCompany()
	{
		theme("shared/mails/frame.html",
			"<div class=\"slate\"><h1>{{title}}</h1>{{{content}}}</div>{{#footer}}<p>{{text}}</p>{{/footer}}"
			"<i>{{tenant.name}}</i>\n");
		theme("shared/partials/mail-button.html",
			"<tr><td class=\"slate-button\"><a href=\"{{url}}\">{{word}}</a></td></tr>\n");
		open();
		CPPUNIT_ASSERT(engine->themes().findings().empty());
		const auto themed = mail("mails/notice.html", "com.acme.slate");
		assertHas(themed, "<div class=\"slate\"><h1>Avis</h1>");
		assertHas(themed, "slate-button\"><a href=\"https://acme.test/m/1\">Lire</a>");
		CPPUNIT_ASSERT(!has(mail("mails/notice.html", ""), "slate"));
	}

	void takesPartialsOfOtherPlugins()
	{
		write("messages/templates/partials/row.html.mustache", "<li>{{to}}</li>\n");
		write("messages/templates/pages/sent.html.mustache", std::string(kOriginal) + "<ul>{{>row}}</ul>");
		theme("messages/partials/row.html", "<li class=\"slate\">{{to}}</li>\n");
		open();
		CPPUNIT_ASSERT(engine->themes().findings().empty());
		assertHas(page("com.acme.slate"), "<ul><li class=\"slate\">ana</li></ul>");
		CPPUNIT_ASSERT(!has(page(""), "slate"));
	}

	void hasWordsAndPicturesOfItsOwn()
	{
		theme(std::string("messages/") + kPage,
			std::string(kOriginal) + "<p>{{t.theme.motto}}</p><img src=\"{{asset.theme.wave_svg.url}}\" alt=\"\">");
		open();
		CPPUNIT_ASSERT(engine->themes().findings().empty());
		assertHas(page("com.acme.slate"),
			"<p>Sur l\u2019ardoise</p><img src=\"/assets/com.acme.slate/wave.1.svg\" alt=\"\">");
		const auto themes = engine->themes().themes(french);
		CPPUNIT_ASSERT_EQUAL(std::string("Ardoise"), themes.at(0).title);
	}

	void putsItsSheetBeforeTheCompanysColours()
	{
		styles = {"slate.css"};
		open();
		const auto own = [&](Value brand) {
			request.tenantSeen.brand = std::move(brand);
			return *engine->problem(Value::object({{"title", "x"}}), Frame{request});
		};
		write("shared/pages/problem.html.mustache", "<h1>{{title}}</h1>\n");
		const auto plain = own(Value::object({{"theme", "com.acme.slate"}}));
		assertHas(plain, "/assets/shared/theme.1.css");
		CPPUNIT_ASSERT(plain.find("brand-petrole.1.css") < plain.find("/assets/com.acme.slate/slate.1.css"));
		const auto branded = own(Value::object({{"theme", "com.acme.slate"},
			{"sheet", Value::object({{"url", "/brand/1.css"}, {"integrity", "sha384-e"}})}}));
		CPPUNIT_ASSERT(branded.find("slate.1.css") < branded.find("/brand/1.css"));
		CPPUNIT_ASSERT(!has(own(Value::object({})), "slate"));
	}

	void tellsDrift()
	{
		theme(std::string("messages/") + kPage, with(kOriginal, "<h1>", "<h1 class=\"slate\">"), "0.9.0+earlier");
		open();
		const auto& findings = engine->themes().findings();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), findings.size());
		CPPUNIT_ASSERT(findings[0].kind == ThemeFinding::Kind::Drifted);
		assertHas(findings[0].detail, "was made for 0.9.0+earlier and the original is 1.0.0+original");
		assertHas(page("com.acme.slate"), "slate");
	}

	void refusesWhatLeavesSomethingOut()
	{
		const auto name = std::string("messages/") + kPage;
		const std::pair<const char*, const char*> cases[] = {
			{"<input type=\"hidden\" name=\"_csrf\" value=\"{{csrf}}\">", "csrf"},
			{"{{expires}}", "leaves out <hidden>{{expires}}"},
			{"<a href=\"{{report}}\">{{t.sent.report}}</a>", "report"},
			{"{{#note}}<p class=\"note\">{{text}}</p>{{/note}}", "{{#note}}{{text}}"},
			{"{{>slot.sent.more}}", "slot sent.more"},
			{"{{t.sent.send}}", "t.sent.send"},
			{" id=\"later\"", "id=\"later\""},
			{"<h1>{{title}}</h1>", "<h1>"}};
		for (const auto& [part, reason]: cases) assertRefused(name, with(kOriginal, part, ""), reason);
		// Hidden is left out, too.
		for (const auto& [before, after]: std::vector<std::pair<const char*, const char*>>{{"<div hidden>", "</div>"},
				 {"<!-- ", " -->"},
				 {"<template>", "</template>"},
				 {"{{#note}}", "{{/note}}"},
				 {"{{^note}}", "{{/note}}"},
				 {"<details>", "</details>"}})
			assertRefused(name,
				with(kOriginal, "<a href=\"{{report}}\">", std::string(before) + "<a href=\"{{report}}\">") + after,
				"leaves out");
		assertRefused(name, with(kOriginal, "<a href=\"{{report}}\">", "<a title=\"{{report}}\">"), "report");
	}

	void refusesWhatActs()
	{
		const auto name = std::string("messages/") + kPage;
		const std::pair<std::string, std::string> cases[] = {
			{"<script src=\"{{asset.theme.wave_svg.url}}\"></script>", "<script"},
			{"<script>alert(1)</script>", "script"},
			{"<iframe src=\"/x\"></iframe>", "<iframe"},
			{"<form method=\"post\" action=\"https://evil.test/\"></form>", "evil.test"},
			{"<form method=\"post\" action=\"/other\">{{csrf}}</form>", "<form"},
			{"<input name=\"role\" value=\"admin\">", "<input"},
			{"<img src=\"https://evil.test/seen.png\" alt=\"\">", "evil.test"},
			{"<p onclick=\"x()\">x</p>", "handler"},
			{"<p style=\"color:red\">x</p>", "style"},
			{"<meta http-equiv=\"refresh\" content=\"0\">", "<meta"},
			{"<base href=\"/x\">", "<base"},
			{"<link rel=\"stylesheet\" href=\"/x.css\">", "<link"},
			{"{{principal.address}}", "principal"}};
		for (const auto& [part, reason]: cases) assertRefused(name, kOriginal + part, reason);
		assertRefused(name, with(kOriginal, "action=\"/send\"", "action=\"/elsewhere\""), "/send");
	}

	void refusesWhatItCannotShow()
	{
		const auto name = std::string("messages/") + kPage;
		assertRefused(name, std::string(kOriginal) + "{{t.theme.missing}}", "theme.missing");
		assertRefused(name, std::string(kOriginal) + "{{unknown}}", "unknown");
		assertRefused(name, std::string(kOriginal) + "{{>nowhere}}", "nowhere");
		assertRefused(name, std::string(kOriginal) + "{{#note}}", "not closed");
		assertRefused(name, std::string(kOriginal) + "{{asset.theme.gone_svg.url}}", "gone_svg");
		assertRefused("messages/pages/sned.html", kOriginal, "messages has no template pages/sned.html");
	}

	void refusesFilesThatAreNotListed()
	{
		write("slate/theme/shared/partials/mail-button.html.mustache", "x");
		overrides["messages/pages/sent.html"] = "1.0.0+original";
		overrides["com.other/pages/x.html"] = "1.0.0+original";
		write("slate/theme/com.other/pages/x.html.mustache", "x");
		open();
		std::string all;
		for (const auto& each: engine->themes().findings())
			all += std::to_string(int(each.kind)) + each.file + " " + each.detail + "\n";
		assertHas(all, "0theme/messages/pages/sent.html.mustache plugin.yaml names it, and it is not there");
		assertHas(all, "0theme/shared/partials/mail-button.html.mustache plugin.yaml does not say");
		assertHas(all, "2theme/com.other/pages/x.html.mustache com.other is not here");
	}

	void keepsMailsWhole()
	{
		const std::string name = "messages/mails/notice.html",
						  original = "{{#button}}{{>mail-button}}{{/button}}<p>{{expires}}, {{sender}}</p>\n";
		assertRefused(name, "<p>{{expires}}, {{sender}}</p>", "button");
		assertRefused(name, with(original, "{{expires}}", ""), "expires");
		assertRefused(name, with(original, "{{sender}}", "<span style=\"display:none\">{{sender}}</span>"), "sender");
		assertRefused(name, original + "<img src=\"https://evil.test/1.gif\" alt=\"\">", "evil.test");
		assertRefused(name, original + "<p style=\"background:url(//evil.test/1.gif)\">x</p>", "address");
		assertRefused("messages/mails/notice.text", "{{#button}}{{url}}{{/button}} {{sender}}", "expires");
		assertRefused("shared/partials/mail-button.html", "<tr><td>{{word}}</td></tr>", "url");
	}

	void showsTheOriginalWhenATemplateFails()
	{
		// {{text}} is shown by the original, but only inside {{#note}}: nothing tells before it is rendered.
		theme(std::string("messages/") + kPage, std::string("<i>slate</i>{{text}}") + kOriginal);
		open();
		CPPUNIT_ASSERT(engine->themes().findings().empty());
		const auto html = page("com.acme.slate");
		assertHas(html, "<h1>Titre</h1>");
		CPPUNIT_ASSERT(!has(html, "slate"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThemesTest);
