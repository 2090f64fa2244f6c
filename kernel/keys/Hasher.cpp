#include "kernel/keys/Hasher.h"

#include <openssl/evp.h>

#include <new>

namespace sx::keys {

struct Hasher::Context
{
	EVP_MD_CTX* digest = EVP_MD_CTX_new();
	~Context() { EVP_MD_CTX_free(digest); }
};

Hasher::Hasher(): _context(std::make_unique<Context>())
{
	if (!_context->digest || EVP_DigestInit_ex(_context->digest, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Hasher::~Hasher() = default;

void Hasher::update(std::string_view bytes) noexcept { EVP_DigestUpdate(_context->digest, bytes.data(), bytes.size()); }

Bytes Hasher::finish()
{
	Bytes digest{std::string(32, '\0')};
	EVP_DigestFinal_ex(_context->digest, reinterpret_cast<unsigned char*>(digest.value.data()), nullptr);
	return digest;
}

}
