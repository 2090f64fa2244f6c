#include "gateway/Painter.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <vips/vips.h>

namespace sx::branding {

namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds kLongest{5};

struct Unref
{
	void operator()(VipsImage* image) const noexcept { g_object_unref(image); }
	void operator()(void* bytes) const noexcept { g_free(bytes); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

Error refused(const char* problem, std::string detail)
{
	return Error{.code = Code::Invalid, .detail = std::move(detail), .messageKey = "", .problem = problem};
}

Error broken(const char* what)
{
	std::string detail = std::string(what) + ": " + vips_error_buffer();
	vips_error_clear();
	return refused("picture_broken", std::move(detail));
}

bool holds(std::string_view text, std::string_view lowerPart)
{
	const auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
	return std::search(text.begin(), text.end(), lowerPart.begin(), lowerPart.end(), isSame) != text.end();
}

bool isSvg(std::string_view picture)
{
	if (picture.starts_with("\xEF\xBB\xBF")) picture.remove_prefix(3);
	const auto first = picture.find_first_not_of(" \t\r\n");
	return first != std::string_view::npos && picture[first] == '<' && holds(picture.substr(0, 4096), "<svg");
}

bool isRaster(std::string_view picture)
{
	using namespace std::string_view_literals;
	return picture.starts_with("\x89PNG\r\n\x1A\n"sv) || picture.starts_with("\xFF\xD8\xFF"sv) ||
		picture.starts_with("GIF8"sv) || (picture.starts_with("RIFF"sv) && picture.substr(8).starts_with("WEBP"sv));
}

/// Refuses what is too large or no picture that we read, from its first bytes.
Result<> check(std::string_view picture)
{
	if (picture.size() > Painter::kMostBytes) return refused("picture_bytes", "more than 2 MB");
	if (isRaster(picture))
	{
		const Image head(vips_image_new_from_buffer(picture.data(), picture.size(), "", nullptr));
		if (!head) return broken("head");
		const auto pixels = std::int64_t{vips_image_get_width(head.get())} * vips_image_get_height(head.get());
		if (pixels > Painter::kMostPixels) return refused("picture_pixels", std::to_string(pixels) + " pixels");
		return {};
	}
	if (!isSvg(picture)) return refused("picture_kind", "neither PNG, JPEG, WebP, GIF nor SVG");
	if (picture.size() > Painter::kMostSvgBytes) return refused("picture_bytes", "an SVG of more than 300 kB");
	// Entities can grow without bound, and name other files.
	if (holds(picture, "<!doctype") || holds(picture, "<!entity"))
		return refused("picture_kind", "an SVG with a document type");
	return {};
}

struct Deadline
{
	steady_clock::time_point at = steady_clock::now() + kLongest;
	static void check(VipsImage* image, VipsProgress*, void* self)
	{
		if (steady_clock::now() > static_cast<Deadline*>(self)->at) vips_image_set_kill(image, TRUE);
	}
};

/// Draws a picture within a box; both in pixels of the file. Only a drawing gets sharper when it grows.
Result<Image> drawn(std::string_view picture, int width, int height)
{
	VipsImage* out = nullptr;
	if (!isRaster(picture))
	{
		const int failed = vips_thumbnail_buffer(
			const_cast<char*>(picture.data()), picture.size(), &out, width, "height", height, nullptr);
		if (failed != 0) return broken("drawing");
		return Image(out);
	}
	const Image whole(vips_image_new_from_buffer(picture.data(),
		picture.size(),
		"",
		"access",
		VIPS_ACCESS_SEQUENTIAL,
		"fail_on",
		VIPS_FAIL_ON_TRUNCATED,
		nullptr));
	if (!whole) return broken("picture");
	const int failed = vips_thumbnail_image(
		whole.get(), &out, width, "height", height, "size", VIPS_SIZE_DOWN, nullptr);
	if (failed != 0) return broken("thumbnail");
	return Image(out);
}

Result<std::string> pngOf(const Image& image)
{
	Deadline deadline;
	vips_image_set_progress(image.get(), TRUE);
	g_signal_connect(image.get(), "eval", G_CALLBACK(&Deadline::check), &deadline);
	void* bytes = nullptr;
	std::size_t length = 0;
	const int failed = vips_pngsave_buffer(
		image.get(), &bytes, &length, "compression", 9, "strip", TRUE, "bitdepth", 8, nullptr);
	if (failed != 0) return broken("png");
	const std::unique_ptr<void, Unref> owned(bytes);
	return std::string(static_cast<const char*>(bytes), length);
}

Result<Image> squared(const Image& image, int side)
{
	VipsImage* clear = nullptr;
	if (vips_image_hasalpha(image.get()))
		g_object_ref(clear = image.get());
	else if (vips_addalpha(image.get(), &clear, nullptr) != 0)
		return broken("alpha");
	const Image withAlpha(clear);
	VipsImage* out = nullptr;
	const int failed = vips_gravity(
		withAlpha.get(), &out, VIPS_COMPASS_DIRECTION_CENTRE, side, side, "extend", VIPS_EXTEND_BLACK, nullptr);
	if (failed != 0) return broken("square");
	return Image(out);
}

/// Frees what libvips keeps for this thread, when a picture is done.
struct EndOfThread
{
	~EndOfThread() { vips_thread_shutdown(); }
};

}

Painter::Painter()
{
	if (VIPS_INIT("sxserver") != 0) throw std::runtime_error(std::string("libvips: ") + vips_error_buffer());
	// It would write a line to standard error for each broken row of a picture.
	g_log_set_handler(
		"VIPS", G_LOG_LEVEL_WARNING, [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (const auto* reader: {"VipsForeignLoadPng",
			 "VipsForeignLoadJpeg",
			 "VipsForeignLoadWebp",
			 "VipsForeignLoadNsgif",
			 "VipsForeignLoadSvg"})
		vips_operation_block_set(reader, FALSE);
}

Result<Painting> Painter::logo(std::string_view picture) const noexcept
try
{
	const EndOfThread end;
	if (auto fine = check(picture); !fine) return fine.error();
	auto image = drawn(picture, 2 * kLogoWidth, 2 * kLogoHeight);
	if (!image) return image.error();
	const int width = vips_image_get_width(image->get()), height = vips_image_get_height(image->get());
	auto png = pngOf(*image);
	if (!png) return png.error();
	// A small picture is shown as it is rather than at half its size.
	const int density = height > kLogoHeight || width > kLogoWidth ? 2 : 1;
	return Painting{std::move(*png), std::max(1, width / density), std::max(1, height / density)};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("logo: ") + e.what());
}

Result<Painting> Painter::icon(std::string_view picture) const noexcept
try
{
	const EndOfThread end;
	if (auto fine = check(picture); !fine) return fine.error();
	auto image = drawn(picture, 2 * kIcon, 2 * kIcon);
	if (!image) return image.error();
	auto square = squared(*image, 2 * kIcon);
	if (!square) return square.error();
	auto png = pngOf(*square);
	if (!png) return png.error();
	return Painting{std::move(*png), kIcon, kIcon};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("icon: ") + e.what());
}

Result<Painting> Painter::mark(std::string_view ground, std::string_view dot) const noexcept
try
{
	return icon(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" "
		"fill=\"" +
		std::string(ground) + "\"/><circle cx=\"16\" cy=\"16\" r=\"7\" fill=\"" + std::string(dot) + "\"/></svg>");
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("mark: ") + e.what());
}

}
