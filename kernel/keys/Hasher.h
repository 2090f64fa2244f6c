// Computes the SHA-256 of data that arrives in pieces.
#pragma once
#include "sx/base.h"

#include <memory>

namespace sx::keys {

/// Computes one digest, with OpenSSL because it uses the processor's SHA instructions. [one thread at a time]
class Hasher
{
public:
	Hasher();
	~Hasher();
	Hasher(const Hasher&) = delete;
	Hasher& operator=(const Hasher&) = delete;
	void update(std::string_view bytes) noexcept;
	/// Returns the digest, 32 bytes. Call it once, after the last update().
	Bytes finish();

private:
	struct Context;
	std::unique_ptr<Context> _context;
};

}
