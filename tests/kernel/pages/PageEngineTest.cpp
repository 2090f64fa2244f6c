#include "kernel/pages/PageEngine.h"
#include "tests/kernel/config/TemporaryFolder.h"
#include "tests/support/FakeRequest.h"

#include "kernel/config/Catalogue.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <thread>

using namespace sx;
using namespace sx::pages;

/// Tests each rule alone, with small templates made for it.
class PageEngineTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PageEngineTest);
	CPPUNIT_TEST(putsAPageIntoItsLayout);
	CPPUNIT_TEST(escapesWhatPeopleWrote);
	CPPUNIT_TEST(leavesTextPartsUnescaped);
	CPPUNIT_TEST(printsRawOnlyCleanHtml);
	CPPUNIT_TEST(failsOnMissingNames);
	CPPUNIT_TEST(failsOnMissingNamesOfSections);
	CPPUNIT_TEST(failsOnTextUsedAsAFlag);
	CPPUNIT_TEST(failsOnAFlagPrintedAsText);
	CPPUNIT_TEST(failsOnAMissingWord);
	CPPUNIT_TEST(failsOnAWordThatNeedsArguments);
	CPPUNIT_TEST(failsOnAMissingTemplate);
	CPPUNIT_TEST(refusesScriptLinks);
	CPPUNIT_TEST(refusesATemplateWithAFault);
	CPPUNIT_TEST(printsATagOfManyLinesAsOne);
	CPPUNIT_TEST(readsListsAndNestedNames);
	CPPUNIT_TEST(doesNotTakeAnEmptyTextForTrue);
	CPPUNIT_TEST(takesPartialsAndWordsOfTheBrowserParts);
	CPPUNIT_TEST(refusesABrowserPartWithAFault);
	CPPUNIT_TEST(fillsSlots);
	CPPUNIT_TEST(listsWordsForScripts);
	CPPUNIT_TEST(refusesListsWithoutPlainWords);
	CPPUNIT_TEST(choosesPluralsAndSaysArguments);
	CPPUNIT_TEST(showsTheKeyOfAMissingWord);
	CPPUNIT_TEST(findsOnlyWordsThatItHas);
	CPPUNIT_TEST(putsAMailIntoItsFrame);
	CPPUNIT_TEST(givesAMailTheCompanysColoursAndLogo);
	CPPUNIT_TEST(readsChangedFilesInDevelopment);
	CPPUNIT_TEST(comparesWordsWithTemplates);
	CPPUNIT_TEST(speaksALanguageThatIsOnlyFiles);
	CPPUNIT_TEST(showsEnglishWhereAFurtherLanguageLacksWords);
	CPPUNIT_TEST(takesWhatAnOperatorAddsForAPlugin);
	CPPUNIT_TEST(refusesALanguageThatNobodyCanName);
	CPPUNIT_TEST(rendersFromManyThreads);
	CPPUNIT_TEST_SUITE_END();

	TemporaryFolder folder;
	FakeRequest request;
	std::unique_ptr<PageEngine> engine;
	const Language french{"fr-CA"}, english{"en-CA"};

	void write(const std::string& name, const std::string& text) { folder.write(name, text); }

public:
	void setUp() override
	{
		write("shared/layouts/public.html.mustache",
			"<html lang=\"{{lang}}\"><title>{{title}}</title>{{{content}}}</html>\n");
		write("shared/logos/petrole.svg.mustache", "<svg></svg>\n");
		write("shared/icons/lock.svg.mustache", "<svg class=\"lock\"></svg>\n");
		write("shared/partials/hello.html.mustache", "<b>{{name}}</b>\n");
		write("shared/mails/frame.html.mustache",
			"<h1>{{title}}</h1>{{{content}}}<i>{{tenant.name}}</i>{{#footer}}<p>{{text}}</p>{{/footer}}");
		write("shared/mails/frame.text.mustache", "{{title}}\n{{content}}\n{{#footer}}\n{{text}}\n{{/footer}}\nfin");
		write("shared/words/fr.yaml",
			"common: {save: Enregistrer, layout: {error_title: 'Erreur : {title}'}, nav: {exchanges: a, company: b, "
			"personal: c}}\n");
		write("shared/words/en.yaml",
			"common: {save: Save, layout: {error_title: 'Error: {title}'}, nav: {exchanges: a, company: b, personal: "
			"c}}\n");
		write("plugin/words/fr.yaml",
			"sent: {title: Envoyés, tries: \"{left, plural, =0 {Aucun essai, {name}} one {Il vous reste # essai, "
			"{name}} other {Il vous reste # essais, {name}}}\"}\n");
		write("plugin/words/en.yaml",
			"sent: {title: Sent, tries: \"{left, plural, one {# try left, {name}} other {# tries left, {name}}}\"}\n");
	}

