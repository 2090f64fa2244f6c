#include "tests/faults/sweep/FaultyMemory.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace sx::faults {
namespace {

// Aligned to 8: with 4 for all of a program's thread-locals, mold 1.10 may put them right before a page, and the
// program then cannot start ("cannot apply additional memory protection after relocation").
alignas(8) thread_local int uncounted = 0;

/// Counts down to the allocation that fails.
class Countdown
{
public:
	void arm(long point, bool once) noexcept
	{
		_struck = false;
		_once = once;
		_point = point;
		_seen = 0;
		_isArmed = true;
	}
	void disarm() noexcept { _isArmed = false; }
	bool hasStruck() const noexcept { return _struck; }
	bool strikes() noexcept
	{
		if (!_isArmed || uncounted > 0) return false;
		const long seen = ++_seen;
		if (_point == 0 || seen < _point || (_once && seen > _point)) return false;
		_struck = true;
		return true;
	}

private:
	std::atomic<bool> _isArmed{false}, _once{true}, _struck{false};
	std::atomic<long> _point{0}, _seen{0};
};

constinit Countdown ofCpp, ofSqlite;
constinit std::atomic<long> liveCpp{0}, liveSqlite{0};

// A block's head says whether it counts: the sweep's own blocks do not.
constexpr std::size_t kHead = alignof(std::max_align_t);

void* allocate(std::size_t size, std::size_t align) noexcept
{
	if (ofCpp.strikes()) return nullptr;
	const auto head = std::max(kHead, align);
	const auto all = (head + size + head - 1) / head * head;
	auto* start = static_cast<std::byte*>(align > kHead ? std::aligned_alloc(align, all) : std::malloc(all));
	if (!start) return nullptr;
	const bool counts = uncounted == 0;
	start[head - 1] = std::byte{counts};
	if (counts) ++liveCpp;
	return start + head;
}

void release(void* block, std::size_t align) noexcept
{
	if (!block) return;
	auto* start = static_cast<std::byte*>(block) - std::max(kHead, align);
	if (static_cast<std::byte*>(block)[-1] == std::byte{1}) --liveCpp;
	std::free(start);
}

void* allocateOrThrow(std::size_t size, std::size_t align = 0)
{
	if (void* block = allocate(size, align)) return block;
	throw std::bad_alloc();
}

sqlite3_mem_methods systemMethods;

void* sqliteMalloc(int size)
{
	if (ofSqlite.strikes()) return nullptr;
	void* block = systemMethods.xMalloc(size);
	if (block) ++liveSqlite;
	return block;
}

void sqliteFree(void* block)
{
	if (block) --liveSqlite;
	systemMethods.xFree(block);
}

void* sqliteRealloc(void* block, int size)
{
	return ofSqlite.strikes() ? nullptr : systemMethods.xRealloc(block, size);
}

/// Stands before SQLite is first used. Lookaside memory is left out, so that every allocation counts.
const bool isInstalled = [] {
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &systemMethods);
	auto methods = systemMethods;
	methods.xMalloc = sqliteMalloc;
	methods.xFree = sqliteFree;
	methods.xRealloc = sqliteRealloc;
	return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK &&
		sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) == SQLITE_OK;
}();

}

Uncounted::Uncounted() noexcept { ++uncounted; }
Uncounted::~Uncounted() { --uncounted; }

LiveBlocks LiveBlocks::now() noexcept { return {liveCpp, liveSqlite}; }

void FaultySqliteMemory::arm(long point) noexcept
{
	if (!isInstalled) std::abort();
	ofSqlite.arm(point, _once);
}
void FaultySqliteMemory::disarm() noexcept { ofSqlite.disarm(); }
bool FaultySqliteMemory::hasStruck() const noexcept { return ofSqlite.hasStruck(); }

void FaultyMemory::arm(long point) noexcept { ofCpp.arm(point, _once); }
void FaultyMemory::disarm() noexcept { ofCpp.disarm(); }
bool FaultyMemory::hasStruck() const noexcept { return ofCpp.hasStruck(); }

}

// The program's own, which its libraries use too.
using sx::faults::allocate;
using sx::faults::allocateOrThrow;
using sx::faults::release;
using Align = std::align_val_t;

void* operator new(std::size_t size) { return allocateOrThrow(size); }
void* operator new[](std::size_t size) { return allocateOrThrow(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size, 0); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size, 0); }
void* operator new(std::size_t size, Align align) { return allocateOrThrow(size, std::size_t(align)); }
void* operator new[](std::size_t size, Align align) { return allocateOrThrow(size, std::size_t(align)); }
void operator delete(void* block) noexcept { release(block, 0); }
void operator delete[](void* block) noexcept { release(block, 0); }
void operator delete(void* block, std::size_t) noexcept { release(block, 0); }
void operator delete[](void* block, std::size_t) noexcept { release(block, 0); }
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block, 0); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { release(block, 0); }
void operator delete(void* block, Align align) noexcept { release(block, std::size_t(align)); }
void operator delete[](void* block, Align align) noexcept { release(block, std::size_t(align)); }
void operator delete(void* block, std::size_t, Align align) noexcept { release(block, std::size_t(align)); }
void operator delete[](void* block, std::size_t, Align align) noexcept { release(block, std::size_t(align)); }
