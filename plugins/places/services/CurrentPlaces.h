// Finds places in the operator's database, which may be replaced while the server runs.
#pragma once
#include "gateway/PlaceFile.h"
#include "sx/settings.h"

#include <mutex>

namespace sx::places {

/// [any thread]
class CurrentPlaces final: public PlaceFinder
{
public:
	explicit CurrentPlaces(const Context& context);
	Place placeOf(const TenantId& tenant, std::string_view address, const Language& language) const noexcept override;
	/// Opens the file if it is another than the one that is open; keeps that one if the new one cannot be read.
	/// Errors: Invalid with field "file", the first time that a new file is seen.
	Result<> reread();

private:
	std::shared_ptr<const PlaceFile> current() const;

	const Context& _context;
	const TenantSettings& _settings;
	const std::string _path;
	mutable std::mutex _mutex;
	std::shared_ptr<const PlaceFile> _file;
	std::string _seen;  // the state of the file that was seen last
};

}
