// Tests the ceremonies of WebAuthn against the vectors of the standard (Web Authentication Level 3, section 16).
#include "gateway/Fido.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::passkeys::Expected;

namespace {

// 16.2: ES256 credential with no attestation.
constexpr const char* kRegistrationChallenge = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
constexpr const char* kCredentialId = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
constexpr const char* kRegistrationData =
	"bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f"
	"391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20d"
	"b90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
constexpr const char* kRegistrationClientData =
	"7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134"
	"313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f726722"
	"2c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d61792062652065"
	"7874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869"
	"733a20426b5165446a646354427258426941774a544c453551227d";
constexpr const char* kLoginChallenge = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
constexpr const char* kLoginData = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
constexpr const char* kLoginClientData =
	"7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049"
	"393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263"
	"726f73734f726967696e223a66616c73657d";
constexpr const char* kLoginSignature =
	"3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78"
	"c6e486013f937295ea13653e331e87";

std::string fromHex(std::string_view hex)
{
	std::string out;
	for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
		out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
	return out;
}

}

class FidoTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FidoTest);
	CPPUNIT_TEST(acceptsTheVectorsOfTheStandard);
	CPPUNIT_TEST(refusesAnotherCeremony);
	CPPUNIT_TEST(refusesAChangedBit);
	CPPUNIT_TEST(refusesAnotherRelyingParty);
	CPPUNIT_TEST(refusesAnUnverifiedPersonWhereOneIsWanted);
	CPPUNIT_TEST(refusesWhatIsNoAttestation);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override { _server = sx::harness::Server::start({.plugins = {"quotas"}}); }

	void acceptsTheVectorsOfTheStandard()
	{
		CPPUNIT_ASSERT(checkClientData(fromHex(kRegistrationClientData), create()));
		const auto made = registered(create(), attestation());
		CPPUNIT_ASSERT_MESSAGE(made ? "" : made.error().detail, made);
		CPPUNIT_ASSERT(made->id == fromHex(kCredentialId));
		CPPUNIT_ASSERT_EQUAL(-7, made->algorithm);
		CPPUNIT_ASSERT(checkClientData(fromHex(kLoginClientData), get()));
		const auto proved = asserted(get(), made->publicKey);
		CPPUNIT_ASSERT_MESSAGE(proved ? "" : proved.error().detail, proved);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t{0}, proved->counter);
	}

	void refusesAnotherCeremony()
	{
		CPPUNIT_ASSERT(!checkClientData(fromHex(kRegistrationClientData), get()));
		auto other = create();
		other.challenge.back() ^= 1;
		CPPUNIT_ASSERT(!checkClientData(fromHex(kRegistrationClientData), other));
		other = create();
		other.origin = "https://example.org:8443";
		CPPUNIT_ASSERT(!checkClientData(fromHex(kRegistrationClientData), other));
		for (const std::string_view embedded: {R"("crossOrigin":true)", R"("topOrigin":"https://example.net")"})
			CPPUNIT_ASSERT(!checkClientData(
				R"({"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag","origin":"https://example.org",)" +
					std::string(embedded) + "}",
				get()));
		CPPUNIT_ASSERT(!checkClientData("[]", get()));
	}

	void refusesAChangedBit()
	{
		const auto made = registered(create(), attestation());
		const auto key = made->publicKey;
		for (std::string each: {kLoginData, kLoginClientData, kLoginSignature})
		{
			auto data = fromHex(kLoginData), client = fromHex(kLoginClientData), signature = fromHex(kLoginSignature);
			auto& changed = each == kLoginData ? data : each == kLoginClientData ? client : signature;
			changed[changed.size() - 2] = static_cast<char>(changed[changed.size() - 2] ^ 1);
			CPPUNIT_ASSERT(!sx::passkeys::verifyAssertion(get(), client, data, signature, key, -7));
		}
		auto other = key;
		other.front() = static_cast<char>(other.front() ^ 1);
		CPPUNIT_ASSERT(!asserted(get(), other));
		CPPUNIT_ASSERT(!sx::passkeys::verifyAssertion(
			get(), fromHex(kLoginClientData), fromHex(kLoginData), fromHex(kLoginSignature), key, -8));
	}

	void refusesAnotherRelyingParty()
	{
		auto other = create();
		other.rpId = "example.net";
		other.rpIdHash = _server->keys().sha256(other.rpId).value;
		CPPUNIT_ASSERT(!registered(other, attestation()));
		auto login = get();
		login.rpId = other.rpId;
		login.rpIdHash = other.rpIdHash;
		CPPUNIT_ASSERT(!asserted(login, registered(create(), attestation())->publicKey));
	}

	void refusesAnUnverifiedPersonWhereOneIsWanted()
	{
		auto wanted = get();
		wanted.needsVerifiedUser = true;
		CPPUNIT_ASSERT(!asserted(wanted, registered(create(), attestation())->publicKey));
	}

	void refusesWhatIsNoAttestation()
	{
		for (const auto& each: {std::string(),
				 std::string("\xa0"),
				 std::string("nonsense"),
				 attestation() + "x",
				 attestation().substr(0, 60)})
			CPPUNIT_ASSERT(!registered(create(), each));
		auto unsignedPacked = attestation();
		unsignedPacked.replace(unsignedPacked.find("none"), 4, "tpmx");
		CPPUNIT_ASSERT(!registered(create(), unsignedPacked));
	}

private:
	sx::Result<> checkClientData(std::string_view text, const Expected& expected) const
	{
		return sx::passkeys::checkClientData(_server->keys(), _server->json(), text, expected);
	}
	Expected about(const char* type, const char* challenge) const
	{
		return {.type = type,
			.origin = "https://example.org",
			.rpId = "example.org",
			.rpIdHash = _server->keys().sha256("example.org").value,
			.challenge = fromHex(challenge)};
	}
	Expected create() const { return about("webauthn.create", kRegistrationChallenge); }
	Expected get() const { return about("webauthn.get", kLoginChallenge); }
	/// Returns {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
	static std::string attestation()
	{
		return fromHex("a363666d74646e6f6e656761747453746d74a068617574684461746158a4") + fromHex(kRegistrationData);
	}
	static sx::Result<sx::passkeys::Registered> registered(const Expected& expected, const std::string& object)
	{
		return sx::passkeys::verifyRegistration(expected, fromHex(kRegistrationClientData), object);
	}
	static sx::Result<sx::passkeys::Asserted> asserted(const Expected& expected, const std::string& key)
	{
		return sx::passkeys::verifyAssertion(
			expected, fromHex(kLoginClientData), fromHex(kLoginData), fromHex(kLoginSignature), key, -7);
	}

	std::unique_ptr<sx::harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FidoTest);
