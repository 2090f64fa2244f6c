#include "services/LeaseWatch.h"

#include "store/OpeningRows.h"

#include <algorithm>

namespace sx::sealed {
namespace {

// How long another node's end of a lease may stay unnoticed.
constexpr auto kLook = std::chrono::seconds(1);

}

LeaseWatch::LeaseWatch(const Services& services): _services(services), _thread([this] { run(); }) {}

LeaseWatch::~LeaseWatch()
{
	{
		const std::lock_guard lock(_mutex);
		_isStopping = true;
	}
	_changed.notify_all();
	_thread.join();
}

std::shared_ptr<Authority> LeaseWatch::of(const TenantId& tenant, const Lease& lease)
{
	const std::lock_guard lock(_mutex);
	auto& right = _rights[tenant.value + '/' + lease.grant.value + '/' + lease.hash.value];
	auto authority = right.authority.lock();
	if (authority) return authority;
	authority = std::make_shared<Authority>();
	right = {tenant, lease.item, lease.grant, lease.hash, std::min(lease.expires, lease.itemExpires), authority};
	_changed.notify_all();
	return authority;
}

std::vector<LeaseWatch::Running> LeaseWatch::running(const ItemId& item)
{
	const std::lock_guard lock(_mutex);
	std::vector<Running> out;
	for (auto each = _rights.begin(); each != _rights.end();)
	{
		auto authority = each->second.authority.lock();
		if (!authority)
		{
			each = _rights.erase(each);
			continue;
		}
		if (item.empty() || each->second.item == item) out.push_back({each->second, std::move(authority)});
		++each;
	}
	return out;
}

Result<> LeaseWatch::cutEnded(const ItemId& item) noexcept
try
{
	return cut(running(item));
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.leases: ") + e.what());
}

Result<> LeaseWatch::cut(std::vector<Running> some)
{
	// If the database does not answer, the last known end still holds.
	auto known = refresh(some);
	const auto now = _services.now();
	std::erase_if(some, [&](const Running& each) { return now < each.right.until; });
	for (const auto& each: some) (void)each.authority->end({});  // cut all of them before waiting for any
	for (const auto& each: some)
		if (!each.authority->end()) return failed(Code::Unavailable, "sealed: a transfer of an ended lease still runs");
	return known;
}

Result<> LeaseWatch::refresh(std::vector<Running>& some)
{
	std::map<TenantId, std::vector<Running*>> byTenant;
	for (auto& each: some) byTenant[each.right.tenant].push_back(&each);
	for (const auto& [tenant, leases]: byTenant)
	{
		const auto& all = leases;
		auto done = _services.store().read(tenant, [&](Sql& sql) -> Result<> {
			for (auto* each: all)
			{
				auto until = opening_rows::liveUntil(sql, each->right.grant, each->right.hash);
				if (!until) return until.error();
				each->right.until = *until;
			}
			return {};
		});
		if (!done) return done;
	}
	return {};
}

void LeaseWatch::run() noexcept
{
	std::unique_lock lock(_mutex);
	while (!_isStopping)
	{
		if (_rights.empty()) _changed.wait(lock, [this] { return _isStopping || !_rights.empty(); });
		_changed.wait_for(lock, kLook, [this] { return _isStopping; });
		if (_isStopping) return;
		lock.unlock();
		if (auto done = cutEnded({}); !done)
			_services.context.log().warning("sealed.leases.unknown", {{"detail", done.error().detail}});
		lock.lock();
	}
}

}
