#include "services/BlobService.h"

#include "domain/Parts.h"

namespace sx::storage {

Result<BlobId> BlobService::create(Sql& sql, std::int64_t bytes) noexcept
{
	if (bytes < 1) return failed(Code::Invalid, "a blob has 1 byte and more");
	if (auto room = _driver->hasRoom(bytes); !room) return room.error();
	BlobId id{_context.keys().uuid()};
	if (auto inserted = blob_rows::insert(sql, id, bytes, _context.clock().now()); !inserted) return inserted.error();
	return id;
}

Result<Response> BlobService::putPart(const TenantId& tenant, const BlobId& blob, const PartBody& body) noexcept
{
	auto row = _context.store().read(tenant, [&](Sql& sql) { return blob_rows::byId(sql, blob); });
	if (!row) return row.error();
	if (row->state == BlobState::Destroyed) return failed(Code::Missing, "the blob is destroyed");
	if (row->state == BlobState::Complete) return failed(Code::Conflict, "the blob is complete");
	const auto part = body.part;
	const auto length = partLength(row->bytes, part);
	if (length == 0) return invalid("part", "no such part");
	if (body.bytes != length) return invalid("Content-Length", "the part has another length", "wrong_length");
	auto sha256 = parseSha256(body.sha256);
	if (!sha256) return invalid("X-Content-SHA256", "X-Content-SHA256 is not 64 hexadecimal digits");

	auto prepare = [this, tenant, blob, part]() -> Result<> {
		auto now = _context.store().read(tenant, [&](Sql& sql) { return blob_rows::byId(sql, blob, part); });
		if (!now) return now.error();
		if (!now->hasPart) return {};
		return _context.store().write(
			tenant, [&](Sql& sql) { return blob_rows::uncommitPart(sql, blob, part, _context.clock().now()); });
	};
	auto commit = [this, tenant, blob, part]() -> Result<> {
		return _context.store().write(
			tenant, [&](Sql& sql) { return blob_rows::commitPart(sql, blob, part, _context.clock().now()); });
	};
	return _driver->receive(
		{.blob = blob, .part = part, .offset = partOffset(part), .length = length, .sha256 = std::move(*sha256)},
		_lent.of(blob),
		prepare,
		commit);
}

Result<std::vector<int>> BlobService::parts(const TenantId& tenant, const BlobId& blob) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return blob_rows::parts(sql, blob); });
}

Result<> BlobService::complete(Sql& sql, const BlobId& blob) noexcept
{
	return blob_rows::complete(sql, blob, _context.clock().now());
}

Result<Response> BlobService::send(const TenantId& tenant, const BlobId& blob) const noexcept
{
	auto row = _context.store().read(tenant, [&](Sql& sql) { return blob_rows::byId(sql, blob); });
	if (!row) return row.error();
	if (row->state != BlobState::Complete) return failed(Code::Missing, "the blob is not complete");
	return _driver->send(blob, row->bytes, _lent.of(blob));
}

Result<> BlobService::destroy(Sql& sql, const BlobId& blob) noexcept
{
	auto marked = blob_rows::markDestroyed(sql, blob, _context.clock().now());
	if (!marked) return marked.error();
	if (!*marked) return {};
	return _context.jobs().enqueue(
		sql, {.kind = "storage.erase", .payload = Value::object({{"blob", blob.value}}), .key = blob.value});
}

Result<> BlobService::erase(const TenantId& tenant, const BlobId& blob) noexcept
{
	auto row = _context.store().read(tenant, [&](Sql& sql) { return blob_rows::byId(sql, blob); });
	if (!row) return row.error().code == Code::Missing ? Result<>{} : Result<>{row.error()};
	if (row->state != BlobState::Destroyed) return failed(Code::Conflict, "the blob was not destroyed");
	// The bytes go even if a transfer hangs, but nobody is told that they are gone before it is cut. Its right is
	// looked for again afterwards, because a request that saw the blob's row may have begun meanwhile.
	const bool isCut = _lent.end(blob);
	if (auto gone = _driver->erase(blob); !gone) return gone;
	if (!isCut || !_lent.end(blob)) return failed(Code::Unavailable, "storage: a transfer of the blob still runs");
	return _context.store().write(tenant, [&](Sql& sql) { return blob_rows::forget(sql, blob); });
}

Result<> BlobService::runErase(const Job& job) noexcept { return erase(job.tenant, {job.payload["blob"].text()}); }

Result<> BlobService::sweep() noexcept
{
	const auto now = _context.clock().now();
	auto abandoned = _context.store().readAll("uploads that nobody goes on with",
		[&](Sql& sql) { return blob_rows::abandoned(sql, now - _times.abandonAfter); });
	if (!abandoned) return abandoned.error();
	for (const auto& each: *abandoned)
	{
		auto gone = _context.store().write(each.tenant, [&](Sql& sql) { return destroy(sql, each.blob); });
		if (!gone) return gone;
	}
	auto erased = _driver->sweep(now - _times.orphanAge, [this](const std::vector<std::string>& ids) {
		return _context.store().readAll("files without a row", [&](Sql& sql) { return blob_rows::known(sql, ids); });
	});
	if (!erased) return erased.error();
	if (*erased > 0) _context.log().info("storage.orphans.erased", {{"files", *erased}});
	return {};
}

}
