// Wipes all memory that the process frees, whoever frees it: C++ code, and the C code of libraries (the JSON reader's
// buffers, SQLite's rows and pages, the system's TLS). So a secret is in memory only while somebody uses it, whichever
// type holds it (promise P10).
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <malloc.h>

// These replace the functions of the C library for the whole process; everything that gives memory back ends here,
// operator delete included. Sanitizers bring their own.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SX_SANITIZED
#endif
#endif
#if !defined(SX_SANITIZED) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

/// Does what explicit_bzero() does, at less cost: it runs for every block, and most are short. bytes: what
/// malloc_usable_size() says, a multiple of 8.
inline void wipe(void* memory, std::size_t bytes) noexcept
{
	constexpr std::size_t kShort = 128;
	if (bytes > kShort)
	{
		std::memset(memory, 0, bytes);
		asm volatile("" : : "r"(memory) : "memory");  // so that the compiler does not leave it out
		return;
	}
	auto* const words = static_cast<std::uint64_t*>(memory);
	for (std::size_t i = 0; i < bytes / sizeof(std::uint64_t); ++i)
	{
		words[i] = 0;
		asm volatile("" : : "r"(memory) : "memory");  // nor makes a call of it
	}
}

}

extern "C" {

// The names under which glibc's own stay reachable for who replaces them.
void* __libc_malloc(std::size_t bytes) noexcept;  // NOLINT(bugprone-reserved-identifier)
void __libc_free(void* memory) noexcept;          // NOLINT(bugprone-reserved-identifier)

void free(void* memory) noexcept
{
	if (!memory) return;
	wipe(memory, ::malloc_usable_size(memory));
	__libc_free(memory);
}

void* realloc(void* memory, std::size_t bytes) noexcept
{
	if (!memory) return __libc_malloc(bytes);
	if (bytes == 0)
	{
		free(memory);
		return nullptr;
	}
	const auto held = ::malloc_usable_size(memory);
	if (bytes <= held && bytes >= held / 2) return memory;
	// glibc's own would leave what it moves, or cuts off, in the free block.
	void* const moved = __libc_malloc(bytes);
	if (!moved) return nullptr;
	std::memcpy(moved, memory, std::min(held, bytes));
	free(memory);
	return moved;
}
}

#endif
