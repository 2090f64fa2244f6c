// Makes pictures that can do no harm out of those that people upload.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::branding {

/// Is a PNG that this server drew, without metadata. width, height: how large pages show it, in CSS pixels; the file
/// has twice as many where the source had them.
struct Painting
{
	std::string png;
	int width = 0, height = 0;
};

/// Reads PNG, JPEG, WebP, GIF and SVG, and draws what they show anew; no other format is even tried. A picture's
/// pixels are counted from its head before any is decoded, and an SVG loads nothing from anywhere. Errors: Invalid with
/// problem picture_bytes, picture_kind, picture_pixels or picture_broken. [any thread; under 1 s]
class Painter
{
public:
	static constexpr std::size_t kMostBytes = 2'000'000, kMostSvgBytes = 300'000;
	static constexpr std::int64_t kMostPixels = 16'000'000;
	static constexpr int kLogoWidth = 240, kLogoHeight = 40, kIcon = 32;  // CSS pixels

	/// Throws std::runtime_error if libvips cannot start.
	Painter();
	/// Draws a logo, within kLogoWidth and kLogoHeight.
	Result<Painting> logo(std::string_view picture) const noexcept;
	/// Draws an icon: a square of kIcon, around a picture of any shape.
	Result<Painting> icon(std::string_view picture) const noexcept;
	/// Draws the icon of a company that gave none: a dot of one colour on the other, each `#rrggbb`.
	Result<Painting> mark(std::string_view ground, std::string_view dot) const noexcept;
};

}
