// Declares what the mail plugin offers: the outbox, its drivers, and the postbox.
#include "domain/Dkim.h"
#include "domain/Mime.h"
#include "gateway/DkimKey.h"
#include "gateway/SmtpDriver.h"
#include "handlers/CompanyServerPage.h"
#include "handlers/MailVerbs.h"
#include "handlers/PostboxPages.h"
#include "services/Courier.h"
#include "services/MadeKeys.h"
#include "services/PostboxDriver.h"
#include "services/ServerNotices.h"
#include "services/StoredOutbox.h"
#include "sx/enums.h"

#include <memory>

namespace sx::mail {

namespace {

enum class DriverKind { Postbox, Smtp };
constexpr auto kDriverKinds = enumWords<DriverKind>({{DriverKind::Postbox, "postbox"}, {DriverKind::Smtp, "smtp"}});

Result<DriverKind> driverKindOf(const Context& context)
{
	const auto word = context.settings().text("driver");
	if (word.empty()) return context.environment() == Environment::Demo ? DriverKind::Postbox : DriverKind::Smtp;
	const auto kind = kDriverKinds.valueOf(word);
	if (!kind) return invalid("driver", "driver is smtp or postbox, not " + word);
	return *kind;
}

/// Returns the key of the deployment's own domain; null if none is configured.
Result<std::shared_ptr<const SigningKey>> ownKeyOf(const Settings& settings, const Mailbox& sender)
{
	SigningKey key{
		std::string(domainOf(sender.address)), settings.text("dkim_selector"), Secret(settings.text("dkim_key"))};
	if (key.secret.empty()) return std::shared_ptr<const SigningKey>();
	if (!isSelector(key.selector)) return invalid("dkim_selector", "not a selector: " + key.selector);
	if (auto record = recordOf(key.secret.reveal()); !record) return record.error();
	return std::shared_ptr<const SigningKey>(std::make_shared<const SigningKey>(std::move(key)));
}

Result<SmtpSettings> smtpSettingsOf(const Settings& settings, const Mailbox& sender)
{
	const auto word = settings.text("security");
	const auto security = kSecurities.valueOf(word);
	if (!security) return invalid("security", "security is starttls, opportunistic, tls or none, not " + word);
	auto key = ownKeyOf(settings, sender);
	if (!key) return key.error();
	return SmtpSettings{.host = settings.text("host"),
		.port = static_cast<int>(settings.integer("port")),
		.security = *security,
		.caFile = settings.text("ca_file"),
		.user = settings.text("user"),
		.password = Secret(settings.text("password")),
		.helo = settings.text("helo"),
		.sender = sender,
		.key = std::move(*key),
		.timeout = settings.duration("timeout")};
}

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	/// kept: the same as given if that keeps the mails; else null.
	Components(Context& context,
		quotas::Quotas& quotas,
		std::unique_ptr<Driver> given,
		PostboxDriver* kept,
		const SmtpSettings& model):
		driver(std::move(given)),
		postbox(kept), door(kept), servers(context, model),
		notices(context, context.find<directory::Directory>(), context.find<TenantSource>()),
		bounces(context, context.settings().text("bounce_address")),
		courier(context, *driver, bounces, kept ? nullptr : &servers, [this](Sql& sql) { return notices.alarm(sql); }),
		outbox(context, quotas, courier, bounces), pages(context.pages(), kept, context.find<branding::Pictures>()),
		fromNow(context, kept ? nullptr : &servers), serverPage(context, servers, fromNow, !kept),
		verbs(context, bounces)
	{
	}

	std::unique_ptr<Driver> driver;
	PostboxDriver* postbox;
	PostboxDoor door;
	CompanyServers servers;
	ServerNotices notices;
	Bounces bounces;
	Courier courier;
	StoredOutbox outbox;
	PostboxPages pages;
	FromNow fromNow;
	CompanyServerPage serverPage;
	MailVerbs verbs;
	MadeKeys keys{};
};

Result<std::unique_ptr<Components>> make(Context& context)
{
	const auto& settings = context.settings();
	auto* quotas = context.find<quotas::Quotas>();
	if (!quotas) return failed(Code::Unavailable, "mail: quotas is not there");
	if (auto declared = quotas->declare(context, StoredOutbox::quotas()); !declared) return declared.error();
	const Mailbox sender{settings.text("from"), settings.text("from_name")};
	if (!isAddress(sender.address)) return invalid("from", "the sending address cannot be: " + sender.address);
	auto kind = driverKindOf(context);
	if (!kind) return kind.error();
	auto smtp = smtpSettingsOf(settings, sender);
	if (!smtp) return smtp.error();
	const SmtpSettings model{
		.host = {}, .caFile = smtp->caFile, .helo = smtp->helo, .sender = sender, .timeout = smtp->timeout};
	if (*kind == DriverKind::Postbox)
	{
		auto postbox = std::make_unique<PostboxDriver>(context, sender, settings.integer("postbox_keeps"));
		auto* kept = postbox.get();
		return std::make_unique<Components>(context, *quotas, std::move(postbox), kept, model);
	}
	// Without a host the server starts nevertheless: mails wait, and the health check tells what is missing.
	if (smtp->host.empty()) context.log().warning("mail.no_server", {{"detail", "set plugins.settings.mail.host"}});
	auto driver = std::make_unique<SmtpDriver>(std::move(*smtp), context.clock());
	return std::make_unique<Components>(context, *quotas, std::move(driver), nullptr, model);
}

}

/// Provides the durable outbox, and the demonstration's postbox.
class MailPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "mail"); !done) return done;
		// The driver's budget for one mail (90 s) stays below the lease.
		if (auto done = registry.job({.kind = StoredOutbox::kJob,
				.run = [this](const Job& job) { return _components->outbox.send(job); },
				.maxAttempts = StoredOutbox::kAttempts,
				.lease = std::chrono::seconds(120)});
			!done)
			return done;
		if (auto done = registry.job({.kind = ServerNotices::kJob,
				.run =
					[this](const Job& job) {
						return _components->notices.send(job, _components->outbox, _components->servers);
					}});
			!done)
			return done;
		auto entry = registry.menu({.key = "menu.server",
			.path = CompanyServerPage::kPath,
			.icon = "envelope",
			.permission = CompanyServerPage::kManage,
			.order = 220});
		if (!entry) return entry;
		if (auto done = registry.schedule({"mail.sweep", std::chrono::minutes(1), [this] { return sweep(); }}); !done)
			return done;
		if (auto done = registry.healthCheck({"mail", [this] { return _components->driver->check(); }}); !done)
			return done;
		if (auto done = addVerbs(registry, _components, &Components::verbs); !done) return done;
		return addRoutes(registry, _components, &Components::pages, &Components::serverPage);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto made = make(context);
		if (!made) return made.error();
		_components = std::move(*made);
		_samples.begin(context);
		if (auto done = context.provide<Outbox>(_components->outbox); !done) return done;
		if (auto done = context.provide<SigningKeys>(_components->keys); !done) return done;
		return context.provide<Postbox>(_components->door);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("mail.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	Result<> sweep()
	{
		if (_components->postbox)
			if (auto done = _components->postbox->sweep(); !done) return done;
		if (auto done = _components->bounces.sweep(); !done) return done;
		return _components->outbox.sweep();
	}

	std::unique_ptr<Components> _components;
	SampleBook _samples;
};

}

SX_EXPORT_PLUGIN(sx::mail::MailPlugin);
