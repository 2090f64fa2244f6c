// Declares what the directory plugin offers: companies, people, roles, and the companies' settings.
#include "handlers/SettingsPage.h"
#include "handlers/SettingsVerb.h"
#include "handlers/Verbs.h"
#include "store/StoredDirectory.h"

namespace sx::directory {

class DirectoryPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	try
	{
		if (auto done = registry.provide<TenantSource>(_directory.tenantSource()); !done) return done;
		if (auto done = registry.provide<Directory>(_directory); !done) return done;
		if (auto done = registry.provide<Mobiles>(_directory); !done) return done;
		if (auto done = declareVerbs(registry, _directory); !done) return done;
		if (auto done = registry.verb(settingsVerb(_directory, _settings)); !done) return done;
		return _page.declare(registry);
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("directory.declare: ") + e.what()};
	}
	Result<> start(Context& context) noexcept override
	{
		_settings.start(context);
		_page.start(context);
		return _directory.start(context);
	}
	void stop() noexcept override { _directory.stop(); }

private:
	StoredDirectory _directory;
	CompanySettings _settings;
	SettingsPage _page{_settings};
};

}

SX_EXPORT_PLUGIN(sx::directory::DirectoryPlugin);
