#include "services/DemoBrands.h"

namespace sx::branding {

namespace {

/// Is a brand of the demonstration; its texts are words below `demo.NAME`.
struct DemoBrand
{
	std::string_view name;
	Palette palette;
	std::string_view city, postalCode, address, phone, site;
	std::string_view logo;
};

const DemoBrand kDemoBrands[] = {
	{"acme",
		{"#12352a", "#1c6b4a", "#1c6b4a", "#ffffff", "#b9d6c8"},
		"Saint-Hyacinthe",
		"J2S 3B3",
		"1200, rue Girouard Ouest",
		"450 555-0142",
		"https://acme.example.com",
		R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" rx="18" fill="#e9f5ee"/>
<path d="M40 14 66 62H53l-5-10H32l-5 10H14zM40 34l-5 10h10z" fill="#1c6b4a"/><path d="M14 66h52v4H14z" fill="#7fc29f"/></svg>)"},
	{"beta",
		{"#ffffff", "#e2620e", "#e2620e", "#ffffff", "#f0b58c"},
		"Montréal",
		"H2Y 1C6",
		"355, rue Saint-Jacques",
		"514 555-0176",
		"https://beta.example.com",
		R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><circle cx="40" cy="40" r="38" fill="#e2620e"/>
<path d="M28 62V18h14a11 11 0 0 1 7 19.500A12.500 12.500 0 0 1 43 62zm8-26h6a5 5 0 0 0 0-10h-6zm0 18h7a5.500 5.500 0 0 0 0-11h-7z"
fill="#fff"/></svg>)"}};

}

Result<> DemoBrands::ensureBrand(const TenantId& tenant, std::string_view name) noexcept
try
{
	for (const auto& demo: kDemoBrands)
	{
		if (demo.name != name) continue;
		auto now = _brands.current(tenant);
		if (!now) return now.error();
		if (now->number != 0) return {};
		auto logo = _brands.take(tenant, Kind::Logo, demo.logo);
		if (!logo) return logo.error();
		auto icon = _brands.take(tenant, Kind::Icon, demo.logo);
		if (!icon) return icon.error();
		auto brand = now->brand;
		brand.palette = demo.palette;
		brand.address = demo.address;
		brand.city = demo.city;
		brand.postalCode = demo.postalCode;
		brand.region = "Québec";
		brand.country = "Canada";
		brand.phone = demo.phone;
		for (const auto& each: spokenLanguages())
		{
			const auto word = [&](const char* key) {
				return _context.pages().text(each.language, "demo." + std::string(name) + '.' + key);
			};
			brand.headline.in(std::string(each.language.shortTag())) = word("headline");
			brand.footer.in(std::string(each.language.shortTag())) = word("footer");
		}
		brand.privacyUrl = std::string(demo.site) + "/privacy";
		brand.contactUrl = std::string(demo.site) + "/contact";
		brand.logo = std::move(*logo);
		brand.icon = std::move(*icon);
		auto saved = _brands.save({.tenant = tenant}, {.brand = checked(std::move(brand)).brand});
		if (!saved) return saved.error();
		return {};
	}
	return {};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("branding.demonstration: ") + e.what());
}

}
