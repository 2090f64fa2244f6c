// Stores the bytes of blobs. The disk driver implements this interface; an S3 driver would implement it too.
#pragma once
#include "sx/storage/Blobs.h"

#include <functional>
#include <vector>

namespace sx::storage {

/// Describes a part that a client is about to send.
struct PartTarget
{
	BlobId blob;
	int part = 0;
	std::int64_t offset = 0;
	std::int64_t length = 0;
	Bytes sha256;
};

/// Stores, sends and erases bytes; knows nothing of rows. [any thread]
class BlobDriver
{
public:
	virtual ~BlobDriver() = default;
	/// Checks that so many more bytes leave the reserve untouched. Errors: Full.
	virtual Result<> hasRoom(std::int64_t bytes) const noexcept = 0;
	/// Receives a part's bytes, as long as `authority` lasts. prepare runs before the first byte, when no other attempt
	/// at the same part can write any more; commit runs when the bytes are right and durable. A newer attempt at the
	/// same part ends an older one. Errors: Full, Conflict (superseded), Invalid (another hash), Internal, and those of
	/// prepare and commit.
	virtual Result<Response> receive(const PartTarget& target,
		std::shared_ptr<Authority> authority,
		std::function<Result<>()> prepare,
		std::function<Result<>()> commit) noexcept = 0;
	/// Returns a response that sends the blob and supports ranges, as long as `authority` lasts. Errors: Missing (no
	/// such file, or a shorter one).
	virtual Result<Response> send(
		const BlobId& blob, std::int64_t bytes, std::shared_ptr<Authority> authority) const noexcept = 0;
	/// Erases every byte of a blob, first for those who hold it open, on whatever node; idempotent.
	virtual Result<> erase(const BlobId& blob) noexcept = 0;
	/// Returns those of the given ids that have a row.
	using Known = std::function<Result<std::vector<std::string>>(const std::vector<std::string>&)>;
	/// Erases files that are older than `before` and whose ids `known` does not return. Returns how many it erased.
	virtual Result<int> sweep(Instant before, const Known& known) noexcept = 0;
};

}
