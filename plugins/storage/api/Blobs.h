// Sealed files: multipart in, ranges out, destroyed for good (protocol.md section 5).
#pragma once
#include "sx/plugin.h"

namespace sx::storage {

using BlobId = Id<struct BlobTag>;                           // UUIDv7
inline constexpr std::int64_t kPartBytes = 8 * 1024 * 1024;  // every part but the last

/// S3's multipart model: create, put parts (any order, in parallel, again), complete. [any thread; Sql: its thread]
class Blobs
{
public:
	static constexpr std::string_view kId = "storage.blobs/1";
	/// A new, open upload of exactly that many bytes (1 and more). Errors: Full.
	virtual Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept = 0;
	/// Answers a PUT of one part (numbers from 0) whose body was not read yet (Route::receives). The client states
	/// `X-Content-SHA256` (hexadecimal). 200 {"part","bytes"} once it is durable.
	/// Errors: Invalid (length, hash), Missing, Conflict (already complete), Full.
	virtual Result<Response> putPart(
		Request& request, const TenantId& tenant, const BlobId& blob, int part) noexcept = 0;
	/// The numbers of the parts that are durable, ascending.
	virtual Result<std::vector<int>> parts(const TenantId& tenant, const BlobId& blob) const noexcept = 0;
	/// Errors: Conflict (parts are missing), Missing.
	virtual Result<> complete(Sql& sql, const BlobId& blob) noexcept = 0;
	/// A response that sends the complete blob, with ranges. Errors: Missing (unknown, incomplete or destroyed).
	virtual Result<Response> send(const TenantId& tenant, const BlobId& blob) const noexcept = 0;
	/// Erases: rows in this transaction, bytes by a job right after it. Also for incomplete ones. No error when it is
	/// gone already.
	virtual Result<> destroy(Sql& sql, const BlobId& blob) noexcept = 0;
	/// Erases the bytes of a destroyed blob now, for who must know that they are gone (the job does it otherwise).
	/// No error when they are gone already. Errors: Conflict (not destroyed).
	virtual Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept = 0;
protected:
	~Blobs() = default;
};

}
