// Where the bytes lie. Disk today; an S3 driver is another implementation of this page.
#pragma once
#include "sx/storage/Blobs.h"

#include <functional>
#include <vector>

namespace sx::storage {

/// One part that a client is about to send.
struct PartTarget
{
	BlobId blob;
	int part = 0;
	std::int64_t offset = 0;
	std::int64_t length = 0;
	Bytes sha256;
};

/// [any thread]
class BlobDriver
{
public:
	virtual ~BlobDriver() = default;
	/// Errors: Full, when so many more bytes would touch the reserve.
	virtual Result<> hasRoom(std::int64_t bytes) const noexcept = 0;
	/// Takes a part's bytes. prepare runs once no other attempt at the same part can write any more, before the first
	/// byte; commit runs once the bytes are right and durable. A newer attempt at the same part ends an older one.
	/// Errors: Full, Conflict (superseded), Invalid (another hash), Internal, and those of prepare and commit.
	virtual Result<Response> receive(
		const PartTarget& target, std::function<Result<>()> prepare, std::function<Result<>()> commit) noexcept = 0;
	/// Errors: Missing (no such file, or a shorter one).
	virtual Result<Response> send(const BlobId& blob, std::int64_t bytes) const noexcept = 0;
	/// Leaves no byte. No error when it is gone already.
	virtual Result<> erase(const BlobId& blob) noexcept = 0;
	/// Erases what `known` does not return (it is given ids and answers which of them have a row) and nobody has
	/// touched since `before`. How many went.
	using Known = std::function<Result<std::vector<std::string>>(const std::vector<std::string>&)>;
	virtual Result<int> sweep(Instant before, const Known& known) noexcept = 0;
};

}
