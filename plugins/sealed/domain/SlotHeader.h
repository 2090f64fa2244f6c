// Checks a slot's header, the 64 bytes that say what it is (protocol.md section 4), against what was created.
#pragma once
#include "sx/result.h"
#include "sx/sealed/Item.h"

#include <string_view>

namespace sx::sealed {

inline constexpr std::size_t kHeaderBytes = 64;
/// Gives the size of a slot of kind 1: H ‖ commit(32) ‖ nonce(12) ‖ sealed message key(48).
inline constexpr std::size_t kSlotBytes = kHeaderBytes + 32 + 12 + 48;

/// Holds what a slot must say. Ids are the 16 bytes themselves, not their text.
struct ExpectedSlot
{
	std::string itemId;
	std::string grantId;
	unsigned gates = 0;
};

/// Refuses other versions, kinds, flags and ids, and password costs that no client would accept.
/// Errors: Invalid with field `field`.
Result<> checkSlot(std::string_view slot, const ExpectedSlot& expected, const std::string& field);

}
