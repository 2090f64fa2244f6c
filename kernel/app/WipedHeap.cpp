// Wipes all memory that the server and its plugins free: bodies of requests, JSON, mails, and every copy of what stood
// in them. So a secret is in memory only while somebody uses it, whichever type holds it (promise P10).
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

// These replace the functions of the standard library for the whole process ([replacement.functions]); sanitizers bring
// their own.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SX_SANITIZED
#endif
#endif
#if !defined(SX_SANITIZED) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

/// Does what explicit_bzero() does, without its second call: it runs for every block that is freed.
inline void wipe(void* memory, std::size_t bytes) noexcept
{
	std::memset(memory, 0, bytes);
	asm volatile("" : : "r"(memory) : "memory");  // so that the compiler does not leave it out
}

}

void operator delete(void* memory) noexcept
{
	if (!memory) return;
	wipe(memory, ::malloc_usable_size(memory));
	std::free(memory);
}

void operator delete(void* memory, std::size_t bytes) noexcept
{
	if (!memory) return;
	wipe(memory, bytes);
	std::free(memory);
}

void operator delete(void* memory, std::align_val_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::size_t bytes, std::align_val_t) noexcept { operator delete(memory, bytes); }

#endif
