#include "domain/Device.h"

namespace sx::auth {

namespace {

struct Mark
{
	std::string_view part, name;
};

// In this order: each browser also bears the marks of those below that it descends from.
constexpr Mark kBrowsers[] = {{"Edg/", "Edge"},
	{"EdgA/", "Edge"},
	{"EdgiOS/", "Edge"},
	{"OPR/", "Opera"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"FxiOS/", "Firefox"},
	{"Firefox/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Safari/", "Safari"}};
constexpr Mark kSystems[] = {{"iPhone", "iPhone"},
	{"iPad", "iPad"},
	{"Android", "Android"},
	{"CrOS", "ChromeOS"},
	{"Windows", "Windows"},
	{"Macintosh", "Mac"},
	{"Linux", "Linux"}};

template <std::size_t N> std::string firstOf(const Mark (&marks)[N], std::string_view text)
{
	for (const auto& [part, name]: marks)
		if (text.find(part) != std::string_view::npos) return std::string(name);
	return {};
}

}

Device deviceOf(std::string_view userAgent) { return {firstOf(kBrowsers, userAgent), firstOf(kSystems, userAgent)}; }

}
