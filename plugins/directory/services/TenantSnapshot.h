// Keeps every company in memory, because every request looks one up and must not wait for the database.
#pragma once
#include "domain/People.h"
#include "store/TenantRows.h"
#include "sx/directory/Companies.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace sx::directory {

/// Keeps a snapshot of all companies. Its own thread asks the database again and again whether another node or a
/// command has changed one, and then reads those alone. While the database is unreachable the last snapshot stays.
/// [any thread]
class TenantSnapshot final: public TenantSource
{
public:
	/// Takes the first snapshot and starts the thread, which sees changes within that time. context must outlive the
	/// snapshot. Errors: Unavailable (the snapshot could not be taken).
	static Result<std::unique_ptr<TenantSnapshot>> take(
		Context& context, OriginRule origins, std::chrono::seconds within);
	/// Stops the thread and waits for it.
	~TenantSnapshot();
	TenantSnapshot(const TenantSnapshot&) = delete;
	TenantSnapshot& operator=(const TenantSnapshot&) = delete;

	/// Takes a new snapshot now; call it after changing a company.
	Result<> refresh() noexcept;

	/// Makes the company of a row; it has one host at least.
	Tenant tenantOf(TenantRow row) const;

	/// Tells whether a company may have a host; see HostFault.
	HostFault faultOf(const TenantId& tenant, std::string_view host) const;

	std::shared_ptr<const Tenant> byHost(std::string_view host) const noexcept override;
	std::shared_ptr<const Tenant> byId(const TenantId& id) const noexcept override;
	std::vector<std::shared_ptr<const Tenant>> all() const;

private:
	/// Is a company as it was last read.
	struct Known
	{
		std::shared_ptr<const Tenant> tenant;
		std::vector<std::string> hosts;
		std::int64_t changed = 0;
	};
	struct Picture
	{
		TenantMark mark;
		std::map<std::string, std::shared_ptr<const Tenant>, std::less<>> byHost;
		std::map<std::string, Known, std::less<>> byId;
	};
	TenantSnapshot(Context& context, OriginRule origins, std::chrono::seconds within):
		_context(context), _origins(std::move(origins)), _every(std::chrono::milliseconds(within) / 2)
	{
	}
	/// Returns the ids of companies that are not as in the picture; nothing if they are many, or one is gone.
	Result<std::optional<std::vector<std::string>>> changedSince(const Picture& picture) const;
	Result<std::vector<TenantRow>> rows(const std::optional<std::vector<std::string>>& ids) const;
	void put(Picture& picture, TenantRow row) const;
	Result<TenantMark> readMark() const noexcept;
	void watch();

	Context& _context;
	const OriginRule _origins;
	const std::chrono::milliseconds _every;
	std::atomic<std::shared_ptr<const Picture>> _picture{std::make_shared<const Picture>()};
	std::mutex _refreshing;  // only one snapshot is taken at a time, so an older one never replaces a newer one
	std::mutex _waiting;
	std::condition_variable _wake;
	bool _stopping = false;
	std::thread _thread;
};

}
