// Declares what the directory plugin offers: companies, people, roles, and the companies' settings.
#include "handlers/SettingsPage.h"
#include "handlers/SettingsVerb.h"
#include "handlers/Verbs.h"
#include "store/StoredDirectory.h"

namespace {

class DirectoryPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	try
	{
		if (auto done = registry.provide<sx::TenantSource>(_directory.tenantSource()); !done) return done;
		if (auto done = registry.provide<sx::directory::Directory>(_directory); !done) return done;
		if (auto done = registry.provide<sx::directory::Mobiles>(_directory); !done) return done;
		if (auto done = directory::declareVerbs(registry, _directory); !done) return done;
		if (auto done = registry.verb(directory::settingsVerb(_directory, _settings)); !done) return done;
		return _page.declare(registry);
	}
	catch (const std::exception& e)
	{
		return sx::Error{sx::Code::Internal, std::string("directory.declare: ") + e.what()};
	}
	sx::Result<> start(sx::Context& context) noexcept override
	{
		_settings.start(context);
		_page.start(context);
		return _directory.start(context);
	}
	void stop() noexcept override { _directory.stop(); }

private:
	directory::StoredDirectory _directory;
	directory::CompanySettings _settings;
	directory::SettingsPage _page{_settings};
};

}

SX_EXPORT_PLUGIN(DirectoryPlugin);
