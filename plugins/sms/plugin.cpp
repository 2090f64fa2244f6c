// Declares what the sms plugin offers: the sender, its job, and the endpoint for delivery reports.
#include "gateway/DriverChoice.h"
#include "gateway/PhoneNumbers.h"
#include "handlers/ReportEndpoint.h"
#include "services/QueuedSender.h"

namespace sx::sms {
namespace {

SenderSettings senderSettingsOf(const Settings& settings)
{
	return {.countries = settings.texts("countries"),
		.maxSegments = static_cast<int>(settings.integer("max_segments")),
		.giveUpAfter = settings.duration("give_up_after"),
		.keep = settings.duration("keep"),
		.reportOrigin = settings.text("report_origin")};
}

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, quotas::Quotas& quotas, DriverChoice choice):
		driver(std::move(choice.driver)),
		sender(context, quotas, numbers, driver.get(), senderSettingsOf(context.settings())),
		reports(context.log(), sender, std::move(choice.rule), context.settings().texts("report_from"))
	{
	}

	const PhoneNumbers numbers;
	const std::unique_ptr<Driver> driver;
	QueuedSender sender;
	ReportEndpoint reports;
};

class SmsPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		// Connecting, sending and receiving may each take the gateway's timeout, 60 s at most.
		auto job = registry.job({.kind = QueuedSender::kJob,
			.run = [this](const Job& job) { return _components->sender.send(job); },
			.maxAttempts = QueuedSender::kAttempts,
			.lease = std::chrono::seconds(240)});
		if (!job) return job;
		auto sweep = registry.schedule({.name = "sms.sweep", .every = std::chrono::minutes(1), .run = [this] {
											return _components->sender.sweep();
										}});
		if (!sweep) return sweep;
		auto health = registry.healthCheck({.name = "sms", .check = [this] { return check(); }});
		if (!health) return health;
		return addRoutes(registry, _components, &Components::reports);
	}

	Result<> start(Context& context) noexcept override
	{
		for (const auto& each: context.settings().texts("countries"))
			if (PhoneNumbers().callingCode(each) == 0)
				return invalid("countries", "no country that has telephone numbers: " + each);
		auto choice = chooseDriver(context);
		if (!choice) return choice.error();
		auto* quotas = context.find<quotas::Quotas>();
		if (!quotas) return failed(Code::Unavailable, "sms: quotas is not there");
		if (auto declared = quotas->declare(context, textQuotas()); !declared) return declared;
		_components = std::make_unique<Components>(context, *quotas, std::move(*choice));
		return context.provide<Sender>(_components->sender);
	}

	void stop() noexcept override { _components.reset(); }

private:
	Result<> check() { return _components->driver ? _components->driver->check() : Result<>(); }

	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::sms::SmsPlugin);
