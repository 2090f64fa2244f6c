#include "handlers/WavePage.h"

#include "domain/Waves.h"
#include "sx/views.h"

namespace sx::@NAME@ {

namespace {

/// Holds what templates/pages/wave.html.mustache shows.
struct WaveView
{
	std::string title;
	std::string count;
	bool canWave;

	Value value() const
	{
		return Value::object({
			{"title", title},
			{"scripts", Value::List{"wave.js"}},
			{"count", count},
			{"canWave", canWave},
		});
	}
};

}

Routes<WavePage> WavePage::routes()
{
	return {
		{Method::Get, "/@NAME@", kAnyone, &WavePage::show},
		{Method::Post, "/@NAME@", kAnyone, &WavePage::wave},
	};
}

Result<Response> WavePage::show(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto waves = _waves.count(request.tenant().id);
	if (!waves) return waves.error();
	const WaveView view{
		.title = words("wave.title"),
		.count = words("wave.count", Value::object({{"n", *waves}})),
		.canWave = bool(mayWave(*waves, _waves.most())),
	};
	return Response::page("wave", view.value());
}

Result<Response> WavePage::wave(Request& request) const
{
	if (auto added = _waves.add(request.tenant().id); !added) return added.error();
	return Response::redirect("/@NAME@");
}

}
