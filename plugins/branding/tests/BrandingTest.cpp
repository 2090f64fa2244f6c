// Tests brands inside a real server: the form, files, versions, addresses, and that companies stay apart.
#include "services/Brands.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include "tests/NameServer.h"  // of plugin domains

#include <cppunit/extensions/HelperMacros.h>

#include <malloc.h>

using namespace sx;
using namespace sx::branding;

namespace {

constexpr const char* kForm = "/admin/branding";
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Returns a PNG of one colour; claimed: the size that its head states.
std::string svg(const std::string& inside)
{
	return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 320 "
		   "80\"><rect width=\"80\" height=\"80\" fill=\"#123a28\"/>" +
		inside + "</svg>";
}

/// Returns the head of a PNG of that many pixels, without any.
std::string pngHead(std::uint32_t width, std::uint32_t height)
{
	std::string out("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
	const auto put = [&](std::uint32_t number) {
		for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift & 0xFF));
	};
	put(width);
	put(height);
	out += std::string("\x08\x02\0\0\0", 5);
	std::uint32_t crc = 0xFFFFFFFF;
	for (std::size_t i = 12; i < out.size(); ++i)
	{
		crc ^= static_cast<unsigned char>(out[i]);
		for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320 & (0U - (crc & 1)));
	}
	put(~crc);
	out += std::string("\0\0\0\x0AIDAT\x78\x9c\x63\x60\x00\x00\x00\x02\x00\x01", 18);
	return out;
}

}

class BrandingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(BrandingTest);
	CPPUNIT_TEST(savesABrandThatShowsAtOnceAndOnlyThere);
	CPPUNIT_TEST(refusesPicturesThatCouldHarm);
	CPPUNIT_TEST(keepsVersionsAndRestoresThem);
	CPPUNIT_TEST(takesInstalledThemesOnly);
	CPPUNIT_TEST(movesTheSubDomain);
	CPPUNIT_TEST(provesANameOfTheCompanysOwn);
	CPPUNIT_TEST(showsTheRealMail);
	CPPUNIT_TEST(savesProtectionsWithTheBrandOrNeither);
	CPPUNIT_TEST(leavesProtectionsToWhoMayChangeThem);
	CPPUNIT_TEST(addsLittleToANode);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Server> _server;
	TenantId _acme, _beta;
	UserId _ana, _max;

	void start(std::map<std::string, std::string> settings = {}, std::map<std::string, std::string> configuration = {})
	{
		harness::Options options;
		options.plugins = {"audit",
			"auth",
			"branding",
			"directory",
			"domains",
			"email_templates",
			"mail",
			"messages",
			"quotas",
			"sealed",
			"storage"};
		options.settings = std::move(settings);
		options.configuration = std::move(configuration);
		_server = harness::Server::start(std::move(options));
		auto& directory = *_server->find<directory::Directory>();
		const auto company = [&](const char* name, const char* host) {
			return *directory.addTenant({name, {host}, {"fr-CA"}, "America/Toronto", {}});
		};
		_acme = company("Acme", "acme.localhost");
		_beta = company("Beta", "beta.localhost");
		_ana = *directory.addPerson({_acme, "Ana Lee", "ana@example.com", "super", {"fr-CA"}, ""});
		_max = *directory.addPerson({_beta, "Max Roy", "max@example.com", "member", {"fr-CA"}, ""});
	}
	harness::Client ana() const { return _server->signedIn(_acme, _ana, "acme.localhost"); }
	harness::Answer at(const std::string& host, const std::string& path) const
	{
		return _server->anonymous(host).get(path);
	}

	static Fields fields()
	{
		return {{"company", "Notaires Boréal"},
			{"phone", "450 555-0100"},
			{"address", "12, rue Principale"},
			{"city", "Saint-Hyacinthe"},
			{"postal_code", "J2A 0G4"},
			{"header_colour", "#123a28"},
			{"brand_colour", "#1F6B45"},
			{"mail_button", "#1f6b45"},
			{"mail_button_text", "#9fc5b0"},
			{"mail_border", "#c9ddd2"},
			{"headline_fr", "Portail <b>confidentiel</b><script>alert(1)</script>"},
			{"headline_en", "Confidential portal"},
			{"footer_fr", "Chambre des notaires"},
			{"privacy_url", "https://boreal.example.com/vie-privee"},
			{"is_named", "1"}};
	}
	static Fields with(Fields fields, const std::string& name, const std::string& value)
	{
		std::erase_if(fields, [&](const auto& each) { return each.first == name; });
		fields.emplace_back(name, value);
		return fields;
	}
	/// Sends the form as a browser does; a name that ends in "_file" is a file.
	static harness::Answer post(harness::Client client, const Fields& fields, const char* path = kForm)
	{
		std::string body;
		for (const auto& [name, value]: fields)
			body += "--boundary\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
				(name.ends_with("_file") ? "; filename=\"x.png\"\r\nContent-Type: image/png" : "") + "\r\n\r\n" +
				value + "\r\n";
		return client.send(
			"POST", path, {{"Content-Type", "multipart/form-data; boundary=boundary"}}, body + "--boundary--\r\n");
	}
	static void saved(const harness::Answer& answer, const std::string& done = "saved")
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 303, answer.status);
		CPPUNIT_ASSERT_EQUAL("/admin/branding?done=" + done, answer.header("Location"));
	}
	static void has(const harness::Answer& answer, const std::string& text)
	{
		CPPUNIT_ASSERT_MESSAGE(text + " in\n" + answer.body, answer.contains(text));
	}
	static std::string between(const std::string& text, const std::string& from, const std::string& to)
	{
		const auto begin = text.find(from);
		CPPUNIT_ASSERT_MESSAGE(from, begin != std::string::npos);
		return text.substr(begin + from.size(), text.find(to, begin + from.size()) - begin - from.size());
	}

