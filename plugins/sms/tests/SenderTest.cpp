// Tests texts in a real server: a queued text leaves once, within limits, and nothing of its content remains.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/sms/Sms.h"
#include "tests/Helper.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

bool anyFileHolds(const std::string& folder, const std::string& sought)
{
	for (const auto& entry: std::filesystem::recursive_directory_iterator(folder))
	{
		if (!entry.is_regular_file()) continue;
		std::ifstream in(entry.path(), std::ios::binary);
		const std::string content((std::istreambuf_iterator<char>(in)), {});
		if (content.find(sought) != std::string::npos) return true;
	}
	return false;
}

sx::sms::Text words(std::string to = "+15145550142")
{
	return {{std::move(to), "CA"}, "Été 😀 : code 482 915", {"fr-CA"}, "test.code", "thing-7"};
}

}

class SenderTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SenderTest);
	CPPUNIT_TEST(showsTextsInThePostboxBesideMails);
	CPPUNIT_TEST(keepsNothingReadableOnDisk);
	CPPUNIT_TEST(sendsNothingOfATransactionThatFailed);
	CPPUNIT_TEST(offersNothingWithoutADriver);
	CPPUNIT_TEST(refusesCountriesThatAreNotServed);
	CPPUNIT_TEST(limitsTextsToANumber);
	CPPUNIT_TEST(limitsTextsOfACompany);
	CPPUNIT_TEST(countsNoTextThatWasRefused);
	CPPUNIT_TEST(onePersonsLinksLeaveTheOthersTheirs);
	CPPUNIT_TEST(linksNeverTakeWhatCodesNeed);
	CPPUNIT_TEST(asksAGatewayOfTheTwilioKind);
	CPPUNIT_TEST(asksAGatewayThatSpeaksJson);
	CPPUNIT_TEST(putsNoLineOfATextIntoAHeader);
	CPPUNIT_TEST(checksTheCertificateOfAGateway);
	CPPUNIT_TEST(tellsForGoodFromLater);
	CPPUNIT_TEST(givesUpWhatComesTooLate);
	CPPUNIT_TEST(believesReportsByTheirTokenOnly);
	CPPUNIT_TEST_SUITE_END();

