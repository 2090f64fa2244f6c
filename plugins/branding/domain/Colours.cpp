#include "domain/Colours.h"

#include <algorithm>
#include <cmath>

namespace sx::branding {

namespace {

using Triple = std::array<double, 3>;

constexpr const char* kWhite = "#ffffff";
constexpr const char* kInk = "#10161a";
constexpr const char* kBlack = "#000000";
constexpr double kText = 4.6, kEdge = 3.1, kFill = 3, kOnFill = 4.5;
constexpr double kStep = 0.01, kChromaStep = 0.004;

/// Holds the grounds that pages have in one mode.
struct Grounds
{
	std::string surface, page, sunken, raised;
};

Grounds groundsOf(Mode mode)
{
	if (mode == Mode::Dark) return {"#191f24", "#11161a", "#0d1114", "#222a30"};
	return {"#ffffff", "#f5f6f7", "#eceff1", "#ffffff"};
}

std::vector<std::string> groundsWith(const std::string& soft, Mode mode)
{
	const auto g = groundsOf(mode);
	return {g.surface, g.page, g.sunken, g.raised, soft};
}

double linear(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }
double gamma(double c) { return c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055; }
double inUnit(double c) { return std::min(1.0, std::max(0.0, c)); }

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

Triple rgbOf(const std::string& hex)
{
	Triple out{};
	for (std::size_t i = 0; i < 3; ++i) out[i] = (16 * digit(hex[1 + 2 * i]) + digit(hex[2 + 2 * i])) / 255.0;
	return out;
}

std::string hexOf(const Triple& rgb)
{
	static constexpr std::string_view kDigits = "0123456789abcdef";
	std::string out = "#";
	for (const double c: rgb)
	{
		const auto byte = static_cast<unsigned>(std::floor(inUnit(c) * 255 + 0.5));
		out.push_back(kDigits[byte / 16]);
		out.push_back(kDigits[byte % 16]);
	}
	return out;
}

double luminanceOf(const std::string& hex)
{
	const auto rgb = rgbOf(hex);
	return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/// Is a colour in OKLCH: lightness, chroma, hue in radians. Source: B. Ottosson, "A perceptual color space for image
/// processing" (2020).
struct Lch
{
	double lightness = 0, chroma = 0, hue = 0;
};

Lch lchOf(const std::string& hex)
{
	const auto rgb = rgbOf(hex);
	const double r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
	const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	const double a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
	const double bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
	return {0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, std::hypot(a, bb), std::atan2(bb, a)};
}

std::string hexOf(const Lch& lch)
{
	for (double chroma = lch.chroma;; chroma -= kChromaStep)
	{
		const double k = std::max(0.0, chroma), a = k * std::cos(lch.hue), b = k * std::sin(lch.hue);
		const double l0 = lch.lightness + 0.3963377774 * a + 0.2158037573 * b;
		const double m0 = lch.lightness - 0.1055613458 * a - 0.0638541728 * b;
		const double s0 = lch.lightness - 0.0894841775 * a - 1.291485548 * b;
		const double l = l0 * l0 * l0, m = m0 * m0 * m0, s = s0 * s0 * s0;
		const Triple out{4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
			-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
			-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s};
		const bool exists = std::all_of(out.begin(), out.end(), [](double v) { return v > -0.002 && v < 1.002; });
		if (k == 0 || exists) return hexOf(Triple{gamma(inUnit(out[0])), gamma(inUnit(out[1])), gamma(inUnit(out[2]))});
	}
}

/// Moves lightness until a ratio is reached against every ground.
std::string reached(const std::string& colour, const std::vector<std::string>& grounds, double ratio, double step)
{
	auto lch = lchOf(colour);
	auto out = colour;
	const auto isShort = [&](const std::string& ground) { return contrastOf(out, ground) < ratio; };
	const auto canMove = [&] { return step > 0 ? lch.lightness < 0.99 : lch.lightness > 0.02; };
	while (std::any_of(grounds.begin(), grounds.end(), isShort) && canMove())
	{
		lch.lightness += step;
		out = hexOf(lch);
	}
	return out;
}

std::string shaded(const std::string& colour, double by)
{
	auto lch = lchOf(colour);
	lch.lightness = std::min(0.97, std::max(0.08, lch.lightness + by));
	return hexOf(lch);
}

std::string blockOf(const Roles& roles, std::string_view indent)
{
	std::string out;
	for (std::size_t i = 0; i < kRoles.size(); ++i)
		out += std::string(indent) + "--sx-" + std::string(kRoles[i]) + ": " + roles.colours[i] + ";\n";
	return out;
}

}

std::optional<std::string> colourOf(std::string_view typed)
{
	while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
	while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
	if (!typed.empty() && typed.front() == '#') typed.remove_prefix(1);
	if (typed.size() != 3 && typed.size() != 6) return std::nullopt;
	std::string out = "#";
	for (char c: typed)
	{
		if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
		out.append(typed.size() == 3 ? 2 : 1, c);
	}
	return out;
}

double contrastOf(const std::string& a, const std::string& b)
{
	const double x = luminanceOf(a), y = luminanceOf(b);
	return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

std::string textOn(const std::string& ground)
{
	for (const auto* text: {kWhite, kInk})
		if (contrastOf(text, ground) >= kOnFill) return text;
	return kBlack;
}

std::string mixed(const std::string& colour, const std::string& into, double share)
{
	const auto x = rgbOf(colour), y = rgbOf(into);
	Triple out{};
	for (std::size_t i = 0; i < 3; ++i) out[i] = x[i] * share + y[i] * (1 - share);
	return hexOf(out);
}

const std::string& Roles::operator[](std::string_view role) const
{
	static const std::string kNone;
	const auto at = std::find(kRoles.begin(), kRoles.end(), role);
	return at == kRoles.end() ? kNone : colours[static_cast<std::size_t>(at - kRoles.begin())];
}

bool isLightHeader(const std::string& header) { return lchOf(header).lightness > 0.45; }

Roles rolesOf(const std::string& brand, const std::string& header, Mode mode)
{
	const auto g = groundsOf(mode);
	const bool isDark = mode == Mode::Dark;
	const auto fill = isDark ? reached(brand, {g.surface, g.raised}, kFill, kStep) : brand;
	const auto onFill = textOn(fill);
	const bool isWhite = onFill == kWhite;
	const double away = !isWhite ? 0.035 : lchOf(fill).lightness < 0.3 ? 0.07 : -0.045;
	const auto soft = mixed(fill, g.surface, isDark ? 0.16 : 0.08);
	const auto grounds = groundsWith(soft, mode);
	const double step = isDark ? kStep : -kStep;
	const auto text = reached(brand, grounds, kText, step);
	auto head = header;
	if (isDark && isLightHeader(header))
	{
		const auto lch = lchOf(header);
		head = hexOf(Lch{0.26, std::min(lch.chroma, 0.03), lch.hue});
	}
	const auto onHead = textOn(head);
	const auto muted = reached(mixed(onHead, head, 0.74), {head}, kText, onHead == kWhite ? kStep : -kStep);
	return {{fill,
		shaded(fill, away),
		shaded(fill, away * 1.8),
		onFill,
		reached(brand, grounds, kEdge, step),
		text,
		shaded(text, isDark ? 0.06 : -0.07),
		soft,
		mixed(fill, g.surface, isDark ? 0.28 : 0.16),
		mixed(fill, g.surface, isDark ? 0.45 : 0.32),
		head,
		onHead,
		muted,
		mixed(onHead, head, 0.16),
		mixed(onHead, head, 0.1)}};
}

double contrastWithGrounds(const std::string& colour, const std::string& soft, Mode mode)
{
	double out = 21;
	for (const auto& ground: groundsWith(soft, mode)) out = std::min(out, contrastOf(colour, ground));
	return out;
}

std::string sheetOf(const std::string& brand, const std::string& header)
{
	const auto light = rolesOf(brand, header, Mode::Light), dark = rolesOf(brand, header, Mode::Dark);
	return ":root,\n[data-bs-theme=\"light\"] {\n" + blockOf(light, "  ") + "}\n[data-bs-theme=\"dark\"] {\n" +
		blockOf(dark, "  ") + "}\n@media (prefers-color-scheme: dark) {\n  :root:not([data-bs-theme]) {\n" +
		blockOf(dark, "    ") +
		"  }\n}\n@media print {\n  :root {\n    --sx-header: #ffffff;\n    --sx-on-header: #000000;\n  }\n}\n";
}

std::vector<std::string> mailColoursOf(const Palette& palette)
{
	const auto& button = palette.mailButton;
	const auto& text = palette.mailButtonText;
	return {palette.header,
		textOn(palette.header),
		button,
		contrastOf(text, button) >= kOnFill ? text : textOn(button),
		mixed(button, kWhite, 0.08),
		mixed(button, kWhite, 0.32),
		palette.mailBorder};
}

std::vector<Contrast> contrastsOf(const Palette& palette)
{
	const auto light = rolesOf(palette.brand, palette.header, Mode::Light);
	const auto dark = rolesOf(palette.brand, palette.header, Mode::Dark);
	const auto mail = mailColoursOf(palette);
	const auto reachedBy =
		[&](std::string_view name, const Roles& roles, std::string_view role, double least, Mode mode) {
			const auto& soft = roles["brand-soft"];
			return Contrast{.name = name,
				.is = contrastWithGrounds(roles[role], soft, mode),
				.least = least,
				.isMoved = roles[role] != palette.brand,
				.given = contrastWithGrounds(palette.brand, soft, mode),
				.asked = palette.brand,
				.used = roles[role]};
		};
	std::vector<Contrast> out{{.name = "button", .is = contrastOf(light["on-brand"], light["brand"]), .least = kOnFill},
		reachedBy("links", light, "brand-text", kOnFill, Mode::Light),
		reachedBy("edges", light, "brand-edge", kFill, Mode::Light),
		{.name = "header", .is = contrastOf(light["on-header"], light["header"]), .least = kOnFill},
		{.name = "dark_button", .is = contrastOf(dark["on-brand"], dark["brand"]), .least = kOnFill},
		reachedBy("dark_links", dark, "brand-text", kOnFill, Mode::Dark),
		{.name = "dark_header", .is = contrastOf(dark["on-header"], dark["header"]), .least = kOnFill},
		{.name = "mail_button",
			.is = contrastOf(mail[3], mail[2]),
			.least = kOnFill,
			.isMoved = mail[3] != palette.mailButtonText,
			.given = contrastOf(palette.mailButtonText, palette.mailButton),
			.asked = palette.mailButtonText,
			.used = mail[3]}};
	auto& darkButton = out[4];
	darkButton.isMoved = dark["brand"] != palette.brand;
	const auto g = groundsOf(Mode::Dark);
	darkButton.given = std::min(contrastOf(palette.brand, g.surface), contrastOf(palette.brand, g.raised));
	darkButton.asked = palette.brand;
	darkButton.used = dark["brand"];
	auto& darkHeader = out[6];
	darkHeader.isMoved = dark["header"] != palette.header;
	darkHeader.asked = palette.header;
	darkHeader.used = dark["header"];
	return out;
}

}
