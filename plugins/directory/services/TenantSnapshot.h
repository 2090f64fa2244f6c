// Keeps every company in memory, because every request looks one up and must not wait for the database.
#pragma once
#include "domain/People.h"
#include "store/TenantRows.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sx::directory {

/// Keeps a snapshot of all companies. Its own thread asks the database every few seconds whether another node or a
/// command has changed one. While the database is unreachable the last snapshot stays. [any thread]
class TenantSnapshot final: public TenantSource
{
public:
	/// Takes the first snapshot and starts the thread, which looks for changes at that interval. context must outlive
	/// the snapshot. Errors: Unavailable (the snapshot could not be taken).
	static Result<std::unique_ptr<TenantSnapshot>> take(
		Context& context, OriginRule origins, std::chrono::seconds every);
	/// Stops the thread and waits for it.
	~TenantSnapshot();
	TenantSnapshot(const TenantSnapshot&) = delete;
	TenantSnapshot& operator=(const TenantSnapshot&) = delete;

	/// Takes a new snapshot now; call it after changing a company.
	Result<> refresh() noexcept;

	/// Makes the company of a row; it has one host at least.
	Tenant tenantOf(TenantRow row) const;

	std::shared_ptr<const Tenant> byHost(std::string_view host) const noexcept override;
	std::shared_ptr<const Tenant> byId(const TenantId& id) const noexcept override;
	std::vector<std::shared_ptr<const Tenant>> all() const;

private:
	struct Picture
	{
		TenantMark mark;
		std::map<std::string, std::shared_ptr<const Tenant>, std::less<>> byHost;
		std::map<std::string, std::shared_ptr<const Tenant>, std::less<>> byId;
	};
	TenantSnapshot(Context& context, OriginRule origins, std::chrono::seconds every):
		_context(context), _origins(std::move(origins)), _every(every)
	{
	}
	Result<TenantMark> readMark() const noexcept;
	void watch();

	Context& _context;
	const OriginRule _origins;
	const std::chrono::seconds _every;
	std::atomic<std::shared_ptr<const Picture>> _picture{std::make_shared<const Picture>()};
	std::mutex _refreshing;  // only one snapshot is taken at a time, so an older one never replaces a newer one
	std::mutex _waiting;
	std::condition_variable _wake;
	bool _stopping = false;
	std::thread _thread;
};

}
