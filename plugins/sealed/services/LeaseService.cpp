#include "services/LeaseService.h"

#include "store/EventRows.h"

#include <algorithm>
#include <array>

namespace sx::sealed {
namespace {

constexpr std::array<std::string_view, 4> kReportReasons{"not_for_me", "unknown_sender", "unsolicited", "other"};

Error leaseOver() { return refused(Code::Expired, "lease_over", "the lease is over"); }

Lease leaseIn(const LeasedFile& found, Bytes hash)
{
	return {.grant = found.grant,
		.item = found.item,
		.number = found.lease.number,
		.started = found.lease.started,
		.expires = found.lease.expires,
		.itemExpires = found.itemExpires,
		.hash = std::move(hash)};
}

}

Event LeaseService::eventOf(const Reader& reader, const Lease& lease, EventKind kind, std::string cause) const
{
	return {.item = lease.item, .grant = lease.grant, .kind = kind, .cause = std::move(cause), .actor = reader.actor};
}

Result<LeasedFile> LeaseService::leased(
	const Reader& reader, std::string_view authorization, const FileId& file, Bytes& hash) const
{
	constexpr std::string_view kScheme = "Lease ";
	if (!authorization.starts_with(kScheme)) return leaseOver();
	auto lease = _services.keys().fromBase64Url(authorization.substr(kScheme.size()));
	if (!lease || lease->size() != 32) return leaseOver();
	hash = leaseHashOf(_services.keys(), *lease);
	auto found = _services.store().read(
		reader.tenant, [&](Sql& sql) { return opening_rows::leased(sql, reader.token, hash, file); });
	if (!found) return found.error();
	// An unknown link and a lease that never existed look like a lease that is over.
	if (!*found || !(*found)->isLive || (*found)->lease.isEnded) return leaseOver();
	const auto now = _services.now();
	if (now >= (*found)->lease.expires || now >= (*found)->itemExpires) return leaseOver();
	return std::move(**found);
}

Result<Lease> LeaseService::of(
	const TenantId& tenant, const Token& token, std::string_view authorization) const noexcept
try
{
	Bytes hash;
	auto found = leased({tenant, token, {}, {}}, authorization, {std::string(kManifestId)}, hash);
	if (!found) return found.error();
	auto lease = leaseIn(*found, std::move(hash));
	lease.authority = _watch.of(tenant, lease);
	return lease;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.lease: ") + e.what());
}

Result<> LeaseService::prolong(const TenantId& tenant, const Lease& lease, std::int64_t bytes) noexcept
{
	const auto until = renewedEnd(
		lease.started, lease.expires, _services.now(), _services.limits.lease, bytes, lease.itemExpires);
	if (until <= lease.expires + std::chrono::minutes(1)) return {};
	return _services.store().write(
		tenant, [&](Sql& sql) { return opening_rows::renewLease(sql, lease.grant, lease.hash, until); });
}

Result<storage::BlobId> LeaseService::download(
	const Reader& reader, std::string_view authorization, const FileId& file, Lease& lease)
{
	Bytes hash;
	auto found = leased(reader, authorization, file, hash);
	if (!found) return found.error();
	if (!found->file) return refusedLink();
	lease = leaseIn(*found, std::move(hash));
	lease.authority = _watch.of(reader.tenant, lease);
	if (auto renewed = prolong(reader.tenant, lease, found->file->bytes); !renewed) return renewed.error();
	return found->file->blob;
}

Result<> LeaseService::endWith(
	const Reader& reader, const Lease& lease, const std::function<Result<bool>(Sql&)>& end) const
{
	auto isOver = _services.store().write(reader.tenant, [&](Sql& sql) -> Result<bool> {
		if (auto locked = item_rows::lock(sql, lease.item); !locked) return locked.error();
		return end(sql);
	});
	if (!isOver) return isOver.error();
	if (auto cut = _watch.cutEnded(lease.item); !cut) return cut;
	if (*isOver) _destruction.runNow(reader.tenant, lease.item);
	return {};
}

Result<> LeaseService::finish(const Reader& reader, const Lease& lease) const
{
	return endWith(reader, lease, [&](Sql& sql) -> Result<bool> {
		auto ended = opening_rows::endLease(sql, lease.grant, lease.hash, _services.now());
		if (!ended || !*ended) return ended;
		auto event = eventOf(reader, lease, EventKind::Finished);
		event.number = lease.number;
		if (auto put = _register.append(sql, event); !put) return put.error();
		return _destruction.closeGrant(sql, lease.item, lease.grant);
	});
}

Result<> LeaseService::giveUp(const Reader& reader, const Lease& lease) const
{
	return endWith(reader, lease, [&](Sql& sql) -> Result<bool> {
		if (auto given = opening_rows::giveUp(sql, lease.grant, _services.now()); !given) return given.error();
		if (auto put = _register.append(sql, eventOf(reader, lease, EventKind::GivenUp)); !put) return put.error();
		auto audited = _services.audit(sql,
			{.kind = "sealed.given_up",
				.subject = lease.item.value,
				.details = Value::object({{"grant", lease.grant.value}}),
				.address = reader.actor.address});
		if (!audited) return audited.error();
		return _destruction.closeGrant(sql, lease.item, lease.grant, Cause::Recipient);
	});
}

Result<> LeaseService::report(const Reader& reader, const Lease& lease, const std::string& reason) const
{
	if (std::find(kReportReasons.begin(), kReportReasons.end(), reason) == kReportReasons.end())
		return invalid("reason", "no such reason", "bad_request");
	return _services.store().write(reader.tenant, [&](Sql& sql) -> Result<> {
		if (auto locked = item_rows::lock(sql, lease.item); !locked) return locked;
		auto before = event_rows::count(sql, lease.grant, EventKind::Reported, {});
		if (!before) return before.error();
		if (*before > 0) return {};
		if (auto taken = _quotas.report(sql, reader.actor.address); !taken) return taken;
		if (auto put = _register.append(sql, eventOf(reader, lease, EventKind::Reported, reason)); !put)
			return put.error();
		return _services.audit(sql,
			{.kind = "sealed.reported",
				.subject = lease.item.value,
				.details = Value::object({{"grant", lease.grant.value}, {"reason", reason}}),
				.address = reader.actor.address});
	});
}

}
