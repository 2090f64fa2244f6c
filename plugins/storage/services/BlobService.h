// Implements storage.blobs/1: keeps rows and bytes in step.
#pragma once
#include "domain/BlobDriver.h"
#include "services/Lent.h"
#include "store/BlobRows.h"

#include <memory>

namespace sx::storage {

/// Makes bytes durable before a row says that they are, and changes the row before bytes change or are erased.
/// [any thread]
class BlobService final: public Blobs
{
public:
	struct Times
	{
		std::chrono::seconds abandonAfter, orphanAge;
	};

	/// context must outlive the service.
	BlobService(Context& context, std::unique_ptr<BlobDriver> driver, Times times):
		_context(context), _driver(std::move(driver)), _times(times)
	{
	}

	Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept override;
	Result<Response> putPart(const TenantId& tenant, const BlobId& blob, const PartBody& body) noexcept override;
	Result<std::vector<int>> parts(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> complete(Sql& sql, const BlobId& blob) noexcept override;
	Result<Response> send(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> destroy(Sql& sql, const BlobId& blob) noexcept override;
	Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept override;

	/// Checks that the disk has room for more. Errors: Full.
	Result<> hasRoom() const noexcept { return _driver->hasRoom(0); }
	/// Runs the job storage.erase {blob}.
	Result<> runErase(const Job& job) noexcept;
	/// Erases abandoned uploads and files without a row; runs on the schedule storage.sweep.
	Result<> sweep() noexcept;

private:
	Context& _context;
	const std::unique_ptr<BlobDriver> _driver;
	mutable Lent _lent;
	const Times _times;
};

}
