// Stores sealed files: multipart in, ranges out, destroyed for good (protocol.md section 5).
#pragma once
#include "sx/plugin.h"

namespace sx::storage {

using BlobId = Id<struct BlobTag>;                           // UUIDv7
inline constexpr std::int64_t kPartBytes = 8 * 1024 * 1024;  // size of every part but the last

/// Describes the body of a PUT of one part.
struct PartBody
{
	int part = 0;            // numbered from 0
	std::int64_t bytes = 0;  // its Content-Length
	std::string sha256{};    // its header `X-Content-SHA256`, hexadecimal
};
/// Reads it from the request, whose body is not read yet (Route::receives).
inline PartBody partBodyOf(const Request& request, int part)
{
	return {part, request.contentLength(), request.header("X-Content-SHA256").value_or("")};
}

/// Stores blobs by S3's multipart model: create, put parts (in any order, in parallel, repeatedly), complete.
/// [any thread; Sql: its thread]
class Blobs
{
public:
	static constexpr std::string_view kId = "storage.blobs/1";
	/// Opens a new upload of exactly that many bytes (at least 1). Errors: Invalid (less than 1), Full.
	virtual Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept = 0;
	/// Returns the response that receives one part. It answers 200 {"part","bytes"} once the part is durable. The
	/// response may take its time: the route must have Route::receives. Errors: Invalid (part, length, hash), Missing,
	/// Conflict (already complete, or a newer attempt), Full.
	virtual Result<Response> putPart(const TenantId& tenant, const BlobId& blob, const PartBody& body) noexcept = 0;
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
	/// erases them): cuts every transfer of it on this node, takes the bytes from those on other nodes of the same
	/// disk, and removes the file. Idempotent. Errors: Conflict (not destroyed), Unavailable (a transfer still runs:
	/// ask again).
	virtual Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept = 0;
protected:
	~Blobs() = default;
};

}
