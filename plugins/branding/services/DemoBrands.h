// Implements branding.demonstration/1.
#pragma once
#include "services/Brands.h"
#include "sx/branding/Demonstration.h"

namespace sx::branding {

class DemoBrands final: public Demonstration
{
public:
	DemoBrands(const Context& context, const Brands& brands): _context(context), _brands(brands) {}
	Result<> ensureBrand(const TenantId& tenant, std::string_view name) noexcept override;

private:
	const Context& _context;
	const Brands& _brands;
};

}
