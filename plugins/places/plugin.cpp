// Declares what the places plugin offers: the finder, and reading its file again.
#include "services/CurrentPlaces.h"

namespace sx::places {
namespace {

class PlacesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		return registry.schedule(
			{.name = "places.reread", .every = std::chrono::minutes(1), .run = [this] { return _places->reread(); }});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		_places = std::make_unique<CurrentPlaces>(context);
		if (auto read = _places->reread(); !read) return read;
		return context.provide<PlaceFinder>(*_places);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("places.start: ") + e.what());
	}

	void stop() noexcept override { _places.reset(); }

private:
	std::unique_ptr<CurrentPlaces> _places;
};

}
}

SX_EXPORT_PLUGIN(sx::places::PlacesPlugin);
