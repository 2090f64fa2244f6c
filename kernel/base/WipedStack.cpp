#include "kernel/base/WipedStack.h"

#include <array>
#include <cstring>

namespace sx::base {

[[gnu::noinline]] void wipeStack() noexcept
{
	std::array<char, 32 * 1024> below;
	::explicit_bzero(below.data(), below.size());
}

}
