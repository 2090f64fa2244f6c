// The service storage.blobs/1: rows and bytes kept in step.
#pragma once
#include "domain/BlobDriver.h"
#include "store/BlobRows.h"

#include <memory>

namespace sx::storage {

/// Order of every step: bytes are durable before a row says so; a row stops saying so before bytes change or go.
/// [any thread, after start()]
class BlobService final: public Blobs
{
public:
	struct Times
	{
		std::chrono::seconds abandonAfter, orphanAge;
	};

	/// Both outlive the service. Called once, before any other function. [main thread]
	void start(Context& context, std::unique_ptr<BlobDriver> driver, Times times) noexcept;

	Result<BlobId> create(Sql& sql, std::int64_t bytes) noexcept override;
	Result<Response> putPart(Request& request, const TenantId& tenant, const BlobId& blob, int part) noexcept override;
	Result<std::vector<int>> parts(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> complete(Sql& sql, const BlobId& blob) noexcept override;
	Result<Response> send(const TenantId& tenant, const BlobId& blob) const noexcept override;
	Result<> destroy(Sql& sql, const BlobId& blob) noexcept override;
	Result<> erase(const TenantId& tenant, const BlobId& blob) noexcept override;

	/// Job storage.erase {blob}.
	Result<> runErase(const Job& job) noexcept;
	/// Schedule storage.sweep: abandoned uploads, and files without a row.
	Result<> sweep() noexcept;

private:
	Context* _context = nullptr;
	std::unique_ptr<BlobDriver> _driver;
	Times _times{};
};

}
