// The plugin storage on a folder: its real service, driver and tables, with a kernel that is just large enough.
#pragma once
#include "gateway/DiskDriver.h"
#include "kernel/data/Database.h"
#include "services/BlobService.h"

#include <filesystem>
#include <memory>
#include <string>

namespace sx::faults {

const TenantId kCompany{"boreal"};

/// Runs the plugin as its folder says: database, blobs and the jobs that wait.
class StorageRig
{
public:
	/// Throws std::runtime_error when it does not open.
	explicit StorageRig(const std::filesystem::path& folder);
	~StorageRig();

	storage::BlobService& blobs() noexcept;
	storage::DiskDriver& driver() noexcept;
	Store& store() noexcept;
	/// Moves the clock: what is old by then is swept.
	void advance(std::chrono::hours by) noexcept;
	/// The id that the next blob gets.
	void setNextId(int number) noexcept;
	/// Asks for a blob's only part to be put.
	Result<Response> begin(const storage::BlobId& blob, std::string_view bytes);
	/// Asks for one of several parts, which lie as close as the test wants them.
	Result<Response> beginPart(const storage::BlobId& blob, int part, std::int64_t offset, std::string_view bytes);
	/// Writes the bytes that a begun part waits for, and ends it, as the kernel does.
	Result<> finish(Result<Response>& begun, std::string_view bytes);
	/// Runs every job that waits, each until it is done.
	Result<> runJobs() noexcept;

	static storage::BlobId idOf(int number);

private:
	class Kernel;
	std::unique_ptr<data::Database> _database;
	std::unique_ptr<Kernel> _kernel;
	std::unique_ptr<storage::BlobService> _blobs;
	storage::DiskDriver* _driver = nullptr;
};

}
