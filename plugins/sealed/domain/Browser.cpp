#include "domain/Browser.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sx::sealed {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

// The first match wins: Edge also says Chrome, Chrome also says Safari, Android also says Linux.
constexpr std::array<Names, 7> kBrowsers{{{"Edg/", "Edge"},
	{"OPR/", "Opera"},
	{"Firefox/", "Firefox"},
	{"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"}}};
constexpr std::array<Names, 7> kSystems{{{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Android", "Android"},
	{"Windows", "Windows"},
	{"Mac OS X", "macOS"},
	{"CrOS", "ChromeOS"},
	{"Linux", "Linux"}}};

template <std::size_t N> std::string_view nameIn(const std::array<Names, N>& names, std::string_view agent)
{
	for (const auto& [mark, name]: names)
		if (agent.find(mark) != std::string_view::npos) return name;
	return {};
}

}

std::string browserName(std::string_view agent)
{
	const auto browser = nameIn(kBrowsers, agent), system = nameIn(kSystems, agent);
	if (browser.empty()) return std::string(agent.substr(0, std::min<std::size_t>(agent.find(' '), 60)));
	return std::string(browser) + (system.empty() ? "" : ", " + std::string(system));
}

}
