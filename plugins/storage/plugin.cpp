// Declares what the storage plugin offers: the blobs, their jobs, and the check of the disk's room.
#include "gateway/DiskDriver.h"
#include "services/BlobService.h"

namespace sx::storage {
namespace {

/// Stores sealed files on this machine's disk.
class StoragePlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		auto erase = registry.job({.kind = "storage.erase",
			.run = [this](const Job& job) { return _blobs->runErase(job); },
			.maxAttempts = 1000});
		if (!erase) return erase;
		auto sweep = registry.schedule(
			{.name = "storage.sweep", .every = std::chrono::minutes(30), .run = [this] { return _blobs->sweep(); }});
		if (!sweep) return sweep;
		return registry.healthCheck({.name = "storage.room", .check = [this] { return _blobs->hasRoom(); }});
	}

	Result<> start(Context& context) noexcept override
	{
		const auto& settings = context.settings();
		_blobs = std::make_unique<BlobService>(context,
			std::make_unique<DiskDriver>(context.dataFolder(), settings.bytes("reserve"), context.keys()),
			BlobService::Times{
				.abandonAfter = settings.duration("abandon_after"), .orphanAge = settings.duration("orphan_age")});
		return context.provide<Blobs>(*_blobs);
	}

	void stop() noexcept override { _blobs.reset(); }

private:
	std::unique_ptr<BlobService> _blobs;
};

}
}

SX_EXPORT_PLUGIN(sx::storage::StoragePlugin);
