#include "handlers/BrandFiles.h"

namespace sx::branding {

Routes<BrandFiles> BrandFiles::routes()
{
	return {{Method::Get, std::string(kFilesPath) + "{file:word}", kAnyone, &BrandFiles::get}};
}

Result<Response> BrandFiles::get(Request& request) const
{
	const auto name = request.parameter("file");
	const auto tag = '"' + name + '"';
	auto file = _brands.file(request.tenant().id, name);
	if (!file) return file.error();
	const bool isKnown = request.header("If-None-Match") == tag;
	auto response = isKnown ? Response::empty(304)
							: Response::text(**file, name.ends_with(".css") ? "text/css; charset=utf-8" : "image/png");
	response.header("Cache-Control", "public, max-age=31536000, immutable").header("ETag", tag);
	return response;
}

}
