// Implements mail.signing_keys/1.
#pragma once
#include "gateway/DkimKey.h"

namespace sx::mail {

/// [any thread]
class MadeKeys final: public SigningKeys
{
public:
	Result<Made> make() const noexcept override { return makeKey(); }
};

}
