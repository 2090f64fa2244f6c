// Companies, people and roles: what this plugin offers.
#include "handlers/Verbs.h"
#include "store/StoredDirectory.h"

namespace {

class DirectoryPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sx::TenantSource>(_directory.tenantSource()); !done) return done;
		if (auto done = registry.provide<sx::directory::Directory>(_directory); !done) return done;
		if (auto done = registry.provide<sx::directory::Mobiles>(_directory); !done) return done;
		return directory::declareVerbs(registry, _directory);
	}
	sx::Result<> start(sx::Context& context) noexcept override { return _directory.start(context); }
	void stop() noexcept override { _directory.stop(); }

private:
	directory::StoredDirectory _directory;
};

}

SX_EXPORT_PLUGIN(DirectoryPlugin);
