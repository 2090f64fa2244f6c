// Reads a database of places in the format MMDB (libmaxminddb).
#pragma once
#include "sx/places/Places.h"

#include <maxminddb.h>

namespace sx::places {

/// Holds one open database. [any thread]
class PlaceFile
{
public:
	/// Opens a database. Copies it into `folder` first and deletes the copy at once: whoever replaces the file may
	/// overwrite it in place, and a mapped file that becomes shorter would end the process. Errors: Invalid with field
	/// "file".
	static Result<std::shared_ptr<const PlaceFile>> open(const std::string& path, const std::string& folder);
	~PlaceFile() { MMDB_close(&_database); }
	PlaceFile(const PlaceFile&) = delete;
	PlaceFile& operator=(const PlaceFile&) = delete;

	/// Returns the place of an address, in a language (`fr`) or else in English.
	Place placeOf(const std::string& address, const std::string& language) const;

private:
	PlaceFile() = default;
	MMDB_s _database{};
};

}
