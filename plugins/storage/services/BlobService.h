// Implements storage.blobs/1: keeps rows and bytes in step.
#pragma once
#include "domain/BlobDriver.h"
#include "store/BlobRows.h"

#include <memory>

namespace sx::storage {

/// Makes bytes durable before a row says that they are, and changes the row before bytes change or are erased.
/// [any thread, after start()]
class BlobService final: public Blobs
{
public:
	struct Times
	{
		std::chrono::seconds abandonAfter, orphanAge;
	};

	/// Starts the service; call it once, before any other function. context must outlive the service. [main thread]
	void start(Context& context, std::unique_ptr<BlobDriver> driver, Times times) noexcept;

	Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept override;
	Result<Response> putPart(Request& request, const TenantId& tenant, const BlobId& blob, int part) noexcept override;
	Result<std::vector<int>> parts(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> complete(Sql& sql, const BlobId& blob) noexcept override;
	Result<Response> send(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> destroy(Sql& sql, const BlobId& blob) noexcept override;
	Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept override;

	/// Runs the job storage.erase {blob}.
	Result<> runErase(const Job& job) noexcept;
	/// Erases abandoned uploads and files without a row; runs on the schedule storage.sweep.
	Result<> sweep() noexcept;

private:
	Context* _context = nullptr;
	std::unique_ptr<BlobDriver> _driver;
	Times _times{};
};

}
