// Answers GET /@NAME@, which shows the waves, and POST /@NAME@, which adds one.
#pragma once
#include "sx/plugin.h"

namespace @NAME@ {

class WavePage
{
public:
	sx::Result<> declare(sx::Registry& registry);
	sx::Result<> start(sx::Context& context);

private:
	sx::Result<sx::Response> show(sx::Request& request) const;
	sx::Result<sx::Response> wave(sx::Request& request) const;

	sx::Context* _context = nullptr;
	std::int64_t _most = 0;
};

}
