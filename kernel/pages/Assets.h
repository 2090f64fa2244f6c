// What a bundler wrote for browsers: names, addresses, digests.
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

/// One folder's assets.json. [any thread once read]
class Assets
{
public:
	/// owner: the plugin, or "shared". A folder without assets.json has none. Errors: Internal (it cannot be read).
	static Result<Assets> read(const std::string& folder, const std::string& owner);
	/// By the bundler's name, "composer.js", or as templates write it, "composer_js".
	const Asset* find(std::string_view name) const noexcept;

private:
	std::map<std::string, Asset, std::less<>> _assets;
};

}
