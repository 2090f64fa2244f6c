#include "gateway/PlaceFile.h"

#include "sx/text.h"

#include <Poco/Exception.h>
#include <Poco/File.h>
#include <Poco/TemporaryFile.h>

namespace sx::places {
namespace {

constexpr std::size_t kMostCharacters = 100;

std::string nameIn(MMDB_entry_s& entry, const char* what, const char* language)
{
	MMDB_entry_data_s found{};
	const char* const path[] = {what, "names", language, nullptr};
	if (MMDB_aget_value(&entry, &found, path) != MMDB_SUCCESS || !found.has_data ||
		found.type != MMDB_DATA_TYPE_UTF8_STRING)
		return {};
	return cleanLine(firstCharacters(std::string_view(found.utf8_string, found.data_size), kMostCharacters));
}

std::string nameOf(MMDB_entry_s& entry, const char* what, const std::string& language)
{
	auto name = nameIn(entry, what, language.c_str());
	return name.empty() ? nameIn(entry, what, "en") : name;
}

}

Result<std::shared_ptr<const PlaceFile>> PlaceFile::open(const std::string& path, const std::string& folder)
try
{
	const Poco::TemporaryFile copy(folder);
	Poco::File(path).copyTo(copy.path());
	std::shared_ptr<PlaceFile> out(new PlaceFile);
	if (const auto status = MMDB_open(copy.path().c_str(), MMDB_MODE_MMAP, &out->_database); status != MMDB_SUCCESS)
		return invalid("file", path + ": " + MMDB_strerror(status));
	return std::shared_ptr<const PlaceFile>(std::move(out));
}
catch (const Poco::Exception& e)
{
	return invalid("file", path + ": " + e.displayText());
}

Place PlaceFile::placeOf(const std::string& address, const std::string& language) const
{
	int notAnAddress = 0, fault = 0;
	auto found = MMDB_lookup_string(&_database, address.c_str(), &notAnAddress, &fault);
	if (notAnAddress != 0 || fault != MMDB_SUCCESS || !found.found_entry) return {};
	return {.city = nameOf(found.entry, "city", language), .country = nameOf(found.entry, "country", language)};
}

}
