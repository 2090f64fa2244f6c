#include "kernel/pages/Assets.h"

#include "kernel/base/JsonText.h"
#include "kernel/pages/Files.h"

#include <algorithm>

namespace sx::pages {

Result<Assets> Assets::read(const std::string& folder, const std::string& owner)
{
	Assets assets;
	auto text = readFile(folder + "/assets.json");
	if (!text) return assets;
	auto json = base::parseJson(*text);
	if (!json) return Error{Code::Internal, folder + "/assets.json: " + json.error().detail};
	for (const auto& [name, entry]: json->members())
	{
		Asset asset{"/assets/" + owner + "/" + entry["file"].text(), entry["integrity"].text()};
		auto written = name;
		std::replace_if(
			written.begin(), written.end(), [](char c) { return c == '.' || c == '-'; }, '_');
		assets._assets.insert_or_assign(written, asset);
		assets._assets.insert_or_assign(name, std::move(asset));
	}
	return assets;
}

const Asset* Assets::find(std::string_view name) const noexcept
{
	auto found = _assets.find(name);
	return found == _assets.end() ? nullptr : &found->second;
}

}