private:
	Result<> open(bool isLive = false)
	{
		Options options;
		options.templatesFolder = folder.path + "/shared";
		options.webFolder = folder.path + "/web";
		options.assetsFolder = folder.path + "/assets";
		options.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
		options.isLive = isLive;
		engine = std::make_unique<PageEngine>(std::move(options));
		if (auto loaded = engine->load(); !loaded) return loaded;
		return engine->add("messages", folder.path + "/plugin");
	}

	Result<std::string> page(const std::string& text, Value view = {})
	{
		write("plugin/templates/pages/sent.html.mustache", text);
		auto opened = open();
		CPPUNIT_ASSERT_MESSAGE(opened ? "" : opened.error().detail, bool(opened));
		if (!view.has("title")) view.set("title", "Titre");
		return engine->page("messages", "sent", view, Frame{request});
	}

	static std::string good(const Result<std::string>& rendered)
	{
		CPPUNIT_ASSERT_MESSAGE(rendered ? "" : rendered.error().detail, bool(rendered));
		return *rendered;
	}
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, text.find(part) != std::string::npos);
	}
	static void assertFails(const Result<std::string>& rendered, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE(rendered ? "rendered: " + *rendered : "", !rendered);
		CPPUNIT_ASSERT(rendered.error().code == Code::Internal);
		assertHas(rendered.error().detail, part);
	}

	void putsAPageIntoItsLayout()
	{
		auto html = good(
			page("{{>icon.lock}}<h1>{{t.sent.title}}</h1>{{#person}}{{>hello}}{{/person}}<p>{{t.common.save}}</p>",
				Value::object({{"person", Value::object({{"name", "Louis"}})}})));
		CPPUNIT_ASSERT_EQUAL(
			std::string("<html lang=\"fr-CA\"><title>Titre</title><svg "
						"class=\"lock\"></svg><h1>Envoy\u00e9s</h1><b>Louis</b><p>Enregistrer</p></html>\n"),
			html);
	}

	void escapesWhatPeopleWrote()
	{
		auto html = good(page("<a title=\"{{name}}\">{{name}}</a>", Value::object({{"name", "<script>\"'&"}})));
		assertHas(html, "<a title=\"&lt;script&gt;&quot;&apos;&amp;\">&lt;script&gt;&quot;&apos;&amp;</a>");
	}

	void leavesTextPartsUnescaped()
	{
		write("plugin/templates/mails/notice.text.mustache", "{{name}}");
		CPPUNIT_ASSERT(open());
		auto view = Value::object({{"name", "A & B"}, {"title", "T"}, {"footer", "au revoir"}});
		CPPUNIT_ASSERT_EQUAL(std::string("T\nA & B\nau revoir\nfin"),
			good(engine->of("messages").render(french, "mails/notice.text", view)));
	}

	void printsRawOnlyCleanHtml()
	{
		assertHas(good(page("{{{body}}}", Value::object({{"body", SafeHtml{"<em>x</em>"}}}))), "<em>x</em>");
		assertFails(page("{{{body}}}", Value::object({{"body", "<em>x</em>"}})), "SafeHtml");
		assertFails(page("{{body}}", Value::object({{"body", SafeHtml{"<em>x</em>"}}})), "SafeHtml");
	}

	void failsOnMissingNames()
	{
		assertFails(page("{{nam}}", Value::object({{"name", "x"}})), "\"nam\" is missing");
		assertFails(
			page("{{#person}}{{person.nam}}{{/person}}", Value::object({{"person", Value::object({{"name", "x"}})}})),
			"person.nam");
	}

	void failsOnMissingNamesOfSections() { assertFails(page("{{^gone}}x{{/gone}}"), "\"gone\" is missing"); }

	void failsOnTextUsedAsAFlag()
	{
		assertFails(page("{{#name}}x{{/name}}", Value::object({{"name", "0"}})), "no flag");
	}

	void failsOnAFlagPrintedAsText() { assertFails(page("{{isNew}}", Value::object({{"isNew", true}})), "no text"); }

	void failsOnAMissingWord() { assertFails(page("{{t.sent.none}}"), "t.sent.none"); }

	void failsOnAWordThatNeedsArguments() { assertFails(page("{{t.sent.tries}}"), "arguments"); }

	void failsOnAMissingTemplate()
	{
		CPPUNIT_ASSERT(open());
		assertFails(engine->page("messages", "none", Value::object({{"title", "x"}}), Frame{request}), "missing");
		assertFails(engine->of("messages").render(french, "fragments/../../secret", {}), "missing");
	}

	void refusesScriptLinks()
	{
		auto link = [&](const char* url) { return page("<a href=\"{{url}}\">x</a>", Value::object({{"url", url}})); };
		for (auto url: {"javascript:alert(1)",
				 " javascript:alert(1)",
				 "java\tscript:x",
				 "data:text/html,x",
				 "//evil.example",
				 "\\\\evil.example"})
			assertFails(link(url), "link");
		assertHas(good(page("<a {{>icon.lock}} href=\"/x?id={{id}}&amp;n=1\">", Value::object({{"id", "\"&"}}))),
			"href=\"/x?id=&quot;&amp;&amp;n=1\"");
		for (auto url: {"/m/abc", "#top", "?lang=fr", "https://boreal.example.com/m/x:y", "mailto:a@example.com"})
			good(link(url));
	}

	void refusesATemplateWithAFault()
	{
		for (auto text: {"{{#a}}x",
				 "{{/a}}",
				 "{{=<% %>=}}",
				 "{{&a}}",
				 "{{a",
				 "<a href={{a}}>",
				 "<p style=\"x\">",
				 "<p onclick=\"x\">",
				 "<script>x</script>",
				 "{{>nothing}}",
				 "{{>icon.nothing}}",
				 "<a title=\"{{{a}}}\">",
				 "<a title=\"{{>words.sent}}\">",
				 "{{a b}}"})
		{
			write("plugin/templates/pages/sent.html.mustache", text);
			CPPUNIT_ASSERT_MESSAGE(text, !open());
		}
	}

	void printsATagOfManyLinesAsOne()
	{
		auto print = [&](const char* text) {
			auto html = good(page(text, Value::object({{"isOn", true}, {"isOff", false}, {"name", "<x>"}})));
			return html.substr(html.find("</title>") + 8);
		};
		const std::string end = "</html>\n";
		CPPUNIT_ASSERT_EQUAL("<input class=\"a\" value=\"&lt;x&gt;\" checked>" + end,
			print("<input\n\tclass=\"a\"\n\tvalue=\"{{name}}\"\n\t{{#isOn}}checked{{/isOn}}\n>"));
		CPPUNIT_ASSERT_EQUAL("<li class=\"a\"  checked disabled>" + end,
			print("<li class=\"a\"\n\t{{#isOn}} checked{{/isOn}}{{#isOff}} x{{/isOff}}{{^isOff}} disabled{{/isOff}}>"));
		CPPUNIT_ASSERT_EQUAL("<b>a</b><i>b</i>" + end, print("<b\n\t>a</b\n><i>b</i\n>"));
		CPPUNIT_ASSERT_EQUAL(
			"<p\u00a0title=\"a\nb\">1 < 2\n</p>" + end, print("<p\u00a0title=\"a\n\tb\">1 < 2\n\t</p>"));
		CPPUNIT_ASSERT_EQUAL("<!-- <p -->\na" + end, print("<!-- <p -->\n\ta"));
		CPPUNIT_ASSERT_EQUAL(
			"<script src=\"/x.js\" defer></script>" + end, print("<script\n\tsrc=\"/x.js\"\n\tdefer\n></script>"));
	}

	void readsListsAndNestedNames()
	{
		Value view;
		view.set(
			"rows", Value::List{Value::object({{"name", "a"}, {"n", 1}}), Value::object({{"name", "b"}, {"n", 2}})});
		view.set("of", Value::object({{"total", Value::object({{"count", 12}})}}))
			.set("none", Value::List{})
			.set("absent", Value());
		auto html = good(page(
			"{{#rows}}{{name}}{{n}}/{{of.total.count}} {{/rows}}{{^none}}rien{{/none}}{{#absent}}x{{/absent}}", view));
		assertHas(html, "a1/12 b2/12 rien</html>");
	}

	void doesNotTakeAnEmptyTextForTrue()
	{
		assertFails(page("{{#name}}x{{/name}}", Value::object({{"name", ""}})), "no flag");
	}

	void takesPartialsAndWordsOfTheBrowserParts()
	{
		write("web/templates/partials/sx-files.html.mustache",
			"<p>{{t.sdk.files.drop}}{{>icon.lock}}</p><template>{{>words.sdk.files.script}}</template>\n");
		write("web/words/fr.yaml", "sdk: {files: {drop: Déposez, script: {gone: Parti}}}\n");
		write("web/words/en.yaml", "sdk: {files: {drop: Drop, script: {gone: Gone}}}\n");
		const auto shown = good(page("{{>sx-files}}"));
		assertHas(shown, "<p>Déposez<svg class=\"lock\"></svg></p>");
		assertHas(shown, "<i data-word=\"gone\">Parti</i>");
	}
	void refusesABrowserPartWithAFault()
	{
		write("web/templates/partials/sx-files.html.mustache", "<p style=\"color: red\"></p>\n");
		auto opened = open();
		CPPUNIT_ASSERT(!opened);
		assertHas(opened.error().detail, "partials/sx-files.html");
	}
	void fillsSlots()
	{
		write("plugin/templates/pages/sent.html.mustache", "[{{>slot.sent.more}}]");
		CPPUNIT_ASSERT(open());
		Frame frame{request};
		frame.slot = [](std::string_view name) { return "<b>" + std::string(name) + "</b>"; };
		assertHas(good(engine->page("messages", "sent", Value::object({{"title", "x"}}), frame)), "[<b>sent.more</b>]");
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), engine->slots().size());
		assertHas(good(engine->page("messages", "sent", Value::object({{"title", "x"}}), Frame{request})), "[]");
	}

	void listsWordsForScripts()
	{
		write("plugin/words/fr.yaml", "sent: {script: {b: 'B <[name]>', a: {one: '« A »', two: Deux}}, scripted: x}\n");
		write("plugin/words/en.yaml", "sent: {script: {b: B, a: {one: A, two: Two}}, scripted: x}\n");
		auto html = good(page("<template>{{>words.sent.script}}</template>{{>words.common.nav}}"));
		assertHas(html,
			"<template><i data-word=\"a.one\">«\u00a0A\u00a0»</i><i data-word=\"a.two\">Deux</i>"
			"<i data-word=\"b\">B &lt;[name]&gt;</i></template>");
		assertHas(html, "<i data-word=\"company\">b</i>");
		std::string faults;
		for (const auto& fault: engine->checkWords("messages", {})) faults += fault.key + " ";
		CPPUNIT_ASSERT_EQUAL(std::string("sent.scripted sent.scripted "), faults);
	}

	void refusesListsWithoutPlainWords()
	{
		assertFails(page("{{>words.sent.none}}"), "\"words.sent.none\" has no words");
		assertFails(page("{{>words.sent}}"), "needs arguments");
		std::string faults;
		for (const auto& fault: engine->checkWords("messages", {})) faults += fault.key + " ";
		CPPUNIT_ASSERT_EQUAL(std::string("sent.* sent.* "), faults);
	}

	void choosesPluralsAndSaysArguments()
	{
		CPPUNIT_ASSERT(open());
		const auto& pages = engine->of("messages");
		auto say = [&](const Language& language, int left) {
			return pages.text(language, "sent.tries", Value::object({{"left", left}, {"name", "A & B"}}));
		};
		CPPUNIT_ASSERT_EQUAL(std::string("Il vous reste 2 essais, A & B"), say(french, 2));
		CPPUNIT_ASSERT_EQUAL(std::string("Il vous reste 1 essai, A & B"), say(french, 1));
		CPPUNIT_ASSERT_EQUAL(std::string("1 try left, A & B"), say(english, 1));
		CPPUNIT_ASSERT_EQUAL(std::string("0 tries left, A & B"), say(english, 0));
	}

	void showsTheKeyOfAMissingWord()
	{
		CPPUNIT_ASSERT(open());
		CPPUNIT_ASSERT_EQUAL(std::string("sent.none"), engine->of("messages").text(french, "sent.none"));
		CPPUNIT_ASSERT_EQUAL(std::string("sent.tries"), engine->of("messages").text(french, "sent.tries"));
		CPPUNIT_ASSERT_EQUAL(std::string("Save"), engine->of("nobody").text(english, "common.save"));
	}

	void findsOnlyWordsThatItHas()
	{
		CPPUNIT_ASSERT(open());
		const auto& pages = engine->of("messages");
		CPPUNIT_ASSERT(!pages.find(french, "sent.none"));
		CPPUNIT_ASSERT_EQUAL(std::string("Save"), pages.find(english, "common.save").value_or("nothing"));
		CPPUNIT_ASSERT_EQUAL(std::string("1 try left, A & B"),
			pages.find(english, "sent.tries", Value::object({{"left", 1}, {"name", "A & B"}})).value_or("nothing"));
		CPPUNIT_ASSERT(!pages.find(english, "sent.tries"));
	}

	void putsAMailIntoItsFrame()
	{
		write("plugin/templates/mails/notice.html.mustache", "<p style=\"color:{{colour.button}}\">{{name}}</p>");
		CPPUNIT_ASSERT(open());
		auto view = Value::object(
			{{"name", "<x>"}, {"title", "T"}, {"tenant", Value::object({{"name", "Bor\u00e9al"}})}});
		CPPUNIT_ASSERT_EQUAL(std::string("<h1>T</h1><p style=\"color:#0f6478\">&lt;x&gt;</p><i>Bor\u00e9al</i>"),
			good(engine->of("messages").render(french, "mails/notice.html", view)));
	}

	void givesAMailTheCompanysColoursAndLogo()
	{
		write("plugin/templates/mails/notice.html.mustache",
			"{{colour.header}}{{colour.border}}{{#logo}}{{url}} {{width}} "
			"{{alt}}{{/logo}}{{#legal}}{{text}}{{/legal}}");
		CPPUNIT_ASSERT(open());
		const auto shown = [&](Value brand) {
			auto tenant = Value::object({{"name", "Bor\u00e9al"}, {"brand", std::move(brand)}});
			return good(
				engine->of("messages")
					.render(
						french, "mails/notice.html", Value::object({{"title", "T"}, {"tenant", std::move(tenant)}})));
		};
		assertHas(shown({}), "</h1>#0f6478#b2ccd2<i>");
		Value::List colours;
		for (auto each: {"#000001", "#000002", "#000003", "#000004", "#000005", "#000006", "#000007"})
			colours.emplace_back(each);
		assertHas(
			shown(Value::object({{"mailColours", std::move(colours)},
				{"logo", Value::object({{"url", "/brand/1.png"}, {"width", 90}, {"height", 40}, {"alt", "Logo"}})},
				{"legal", "1, rue Principale"}})),
			"</h1>#000001#000007cid:logo 90 Logo1, rue Principale<i>");
	}

	void readsChangedFilesInDevelopment()
	{
		write("plugin/templates/pages/sent.html.mustache", "un");
		CPPUNIT_ASSERT(open(true));
		auto show = [&] {
			return good(engine->page("messages", "sent", Value::object({{"title", "x"}}), Frame{request}));
		};
		assertHas(show(), "un</html>");
		auto touch = [&](const std::string& name, const std::string& text) {
			write(name, text);
			std::filesystem::last_write_time(
				folder.path + "/" + name, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
		};
		touch("plugin/templates/pages/sent.html.mustache", "deux {{t.sent.title}}");
		assertHas(show(), "deux Envoy\u00e9s</html>");
		touch("plugin/words/fr.yaml", "sent: {title: Partis}\n");
		assertHas(show(), "deux Partis</html>");
		touch("plugin/words/fr.yaml", "sent: {title: [\n");
		assertHas(show(), "deux Partis</html>");
	}

	void comparesWordsWithTemplates()
	{
		write("plugin/words/fr.yaml", "sent: {title: Envoyés, only: Seulement, count: '{n} fois', dead: Mort}\n");
		write("plugin/words/en.yaml", "sent: {title: Sent, count: '{m} times', dead: Dead}\n");
		write("plugin/templates/pages/sent.html.mustache", "{{t.sent.title}}{{t.sent.none}}{{t.common.save}}");
		CPPUNIT_ASSERT(open());
		std::string faults;
		for (const auto& fault: engine->checkWords(
				 "messages", [](std::string_view key) { return key == "sent.count" || key == "sent.only"; }))
			faults += std::to_string(static_cast<int>(fault.kind)) + ":" + fault.key + " ";
		CPPUNIT_ASSERT_EQUAL(
			std::string("0:sent.none 2:sent.count 1:sent.dead 2:sent.only 0:sent.none 2:sent.count 1:sent.dead "),
			faults);
	}

	void speaksALanguageThatIsOnlyFiles()
	{
		CPPUNIT_ASSERT(open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(2), engine->languages().size());
		write("shared/words/es.yaml", "language: {tag: es-MX}\ncommon: {save: Guardar}\n");
		write("plugin/words/es.yaml", "sent: {title: Enviados}\n");
		CPPUNIT_ASSERT(open());
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), engine->languages().size());
		CPPUNIT_ASSERT_EQUAL(std::string("es-MX"), engine->languages()[2].language.tag);
		CPPUNIT_ASSERT_EQUAL(std::string("Español"), engine->languages()[2].name);
		const Language spanish{"es-MX"};
		CPPUNIT_ASSERT_EQUAL(std::string("Enviados"), engine->of("messages").text(spanish, "sent.title"));
		CPPUNIT_ASSERT_EQUAL(std::string("Guardar"), engine->of("messages").text(spanish, "common.save"));
		// What describes the language is no word.
		CPPUNIT_ASSERT(!engine->of("messages").find(spanish, "language.tag"));
		request.languageSeen = spanish;
		write("shared/layouts/public.html.mustache",
			"{{lang}}{{#otherLanguage}}{{url}}{{/otherLanguage}}{{#languageMenu}} {{name}}:{{#languages}} "
			"{{url}}{{/languages}}{{/languageMenu}}{{{content}}}");
		assertHas(good(page("{{t.sent.title}}")), "es-MX Español: ?lang=fr ?lang=enEnviados");
	}

	void showsEnglishWhereAFurtherLanguageLacksWords()
	{
		write("shared/words/es.yaml", "language: {tag: es-MX}\n");
		write("plugin/words/es.yaml",
			"sent: {tries: '{left} intentos, {nadie}', script: {a: Uno, n: {few: Pocos}}, bad: '{n', none: Nada}\n");
		write("plugin/words/fr.yaml", "sent: {title: Envoyés, tries: '{left} essais', script: {a: A, b: B}, bad: x}\n");
		write("plugin/words/en.yaml", "sent: {title: Sent, tries: '{left} tries', script: {a: A, b: B}, bad: y}\n");
		request.languageSeen = {"es-MX"};
		auto html = good(page("{{t.sent.title}} {{t.common.save}} {{t.sent.bad}} {{>words.sent.script}}"));
		assertHas(
			html, "Sent Save y <i data-word=\"a\">Uno</i><i data-word=\"b\">B</i><i data-word=\"n.few\">Pocos</i>");
		CPPUNIT_ASSERT_EQUAL(std::string("3 tries"),
			engine->of("messages").text(request.languageSeen, "sent.tries", Value::object({{"left", 3}})));
		CPPUNIT_ASSERT_EQUAL(
			std::string("Sent"), engine->find(request.languageSeen, "messages", "sent.title", {}).value_or(""));
		CPPUNIT_ASSERT(engine->hasWord("messages", request.languageSeen, "common.save"));
		CPPUNIT_ASSERT(!engine->hasWord("messages", request.languageSeen, "common.nothing"));
		// French and English stay strict: neither takes the other's words.
		write("plugin/words/fr.yaml", "sent: {tries: '{left} essais', script: {a: A, b: B}, bad: x}\n");
		request.languageSeen = french;
		CPPUNIT_ASSERT(open());
		assertFails(page("{{t.sent.title}}"), "sent.title");
	}

	void takesWhatAnOperatorAddsForAPlugin()
	{
		write("shared/words/es.yaml", "language: {tag: es-MX}\n");
		write("plugin/words/es.yaml", "sent: {title: Enviados}\n");
		write("shared/words/es/messages.yaml", "sent: {title: Mensajes enviados, tries: '{left}: {name}'}\n");
		CPPUNIT_ASSERT(open());
		const auto& pages = engine->of("messages");
		CPPUNIT_ASSERT_EQUAL(std::string("Mensajes enviados"), pages.text({"es-MX"}, "sent.title"));
		CPPUNIT_ASSERT_EQUAL(
			std::string("2: Ana"), pages.text({"es-MX"}, "sent.tries", Value::object({{"left", 2}, {"name", "Ana"}})));
	}

	void refusesALanguageThatNobodyCanName()
	{
		const auto refused = [&](const std::string& file, const std::string& text, const std::string& part) {
			write("shared/words/" + file, text);
			const auto opened = open();
			CPPUNIT_ASSERT(!opened);
			assertHas(opened.error().detail, part);
			std::filesystem::remove(folder.path + "/shared/words/" + file);
		};
		refused("es-MX.yaml", "common: {save: Guardar}\n", "es-MX.yaml: a catalogue is named by two or three letters");
		refused("es.yaml", "language: {tag: pt-BR}\n", "language.tag is pt-BR, which does not begin with es");
		refused("qx.yaml", "common: {save: x}\n", "names no language that ICU knows: say its language.name");
		refused("es.yaml", "common: [a]\n", "es.yaml");
		write("shared/words/qx.yaml", "language: {name: Nuestra}\n");
		CPPUNIT_ASSERT(open());
		CPPUNIT_ASSERT_EQUAL(std::string("Nuestra"), engine->languages().back().name);
	}

	void rendersFromManyThreads()
	{
		write("plugin/templates/pages/sent.html.mustache", "{{#rows}}{{name}}{{t.sent.title}} {{/rows}}");
		CPPUNIT_ASSERT(open());
		std::atomic<int> right{0};
		std::vector<std::thread> threads;
		for (int t = 0; t < 4; ++t)
			threads.emplace_back([&, t] {
				auto name = std::string(1, static_cast<char>('a' + t));
				auto view = Value::object({{"title", "x"}, {"rows", Value::List(3, Value::object({{"name", name}}))}});
				for (int i = 0; i < 200; ++i)
				{
					auto html = engine->page("messages", "sent", view, Frame{request});
					auto said =
						engine->of("messages").text(french, "sent.tries", Value::object({{"left", 2}, {"name", name}}));
					right += html && html->find(name + "Envoy\u00e9s " + name + "Envoy\u00e9s") != std::string::npos &&
						said.ends_with("essais, " + name);
				}
			});
		for (auto& thread: threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(800, right.load());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PageEngineTest);
