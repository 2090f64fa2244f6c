// Stores sealed files: multipart in, ranges out, destroyed for good (protocol.md section 5).
#pragma once
#include "sx/plugin.h"

namespace sx::storage {

using BlobId = Id<struct BlobTag>;                           // UUIDv7
inline constexpr std::int64_t kPartBytes = 8 * 1024 * 1024;  // size of every part but the last

/// Stores blobs by S3's multipart model: create, put parts (in any order, in parallel, repeatedly), complete.
/// [any thread; Sql: its thread]
class Blobs
{
public:
	static constexpr std::string_view kId = "storage.blobs/1";
	/// Opens a new upload of exactly that many bytes (at least 1). Errors: Invalid (less than 1), Full.
	virtual Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept = 0;
	/// Handles a PUT of one part (numbered from 0) whose body is not read yet (Route::receives). The client sends the
	/// part's hash in `X-Content-SHA256` (hexadecimal). Responds 200 {"part","bytes"} once the part is durable.
	/// Errors: Invalid (part, length, hash), Missing, Conflict (already complete, or a newer attempt), Full.
	virtual Result<Response> putPart(
		Request& request, const TenantId& tenant, const BlobId& blob, int part) noexcept = 0;
	/// Returns the numbers of the parts that are durable, in ascending order.
	virtual Result<std::vector<int>> parts(const TenantId& tenant, const BlobId& blob) const noexcept = 0;
	/// Completes an upload; idempotent. Errors: Conflict (parts are missing), Missing.
	virtual Result<> complete(Sql& sql, const BlobId& blob) noexcept = 0;
	/// Returns a response that sends the complete blob and supports ranges. Errors: Missing (unknown, incomplete or
	/// destroyed).
	virtual Result<Response> send(const TenantId& tenant, const BlobId& blob) const noexcept = 0;
	/// Destroys a blob, complete or not: its rows in this transaction, its bytes by a job right after it. Idempotent: a
	/// blob that is already gone is no error.
	virtual Result<> destroy(Sql& sql, const BlobId& blob) noexcept = 0;
	/// Erases the bytes of a destroyed blob now, for a caller who must know that they are gone (otherwise the job
	/// erases them). Idempotent. Errors: Conflict (not destroyed).
	virtual Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept = 0;
protected:
	~Blobs() = default;
};

}