public:
	void showsTextsInThePostboxBesideMails()
	{
		start({});
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		const auto answer = _server->anonymous().get("/dev/postbox.json");
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, answer.json.list().size());
		const auto& shown = answer.json.list().front();
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), shown["kind"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), shown["to"].text());
		CPPUNIT_ASSERT_EQUAL(words().text, shown["text"].text());
		CPPUNIT_ASSERT_EQUAL(std::string(), shown["html"].text());
		const auto page = _server->anonymous().get("/dev/postbox?q=482");
		CPPUNIT_ASSERT(page.contains("+15145550142") && page.contains("<span class=\"sx-code\">482 915</span>"));
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nothing of it stays", std::string(), only("sealed"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"an emoji makes it UCS-2, in one segment", std::string("1"), only("CAST(segments AS TEXT)"));
	}

	void keepsNothingReadableOnDisk()
	{
		start({});
		CPPUNIT_ASSERT(queue(words()));
		for (const char* part: {"482 915", "5145550142"})
			CPPUNIT_ASSERT_MESSAGE(part, !anyFileHolds(_server->dataFolder(), part));
		_server->runJobs();
		for (const char* part: {"482 915", "5145550142"})
			CPPUNIT_ASSERT_MESSAGE(part, !anyFileHolds(_server->dataFolder(), part));
		for (const char* part: {"482 915", "5145550142"}) CPPUNIT_ASSERT_MESSAGE(part, !_server->logged(part));
	}

	void sendsNothingOfATransactionThatFailed()
	{
		start({});
		auto failed = store().write(_server->tenant(), [&](sx::Sql& sql) -> sx::Result<> {
			if (auto done = sender().queue(sql, _server->tenant(), words()); !done) return done;
			return sx::Error{.code = sx::Code::Conflict};
		});
		CPPUNIT_ASSERT(!failed && _server->mails().empty());
	}

	void offersNothingWithoutADriver()
	{
		start({{"sms.driver", "none"}});
		CPPUNIT_ASSERT(!sender().isOffered());
		const auto refused = queue(words());
		CPPUNIT_ASSERT(!refused && refused.error().code == sx::Code::Unavailable);
	}

	void refusesCountriesThatAreNotServed()
	{
		start({{"sms.countries", "[CA, FR]"}});
		CPPUNIT_ASSERT(sender().parse("06 12 34 56 78", "FR"));
		const auto refused = sender().parse("+44 7911 123456", "CA");
		CPPUNIT_ASSERT(!refused && refused.error().problem == "mobile_country" && refused.error().field == "mobile");
		CPPUNIT_ASSERT(!queue(words("+447911123456")));
		const auto countries = sender().countries();
		CPPUNIT_ASSERT(countries.size() == 2 && countries[1].code == "FR" && countries[1].callingCode == 33);
	}

	void limitsTextsToANumber()
	{
		start({{"sms.per_number_hour", "2"}, {"sms.per_number_day", "3"}});
		CPPUNIT_ASSERT(queue(words()) && queue(words()));
		_server->advance(std::chrono::minutes(20));
		auto third = queue(words());
		CPPUNIT_ASSERT(!third && third.error().code == sx::Code::Limited && third.error().problem == "quota_texts");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{40 * 60}, third.error().extra["retry_after"].integer());
		CPPUNIT_ASSERT_MESSAGE("another number is free", bool(queue(words("+15145550143"))));
		_server->restart();
		CPPUNIT_ASSERT_MESSAGE("a restart forgets nothing", !queue(words()));
		_server->advance(std::chrono::minutes(41));
		CPPUNIT_ASSERT_MESSAGE("the next hour", bool(queue(words())));
		CPPUNIT_ASSERT_MESSAGE("but not more than three a day", !queue(words()));
	}

	void limitsTextsOfACompany()
	{
		start({{"sms.per_tenant_hour", "2"}});
		CPPUNIT_ASSERT(queue(words("+15145550142")) && queue(words("+15145550143")));
		CPPUNIT_ASSERT(!queue(words("+15145550144")));
		CPPUNIT_ASSERT(_server->logged("sms.limited") && !_server->logged("5550144"));
	}

	void onePersonsLinksLeaveTheOthersTheirs()
	{
		start({{"sms.per_person_hour", "2"}});
		const auto from = [](std::string number, const char* person) {
			auto text = words(std::move(number));
			text.cause = {person};
			return text;
		};
		CPPUNIT_ASSERT(queue(from("+15145550142", "camille")) && queue(from("+15145550143", "camille")));
		const auto refused = queue(from("+15145550144", "camille"));
		CPPUNIT_ASSERT(!refused && refused.error().extra["quota"].text() == "sms.per_person_hour");
		CPPUNIT_ASSERT(queue(from("+15145550144", "julie")));
	}

	void linksNeverTakeWhatCodesNeed()
	{
		start({{"sms.per_tenant_hour", "2"}, {"sms.per_country_hour", "2"}, {"sms.per_number_hour", "2"}});
		CPPUNIT_ASSERT(queue(words()) && queue(words()));
		CPPUNIT_ASSERT(!queue(words()));
		auto code = words();
		code.budget = sx::sms::Budget::Codes;
		for (int i = 0; i < 6; ++i) CPPUNIT_ASSERT(queue(code));
		const auto refused = queue(code);
		CPPUNIT_ASSERT(!refused && refused.error().problem == "quota_codes");
	}

	void countsNoTextThatWasRefused()
	{
		start({{"sms.per_number_hour", "1"}, {"sms.per_tenant_hour", "2"}});
		auto both = store().write(_server->tenant(), [&](sx::Sql& sql) -> sx::Result<> {
			if (auto first = sender().queue(sql, _server->tenant(), words()); !first) return first;
			CPPUNIT_ASSERT(!sender().queue(sql, _server->tenant(), words()));
			return {};  // the caller commits the first text nevertheless
		});
		CPPUNIT_ASSERT(both);
		CPPUNIT_ASSERT_MESSAGE("the refused one took nothing of the company's", bool(queue(words("+15145550143"))));
	}

	void asksAGatewayOfTheTwilioKind()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		const auto got = gateway.read();
		CPPUNIT_ASSERT_EQUAL(std::string("/2010/Accounts/AC1/Messages.json"), got->getValue<std::string>("path"));
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), got->getValue<std::string>("To"));
		CPPUNIT_ASSERT_EQUAL(std::string("+15145550000"), got->getValue<std::string>("From"));
		CPPUNIT_ASSERT_EQUAL(words().text, got->getValue<std::string>("Body"));
		CPPUNIT_ASSERT(got->getValue<std::string>("StatusCallback").find("/sms/report/") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("Basic QUMxOmNsw6k="), got->getValue<std::string>("authorization"));
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
	}

	void asksAGatewayThatSpeaksJson()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		auto settings = http(gateway);
		settings["sms.content"] = "json";
		settings["sms.body"] = "'{\"To\":\"{to}\",\"Body\":\"{text}\",\"From\":\"{from}\"}'";
		settings["sms.headers"] = "['X-Key: {password}']";
		settings["sms.basic_auth"] = "false";
		start(settings);
		auto quoted = words();
		quoted.text = "« \"a\\b\" ê »\n{to}";
		CPPUNIT_ASSERT(queue(quoted));
		_server->runJobs();
		const auto got = gateway.read();
		CPPUNIT_ASSERT_EQUAL(quoted.text, got->getValue<std::string>("Body"));
		CPPUNIT_ASSERT_EQUAL(std::string("application/json"), got->getValue<std::string>("type"));
		CPPUNIT_ASSERT_EQUAL(std::string(), got->getValue<std::string>("authorization"));
		CPPUNIT_ASSERT(!got->getValue<std::string>("key").empty());
	}

	void putsNoLineOfATextIntoAHeader()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		auto settings = http(gateway);
		settings["sms.headers"] = "['X-Text: {text}']";
		start(settings);
		auto evil = words();
		evil.text = "bonjour\r\nX-Key: injected";
		CPPUNIT_ASSERT(queue(evil));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("failed"), only("state"));
		CPPUNIT_ASSERT(_server->logged("X-Text"));
		evil.text = "bonjour";
		start(settings);
		CPPUNIT_ASSERT(queue(evil));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
	}

	void checksTheCertificateOfAGateway()
	{
		Helper gateway("gateway.py", {"tls"});
		gateway.isServer = true;
		auto settings = http(gateway);
		settings["sms.url"] = "https://localhost:" + std::to_string(gateway.port()) + "/send";
		start(settings);
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody trusted", std::string("waiting"), only("state"));
		settings["sms.ca_file"] = gateway.folder() + "/cert.pem";
		start(settings);
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
	}

	void tellsForGoodFromLater()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words("+15145550199")));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("failed"), only("state"));
		CPPUNIT_ASSERT_EQUAL(std::string(), only("sealed"));
		CPPUNIT_ASSERT(_server->logged("sms.given_up") && !_server->logged("5550199"));
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words("+15145550198")));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("waiting"), only("state"));
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words("+15145550197")));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("201, but its JSON says no", std::string("waiting"), only("state"));
	}

	void givesUpWhatComesTooLate()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words("+15145550198")));
		_server->runJobs();
		_server->advance(std::chrono::minutes(61));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("failed"), only("state"));
		CPPUNIT_ASSERT_EQUAL(std::string(), only("sealed"));
	}

	void believesReportsByTheirTokenOnly()
	{
		Helper gateway("gateway.py", {"plain"});
		gateway.isServer = true;
		start(http(gateway));
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		auto url = gateway.read()->getValue<std::string>("StatusCallback");
		const auto path = url.substr(url.find("/sms/report/"));
		auto browser = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL(404,
			browser.postForm("/sms/report/AAAAAAAAAAAAAAAAAAAAAA", sx::Value::object({{"MessageStatus", "delivered"}}))
				.status);
		CPPUNIT_ASSERT_EQUAL(204, browser.postForm(path, sx::Value::object({{"MessageStatus", "sent"}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
		CPPUNIT_ASSERT_EQUAL(204, browser.postForm(path, sx::Value::object({{"MessageStatus", "delivered"}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("delivered"), only("state"));
		CPPUNIT_ASSERT_EQUAL(204, browser.postForm(path, sx::Value::object({{"MessageStatus", "failed"}})).status);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("what arrived has arrived", std::string("delivered"), only("state"));

		auto settings = http(gateway);
		settings["sms.report_from"] = "[192.0.2.1]";
		start(settings);
		CPPUNIT_ASSERT(queue(words()));
		_server->runJobs();
		url = gateway.read()->getValue<std::string>("StatusCallback");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("from another address",
			404,
			_server->anonymous()
				.postForm(url.substr(url.find("/sms/report/")), sx::Value::object({{"MessageStatus", "delivered"}}))
				.status);
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), only("state"));
	}

private:
	using Settings = std::map<std::string, std::string>;

	void start(const Settings& settings)
	{
		_server.reset();
		_server = sx::harness::Server::start({.plugins = {"directory", "mail", "quotas", "sms"}, .settings = settings});
		CPPUNIT_ASSERT(_server->find<sx::directory::Directory>()->addTenant(
			{"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}}));
	}

	/// Returns the settings that the plugin's README documents for Twilio.
	Settings http(const Helper& gateway)
	{
		const auto secret = gateway.folder() + "/password";
		std::ofstream(secret) << "clé";
		std::filesystem::permissions(secret, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
		return {{"sms.driver", "http"},
			{"sms.url", "http://127.0.0.1:" + std::to_string(gateway.port()) + "/2010/Accounts/AC1/Messages.json"},
			{"sms.user", "AC1"},
			{"sms.password", secret},
			{"sms.from", "'+15145550000'"},
			{"sms.taken_field", "status"},
			{"sms.taken_values", "[queued, accepted, sent]"}};
	}

	sx::Store& store() { return _server->store("sms"); }
	sx::sms::Sender& sender() { return *_server->find<sx::sms::Sender>(); }

	sx::Result<> queue(const sx::sms::Text& text)
	{
		return store().write(
			_server->tenant(), [&](sx::Sql& sql) { return sender().queue(sql, _server->tenant(), text); });
	}

	std::string only(const std::string& column)
	{
		auto rows = store().read(_server->tenant(),
			[&](sx::Sql& sql) { return sql.query("SELECT " + column + " FROM sms_text WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		return rows->front().text(0);
	}

	std::unique_ptr<sx::harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SenderTest);
