// Serves the files of brands.
#pragma once
#include "services/Brands.h"
#include "sx/routes.h"

namespace sx::branding {

/// Serves style sheets and pictures of brands. [any thread]
class BrandFiles
{
public:
	explicit BrandFiles(const Brands& brands): _brands(brands) {}
	static Routes<BrandFiles> routes();

private:
	Result<Response> get(Request& request) const;
	const Brands& _brands;
};

}
