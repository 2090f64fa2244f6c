// Registers what this plugin offers: the table of contents.
#include "handlers/WavePage.h"

namespace {

class @CLASS@Plugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override { return _page.declare(registry); }
	sx::Result<> start(sx::Context& context) noexcept override { return _page.start(context); }
	void stop() noexcept override {}

private:
	@NAME@::WavePage _page;
};

}

SX_EXPORT_PLUGIN(@CLASS@Plugin);
