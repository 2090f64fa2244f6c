// Memory that runs out on demand: operator new of this program, and SQLite's allocator.
#pragma once
#include "tests/faults/sweep/Faults.h"

namespace sx::faults {

/// Keeps this thread's allocations out of the count while it lives: they are the sweep's own.
class Uncounted
{
public:
	Uncounted() noexcept;
	~Uncounted();
	Uncounted(const Uncounted&) = delete;
	Uncounted& operator=(const Uncounted&) = delete;
};

/// Counts blocks that were allocated and not freed.
struct LiveBlocks
{
	long ofCpp = 0, ofSqlite = 0;
	static LiveBlocks now() noexcept;
};

/// Fails SQLite's allocations: each is an error that SQLite reports, so the product must answer it.
class FaultySqliteMemory final: public Faults
{
public:
	explicit FaultySqliteMemory(bool once): _once(once) {}
	void arm(long point) noexcept override;
	void disarm() noexcept override;
	bool hasStruck() const noexcept override;
	bool isPassing() const noexcept override { return _once; }

private:
	bool _once;
};

/// Fails operator new (std::bad_alloc). Within a noexcept function that ends the process, which is allowed.
class FaultyMemory final: public Faults
{
public:
	explicit FaultyMemory(bool once): _once(once) {}
	void arm(long point) noexcept override;
	void disarm() noexcept override;
	bool hasStruck() const noexcept override;
	bool mayStop() const noexcept override { return true; }
	/// Poco::Data::Session closes nothing when the memory for its own properties is missing.
	long mayLoseConnections() const noexcept override { return 1; }
	bool isPassing() const noexcept override { return _once; }

private:
	bool _once;
};

}
