// Keeps the banners about maintenance and outages, and says which ones a page shows.
#pragma once
#include "domain/Banner.h"
#include "sx/audit/Audit.h"
#include "sx/plugin.h"

#include <memory>
#include <mutex>
#include <vector>

namespace sx::notices {

/// [any thread]
class Banners
{
public:
	explicit Banners(const Context& context): _context(context), _journal(context.find<audit::Journal>()) {}

	/// Returns the banners that pages of a company show now, the deployment's first. What was read less than a second
	/// ago is not read again; a database that is down shows what was read last.
	std::vector<Banner> shown(const TenantId& tenant) const;
	/// Returns a company's banner, or the deployment's (no tenant), whether it shows or not.
	Result<std::optional<Banner>> of(const TenantId& tenant) const;
	/// Puts a banner in place of the one before. Errors: Invalid with field.
	Result<> put(const Caller& caller, Banner banner) const;
	/// Removes it; does nothing if there is none.
	Result<> remove(const Caller& caller, const TenantId& tenant) const;

private:
	using List = std::shared_ptr<const std::vector<Banner>>;
	List current() const;
	Result<> record(
		const Caller& caller, const TenantId& tenant, const std::optional<Banner>& before, const Banner* after) const;
	void forget() const;

	const Context& _context;
	audit::Journal* const _journal;  // may be null
	mutable std::mutex _mutex;
	mutable List _list;
	mutable Instant _readAt{};
};

}
