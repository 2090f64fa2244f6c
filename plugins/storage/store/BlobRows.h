// Reads and writes the rows of blobs and of their durable parts.
#pragma once
#include "sx/storage/Blobs.h"

#include <vector>

namespace sx::storage {

enum class BlobState { Open, Complete, Destroyed };

struct BlobRow
{
	BlobId id;
	std::int64_t bytes = 0;
	BlobState state = BlobState::Open;
	bool hasPart = false;  // whether the part that byId was asked for is durable
};

/// Queries the database, each function in the transaction that it is given.
namespace blob_rows {

Result<> insert(Sql& sql, const BlobId& id, std::int64_t bytes, Instant now);
/// Returns a blob's row, and whether it has the given part. Errors: Missing.
Result<BlobRow> byId(Sql& sql, const BlobId& id, int part = -1);
Result<std::vector<int>> parts(Sql& sql, const BlobId& id);
/// Removes a part from the durable ones, before its bytes change. Errors: Conflict (complete), Missing.
Result<> uncommitPart(Sql& sql, const BlobId& id, int part, Instant now);
/// Records that a part is durable. Errors: Conflict (complete), Missing.
Result<> commitPart(Sql& sql, const BlobId& id, int part, Instant now);
/// Completes an upload; idempotent. Errors: Conflict (parts are missing), Missing.
Result<> complete(Sql& sql, const BlobId& id, Instant now);
/// Marks a blob as destroyed and deletes the rows of its parts. Returns false if there was nothing to destroy.
Result<bool> markDestroyed(Sql& sql, const BlobId& id, Instant now);
/// Deletes the row of a destroyed blob; call it once no byte is left.
Result<> forget(Sql& sql, const BlobId& id);

struct Abandoned
{
	TenantId tenant;
	BlobId blob;
};
/// Returns open uploads that nobody has touched since `before`, of all tenants; 500 at most.
Result<std::vector<Abandoned>> abandoned(Sql& sql, Instant before);
/// Returns those of the ids that have a row, in any tenant.
Result<std::vector<std::string>> known(Sql& sql, const std::vector<std::string>& ids);

}

}
