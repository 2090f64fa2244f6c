#include "gateway/Fido.h"

#include <cbor.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <cstdlib>
#include <memory>

namespace sx::passkeys {

namespace {

constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04;
constexpr std::size_t kRpHashBytes = 32, kFlagsAt = 32;

Error wrong(const std::string& what) { return invalid("passkey", "passkey: " + what); }
Error wrong(const char* what, int code) { return wrong(std::string(what) + ": " + fido_strerr(code)); }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

struct CredFree
{
	void operator()(fido_cred_t* cred) const { fido_cred_free(&cred); }
};
struct AssertFree
{
	void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }
};
struct CborFree
{
	void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using Cbor = std::unique_ptr<cbor_item_t, CborFree>;

/// Holds the parts of an attestation object.
struct Attestation
{
	std::string format, statement, data;
	bool isSigned = false, hasCertificate = false;
};

std::string keyOf(const cbor_pair& pair)
{
	if (!cbor_isa_string(pair.key) || !cbor_string_is_definite(pair.key)) return {};
	return {reinterpret_cast<const char*>(cbor_string_handle(pair.key)), cbor_string_length(pair.key)};
}

bool readStatement(cbor_item_t* item, Attestation& out)
{
	if (!cbor_isa_map(item) || !cbor_map_is_definite(item)) return false;
	for (std::size_t i = 0; i < cbor_map_size(item); ++i)
	{
		const auto key = keyOf(cbor_map_handle(item)[i]);
		out.isSigned = out.isSigned || key == "sig";
		out.hasCertificate = out.hasCertificate || key == "x5c";
	}
	unsigned char* serialized = nullptr;
	std::size_t room = 0;
	const auto length = cbor_serialize_alloc(item, &serialized, &room);
	const std::unique_ptr<unsigned char, decltype(&std::free)> owner(serialized, &std::free);
	if (length == 0) return false;
	out.statement.assign(reinterpret_cast<const char*>(serialized), length);
	return true;
}

/// Reads an attestation object: a map of "fmt", "attStmt" and "authData".
Result<Attestation> attestationOf(std::string_view object)
{
	cbor_load_result loaded{};
	const Cbor root(cbor_load(bytes(object), object.size(), &loaded));
	if (!root || loaded.error.code != CBOR_ERR_NONE || loaded.read != object.size() || !cbor_isa_map(root.get()) ||
		!cbor_map_is_definite(root.get()))
		return wrong("the attestation object is no CBOR map");
	Attestation out;
	for (std::size_t i = 0; i < cbor_map_size(root.get()); ++i)
	{
		const auto& pair = cbor_map_handle(root.get())[i];
		const auto key = keyOf(pair);
		if (key == "fmt" && cbor_isa_string(pair.value) && cbor_string_is_definite(pair.value))
			out.format.assign(
				reinterpret_cast<const char*>(cbor_string_handle(pair.value)), cbor_string_length(pair.value));
		else if (key == "authData" && cbor_isa_bytestring(pair.value) && cbor_bytestring_is_definite(pair.value))
			out.data.assign(
				reinterpret_cast<const char*>(cbor_bytestring_handle(pair.value)), cbor_bytestring_length(pair.value));
		else if (key == "attStmt" && !readStatement(pair.value, out))
			return wrong("the attestation statement is no map");
	}
	if (out.format.empty() || out.data.size() <= kFlagsAt) return wrong("the attestation object lacks a part");
	return out;
}

/// Checks what signed and unsigned data must say: the relying party, and that a person was present.
Result<> checkData(std::string_view data, const Expected& expected)
{
	if (data.size() <= kFlagsAt || data.substr(0, kRpHashBytes) != expected.rpIdHash)
		return wrong("another relying party");
	const auto flags = static_cast<std::uint8_t>(data[kFlagsAt]);
	if ((flags & kUserPresent) == 0) return wrong("nobody was present");
	if (expected.needsVerifiedUser && (flags & kUserVerified) == 0) return wrong("the person was not verified");
	return {};
}

bool isVerified(std::string_view data) { return (static_cast<std::uint8_t>(data[kFlagsAt]) & kUserVerified) != 0; }

/// Reads the credential's algorithm out of the data, which libfido2 wants to be told first: it is the first of those
/// that fits.
Result<std::unique_ptr<fido_cred_t, CredFree>> credentialOf(const Attestation& attestation)
{
	for (const int algorithm: {COSE_ES256, COSE_EDDSA, COSE_RS256})
	{
		std::unique_ptr<fido_cred_t, CredFree> cred(fido_cred_new());
		if (!cred) return failed(Code::Unavailable, "passkey: no memory");
		if (fido_cred_set_type(cred.get(), algorithm) == FIDO_OK &&
			fido_cred_set_authdata_raw(cred.get(), bytes(attestation.data), attestation.data.size()) == FIDO_OK)
			return cred;
	}
	return wrong("the authenticator's data has no credential of a known kind");
}

}

Result<Registered> verifyRegistration(
	const Expected& expected, std::string_view clientData, std::string_view attestationObject) noexcept
try
{
	auto attestation = attestationOf(attestationObject);
	if (!attestation) return attestation.error();
	if (auto done = checkData(attestation->data, expected); !done) return done.error();
	auto made = credentialOf(*attestation);
	if (!made) return made.error();
	auto* cred = made->get();
	if (attestation->isSigned)
	{
		int done = fido_cred_set_clientdata(cred, bytes(clientData), clientData.size());
		if (done == FIDO_OK) done = fido_cred_set_rp(cred, expected.rpId.c_str(), nullptr);
		if (done == FIDO_OK) done = fido_cred_set_fmt(cred, attestation->format.c_str());
		if (done == FIDO_OK)
			done = fido_cred_set_attstmt(cred, bytes(attestation->statement), attestation->statement.size());
		if (done == FIDO_OK) done = attestation->hasCertificate ? fido_cred_verify(cred) : fido_cred_verify_self(cred);
		if (done != FIDO_OK) return wrong("attestation", done);
	}
	else if (attestation->format != "none")
		return wrong("an attestation without a signature");
	const auto text = [](const unsigned char* from, std::size_t length) {
		return std::string(reinterpret_cast<const char*>(from), length);
	};
	if (fido_cred_id_len(cred) == 0 || fido_cred_pubkey_len(cred) == 0) return wrong("no credential");
	return Registered{.id = text(fido_cred_id_ptr(cred), fido_cred_id_len(cred)),
		.publicKey = text(fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)),
		.algorithm = fido_cred_type(cred),
		.counter = fido_cred_sigcount(cred),
		.isUserVerified = isVerified(attestation->data)};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("passkey: ") + e.what());
}

