// Declares what tables offers: the writing of lists as files.
#include "services/TableWriter.h"

namespace sx::tables {
namespace {

class TablesPlugin final: public Plugin
{
public:
	Result<> declare(Registry&) noexcept override { return {}; }

	Result<> start(Context& context) noexcept override
	{
		_writer = std::make_unique<TableWriter>(context);
		return context.provide<Writer>(*_writer);
	}

	void stop() noexcept override { _writer.reset(); }

private:
	std::unique_ptr<TableWriter> _writer;
};

}
}

SX_EXPORT_PLUGIN(sx::tables::TablesPlugin);
