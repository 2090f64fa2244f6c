// Registers the payment gateway and the webhook: the table of contents.
#include "handlers/Webhook.h"

namespace sx::stripe {
namespace {

/// Holds everything that lives from start to stop.
struct Components
{
	explicit Components(Webhook given): webhook(std::move(given)) {}

	Webhook webhook;
};

class StripePlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<billing::PaymentGateway>(_gateway, StripeGateway::kName); !done) return done;
		return addRoutes(registry, _components, &Components::webhook);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* reports = context.find<billing::PaymentReports>();
		if (!reports) return failed(Code::Unavailable, "stripe: billing is not there");
		_gateway.configure(context);
		_components = std::make_unique<Components>(Webhook(_gateway, *reports, context.log()));
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("stripe.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	StripeGateway _gateway;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::stripe::StripePlugin);
