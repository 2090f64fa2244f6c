// SHA-256 of what arrives bit by bit.
#pragma once
#include "sx/base.h"

#include <memory>

namespace sx::keys {

/// One digest in the making. OpenSSL's, which uses the processor's own instructions. [one thread at a time]
class Hasher
{
public:
	Hasher();
	~Hasher();
	Hasher(const Hasher&) = delete;
	Hasher& operator=(const Hasher&) = delete;
	void update(std::string_view bytes) noexcept;
	/// 32 bytes. Once, last.
	Bytes finish();

private:
	struct Context;
	std::unique_ptr<Context> _context;
};

}
