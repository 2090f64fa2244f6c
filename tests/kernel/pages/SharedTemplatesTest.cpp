// Tests the repository's own layouts, words, icons and mail frame. With SX_RENDER_TO=FOLDER in the environment, also
// writes the samples there as files, with their assets, for a person to look at.
#include "kernel/pages/PageEngine.h"
#include "tests/kernel/config/TemporaryFolder.h"
#include "tests/support/FakeRequest.h"

#include "kernel/config/Catalogue.h"
#include "sx/views.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <regex>

using namespace sx;
using namespace sx::pages;

class SharedTemplatesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SharedTemplatesTest);
	CPPUNIT_TEST(haveNoFault);
	CPPUNIT_TEST(haveEachWordInBothLanguages);
	CPPUNIT_TEST(nameTheTenantAndTheOtherLanguage);
	CPPUNIT_TEST(showACompanysOwnBrand);
	CPPUNIT_TEST(showTheNavigationOfThePortal);
	CPPUNIT_TEST(followTheChosenTheme);
	CPPUNIT_TEST(keepTheRequestIdOfAProblem);
	CPPUNIT_TEST(frameAMailInTheBrandsColours);
	CPPUNIT_TEST(loadNothingFromElsewhere);
	CPPUNIT_TEST(fitThePoliciesOfThePages);
	CPPUNIT_TEST_SUITE_END();

	TemporaryFolder folder;
	FakeRequest request;
	std::unique_ptr<PageEngine> engine;

