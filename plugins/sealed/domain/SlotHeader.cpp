#include "domain/SlotHeader.h"

namespace sx::sealed {
namespace {

constexpr unsigned kKindLink = 1, kVersion = 1;
constexpr std::uint32_t kMinKiB = 19 * 1024, kMaxKiB = 256 * 1024, kMinPasses = 2, kMaxPasses = 10, kLanes = 1;

std::uint32_t number(std::string_view bytes, std::size_t from, std::size_t count) noexcept
{
	std::uint32_t out = 0;
	for (std::size_t i = 0; i < count; ++i) out = out << 8 | static_cast<unsigned char>(bytes[from + i]);
	return out;
}

const char* faultOf(std::string_view slot, const ExpectedSlot& expected) noexcept
{
	if (slot.size() != kSlotBytes) return "not a slot: another length";
	if (slot.substr(0, 4) != "SXK1" || number(slot, 4, 1) != kVersion) return "not a slot of version 1";
	if (number(slot, 5, 1) != kKindLink) return "a slot of another kind";
	if (number(slot, 6, 1) != expected.gates) return "the slot has other gates than its grant";
	const bool hasPassword = expected.gates & kPasswordGate;
	if (number(slot, 7, 1) != (hasPassword ? 1u : 0u)) return "the slot's derivation does not fit its gates";
	const auto memory = number(slot, 8, 4), passes = number(slot, 12, 2), lanes = number(slot, 14, 2);
	if (!hasPassword && (memory || passes || lanes)) return "the slot has costs and no password";
	if (hasPassword &&
		(memory < kMinKiB || memory > kMaxKiB || passes < kMinPasses || passes > kMaxPasses || lanes != kLanes))
		return "the password's costs are out of range";
	if (slot.substr(16, 16) != expected.itemId) return "the slot is of another message";
	if (slot.substr(32, 16) != expected.grantId) return "the slot is of another recipient";
	return nullptr;
}

}

Result<> checkSlot(std::string_view slot, const ExpectedSlot& expected, const std::string& field)
{
	if (const char* fault = faultOf(slot, expected)) return invalid(field, fault);
	return {};
}

}
