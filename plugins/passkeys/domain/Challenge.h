// Makes and checks the challenges of ceremonies. The server keeps nothing until one is answered.
#pragma once
#include "sx/kit.h"

#include <string>
#include <string_view>

namespace sx::passkeys {

/// Makes challenges that carry their own proof, so that strangers who ask for many fill no table. [any thread]
class Challenges
{
public:
	static constexpr std::chrono::minutes kLife{5};

	explicit Challenges(const Keys& keys): _keys(keys) {}

	/// Makes a challenge. about: what it is for, of whom, and in which browser; the check needs the same. Returns
	/// bytes.
	std::string make(std::string_view about, Instant now) const;

	/// Names a challenge, so that it counts once.
	struct Checked
	{
		std::string nonce;  // hexadecimal
		Instant expires{};
	};
	/// Checks a challenge. Errors: Invalid (made by somebody else, or for something else), Expired.
	Result<Checked> check(std::string_view about, std::string_view challenge, Instant now) const;

private:
	const Keys& _keys;
};

}
