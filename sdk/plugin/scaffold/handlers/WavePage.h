// Answers GET /@NAME@, which shows the waves, and POST /@NAME@, which adds one.
#pragma once
#include "services/WaveBook.h"
#include "sx/routes.h"

namespace sx::@NAME@ {

class WavePage
{
public:
	WavePage(const Context& context, WaveBook& waves): _context(context), _waves(waves) {}
	static Routes<WavePage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> wave(Request& request) const;

	const Context& _context;
	WaveBook& _waves;
};

}
