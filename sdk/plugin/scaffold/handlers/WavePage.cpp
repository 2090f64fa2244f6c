#include "handlers/WavePage.h"

#include "domain/Waves.h"
#include "store/WaveStore.h"

namespace @NAME@ {

sx::Result<> WavePage::declare(sx::Registry& registry)
{
	auto shown = registry.route({.path = "/@NAME@",
		.access = sx::Access::Public,
		.handler = [this](sx::Request& request) { return show(request); }});
	if (!shown) return shown;
	return registry.route({.method = sx::Method::Post,
		.path = "/@NAME@",
		.access = sx::Access::Public,
		.handler = [this](sx::Request& request) { return wave(request); }});
}

sx::Result<> WavePage::start(sx::Context& context)
{
	_context = &context;
	_most = context.settings().integer("most");
	return {};
}

sx::Result<sx::Response> WavePage::show(sx::Request& request) const
{
	auto waves = countWaves(_context->store(), request.tenant().id);
	if (!waves) return waves.error();
	const auto& pages = _context->pages();
	return sx::Response::page("wave",
		sx::Value::object({{"title", pages.text(request.language(), "wave.title")},
			{"count", pages.text(request.language(), "wave.count", sx::Value::object({{"n", *waves}}))},
			{"canWave", bool(mayWave(*waves, _most))}}));
}

sx::Result<sx::Response> WavePage::wave(sx::Request& request) const
{
	auto added = addWave(_context->store(),
		request.tenant().id,
		_context->keys().uuid(),
		_context->clock().now(),
		[this](std::int64_t waves) { return mayWave(waves, _most); });
	if (!added) return added.error();
	return sx::Response::redirect("/@NAME@");
}

}
