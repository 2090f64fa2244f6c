// Registers quotes, taxes and discounts: the table of contents.
#include "gateway/TaxFile.h"
#include "handlers/DiscountVerbs.h"
#include "handlers/QuoteEndpoint.h"

namespace sx::billing {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context,
		const licensing::Plans& plans,
		const directory::Directory& directory,
		audit::Journal* journal,
		TaxTable taxes):
		discounts(context, journal),
		quotes(context, plans, std::move(taxes), discounts), verbs(directory, discounts)
	{
	}

	Discounts discounts;
	QuoteEndpoint quotes;
	DiscountVerbs verbs;
};

class BillingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto added = addRoutes(registry, _components, &Components::quotes); !added) return added;
		return addVerbs(registry, _components, &Components::verbs);
	}

	Result<> start(Context& context) noexcept override
	{
		const auto* plans = context.find<licensing::Plans>();
		const auto* directory = context.find<directory::Directory>();
		if (!plans || !directory) return failed(Code::Unavailable, "billing: licensing or directory is not there");
		const auto file = context.settings().text("taxes");
		if (file.empty() && !plans->catalogue().plans.empty())
			return failed(Code::Invalid, "billing.taxes is not set, and licensing.plans is");
		auto taxes = file.empty() ? Result<TaxTable>(TaxTable{}) : readTaxes(file);
		if (!taxes) return taxes.error();
		_components = std::make_unique<Components>(
			context, *plans, *directory, context.find<audit::Journal>(), std::move(*taxes));
		return {};
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::billing::BillingPlugin);
