#include "domain/IdToken.h"
#include "gateway/Https.h"
#include "gateway/Signatures.h"
#include "sx/network.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::oidc::tests {

namespace {

// Made with OpenSSL: a key of 2,048 bits and one on P-256, and a signature of each algorithm over kText.
constexpr const char* kText = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ";
constexpr const char* kModulus =
	"4vMPeNKSwKvp48GSjNC2gTPgRqtBGtrAScUbNCIgTNDzP-81v-h7dmyLmln3Lqpkkyeb8isBJGTAdXJ8zFfhjur5kXEaaJjwmP2O"
	"BH4rsfoFNyUAzsnO-Hb3YqnxJekZU07xBp6tkbh0uaPqEXduDNK1Y3G_65vJ01fyoStHJMAjLBqFReAUVhfj2ALuHmkSwnHNuPxn"
	"fz9sHXgTwIJY_vLTzySEeCPbusE6ZpYqdWp-U4t1I8LoXkjIYIbLlQKlvOcGpX4Ix2SIIRA4SWgkis5qgr9wgKHuM0fR4o1CIBoW"
	"YhE1Ks0FG-I-iT0e5oz1HLSuCO95_SvN6f98jamaLQ";
constexpr const char* kX = "LeWKil8MfOlLzj_n1nNp_dyOlYJkKeCMZRKLdAd8B-w";
constexpr const char* kY = "cg0MX7Vm_CYA5UZEQE_qCUZZXdLEwWBLLutjbZ_rnO0";
constexpr const char* kRs256 =
	"ry_uA50UOuXyzBE8OQpDRC22VCPEEtbVUOYcxqmVcKHmJ1aU8YDc0L-KYHFpGCD-yPuGbJPQyzQn8I3oveAzYgtxgV5ew7_cCHPK"
	"3Mi4xt-wYlQJ-aES3NrrFJniYB4aPLVN9MVr-fmc8s5NMFsP3O-_DqUrA9MhfDYC3QqL91UaPjoBVPMTlSkLllLLupecQAH6bO1w"
	"1io04LPaseHHLVZTYW4NKoeP72wur8CwgjGFXK8o2PzBh4b0zUCU7SHJykfcoj6h7nEgb0xqwVlO79ErTLVHRQ9VQpOi2KPBvmrL"
	"j094fcHLRS4p4xk8vQNo9GIJZBjyIN1mIx3KEd8Kew";
constexpr const char* kPs256 =
	"049FQ9r4idFhKg5p6dRVNOM609LzkS5C29T72ZvyHHVqx9mqiNGH7AWRWY2w49D23J4LTh_ic3r3aWMk-SIvU4fN3LtAHbe0Z3XL"
	"9Tv14YAnqLjzN1_72VxmV8clTJiRVazvp5tK16iV-aMDxMz_dDs6ZP-ui8fQ3xot2ya8kV_2iHGJcqj36yCoGYic22YNo8GcoUBm"
	"_2FPCJYWPnaUMG-GSiAkKt0_VOua-48jto28UUKL5F7jTVaNUtgnRSgxmDaQhGw3vD8UTAXge5ZcFN-sK-7Bhm2OwVpIcNA3Mdjd"
	"gTFw0GA0Ru8SdHULpjdSMVkqVACc5L1Ep3MbMcGINw";
constexpr const char* kEs256 = "HfC948mS7hvdSCIZ4CoFtzOtbVzbzwU-_KCDLZNMh1cE4zRQG8iYqbuZICWCtwPVuXhrpyvSRaAXPbOuG23Hig";

Bytes decoded(std::string_view text)
{
	constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	Bytes out;
	unsigned bits = 0, value = 0;
	for (const char c: text)
	{
		value = value << 6 | static_cast<unsigned>(kAlphabet.find(c));
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		out.value += static_cast<char>(value >> bits & 0xff);
	}
	return out;
}

PublicKey rsaKey() { return {.id = "r", .modulus = decoded(kModulus), .exponent = {std::string("\x01\x00\x01", 3)}}; }
PublicKey ecKey() { return {.id = "e", .isEllipticCurve = true, .x = decoded(kX), .y = decoded(kY)}; }

}