namespace {

template <class Key, auto make, auto destroy> struct PublicKey
{
	explicit PublicKey(): key(make()) {}
	~PublicKey() { destroy(&key); }
	PublicKey(const PublicKey&) = delete;
	PublicKey& operator=(const PublicKey&) = delete;
	Key* key;
};

int verify(const fido_assert_t* assertion, int algorithm, std::string_view publicKey)
{
	if (algorithm == COSE_ES256)
	{
		const PublicKey<es256_pk_t, es256_pk_new, es256_pk_free> pk;
		const int read = pk.key ? es256_pk_from_ptr(pk.key, publicKey.data(), publicKey.size()) : FIDO_ERR_INTERNAL;
		return read == FIDO_OK ? fido_assert_verify(assertion, 0, algorithm, pk.key) : read;
	}
	if (algorithm == COSE_EDDSA)
	{
		const PublicKey<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free> pk;
		const int read = pk.key ? eddsa_pk_from_ptr(pk.key, publicKey.data(), publicKey.size()) : FIDO_ERR_INTERNAL;
		return read == FIDO_OK ? fido_assert_verify(assertion, 0, algorithm, pk.key) : read;
	}
	if (algorithm == COSE_RS256)
	{
		const PublicKey<rs256_pk_t, rs256_pk_new, rs256_pk_free> pk;
		const int read = pk.key ? rs256_pk_from_ptr(pk.key, publicKey.data(), publicKey.size()) : FIDO_ERR_INTERNAL;
		return read == FIDO_OK ? fido_assert_verify(assertion, 0, algorithm, pk.key) : read;
	}
	return FIDO_ERR_UNSUPPORTED_ALGORITHM;
}

}

Result<Asserted> verifyAssertion(const Expected& expected,
	std::string_view clientData,
	std::string_view authenticatorData,
	std::string_view signature,
	std::string_view publicKey,
	int algorithm) noexcept
try
{
	if (auto done = checkData(authenticatorData, expected); !done) return done.error();
	const std::unique_ptr<fido_assert_t, AssertFree> assertion(fido_assert_new());
	if (!assertion) return failed(Code::Unavailable, "passkey: no memory");
	auto* it = assertion.get();
	int done = fido_assert_set_clientdata(it, bytes(clientData), clientData.size());
	if (done == FIDO_OK) done = fido_assert_set_rp(it, expected.rpId.c_str());
	if (done == FIDO_OK) done = fido_assert_set_count(it, 1);
	if (done == FIDO_OK) done = fido_assert_set_authdata_raw(it, 0, bytes(authenticatorData), authenticatorData.size());
	if (done == FIDO_OK) done = fido_assert_set_sig(it, 0, bytes(signature), signature.size());
	if (done == FIDO_OK) done = fido_assert_set_up(it, FIDO_OPT_TRUE);
	if (done == FIDO_OK) done = fido_assert_set_uv(it, expected.needsVerifiedUser ? FIDO_OPT_TRUE : FIDO_OPT_OMIT);
	if (done == FIDO_OK) done = verify(it, algorithm, publicKey);
	if (done != FIDO_OK) return wrong("assertion", done);
	return Asserted{.counter = fido_assert_sigcount(it, 0), .isUserVerified = isVerified(authenticatorData)};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("passkey: ") + e.what());
}

}
