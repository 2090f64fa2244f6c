// Tests passkeys through the server, with an authenticator in software, as their people and attackers use them.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

using sx::Value;
using sx::harness::Answer;
using sx::harness::Client;

namespace {

constexpr unsigned char kPresent = 0x01, kVerified = 0x04, kAttested = 0x40;

/// Is an authenticator with one ES256 credential.
class Authenticator
{
public:
	explicit Authenticator(std::string id): _id(std::move(id)), _key(EVP_EC_gen("P-256"), &EVP_PKEY_free) {}

	std::uint32_t counter = 0;
	unsigned char flags = kPresent | kVerified;

	std::string attestation(const std::string& rpHash) const
	{
		std::string point(65, '\0');
		std::size_t length = 0;
		EVP_PKEY_get_octet_string_param(
			_key.get(), OSSL_PKEY_PARAM_PUB_KEY, reinterpret_cast<unsigned char*>(point.data()), point.size(), &length);
		auto data = head(rpHash, static_cast<unsigned char>(flags | kAttested)) + std::string(16, '\0');
		data += std::string("\0", 1) + static_cast<char>(_id.size()) + _id;
		data += "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + point.substr(1, 32) + "\x22\x58\x20" + point.substr(33);
		return std::string("\xa3\x63") + "fmt\x64none\x67" + "attStmt\xa0\x68" + "authData\x58" +
			static_cast<char>(data.size()) + data;
	}
	std::string data(const std::string& rpHash) const { return head(rpHash, flags); }
	std::string sign(const std::string& bytes) const
	{
		const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
		EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, _key.get());
		std::string out(128, '\0');
		std::size_t length = out.size();
		EVP_DigestSign(context.get(),
			reinterpret_cast<unsigned char*>(out.data()),
			&length,
			reinterpret_cast<const unsigned char*>(bytes.data()),
			bytes.size());
		out.resize(length);
		return out;
	}
	const std::string& id() const { return _id; }

private:
	std::string head(const std::string& rpHash, unsigned char flag) const
	{
		std::string out = rpHash + static_cast<char>(flag);
		for (int i = 0; i < 4; ++i) out += static_cast<char>(counter >> (24 - 8 * i) & 0xff);
		return out;
	}

	std::string _id;
	std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> _key;
};

}

class PasskeysTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PasskeysTest);
	CPPUNIT_TEST(signsInAlone);
	CPPUNIT_TEST(takesEachChallengeOnceAndInItsBrowser);
	CPPUNIT_TEST(takesNoChallengeAfterFiveMinutes);
	CPPUNIT_TEST(asksThatThePersonIsVerified);
	CPPUNIT_TEST(refusesACounterThatDoesNotGrow);
	CPPUNIT_TEST(refusesAnotherOriginAndAnotherKey);
	CPPUNIT_TEST(knowsNoPasskeyOfAnotherCompany);
	CPPUNIT_TEST(letsNobodyInWhoWasReset);
	CPPUNIT_TEST(addsOnlyWithAFreshSignIn);
	CPPUNIT_TEST(registersACredentialOnce);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = sx::harness::Server::start({.plugins = {"audit", "auth", "directory", "mail", "passkeys", "quotas"}});
		auto& directory = *_server->find<sx::directory::Directory>();
		_boreal = *directory.addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_solstice = *directory.addTenant({"Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		_camille = *directory.addPerson({_boreal, "Camille Roy", "camille.roy@example.com", "super", {"fr-CA"}, ""});
		_julie = *directory.addPerson({_boreal, "Julie Gagnon", "julie@example.com", "member", {"fr-CA"}, ""});
	}

	void signsInAlone()
	{
		const Authenticator key("credential-of-camille");
		const auto added = add(_camille, key);
		CPPUNIT_ASSERT_EQUAL(303, added.status);
		auto session = _server->signedIn(_boreal, _camille);
		const auto account = session.get("/account");
		CPPUNIT_ASSERT(account.contains("Portable") && account.contains("no-codes"));
		auto browser = _server->anonymous();
		const auto in = signIn(browser, key, options(browser));
		CPPUNIT_ASSERT_EQUAL(303, in.status);
		CPPUNIT_ASSERT(browser.get("/account").contains("camille.roy@example.com"));
	}

	void takesEachChallengeOnceAndInItsBrowser()
	{
		const Authenticator key("credential-of-camille");
		add(_camille, key);
		auto browser = _server->anonymous();
		const auto asked = options(browser);
		auto thief = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("without the mark", 400, signIn(thief, key, asked).status);
		options(thief);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("with another mark", 400, signIn(thief, key, asked).status);
		const auto mark = browser.cookie("sx_passkey");
		CPPUNIT_ASSERT_EQUAL(303, signIn(browser, key, asked).status);
		auto replay = _server->anonymous();
		replay.setCookie("sx_passkey", mark);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("again", 400, signIn(replay, key, asked).status);
		CPPUNIT_ASSERT(replay.cookie("sx_session").empty());
		// A challenge of a registration signs nobody in.
		auto session = _server->signedIn(_boreal, _camille);
		const auto made = session.post("/account/passkeys/options").json;
		CPPUNIT_ASSERT_EQUAL(400, signIn(session, key, made).status);
	}

	void takesNoChallengeAfterFiveMinutes()
	{
		const Authenticator key("credential-of-camille");
		add(_camille, key);
		auto browser = _server->anonymous();
		const auto asked = options(browser);
		_server->advance(std::chrono::minutes(5));
		CPPUNIT_ASSERT_EQUAL(400, signIn(browser, key, asked).status);
	}

	void asksThatThePersonIsVerified()
	{
		Authenticator key("credential-of-camille");
		add(_camille, key);
		key.flags = kPresent;
		auto browser = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL(400, signIn(browser, key, options(browser)).status);
		key.flags = kVerified;
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody was there", 400, signIn(browser, key, options(browser)).status);
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
	}

	void refusesACounterThatDoesNotGrow()
	{
		Authenticator key("credential-of-camille");
		key.counter = 5;
		add(_camille, key);
		auto browser = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the same", 403, signIn(browser, key, options(browser)).status);
		key.counter = 6;
		CPPUNIT_ASSERT_EQUAL(303, signIn(browser, key, options(browser)).status);
		key.counter = 0;
		auto copy = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("one that counts no more", 403, signIn(copy, key, options(copy)).status);
		CPPUNIT_ASSERT(copy.cookie("sx_session").empty());
	}

	void refusesAnotherOriginAndAnotherKey()
	{
		const Authenticator key("credential-of-camille");
		add(_camille, key);
		auto browser = _server->anonymous();
		_origin = "https://evil.example";
		CPPUNIT_ASSERT_EQUAL(400, signIn(browser, key, options(browser)).status);
		_origin.clear();
		const Authenticator other("credential-of-camille");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("another key", 400, signIn(browser, other, options(browser)).status);
		const Authenticator unknown("credential-of-nobody");
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody's", 400, signIn(browser, unknown, options(browser)).status);
		CPPUNIT_ASSERT_EQUAL(
			400, browser.postForm("/sign-in/passkey", Value::object({{"answer", "{}"}, {"next", "/"}})).status);
		CPPUNIT_ASSERT(browser.cookie("sx_session").empty());
	}

	void knowsNoPasskeyOfAnotherCompany()
	{
		const Authenticator key("credential-of-camille");
		add(_camille, key);
		auto browser = _server->anonymous("solstice.localhost");
		const auto asked = options(browser);
		CPPUNIT_ASSERT_EQUAL(400, signIn(browser, key, asked, "solstice.localhost").status);
		CPPUNIT_ASSERT_EQUAL(400, signIn(browser, key, asked).status);
	}

	void letsNobodyInWhoWasReset()
	{
		const Authenticator key("credential-of-julie");
		add(_julie, key);
		auto camille = _server->signedIn(_boreal, _camille);
		CPPUNIT_ASSERT_EQUAL(
			303, camille.postForm("/admin/people/" + _julie.value + "/second-factors/reset", Value::Object{}).status);
		auto browser = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("reset", 400, signIn(browser, key, options(browser)).status);
	}

	void addsOnlyWithAFreshSignIn()
	{
		const Authenticator key("credential-of-camille");
		auto browser = _server->signedIn(_boreal, _camille);
		const auto asked = browser.post("/account/passkeys/options").json;
		_server->advance(std::chrono::minutes(15));
		CPPUNIT_ASSERT_EQUAL(403, browser.post("/account/passkeys/options").status);
		CPPUNIT_ASSERT_EQUAL(std::string("/account?stale=1"), answerTo(browser, key, asked).header("Location"));
		CPPUNIT_ASSERT_EQUAL(std::string("/account?stale=1"),
			browser.postForm("/account/passkeys/remove", Value::Object{}).header("Location"));
		CPPUNIT_ASSERT(!browser.get("/account").contains("Portable"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nobody", 401, _server->anonymous().post("/account/passkeys/options").status);
	}

	void registersACredentialOnce()
	{
		const Authenticator key("credential-of-camille");
		add(_camille, key);
		const auto again = add(_julie, key);
		CPPUNIT_ASSERT(again.header("Location").find("passkey=failed") != std::string::npos);
		auto browser = _server->anonymous();
		signIn(browser, key, options(browser));
		CPPUNIT_ASSERT(browser.get("/account").contains("camille.roy@example.com"));
	}

private:
	std::string text(const std::string& bytes) const { return _server->keys().toBase64Url(bytes); }
	std::string hash(const std::string& bytes) const { return _server->keys().sha256(bytes).value; }
	std::string clientData(const char* type, const Value& asked, const std::string& host) const
	{
		const auto origin = _origin.empty() ? _server->find<sx::TenantSource>()->byHost(host)->origin : _origin;
		return _server->json().write(Value::object(
			{{"type", type}, {"challenge", asked["challenge"].text()}, {"origin", origin}, {"crossOrigin", false}}));
	}
	Answer answerTo(Client& browser, const Authenticator& key, const Value& asked) const
	{
		const auto answer = Value::object({{"id", text(key.id())},
			{"clientDataJSON", text(clientData("webauthn.create", asked, "localhost"))},
			{"attestationObject", text(key.attestation(hash("localhost")))}});
		return browser.postForm(
			"/account/passkeys", Value::object({{"answer", _server->json().write(answer)}, {"name", "Portable"}}));
	}
	Answer add(const sx::UserId& user, const Authenticator& key) const
	{
		auto browser = _server->signedIn(_boreal, user);
		return answerTo(browser, key, browser.post("/account/passkeys/options").json);
	}
	static Value options(Client& browser) { return browser.post("/sign-in/passkey/options").json; }
	Answer signIn(
		Client& browser, const Authenticator& key, const Value& asked, const std::string& host = "localhost") const
	{
		const auto client = clientData("webauthn.get", asked, host);
		const auto data = key.data(hash(host));
		const auto answer = Value::object({{"id", text(key.id())},
			{"clientDataJSON", text(client)},
			{"authenticatorData", text(data)},
			{"signature", text(key.sign(data + hash(client)))}});
		return browser.postForm(
			"/sign-in/passkey", Value::object({{"answer", _server->json().write(answer)}, {"next", "/account"}}));
	}

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _boreal, _solstice;
	sx::UserId _camille, _julie;
	std::string _origin;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PasskeysTest);
