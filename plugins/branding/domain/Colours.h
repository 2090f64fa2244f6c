// Derives every colour of a brand from the few that a company gives, so that each text on it can be read.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx::branding {

/// Returns a colour as `#rrggbb` in lower case, of `#RGB`, `RRGGBB` and the like; nothing for anything else.
std::optional<std::string> colourOf(std::string_view typed);

// All colours below are `#rrggbb`. Contrast is WCAG 2's. Lightness moves in OKLCH, so that the hue stays the company's;
// chroma shrinks until the colour exists in sRGB. Source: the interface guide, section 10 (brand.mjs), whose results
// tests/colours.txt holds.

/// Returns the contrast of two colours, 1 to 21.
double contrastOf(const std::string& a, const std::string& b);
/// Returns the text that can be read on a ground: white if it has 4.5:1, else ink, else black.
std::string textOn(const std::string& ground);
/// Mixes a colour into another. share: of the first, 0 to 1.
std::string mixed(const std::string& colour, const std::string& into, double share);

enum class Mode { Light, Dark };

/// Lists the roles of a style sheet, in its order; `--sx-` stands before each name.
inline constexpr std::array<std::string_view, 15> kRoles{"brand",
	"brand-hover",
	"brand-active",
	"on-brand",
	"brand-edge",
	"brand-text",
	"brand-text-hover",
	"brand-soft",
	"brand-soft-strong",
	"brand-line",
	"header",
	"on-header",
	"header-muted",
	"header-line",
	"header-wash"};

/// Holds a colour for each of kRoles.
struct Roles
{
	std::array<std::string, kRoles.size()> colours;
	/// Returns the colour of one of kRoles; empty for another name.
	const std::string& operator[](std::string_view role) const;
};

/// Derives the roles from the colours of buttons and links (brand) and of the bar (header).
Roles rolesOf(const std::string& brand, const std::string& header, Mode mode);
/// Returns the least contrast of a colour with the grounds that pages have, and with `soft`.
double contrastWithGrounds(const std::string& colour, const std::string& soft, Mode mode);
/// Tells whether dark pages replace a bar of this colour by a dark one of its hue.
bool isLightHeader(const std::string& header);

/// Returns the style sheet of a brand.
std::string sheetOf(const std::string& brand, const std::string& header);

/// Holds the colours that a company gives.
struct Palette
{
	std::string header = "#0b2f3a", brand = "#0f6478";
	std::string mailButton = "#0f6478", mailButtonText = "#ffffff", mailBorder = "#b2cdd4";
	bool operator==(const Palette&) const = default;
};

/// Lists the colours of mails in the order of tenant.brand.mailColours (kernel/pages/FrameView.h).
std::vector<std::string> mailColoursOf(const Palette& palette);

/// Is a contrast that a page or mail will have. name: a word below `contrast`. isMoved: the company's colour gave too
/// little, `given` with `asked`, and another is used.
struct Contrast
{
	std::string_view name;
	double is = 0, least = 0;
	bool isMoved = false;
	double given = 0;
	std::string asked{}, used{};
};
/// Lists the contrasts of a palette, for whoever chooses it.
std::vector<Contrast> contrastsOf(const Palette& palette);

}
