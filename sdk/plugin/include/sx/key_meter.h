// Declares the extension point that counts what programs ask for.
#pragma once
#include "sx/http.h"

namespace sx {

/// Extension point: takes requests of API keys from what their people may ask for. [any thread] Since: SDK 1.0
class KeyMeter
{
public:
	static constexpr std::string_view kId = "kernel.key_meter/1";
	/// Takes one request, whose key was accepted. The kernel asks once a request, but not for one that brings a part of
	/// a file (Route::receives): however large a file is, it counts once, where what it belongs to begins. Errors:
	/// Limited, which the caller is told.
	virtual Result<> take(const Principal& principal) noexcept = 0;

protected:
	~KeyMeter() = default;
};

}
