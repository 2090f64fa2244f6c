// Reads which files a bundler made for browsers: their names, URLs and digests.
#pragma once
#include "sx/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sx::pages {

struct Asset
{
	std::string url;        // "/assets/messages/composer.1A2B3C4D.js"
	std::string integrity;  // "sha384-…"
};

/// Holds the entries of one folder's assets.json. [any thread once read]
class Assets
{
public:
	/// Reads FOLDER/assets.json; returns no assets when that file is missing or unreadable. owner: the plugin, or
	/// "shared". Errors: Internal (the file is not JSON).
	static Result<Assets> read(const std::string& folder, const std::string& owner);
	/// Finds an asset by the bundler's name, "composer.js", or as templates write it, "composer_js".
	const Asset* find(std::string_view name) const noexcept;

private:
	std::map<std::string, Asset, std::less<>> _assets;
};

}
