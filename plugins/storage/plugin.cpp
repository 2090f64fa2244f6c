#include "sx/plugin.h"
#include "gateway/DiskDriver.h"
#include "handlers/BlobService.h"

namespace sx::storage {

/// Stores sealed files on this machine's disk.
class StoragePlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<Blobs>(_blobs); !done) return done;
		if (auto done = registry.job({.kind = "storage.erase",
				.run = [this](const Job& job) { return _blobs.runErase(job); },
				.maxAttempts = 1000});
			!done)
			return done;
		if (auto done = registry.schedule(
				{"storage.sweep", std::chrono::seconds{1800}, [this] { return _blobs.sweep(); }});
			!done)
			return done;
		return registry.healthCheck({"storage.room", [this]() -> Result<> { return _driver->hasRoom(0); }});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		const auto& settings = context.settings();
		auto driver = std::make_unique<DiskDriver>(context.dataFolder(), settings.bytes("reserve"), context.keys());
		_driver = driver.get();
		_blobs.start(context, std::move(driver), {settings.duration("abandon_after"), settings.duration("orphan_age")});
		return {};
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("storage: ") + e.what()};
	}

	void stop() noexcept override {}

private:
	BlobService _blobs;
	BlobDriver* _driver = nullptr;
};

}

SX_EXPORT_PLUGIN(sx::storage::StoragePlugin);
