// Declares what the mail plugin offers: the outbox, its drivers, and the postbox.
#include "domain/Mime.h"
#include "gateway/SmtpDriver.h"
#include "handlers/PostboxPages.h"
#include "store/PostboxDriver.h"
#include "store/StoredOutbox.h"

#include <optional>

namespace sx::mail {

class MailPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<Outbox>(_outbox); !done) return done;
		if (auto done = registry.provide<Postbox>(_door); !done) return done;
		// The driver's budget for one mail (90 s) stays below the lease.
		if (auto done = registry.job({StoredOutbox::kJob,
				[this](const Job& job) { return _outbox.send(job); },
				StoredOutbox::kAttempts,
				std::chrono::seconds(120)});
			!done)
			return done;
		if (auto done = registry.schedule({"mail.sweep", std::chrono::minutes(1), [this] { return sweep(); }}); !done)
			return done;
		if (auto done = registry.healthCheck({"mail", [this] { return _driver->check(); }}); !done) return done;
		return _pages.declare(registry);
	}

	Result<> start(Context& context) noexcept override
	{
		_context = &context;
		const auto& settings = context.settings();
		const Mailbox sender{settings.text("from"), settings.text("from_name")};
		if (!isAddress(sender.address)) return wrong("from", "the sending address cannot be: " + sender.address);
		auto driver = settings.text("driver");
		if (driver.empty()) driver = context.environment() == Environment::Demo ? "postbox" : "smtp";
		if (driver == "postbox")
			startPostbox(sender);
		else if (driver == "smtp")
		{
			if (auto done = startSmtp(sender); !done) return done;
		}
		else
			return wrong("driver", "driver is smtp or postbox, not " + driver);
		_outbox.start(context, *_driver);
		_door.start(_postbox);
		_pages.start(context, _postbox);
		return {};
	}

	void stop() noexcept override {}

private:
	static Error wrong(std::string field, std::string detail)
	{
		return {.code = Code::Invalid, .detail = std::move(detail), .field = std::move(field)};
	}

	void startPostbox(const Mailbox& sender)
	{
		auto postbox = std::make_unique<PostboxDriver>(*_context, sender);
		_postbox = postbox.get();
		_driver = std::move(postbox);
	}

	Result<> startSmtp(const Mailbox& sender)
	{
		const auto& settings = _context->settings();
		auto security = securityOf(settings.text("security"));
		if (!security) return security.error();
		// Without a host the server starts nevertheless: mails wait, and the health check tells what is missing.
		if (settings.text("host").empty())
			_context->log().warning("mail.no_server", {{"detail", "set plugins.settings.mail.host"}});
		_driver = std::make_unique<SmtpDriver>(SmtpSettings{.host = settings.text("host"),
												   .port = static_cast<int>(settings.integer("port")),
												   .security = *security,
												   .caFile = settings.text("ca_file"),
												   .user = settings.text("user"),
												   .password = Secret(settings.text("password")),
												   .helo = settings.text("helo"),
												   .sender = sender,
												   .timeout = settings.duration("timeout")},
			_context->clock());
		return {};
	}

	Result<> sweep()
	{
		if (_postbox)
			if (auto done = _postbox->keep(_context->settings().integer("postbox_keeps")); !done) return done;
		return _outbox.sweep();
	}

	Context* _context = nullptr;
	std::unique_ptr<Driver> _driver;
	PostboxDriver* _postbox = nullptr;  // the same as _driver, if that is a postbox
	PostboxDoor _door;
	StoredOutbox _outbox;
	PostboxPages _pages;
};

}

SX_EXPORT_PLUGIN(sx::mail::MailPlugin);