public:
	void setUp() override
	{
		folder.write("templates/pages/gate.html.mustache", R"({{>origin}}
<section class="sx-card sx-sealed sx-gate">
<h1>{{title}}</h1><p class="sx-muted mt-2">Ce message est scell&eacute;. Son contenu s&rsquo;affiche seulement ici, puis dispara&icirc;t.</p>
<form class="mt-4" method="post"><input type="hidden" name="_csrf" value="{{csrf}}"><div class="sx-field"><label class="form-label" for="code">Code d&rsquo;ouverture</label>
<input class="form-control sx-pin is-invalid" id="code" name="code" type="text" autocomplete="one-time-code" maxlength="7" placeholder="XXX-XXX" aria-invalid="true" aria-describedby="code-error">
{{#error}}{{>field-error}}{{/error}}
</div><button class="btn btn-primary btn-lg w-100 mt-4" type="submit">{{>icon.envelope-open}}Lire le message</button></form>
<div class="mt-4 pt-4 border-top">{{#sender}}{{>person}}{{/sender}}<div class="mt-3">{{#life}}{{>life}}{{/life}}</div></div></section>
<section class="mt-4 px-1"><h2 class="mb-3">Ce qui va se passer</h2>{{>steps}}</section>
)");
		folder.write(
			"templates/pages/list.html.mustache", R"(<div class="sx-pagehead"><div><h1>{{title}}</h1></div></div>
{{#note}}{{>note}}{{/note}}
<section class="sx-card mt-3">{{#empty}}{{>empty}}{{/empty}}<ul class="sx-files">{{#files}}{{>file}}{{/files}}</ul></section>
)");
		folder.write("templates/mails/notice.html.mustache", R"({{#lead}}{{>mail-text}}{{/lead}}
{{#code}}{{>mail-code}}{{/code}}
{{#button}}{{>mail-button}}{{/button}}
{{>mail-rule}}
{{>mail-facts}}
{{>mail-rule}}
{{#heading}}{{>mail-heading}}{{/heading}}
{{>mail-files}}
{{>mail-steps}}
)");
		Options options;
		options.templatesFolder = SX_TEMPLATES;
		options.webFolder = SX_WEB;
		options.assetsFolder = SX_SHARED_ASSETS;
		options.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
		engine = std::make_unique<PageEngine>(std::move(options));
		auto loaded = engine->load();
		CPPUNIT_ASSERT_MESSAGE(loaded ? "" : loaded.error().detail, bool(loaded));
		auto added = engine->add("samples", folder.path);
		CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
	}

private:
	static std::string good(const Result<std::string>& rendered)
	{
		CPPUNIT_ASSERT_MESSAGE(rendered ? "" : rendered.error().detail, bool(rendered));
		return *rendered;
	}
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, text.find(part) != std::string::npos);
	}

	static void keep(const std::string& name, std::string html)
	{
		auto to = std::getenv("SX_RENDER_TO");
		if (!to) return;
		std::filesystem::create_directories(std::string(to) + "/assets/shared");
		std::filesystem::copy(SX_SHARED_ASSETS,
			std::string(to) + "/assets/shared",
			std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
		// Remove the digests: a browser rejects them in a page opened from a file, which has no origin.
		html = std::regex_replace(html, std::regex(" integrity=\"[^\"]*\""), "");
		std::ofstream(std::string(to) + "/" + name, std::ios::binary)
			<< std::regex_replace(html, std::regex("\"/assets/"), "\"assets/");
	}

	std::string gate()
	{
		Value view;
		view.set("title", "Camille Roy vous a envoy\u00e9 un message confidentiel")
			.set("subtitle", "Message confidentiel")
			.set("isError", true);
		view.set("error",
			Value::object({{"id", "code-error"}, {"text", "Ce code n\u2019est pas le bon. Il vous reste 2 essais."}}));
		view.set("sender", personView("Camille Roy", "camille.roy@example.com", true));
		const Instant expires = std::chrono::sys_days(std::chrono::year(2026) / 12 / 3) + std::chrono::hours(19) +
			std::chrono::minutes(26);
		view.set("life", lifeLine(engine->of("samples"), request.languageSeen, 2, 3, expires, "America/Toronto"));
		view.set("steps",
			Value::List{Value::object({{"strong", "Le message s\u2019ouvre dans cette page."},
							{"text", "Une ouverture est utilis\u00e9e \u00e0 ce moment, pas avant."}}),
				Value::object(
					{{"strong", "Vous avez 60 minutes."}, {"text", "Recharger la page ne compte pas de nouveau."}})});
		request.pathSeen = "/m/abc";
		Frame frame{request};
		frame.csrf = "token<>";
		return good(engine->page("samples", "gate", view, frame));
	}

	std::string list()
	{
		request.pathSeen = "/sent/12";
		request.isSignedIn = true;
		Frame frame{request};
		frame.csrf = "token";
		frame.menu = {{"Messages envoy\u00e9s", "/sent", "send", 20},
			{"Nouveau message", "/compose", "shield-lock", 10, true},
			{"Utilisateurs", "/users", "people", 210},
			{"Journal d\u2019audit", "/audit", "journal-check", 220},
			{"Mon compte", "/account", "person-circle", 310}};
		Value view;
		view.set("title", "Messages envoy\u00e9s").set("layout", "portal");
		view.set("note", noteView(NoteKind::Ok, "Envoy\u00e9 \u00e0 2 destinataires."));
		view.set("empty",
			Value::object({{"title", "Aucun message pour l\u2019instant"},
				{"text", "Les messages que vous envoyez appara\u00eetront ici."},
				{"act", Value::object({{"word", "\u00c9crire un message"}, {"path", "/compose"}})}}));
		view.set("files", Value::List{Value::object({{"name", "Plan.pdf"}, {"size", "1,4\u00a0Mo"}})});
		return good(engine->page("samples", "list", view, frame));
	}

	std::string mail()
	{
		auto text = [](const char* said) { return Value::object({{"text", said}, {"html", SafeHtml{said}}}); };
		Value view;
		view.set("title", "Camille Roy vous a envoy\u00e9 un message confidentiel")
			.set("preheader", "Code d\u2019ouverture K7F-29Q.");
		view.set("tenant", tenantView(request.tenantSeen));
		view.set("footer", "L\u2019adresse associ\u00e9e au compte de Camille Roy est camille.roy@example.com.");
		view.set("lead",
			text("Son contenu n\u2019est pas dans ce courriel. Il s\u2019ouvre dans votre navigateur, puis il est "
				 "d\u00e9truit."));
		view.set("code", Value::object({{"word", "Votre code d\u2019ouverture"}, {"code", "K7F-29Q"}}));
		view.set(
			"button", Value::object({{"word", "Lire le message"}, {"url", "https://boreal.example.com/m/Q2x9fA"}}));
		view.set("facts",
			Value::List{
				Value::object({{"name", "Expire le"}, {"value", "3 d\u00e9cembre 2026, 14\u00a0h\u00a026 (HNE)"}}),
				Value::object({{"name", "Ouvertures permises"}, {"value", "3"}})});
		view.set("heading", text("Votre message contient les documents suivants"));
		view.set("files",
			Value::List{Value::object({{"name", "Projet.pdf"},
				{"sha256", "7964425fb0d2220d5aeac58fb8ccbd6d 2c8f11e09d4471ba03c6be57a1f2e9d4"},
				{"size", "1,4\u00a0Mo"}})});
		view.set("steps",
			Value::List{Value::object(
				{{"number", "1"}, {"text", "Le message s\u2019ouvre dans votre navigateur pendant 60 minutes."}})});
		return good(engine->of("samples").render({"fr-CA"}, "mails/notice.html", view));
	}

	std::string problem()
	{
		auto view = Value::object({{"status", 404},
			{"code", "not_found"},
			{"title", engine->of("").text(request.languageSeen, "problem.not_found.title")},
			{"text", engine->of("").text(request.languageSeen, "problem.not_found.text")},
			{"requestId", "7F3-20C"}});
		return good(engine->problem(view, Frame{request}));
	}

	void haveNoFault() {}  // setUp parses them all

	void haveEachWordInBothLanguages()
	{
		std::string faults;
		for (const auto& fault: engine->checkWords("", [](std::string_view) { return true; }))
			faults += fault.key + " (" + fault.where + ") ";
		CPPUNIT_ASSERT_EQUAL(std::string(), faults);
	}

	void nameTheTenantAndTheOtherLanguage()
	{
		auto html = gate();
		keep("gate.html", html);
		assertHas(html, "<html lang=\"fr-CA\"");
		assertHas(html,
			"<title>Erreur\u00a0: Camille Roy vous a envoy\u00e9 un message confidentiel \u2013 Notaires "
			"Bor\u00e9al</title>");
		assertHas(html, "<meta name=\"csrf\" content=\"token&lt;&gt;\">");
		assertHas(html, "href=\"?lang=en\" lang=\"en-CA\"");
		assertHas(html, "boreal.example.com");
		assertHas(html,
			"<i class=\"is-used\"></i><i></i><i></i></span><span><strong>2 ouvertures restantes</strong> sur 3</span>");
		assertHas(html,
			"<time datetime=\"2026-12-03T19:26:00Z\" data-sx-local>3 d\u00e9cembre 2026, "
			"14\u00a0h\u00a026\u00a0(HNE)</time>");
		CPPUNIT_ASSERT(html.find("sx-tabbar") == std::string::npos);
		request.languageSeen = {"en-CA"};
		request.tenantSeen.brand = Value::object({{"theme", "solstice"}});
		request.tenantSeen.name = "Clinique Solstice";
		html = gate();
		keep("gate-solstice.html", html);
		assertHas(html, "href=\"?lang=fr\" lang=\"fr-CA\"");
		assertHas(html, "<title>Error: ");
	}

	void showACompanysOwnBrand()
	{
		request.tenantSeen.brand = Value::object(
			{{"sheet", Value::object({{"url", "/brand/abc.css"}, {"integrity", "sha384-abc"}})},
				{"logo",
					Value::object({{"url", "/brand/1.png"},
						{"width", 120},
						{"height", 36},
						{"alt", "Logo <1>"},
						{"isNamed", false},
						{"darkUrl", "/brand/2.png"},
						{"darkWidth", 110}})},
				{"icon", "/brand/3.png"},
				{"headline", Value::object({{"fr", Value(SafeHtml{"<strong>Portail</strong>"})}})},
				{"footer", Value::object({{"fr", "Chambre & associ\u00e9s"}})},
				{"links", Value::object({{"terms", "https://example.com/terms"}})}});
		auto html = gate();
		keep("gate-own.html", html);
		assertHas(html, "data-brand=\"own\"");
		assertHas(html, "<link rel=\"stylesheet\" href=\"/brand/abc.css\" integrity=\"sha384-abc\">");
		CPPUNIT_ASSERT(html.find("/brand-") == std::string::npos);
		assertHas(html,
			"class=\"sx-logo sx-logo-light\" src=\"/brand/1.png\" width=\"120\" height=\"36\" alt=\"Logo &lt;1&gt;\"");
		assertHas(html, "class=\"sx-logo sx-logo-dark\" src=\"/brand/2.png\" width=\"110\"");
		assertHas(html, "<link rel=\"icon\" href=\"/brand/3.png\" type=\"image/png\">");
		assertHas(html, "<div class=\"sx-headline\"><strong>Portail</strong></div>");
		assertHas(html, "Chambre &amp; associ\u00e9s");
		assertHas(html, "<a href=\"https://example.com/terms\" rel=\"noopener noreferrer\" target=\"_blank\">");
		CPPUNIT_ASSERT(html.find("Politique de confidentialit") == std::string::npos);
		request.languageSeen = {"en-CA"};
		html = gate();
		CPPUNIT_ASSERT(html.find("sx-headline") == std::string::npos);
		CPPUNIT_ASSERT(html.find("Chambre") == std::string::npos);
	}

	void showTheNavigationOfThePortal()
	{
		auto html = list();
		keep("list.html", html);
		assertHas(html, "<a href=\"/sent\" aria-current=\"page\">");
		assertHas(html, "<a class=\"btn btn-bar-main sx-not-phone\" href=\"/compose\">");
		assertHas(html, "<h2>\u00c9changes</h2>");
		assertHas(html, "<h2>Entreprise</h2>");
		assertHas(html, "action=\"/sign-out\"");
	}

	void followTheChosenTheme()
	{
		CPPUNIT_ASSERT(gate().find("data-bs-theme=") == std::string::npos);
		request.cookies["sx_theme"] = "dark";
		auto html = gate();
		keep("gate-dark.html", html);
		assertHas(html, "<html lang=\"fr-CA\" data-bs-theme=\"dark\"");
		keep("list-dark.html", list());
		request.cookies["sx_theme"] = "\"><script>";
		CPPUNIT_ASSERT(gate().find("data-bs-theme=") == std::string::npos);
	}

	void keepTheRequestIdOfAProblem()
	{
		auto html = problem();
		keep("problem.html", html);
		assertHas(html, "<code>7F3-20C</code>");
		assertHas(html, "<h1>Page introuvable</h1>");
	}

	void frameAMailInTheBrandsColours()
	{
		auto html = mail();
		keep("mail.html", html);
		assertHas(html, "bgcolor=\"#123a28\"");
		assertHas(html, "bgcolor=\"#1f6b45\"");
		assertHas(html,
			"<strong style=\"font-family:Consolas,'Courier "
			"New',monospace;font-size:26px;line-height:34px;letter-spacing:3px;\">K7F-29Q</strong>");
	}

	void loadNothingFromElsewhere()
	{
		for (const auto& html: {gate(), list(), problem()})
			for (auto mark: {"src=\"http", "src=\"//", "@import", "rel=\"stylesheet\" href=\"http"})
				CPPUNIT_ASSERT_MESSAGE(mark, html.find(mark) == std::string::npos);
	}

	void fitThePoliciesOfThePages()
	{
		for (const auto& html: {gate(), list(), problem()})
			CPPUNIT_ASSERT(
				!std::regex_search(html, std::regex("<[^>]* (style|on[a-z]+)=|<style|<script>|javascript:")));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SharedTemplatesTest);
