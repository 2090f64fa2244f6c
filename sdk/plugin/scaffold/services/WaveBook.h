// Holds the use cases: what handlers, jobs and other plugins may ask for. Takes values, never a request.
#pragma once
#include "sx/plugin.h"

namespace sx::@NAME@ {

class WaveBook
{
public:
	/// most: how many waves are taken.
	WaveBook(const Context& context, std::int64_t most): _context(context), _most(most) {}

	/// Counts a company's waves. Errors: Unavailable (database).
	Result<std::int64_t> count(const TenantId& tenant) const;
	/// Adds a wave. Errors: Conflict (there are enough).
	Result<> add(const TenantId& tenant);

	std::int64_t most() const noexcept { return _most; }

private:
	const Context& _context;
	const std::int64_t _most;
};

}
