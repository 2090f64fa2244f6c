// Declares what the sms plugin offers: the sender, its drivers, and the delivery reports.
#include "gateway/Drivers.h"
#include "gateway/PhoneNumbers.h"
#include "handlers/Reports.h"
#include "store/StoredSender.h"

#include <algorithm>
#include <optional>

namespace {

class SmsPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sx::sms::Sender>(_sender); !done) return done;
		// Connecting, sending and receiving may each take the gateway's timeout, 60 s at most.
		if (auto done = registry.job({sms::StoredSender::kJob,
				[this](const sx::Job& job) { return _sender.send(job); },
				sms::StoredSender::kAttempts,
				std::chrono::seconds(240)});
			!done)
			return done;
		if (auto done = registry.schedule({"sms.sweep", std::chrono::minutes(1), [this] { return _sender.sweep(); }});
			!done)
			return done;
		if (auto done = registry.healthCheck({"sms", [this] { return _driver ? _driver->check() : sx::Result<>(); }});
			!done)
			return done;
		return _reports.declare(registry);
	}

	sx::Result<> start(sx::Context& context) noexcept override
	{
		_context = &context;
		const auto& settings = context.settings();
		auto countries = settings.texts("countries");
		for (const auto& each: countries)
			if (_numbers.callingCode(each) == 0)
				return wrong("countries", "no country that has telephone numbers: " + each);
		auto driver = settings.text("driver");
		if (driver.empty()) driver = context.environment() == sx::Environment::Demo ? "postbox" : "none";
		if (auto done = startDriver(driver); !done) return done;

		_sender.start(context,
			_numbers,
			_driver.get(),
			{limits(),
				std::move(countries),
				static_cast<int>(settings.integer("max_segments")),
				settings.duration("give_up_after"),
				settings.duration("keep"),
				settings.text("report_origin")});
		_reports.start(context, std::move(_rule), settings.texts("report_from"));
		return {};
	}

	void stop() noexcept override {}

private:
	static sx::Error wrong(std::string field, std::string detail)
	{
		return {.code = sx::Code::Invalid, .detail = std::move(detail), .field = std::move(field)};
	}

	sx::Result<> startDriver(const std::string& name)
	{
		if (name == "none") return {};
		if (name == "postbox") return startPostbox();
		if (name != "kannel" && name != "http")
			return wrong("driver", "driver is kannel, http, postbox or none, not " + name);
		const auto& settings = _context->settings();
		const auto url = settings.text("url");
		// Without a URL the server starts nevertheless: texts wait, and the health check tells what is missing.
		if (!url.empty())
			if (auto ok = sms::checkUrl(url); !ok) return ok;
		sms::Endpoint endpoint{url,
			settings.text("user"),
			sx::Secret(settings.text("password")),
			settings.text("ca_file"),
			settings.duration("timeout")};
		if (name == "kannel")
		{
			_driver = std::make_unique<sms::KannelDriver>(
				std::move(endpoint), settings.text("from"), _context->clock());
			_rule = sms::kannelReports();
			return {};
		}
		_driver = std::make_unique<sms::HttpDriver>(std::move(endpoint), shape(), _context->clock(), _context->json());
		_rule = sms::ReportRule{
			settings.text("report_field"), settings.texts("report_delivered"), settings.texts("report_failed")};
		return {};
	}

	sx::Result<> startPostbox()
	{
		auto* postbox = _context->find<sx::mail::Postbox>();
		if (!postbox || !postbox->isOpen()) return wrong("driver", "driver postbox needs plugin mail with its postbox");
		_driver = std::make_unique<sms::PostboxDriver>(*postbox, _context->settings().text("from"));
		return {};
	}

	sms::HttpShape shape() const
	{
		const auto& settings = _context->settings();
		return {settings.text("method"),
			settings.text("body"),
			settings.text("from"),
			settings.text("taken_field"),
			settings.text("content") == "json",
			settings.flag("basic_auth"),
			settings.texts("headers"),
			settings.texts("taken_statuses"),
			settings.texts("taken_values")};
	}

	sms::Limits limits() const
	{
		const auto& settings = _context->settings();
		return {settings.integer("per_number_hour"),
			settings.integer("per_number_day"),
			settings.integer("per_country_hour"),
			settings.integer("per_country_day"),
			settings.integer("per_tenant_hour"),
			settings.integer("per_tenant_day")};
	}

	sx::Context* _context = nullptr;
	sms::PhoneNumbers _numbers;
	std::unique_ptr<sms::Driver> _driver;
	std::optional<sms::ReportRule> _rule;
	sms::StoredSender _sender;
	sms::Reports _reports{_sender};
};

}

SX_EXPORT_PLUGIN(SmsPlugin);
