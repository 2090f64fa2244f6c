#include "gateway/DkimKey.h"

#include "domain/Dkim.h"

#include <botan/base64.h>
#include <botan/data_src.h>
#include <botan/hash.h>
#include <botan/pkcs8.h>
#include <botan/pubkey.h>
#include <botan/rsa.h>
#include <botan/system_rng.h>
#include <botan/x509_key.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace sx::mail {

namespace {

constexpr std::size_t kBits = 2048, kMostBits = 4096;

std::string encoded64(const std::vector<std::uint8_t>& bytes) { return Botan::base64_encode(bytes); }

Result<std::unique_ptr<Botan::Private_Key>> loaded(std::string_view secret)
{
	Botan::DataSource_Memory source(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size());
	auto key = Botan::PKCS8::load_key(source);
	const bool isFit = key && key->algo_name() == "RSA" && key->key_length() >= kBits && key->key_length() <= kMostBits;
	if (!isFit) return invalid("dkim_key", "not an RSA key of 2,048 to 4,096 bits");
	return key;
}

std::string recordText(const Botan::Public_Key& key)
{
	return "v=DKIM1; k=rsa; p=" + encoded64(key.subject_public_key());
}

}

Result<SigningKeys::Made> makeKey() noexcept
try
{
	const Botan::RSA_PrivateKey key(Botan::system_rng(), kBits);
	return SigningKeys::Made{Secret(Botan::PKCS8::PEM_encode(key)), recordText(key)};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("mail: no key: ") + e.what());
}

Result<std::string> recordOf(std::string_view secret) noexcept
try
{
	auto key = loaded(secret);
	if (!key) return key.error();
	return recordText(**key);
}
catch (const std::exception& e)
{
	return invalid("dkim_key", std::string("not a private key in PKCS#8: ") + e.what());
}

Result<std::string> signedMail(const std::string& mail, const SigningKey& key, Instant at) noexcept
try
{
	auto secret = loaded(key.secret.reveal());
	if (!secret) return failed(Code::Internal, "mail: " + secret.error().detail);
	auto hash = Botan::HashFunction::create_or_throw("SHA-256");
	hash->update(relaxedBody(bodyOf(mail)));
	const auto prepared = toSign(mail, {key.domain, key.selector, at}, Botan::base64_encode(hash->final()));
	Botan::PK_Signer signer(**secret, Botan::system_rng(), "EMSA3(SHA-256)");
	signer.update(prepared.text);
	return signatureField(prepared, encoded64(signer.signature(Botan::system_rng()))) + mail;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("mail: no signature: ") + e.what());
}

Result<> writeNewFile(const std::string& path, std::string_view content) noexcept
{
	const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	if (!file && errno == EEXIST) return failed(Code::Conflict, path + " is there already");
	const bool isWritten = file &&
		::write(file.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
		::fsync(file.get()) == 0;
	if (!isWritten) return failed(Code::Unavailable, path + ": " + std::strerror(errno));
	return {};
}

}
