// Runs one target under libFuzzer; SX_FUZZ is its name.
#include "tests/fuzz/Fuzz.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count)
{
	sx::fuzz::SX_FUZZ({reinterpret_cast<const char*>(bytes), count});
	return 0;
}