public:
	void tearDown() override { _server.reset(); }

	void savesABrandThatShowsAtOnceAndOnlyThere()
	{
		start();
		const auto plain = at("beta.localhost", "/sign-in").body;
		const auto form = ana().get(kForm);
		CPPUNIT_ASSERT_EQUAL(200, form.status);
		has(form, "name=\"brand_colour\"");
		auto given = with(fields(), "base", "0");
		given.emplace_back("logo_file", svg("<text x=\"90\" y=\"60\" font-size=\"60\">Boréal</text>"));
		saved(post(ana(), given), "cut");

		const auto page = at("acme.localhost", "/sign-in");
		for (const auto* shown: {"Notaires Boréal",
				 "<div class=\"sx-headline\">Portail <strong>confidentiel</strong></div>",
				 "Chambre des notaires",
				 "https://boreal.example.com/vie-privee",
				 "data-brand=\"own\""})
			has(page, shown);
		CPPUNIT_ASSERT(!page.contains("alert(1)"));
		has(_server->anonymous("acme.localhost").get("/sign-in?lang=en"),
			"<div class=\"sx-headline\">Confidential portal</div>");

		const auto sheet = "/brand/" + between(page.body, "rel=\"stylesheet\" href=\"/brand/", "\"");
		const auto logo = "/brand/" + between(page.body, "src=\"/brand/", "\"");
		const auto icon = "/brand/" + between(page.body, "rel=\"icon\" href=\"/brand/", "\"");
		for (const auto& path: {sheet, logo, icon})
		{
			const auto file = at("acme.localhost", path);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 200, file.status);
			CPPUNIT_ASSERT_EQUAL(std::string("public, max-age=31536000, immutable"), file.header("Cache-Control"));
			CPPUNIT_ASSERT_EQUAL(
				304, _server->anonymous("acme.localhost").get(path, {{"If-None-Match", file.header("ETag")}}).status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE("another company's host", 404, at("beta.localhost", path).status);
		}
		has(at("acme.localhost", sheet), "--sx-brand: #1f6b45;");
		CPPUNIT_ASSERT_EQUAL(404, at("acme.localhost", "/brand/0123456789abcdef0123456789abcdef01234567.css").status);
		const auto ofBeta = at("beta.localhost", "/sign-in").body;
		for (const auto* word: {"Boréal", "/brand/", "sx-headline", "notaires"})
			CPPUNIT_ASSERT_MESSAGE(word, ofBeta.find(word) == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(plain.size(), ofBeta.size());

		const auto& pictures = *_server->find<Pictures>();
		CPPUNIT_ASSERT(at("acme.localhost", logo).body == pictures.mailLogo(_acme)->bytes);
		CPPUNIT_ASSERT(pictures.mailLogo(_beta).error().code == Code::Missing);
		const auto tenant = _server->find<TenantSource>()->byId(_acme);
		const auto& colours = tenant->brand["mailColours"].list();
		CPPUNIT_ASSERT_EQUAL(std::string("#ffffff"), colours.at(3).text());  // 3,46:1 as it was given
		CPPUNIT_ASSERT_EQUAL(std::string("#c9ddd2"), colours.at(6).text());
		has(ana().get("/admin/branding"), "3,4 sur 4,5");

		CPPUNIT_ASSERT_EQUAL(409, post(ana(), given).status);  // from a version that is not in force any more
		CPPUNIT_ASSERT_EQUAL(400, post(ana(), with(with(fields(), "base", "1"), "brand_colour", "red;}")).status);
		CPPUNIT_ASSERT_EQUAL(
			400, post(ana(), with(with(fields(), "base", "1"), "logo", std::string(40, 'a') + ".png 9 9")).status);
		const auto journal = ana().get("/admin/journal?lang=fr");
		CPPUNIT_ASSERT_EQUAL(200, journal.status);
		CPPUNIT_ASSERT_EQUAL(403, post(_server->signedIn(_beta, _max, "beta.localhost"), given).status);
		CPPUNIT_ASSERT_EQUAL(403, _server->signedIn(_beta, _max, "beta.localhost").get(kForm).status);

		for (const auto* kind: {"portal", "reading"})
		{
			const auto preview = ana().get(std::string("/admin/branding/preview/") + kind +
				"?company=Autre&brand_colour=f2851b&header_colour=ffffff&mode=dark&headline_fr=%3Cscript%3Ex%3C%"
				"2Fscript%3E");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(preview.body, 200, preview.status);
			has(preview, "Autre");
			has(preview, "brand_colour=f2851b");
			has(preview, "data-bs-theme=\"dark\"");
			CPPUNIT_ASSERT(!preview.contains("<script"));
			CPPUNIT_ASSERT(preview.header("Content-Security-Policy").find("sandbox") != std::string::npos);
		}
		has(ana().get("/admin/branding/preview.css?brand_colour=f2851b"), "--sx-brand: #f2851b;");
		has(ana().get("/admin/branding/contrasts?brand_colour=f2851b&header_colour=ffffff"), "2,2 sur 4,5");
	}

	void refusesPicturesThatCouldHarm()
	{
		start();
		const auto fault = [&](const std::string& picture) {
			const auto answer = post(ana(), {{"logo_file", picture}}, "/admin/branding/pictures");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
			return answer.json["fault"].text();
		};
		const auto means = [](const std::string& text, const char* part) {
			CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
		};
		means(fault(pngHead(10'000, 10'000)), "pixels");
		means(fault(pngHead(300, 300)), "abîmée");
		means(fault(pngHead(90, 30) + std::string(10'000'000, 'x')), "lourde");
		means(fault("GIF89a"), "abîmée");
		means(fault("<html><svg></svg></html>"), "abîmée");
		means(fault("%PDF-1.4"), "n’est pas");
		means(fault("BM" + std::string(100, '\0')), "n’est pas");
		means(fault("<!DOCTYPE svg [<!ENTITY a \"aaaa\">]>" + svg("&a;")), "n’est pas");
		means(fault(svg(std::string(300'001, ' '))), "lourde");
		// The whole form says the same beside its field.
		const auto page = post(ana(), with(with(fields(), "base", "0"), "logo_file", pngHead(10'000, 10'000)));
		CPPUNIT_ASSERT_EQUAL(400, page.status);
		has(page, "id=\"logo_file-error\"");

		// What a drawing would load or run is not in the picture that comes out.
		const auto drawn = [&](const std::string& inside) {
			const auto answer = post(ana(), {{"logo_file", svg(inside)}}, "/admin/branding/pictures");
			CPPUNIT_ASSERT_MESSAGE(answer.body, answer.json["picture"].isText());
			const auto file = at("acme.localhost", answer.json["url"].text());
			CPPUNIT_ASSERT_EQUAL(std::string("image/png"), file.header("Content-Type"));
			CPPUNIT_ASSERT(file.body.starts_with("\x89PNG"));
			return file.body;
		};
		const auto plain = drawn("");
		CPPUNIT_ASSERT(plain == drawn("<script>alert(1)</script>"));
		CPPUNIT_ASSERT(plain == drawn("<image xlink:href=\"file:///etc/hostname\" width=\"320\" height=\"80\"/>"));
		CPPUNIT_ASSERT(plain == drawn("<image xlink:href=\"http://127.0.0.1:1/x.png\" width=\"320\" height=\"80\"/>"));
		CPPUNIT_ASSERT(plain == drawn("<use xlink:href=\"file:///usr/share/x.svg#a\"/>"));
		// Drawings within drawings within drawings end by themselves.
		std::string bomb = "<defs><g id=\"a0\"><rect width=\"1\" height=\"1\"/></g>";
		for (int i = 1; i < 12; ++i)
		{
			bomb += "<g id=\"a" + std::to_string(i) + "\">";
			for (int n = 0; n < 10; ++n) bomb += "<use xlink:href=\"#a" + std::to_string(i - 1) + "\"/>";
			bomb += "</g>";
		}
		const auto answer = post(
			ana(), {{"logo_file", svg(bomb + "</defs><use xlink:href=\"#a11\"/>")}}, "/admin/branding/pictures");
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
	}

	void takesInstalledThemesOnly()
	{
		start();
		CPPUNIT_ASSERT(!ana().get(kForm).contains("name=\"theme\""));  // nothing to choose from
		const auto gone = post(ana(), with(with(fields(), "base", "0"), "theme", "com.acme.gone"));
		CPPUNIT_ASSERT_EQUAL(400, gone.status);
		has(gone, "Ce thème n’est pas installé.");
		saved(post(ana(), with(with(fields(), "base", "0"), "theme", "none")), "cut");
		has(ana().get(kForm), "<option value=\"none\" selected>Aucun</option>");
		const auto& tenants = *_server->find<TenantSource>();
		CPPUNIT_ASSERT_EQUAL(std::string("none"), tenants.byId(_acme)->brand["theme"].text());
		CPPUNIT_ASSERT(!tenants.byId(_beta)->brand.has("theme"));
	}
	void keepsVersionsAndRestoresThem()
	{
		start();
		saved(post(ana(), with(with(fields(), "base", "0"), "headline_fr", "")));
		saved(post(ana(), with(with(with(fields(), "base", "1"), "headline_fr", ""), "company", "Autre nom")));
		has(at("acme.localhost", "/sign-in"), "Autre nom");
		const auto list = ana().get("/admin/branding/versions");
		has(list, "/admin/branding/versions/2");
		has(list, "Ana Lee");
		const auto one = ana().get("/admin/branding/versions/1");
		has(one, "Notaires Boréal");
		has(one, "Autre nom");
		saved(ana().postForm("/admin/branding/versions/1/restore", Value::Object{}), "restored");
		const auto page = at("acme.localhost", "/sign-in");
		has(page, "Notaires Boréal");
		has(ana().get("/admin/branding/versions"), "Rétablit la version 1");
		CPPUNIT_ASSERT_EQUAL(404, ana().get("/admin/branding/versions/9").status);
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"audit", "verify"}));
		CPPUNIT_ASSERT_EQUAL(200,
			at("acme.localhost", "/brand/" + between(page.body, "rel=\"stylesheet\" href=\"/brand/", "\"")).status);
	}

	void movesTheSubDomain()
	{
		start();
		const auto said = [&](const std::string& name) {
			const auto answer = ana().get("/admin/branding/subdomain?name=" + name);
			return (answer.json["isFree"].flag() ? "free " : "") + answer.json["text"].text();
		};
		const auto means = [](const std::string& text, const char* part) {
			CPPUNIT_ASSERT_MESSAGE(text, text.find(part) != std::string::npos);
		};
		means(said("notaires"), "free notaires.localhost");
		means(said("beta"), "pris");
		means(said("b-eta"), "ressemble");
		means(said("admin"), "réservé");
		means(said("adm1n"), "réservé");
		means(said("xn--bcher-kva"), "traits");
		means(said("a.b"), "traits");
		auto given = with(with(fields(), "base", "0"), "headline_fr", "");
		CPPUNIT_ASSERT_EQUAL(400, post(ana(), with(given, "subdomain", "b3ta")).status);
		CPPUNIT_ASSERT_EQUAL(404, at("notaires.localhost", "/sign-in").status / 100 == 2 ? 200 : 404);
		saved(post(ana(), with(given, "subdomain", "Notaires")));
		has(at("notaires.localhost", "/sign-in"), "Notaires Boréal");
		has(at("acme.localhost", "/sign-in"), "Notaires Boréal");
		CPPUNIT_ASSERT(_server->find<TenantSource>()->byId(_acme)->origin.starts_with("http://notaires.localhost"));
		means(said("acme"), "free acme.localhost");
	}

	void provesANameOfTheCompanysOwn()
	{
		domains::tests::NameServer dns(std::map<std::string, std::string>{{"client.example.com", "@ A 127.0.0.1"}});
		start({{"domains.resolvers", "[\"" + dns.address() + "\"]"}, {"domains.timeout", "1s"}});
		const auto names = std::string("/admin/branding/names");
		const auto act = [&](const std::string& what, const std::string& field, const std::string& value) {
			return ana().postForm(names + what, Value::object({{field, value}}));
		};
		CPPUNIT_ASSERT_EQUAL(400, act("", "name", "pas un nom").status);
		CPPUNIT_ASSERT_EQUAL(400, act("", "name", "com").status);
		CPPUNIT_ASSERT_EQUAL(400, act("", "name", "x.localhost").status);
		const std::string host = "securite.client.example.com";
		CPPUNIT_ASSERT_EQUAL(303, act("", "name", "https://Securite.client.example.com/").status);
		const auto proof = "sx-portal=" + between(ana().get(names).body, "sx-portal=", "<");
		CPPUNIT_ASSERT_EQUAL(names + "?done=missing", act("/verify", "host", host).header("Location"));
		CPPUNIT_ASSERT(!_server->find<TenantSource>()->byHost(host));
		CPPUNIT_ASSERT_EQUAL(403, act("/use", "host", host).status);
		dns.serve("client.example.com", "_sx-portal.securite TXT \"" + proof + "\"\n");
		CPPUNIT_ASSERT_EQUAL(names + "?done=proved", act("/verify", "host", host).header("Location"));
		const auto tenants = _server->find<TenantSource>();
		CPPUNIT_ASSERT(tenants->byHost(host) && tenants->byHost(host)->id == _acme);
		CPPUNIT_ASSERT_EQUAL(303, act("/use", "host", host).status);
		CPPUNIT_ASSERT(tenants->byId(_acme)->origin.starts_with("http://" + host));
		CPPUNIT_ASSERT_EQUAL(303, act("/unuse", "host", host).status);
		CPPUNIT_ASSERT(tenants->byId(_acme)->origin.starts_with("http://acme.localhost"));

		// The proof goes; the name stays for a while, then leads nowhere.
		dns.serve("client.example.com", "other TXT x\n");
		_server->advance(std::chrono::hours(25));
		CPPUNIT_ASSERT(_server->runSchedule("branding.recheck"));
		CPPUNIT_ASSERT(tenants->byHost(host));
		_server->advance(std::chrono::days(15));
		CPPUNIT_ASSERT(_server->runSchedule("branding.recheck"));
		CPPUNIT_ASSERT(!tenants->byHost(host));
		CPPUNIT_ASSERT_EQUAL(303, act("/delete", "host", host).status);
		CPPUNIT_ASSERT_EQUAL(404, act("/delete", "host", host).status);
	}

	void showsTheRealMail()
	{
		start();
		const std::string path = "/admin/branding/preview/mail";
		const auto logo = std::string(40, 'a') + ".png";
		const auto mail = ana().get(path +
			"?lang=fr&company=Autre&header_colour=123456&brand_colour=f2851b&mail_button=654321"
			"&mail_button_text=ffffff&mail_border=abcdef&is_named=1&logo=" +
			logo + "%20120%2040");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(mail.body, 200, mail.status);
		for (const auto* part: {"Camille Roy vous a envoyé un message confidentiel",  // of the notice's own words
				 "Votre code d’ouverture",
				 "K7F-29Q",
				 "Lire le message",
				 "SHA-256",
				 "Autre"})
			has(mail, part);
		for (const auto* colour: {"123456", "654321", "abcdef"}) has(mail, colour);
		has(mail, "src=\"/brand/" + logo + "\"");
		CPPUNIT_ASSERT(!mail.contains("cid:"));
		const auto policy = mail.header("Content-Security-Policy");
		for (const auto* rule: {"script-src 'none'", "style-src data:", "sandbox"})
			CPPUNIT_ASSERT_MESSAGE(policy, policy.find(rule) != std::string::npos);
		CPPUNIT_ASSERT(!mail.contains("<script") && !mail.contains(" style="));
		// Without a query it is what is in force; it is the company's own, and only who manages the brand sees it.
		CPPUNIT_ASSERT(!ana().get(path).contains("654321"));
		CPPUNIT_ASSERT_EQUAL(403, _server->signedIn(_beta, _max, "beta.localhost").get(path).status);
		CPPUNIT_ASSERT_EQUAL(404, ana().get("/admin/branding/preview/letter").status);
		// Nothing that is typed becomes part of the mail as HTML.
		CPPUNIT_ASSERT(!ana().get(path + "?company=%3Cimg%20src%3Dx%3E").contains("<img src=x>"));
	}

	std::string settingOf(const std::string& name) const
	{
		const auto answer = ana().get("/api/v1/settings?level=company");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		for (const auto& each: answer.json["items"].list())
			if (each["name"].text() == name) return _server->json().write(each["value"]);
		return "none";
	}
	static Fields protections(Fields fields)
	{
		for (const auto* name: {"sealed.code_delivery",
				 "sealed.constant_protection",
				 "messages.password_suggested",
				 "messages.password_length",
				 "messages.password_characters"})
			fields.emplace_back(std::string(name) + ".shown", "1");
		for (const auto& [name, value]: Fields{{"sealed.code_delivery", "author"},
				 {"sealed.constant_protection", "true"},
				 {"messages.password_length", "16"},
				 {"messages.password_characters.upper", "1"},
				 {"messages.password_characters.digits", "1"}})
			fields.emplace_back(name, value);
		return fields;
	}

	void savesProtectionsWithTheBrandOrNeither()
	{
		start();
		const auto page = ana().get(kForm);
		for (const auto* cost: {"Arrête les robots de courriel", "Qui lit la boîte n’a pas le code", "se dicte mal"})
			has(page, cost);
		const auto given = with(with(fields(), "base", "0"), "headline_fr", "");
		// A value that is not allowed: nothing of the form is saved, and what was typed is still there.
		const auto wrong = post(ana(), with(protections(given), "messages.password_length", "7"));
		CPPUNIT_ASSERT_EQUAL(400, wrong.status);
		has(wrong, "id=\"messages-password_length-error\"");
		has(wrong, "value=\"7\"");
		CPPUNIT_ASSERT_EQUAL(std::string("\"notice\""), settingOf("sealed.code_delivery"));
		CPPUNIT_ASSERT(!at("acme.localhost", "/sign-in").contains("Notaires Boréal"));
		CPPUNIT_ASSERT_EQUAL(400, post(ana(), with(protections(given), "sealed.code_delivery", "pigeon")).status);

		saved(post(ana(), protections(given)));
		CPPUNIT_ASSERT_EQUAL(std::string("\"author\""), settingOf("sealed.code_delivery"));
		CPPUNIT_ASSERT_EQUAL(std::string("true"), settingOf("sealed.constant_protection"));
		CPPUNIT_ASSERT_EQUAL(std::string("false"), settingOf("messages.password_suggested"));
		CPPUNIT_ASSERT_EQUAL(std::string("16"), settingOf("messages.password_length"));
		CPPUNIT_ASSERT_EQUAL(std::string("[\"upper\",\"digits\"]"), settingOf("messages.password_characters"));
		const auto journal = ana().get("/api/v1/audit?kind=directory.setting_changed").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, journal.size());
		// A brand that somebody else changed meanwhile: no setting changes either.
		CPPUNIT_ASSERT_EQUAL(409, post(ana(), with(protections(given), "sealed.code_delivery", "mail")).status);
		CPPUNIT_ASSERT_EQUAL(std::string("\"author\""), settingOf("sealed.code_delivery"));
		// A form that did not show them changes none.
		saved(post(ana(), with(given, "base", "1")));
		CPPUNIT_ASSERT_EQUAL(std::string("\"author\""), settingOf("sealed.code_delivery"));
	}

	void leavesProtectionsToWhoMayChangeThem()
	{
		start({{"directory.member_permissions", "[branding.manage, directory.preferences]"}},
			{{"plugins.locked", "[sealed.constant_protection]"}});
		const auto mia = *_server->find<directory::Directory>()->addPerson(
			{_acme, "Mia Côté", "mia@example.com", "member", {"fr-CA"}, ""});
		auto client = _server->signedIn(_acme, mia, "acme.localhost");
		const auto page = client.get(kForm);
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		has(page, "Dans l’avis, à côté du lien");
		CPPUNIT_ASSERT(!page.contains("sealed.code_delivery.shown") && !page.contains("/admin/settings"));
		const auto given = with(with(fields(), "base", "0"), "headline_fr", "");
		saved(post(client, protections(given)));
		CPPUNIT_ASSERT_EQUAL(std::string("\"notice\""), settingOf("sealed.code_delivery"));
		// What the operator has fixed is shown as such, and stays.
		const auto own = ana().get(kForm);
		has(own, "sealed.code_delivery.shown");
		has(own, "Fixé par l’exploitant");
		CPPUNIT_ASSERT(!own.contains("sealed.constant_protection.shown"));
		saved(post(ana(), with(protections(given), "base", "1")));
		CPPUNIT_ASSERT_EQUAL(std::string("false"), settingOf("sealed.constant_protection"));
		CPPUNIT_ASSERT_EQUAL(std::string("\"author\""), settingOf("sealed.code_delivery"));
	}

	void addsLittleToANode()
	{
		Brand brand;
		brand.company = "Notaires Boréal et associés inc.";
		brand.address = "12, rue Principale, bureau 300";
		brand.city = "Saint-Hyacinthe";
		brand.region = "Québec";
		brand.postalCode = "J2A 0G4";
		brand.country = "Canada";
		brand.phone = "450 555-0100, poste 12";
		brand.headline.in("fr") = brand.headline.in("en") = std::string(120, 'x');
		brand.footer.in("fr") = brand.footer.in("en") = std::string(120, 'x');
		brand.privacyUrl = brand.termsUrl = brand.contactUrl = "https://boreal.example.com/vie-privee";
		brand.logo = brand.darkLogo = brand.icon = {std::string(40, 'a') + ".png", 120, 40};
		std::vector<Value> all;
		all.reserve(10'000);
		const auto before = ::mallinfo2().uordblks;
		for (int i = 0; i < 10'000; ++i)
			all.push_back(
				tenantBrandOf(brand, "/brand/" + std::string(40, 'a') + ".css", "sha256-" + std::string(44, 'x')));
		const auto grown = ::mallinfo2().uordblks - before;
		CPPUNIT_ASSERT_MESSAGE(std::to_string(grown), grown < 50'000'000);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(BrandingTest);
