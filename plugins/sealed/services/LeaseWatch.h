// Cuts what runs within a lease when the lease ends, whoever ends it and on whatever node.
#pragma once
#include "services/Services.h"
#include "sx/sealed/Leases.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::sealed {

/// Gives everything that runs within one lease the same right, and asks the database every second which of these leases
/// still live; a lease that its own node ends is asked about at once. [any thread]
class LeaseWatch
{
public:
	explicit LeaseWatch(const Services& services);
	~LeaseWatch();
	LeaseWatch(const LeaseWatch&) = delete;
	LeaseWatch& operator=(const LeaseWatch&) = delete;

	/// Returns the right of a live lease, the same one for all who ask while anybody has it.
	std::shared_ptr<Authority> of(const TenantId& tenant, const Lease& lease);
	/// Cuts what runs within leases of an item that have ended. Call it after the commit that ended them. Errors:
	/// Unavailable (something still runs, or the database does not answer: ask again).
	Result<> cutEnded(const ItemId& item) noexcept;

private:
	struct Right
	{
		TenantId tenant;
		ItemId item;
		GrantId grant;
		Bytes hash;
		Instant until{};  // as the database had it last
		std::weak_ptr<Authority> authority{};
	};
	struct Running
	{
		Right right;
		std::shared_ptr<Authority> authority;
	};

	/// Returns the rights that somebody has, of one item or (empty) of all; forgets the others.
	std::vector<Running> running(const ItemId& item);
	Result<> cut(std::vector<Running> some);
	/// Reads until when each lease lives; Instant{}: it has ended.
	Result<> refresh(std::vector<Running>& some);
	void run() noexcept;

	const Services& _services;
	std::mutex _mutex;
	std::condition_variable _changed;
	std::map<std::string, Right> _rights;  // by tenant, grant and hash
	bool _isStopping = false;
	std::thread _thread;
};

}
