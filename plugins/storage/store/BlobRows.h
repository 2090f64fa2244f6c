// The rows of blobs and of their durable parts.
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
	bool hasPart = false;  // the part asked for
};

/// Questions to the database; each in the transaction that it is given.
namespace blob_rows {

Result<> insert(Sql& sql, const BlobId& id, std::int64_t bytes, Instant now);
/// Errors: Missing.
Result<BlobRow> byId(Sql& sql, const BlobId& id, int part = -1);
Result<std::vector<int>> parts(Sql& sql, const BlobId& id);
/// Takes the word back that a part is whole. Errors: Conflict (complete), Missing.
Result<> uncommitPart(Sql& sql, const BlobId& id, int part, Instant now);
/// Errors: Conflict (complete), Missing.
Result<> commitPart(Sql& sql, const BlobId& id, int part, Instant now);
/// Errors: Conflict (fewer parts than `parts`), Missing. No error when it is complete already.
Result<> complete(Sql& sql, const BlobId& id, Instant now);
/// False: there was nothing to destroy.
Result<bool> markDestroyed(Sql& sql, const BlobId& id, Instant now);
/// Once no byte is left.
Result<> forget(Sql& sql, const BlobId& id);

struct Abandoned
{
	TenantId tenant;
	BlobId blob;
};
/// Open uploads that nobody has touched since, of all tenants.
Result<std::vector<Abandoned>> abandoned(Sql& sql, Instant before);
/// Which of these ids have a row, of all tenants.
Result<std::vector<std::string>> known(Sql& sql, const std::vector<std::string>& ids);

}

}
