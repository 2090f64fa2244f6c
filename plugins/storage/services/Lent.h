// Knows which blobs are being sent or received, so that erasing one cuts its transfers.
#pragma once
#include "sx/storage/Blobs.h"

#include <map>
#include <memory>
#include <mutex>

namespace sx::storage {

/// Gives every transfer of a blob the same right, which ends when the blob is erased. [any thread]
class Lent
{
public:
	/// Returns the blob's right; makes it if nobody has it.
	std::shared_ptr<Authority> of(const BlobId& blob);
	/// Ends the blob's right. Returns false if a transfer still runs: ask again.
	bool end(const BlobId& blob) noexcept;

private:
	std::mutex _mutex;
	std::map<std::string, std::weak_ptr<Authority>, std::less<>> _rights;
	std::size_t _swept = 0;  // how many there were after the last sweep
};

}