/// Tests which ID tokens are believed, and whom they name.
class TokenTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TokenTest);
	CPPUNIT_TEST(verifiesSignaturesOfThreeAlgorithms);
	CPPUNIT_TEST(refusesAlgorithmsThatProveNothing);
	CPPUNIT_TEST(choosesTheKeyThatTheTokenNames);
	CPPUNIT_TEST(checksEveryClaim);
	CPPUNIT_TEST(believesOnlyAddressesThatTheProviderVouchesFor);
	CPPUNIT_TEST(readsWhatAnAdministratorEnters);
	CPPUNIT_TEST(callsPublicAddressesOnly);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kIssuer = "https://id.example.com";
	static constexpr const char* kDirectory = "72f988bf-86f1-41af-91ab-2d7cd011db47";
	static constexpr std::int64_t kNow = 1'795'532'400;

	static std::string problemOf(const Result<>& result) { return result ? "" : result.error().problem; }

	void verifiesSignaturesOfThreeAlgorithms()
	{
		CPPUNIT_ASSERT(verify(rsaKey(), "RS256", kText, decoded(kRs256)));
		CPPUNIT_ASSERT(verify(rsaKey(), "PS256", kText, decoded(kPs256)));
		CPPUNIT_ASSERT(verify(ecKey(), "ES256", kText, decoded(kEs256)));
		CPPUNIT_ASSERT(!verify(rsaKey(), "PS256", kText, decoded(kRs256)));
		CPPUNIT_ASSERT(!verify(rsaKey(), "RS256", std::string(kText) + "x", decoded(kRs256)));
		CPPUNIT_ASSERT(!verify(ecKey(), "ES256", std::string(kText) + "x", decoded(kEs256)));
		CPPUNIT_ASSERT(!verify(ecKey(), "ES256", kText, Bytes{std::string(64, '\0')}));
		CPPUNIT_ASSERT(!verify(rsaKey(), "RS256", kText, {}));
		CPPUNIT_ASSERT(!verify(ecKey(), "RS256", kText, decoded(kRs256)));
		CPPUNIT_ASSERT(!verify(rsaKey(), "ES256", kText, decoded(kEs256)));
		auto off = ecKey();
		off.y.value[31] = static_cast<char>(off.y.value[31] ^ 1);
		CPPUNIT_ASSERT(!verify(off, "ES256", kText, decoded(kEs256)));
		auto weak = rsaKey();
		weak.modulus.value.resize(128);
		CPPUNIT_ASSERT(!verify(weak, "RS256", kText, decoded(kRs256)));
		auto one = rsaKey();
		one.exponent = {"\x01"};
		CPPUNIT_ASSERT(!verify(one, "RS256", kText, decoded(kRs256)));
	}

	void refusesAlgorithmsThatProveNothing()
	{
		for (const char* each: {"none", "None", "HS256", "HS512", "RS1", "RS384", "ES384", "EdDSA", ""})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				each, std::string("alg"), headerOf(Value::object({{"alg", each}})).error().problem);
		CPPUNIT_ASSERT_EQUAL(std::string("crit"),
			headerOf(Value::object({{"alg", "RS256"}, {"crit", Value::List{"b64"}}})).error().problem);
		CPPUNIT_ASSERT(headerOf(Value::object({{"alg", "RS256"}, {"kid", "r"}})));
	}

	void choosesTheKeyThatTheTokenNames()
	{
		auto other = rsaKey();
		other.id = "other";
		const std::vector<PublicKey> keys{rsaKey(), other, ecKey()};
		CPPUNIT_ASSERT(keyFor(keys, {.algorithm = "RS256", .keyId = "other"}) == &keys[1]);
		CPPUNIT_ASSERT(keyFor(keys, {.algorithm = "ES256"}) == &keys[2]);
		CPPUNIT_ASSERT(!keyFor(keys, {.algorithm = "RS256"}));
		CPPUNIT_ASSERT(!keyFor(keys, {.algorithm = "RS256", .keyId = "e"}));
		CPPUNIT_ASSERT(!keyFor(keys, {.algorithm = "RS256", .keyId = "gone"}));
		other.algorithm = "PS256";
		CPPUNIT_ASSERT(!keyFor({other}, {.algorithm = "RS256", .keyId = "other"}));
	}

	static Value claims()
	{
		return Value::object(
			{{"iss", kIssuer}, {"aud", "client"}, {"exp", kNow + 300}, {"iat", kNow}, {"nonce", "n"}, {"sub", "ada"}});
	}
	static std::string problemWith(const char* name, Value value)
	{
		auto changed = claims();
		changed.set(name, std::move(value));
		return problemOf(checkClaims(
			changed, {.issuer = kIssuer, .clientId = "client", .nonce = "n", .now = fromMillis(kNow * 1000)}));
	}

	void checksEveryClaim()
	{
		CPPUNIT_ASSERT_EQUAL(std::string(), problemWith("aud", "client"));
		CPPUNIT_ASSERT_EQUAL(std::string(), problemWith("aud", Value::List{"client"}));
		CPPUNIT_ASSERT_EQUAL(std::string(), problemWith("azp", "client"));
		CPPUNIT_ASSERT_EQUAL(std::string("iss"), problemWith("iss", "https://id.example.com/"));
		CPPUNIT_ASSERT_EQUAL(std::string("iss"), problemWith("iss", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("aud"), problemWith("aud", "other"));
		CPPUNIT_ASSERT_EQUAL(std::string("aud"), problemWith("aud", Value::List{"client", "other"}));
		CPPUNIT_ASSERT_EQUAL(std::string("aud"), problemWith("aud", Value::List{}));
		CPPUNIT_ASSERT_EQUAL(std::string("aud"), problemWith("aud", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("azp"), problemWith("azp", "other"));
		CPPUNIT_ASSERT_EQUAL(std::string("azp"), problemWith("azp", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("exp"), problemWith("exp", kNow - 60));
		CPPUNIT_ASSERT_EQUAL(std::string("exp"), problemWith("exp", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("exp"), problemWith("exp", "never"));
		CPPUNIT_ASSERT_EQUAL(std::string("exp"), problemWith("exp", 1e300));
		CPPUNIT_ASSERT_EQUAL(std::string("iat"), problemWith("iat", kNow + 61));
		CPPUNIT_ASSERT_EQUAL(std::string("iat"), problemWith("iat", kNow - 601));
		CPPUNIT_ASSERT_EQUAL(std::string("iat"), problemWith("iat", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("nbf"), problemWith("nbf", kNow + 61));
		CPPUNIT_ASSERT_EQUAL(std::string("nonce"), problemWith("nonce", "m"));
		CPPUNIT_ASSERT_EQUAL(std::string("nonce"), problemWith("nonce", {}));
		CPPUNIT_ASSERT_EQUAL(std::string("sub"), problemWith("sub", ""));
		CPPUNIT_ASSERT_EQUAL(std::string("sub"), problemWith("sub", std::string(256, 'a')));
		CPPUNIT_ASSERT_EQUAL(std::string("nonce"),
			problemOf(checkClaims(
				claims(), {.issuer = kIssuer, .clientId = "client", .nonce = "", .now = fromMillis(kNow * 1000)})));
	}

	static std::string addressFor(Provider provider, Value::Object more)
	{
		Company company{.provider = provider, .issuer = kIssuer};
		if (provider == Provider::Microsoft) company.issuer = *issuerOf(provider, kDirectory);
		more.emplace("sub", "ada");
		auto identity = identityOf(Value(std::move(more)), company);
		return identity ? identity->address : "refused " + identity.error().problem;
	}

	void believesOnlyAddressesThatTheProviderVouchesFor()
	{
		const std::string ada = "ada@example.com", none;
		CPPUNIT_ASSERT_EQUAL(
			ada, addressFor(Provider::Other, {{"email", "Ada@Example.com"}, {"email_verified", true}}));
		CPPUNIT_ASSERT_EQUAL(none, addressFor(Provider::Other, {{"email", ada}, {"email_verified", false}}));
		CPPUNIT_ASSERT_EQUAL(none, addressFor(Provider::Other, {{"email", ada}}));
		CPPUNIT_ASSERT_EQUAL(none, addressFor(Provider::Other, {{"preferred_username", ada}}));

		CPPUNIT_ASSERT_EQUAL(
			ada, addressFor(Provider::Google, {{"email", ada}, {"email_verified", true}, {"hd", "example.com"}}));
		CPPUNIT_ASSERT_EQUAL(none, addressFor(Provider::Google, {{"email", ada}, {"email_verified", true}}));
		CPPUNIT_ASSERT_EQUAL(
			none, addressFor(Provider::Google, {{"email", ada}, {"email_verified", true}, {"hd", "example.org"}}));

		const auto microsoft = [](Value::Object more) {
			more.emplace("tid", kDirectory);
			return addressFor(Provider::Microsoft, std::move(more));
		};
		CPPUNIT_ASSERT_EQUAL(ada, microsoft({{"preferred_username", ada}}));
		// The address that anybody can write into their own profile (the attack known as nOAuth).
		CPPUNIT_ASSERT_EQUAL(
			std::string("eve@example.com"), microsoft({{"email", ada}, {"preferred_username", "eve@example.com"}}));
		CPPUNIT_ASSERT_EQUAL(none, microsoft({{"email", ada}}));
		CPPUNIT_ASSERT_EQUAL(ada, microsoft({{"email", ada}, {"xms_edov", true}}));
		CPPUNIT_ASSERT_EQUAL(std::string("refused guest"), microsoft({{"preferred_username", ada}, {"acct", 1}}));
		CPPUNIT_ASSERT_EQUAL(std::string("refused guest"),
			microsoft({{"preferred_username", ada}, {"idp", "https://sts.windows.net/other/"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("refused tid"),
			addressFor(Provider::Microsoft, {{"preferred_username", ada}, {"tid", "other"}}));
	}

	void readsWhatAnAdministratorEnters()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("https://login.microsoftonline.com/") + kDirectory + "/v2.0",
			*issuerOf(Provider::Microsoft, std::string(" ") + kDirectory + " "));
		CPPUNIT_ASSERT_EQUAL(
			std::string(kDirectory), givenOf(Provider::Microsoft, *issuerOf(Provider::Microsoft, kDirectory)));
		for (const char* each: {"common", "organizations", "", "72f988bf86f141af91ab2d7cd011db47"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				each, std::string("directory"), issuerOf(Provider::Microsoft, each).error().field);
		CPPUNIT_ASSERT_EQUAL(std::string(kIssuer), *issuerOf(Provider::Other, std::string(" ") + kIssuer + "\n"));
		for (const char* each: {"http://id.example.com",
				 "https://",
				 "",
				 "https://a.example/?x",
				 "https://a.example/#x",
				 "https://u@a.example",
				 "file:///etc/passwd",
				 "https://a.example/ b"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each, std::string("issuer"), issuerOf(Provider::Other, each).error().field);
		CPPUNIT_ASSERT(*domainsIn("Example.com, @example.org\r\n\nexample.com") ==
			(std::vector<std::string>{"example.com", "example.org"}));
		for (const char* each: {"", " , ", "example", "a@example.com", "*.example.com"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each, std::string("domains"), domainsIn(each).error().field);
		CPPUNIT_ASSERT(isIn({"example.com"}, "ada@example.com") && !isIn({"example.com"}, "ada@sub.example.com"));
		CPPUNIT_ASSERT(!isIn({"example.com"}, "ada@notexample.com") && !isIn({}, "ada@example.com"));
	}

	void callsPublicAddressesOnly()
	{
		for (const char* each: {"8.8.8.8", "192.0.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"})
			CPPUNIT_ASSERT_MESSAGE(each, isPublicAddress(each));
		for (const char* each: {"127.0.0.1",
				 "10.1.2.3",
				 "172.16.0.1",
				 "172.31.255.255",
				 "192.168.1.1",
				 "169.254.169.254",
				 "100.64.0.1",
				 "0.0.0.0",
				 "224.0.0.1",
				 "255.255.255.255",
				 "::1",
				 "::",
				 "fe80::1",
				 "fc00::1",
				 "fd00:ec2::254",
				 "::ffff:127.0.0.1",
				 "::ffff:10.0.0.1",
				 "64:ff9b::a00:1",
				 "2002:7f00:1::",
				 "2001:db8::1",
				 "ff02::1",
				 "localhost",
				 ""})
			CPPUNIT_ASSERT_MESSAGE(each, !isPublicAddress(each));
		CPPUNIT_ASSERT(isWithinNetwork("127.0.0.0/8", "127.1.2.3"));
		CPPUNIT_ASSERT(isWithinNetwork("::1", "::1"));
		CPPUNIT_ASSERT(isWithinNetwork("::1/128", "::1"));
		CPPUNIT_ASSERT(isWithinNetwork("10.2.0.0/15", "10.3.255.255") && !isWithinNetwork("10.2.0.0/15", "10.4.0.0"));
		CPPUNIT_ASSERT(!isWithinNetwork("10.0.0.0/40", "10.0.0.1") && !isWithinNetwork("10.0.0.0/8", "::1"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TokenTest);

}
