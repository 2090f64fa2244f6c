// Registers messages: sending, following, replying. The table of contents.
#include "handlers/AskAgainPages.h"
#include "handlers/ComposerPage.h"
#include "handlers/MessageEndpoints.h"
#include "handlers/ReplyEndpoints.h"
#include "handlers/SentPages.h"
#include "services/MessageKind.h"
#include "services/Samples.h"
#include "sx/messages/Options.h"

#include <exception>

namespace sx::messages {
namespace {

/// Checks options for plugins that keep them.
class KnownOptions final: public Options
{
public:
	explicit KnownOptions(const Services& services): _services(services) {}
	Result<Value> check(const Value& options) const noexcept override
	try
	{
		return parseOptions(options, _services.limits());
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("messages.options: ") + e.what());
	}

private:
	const Services& _services;
};

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Services given):
		services(std::move(given)), notices(services), kind(services, notices), sending(services, notices),
		replying(services, sending), resending(services, notices), asking(services, notices), following(services),
		conversations(services), messageEndpoints(services, sending, following, resending),
		replyEndpoints(services, replying), askAgainPages(services, asking), receivedPages(services, conversations),
		sentPages(services, following, receivedPages), composerPage(services, receivedPages)
	{
	}

	Services services;
	KnownOptions options{services};
	Notices notices;
	MessageKind kind;
	SendMessage sending;
	ReplyMessage replying;
	ResendNotice resending;
	AskAgain asking;
	FollowMessages following;
	Conversations conversations;
	MessageEndpoints messageEndpoints;
	ReplyEndpoints replyEndpoints;
	AskAgainPages askAgainPages;
	ReceivedPages receivedPages;
	SentPages sentPages;
	ComposerPage composerPage;
};

/// Hears what other plugins report, from before start() on, and keeps exceptions inside this library.
class Listener final: public sealed::Kind, public mail::DeliveryListener, public sms::DeliveryListener
{
public:
	explicit Listener(const std::unique_ptr<Components>& components): _components(components) {}

	std::string_view name() const noexcept override { return kKind; }
	std::string title(const Language& language, const std::string& date) const override
	{
		return _components ? _components->kind.title(language, date) : std::string(kKind);
	}
	std::string page(const MessageId& message) const override { return "/messages/" + message.value; }
	Result<> opened(Sql& sql, const sealed::Event& event) noexcept override
	{
		return guarded([&] { return _components->kind.opened(sql, event); });
	}
	Result<> closed(Sql& sql, const MessageId&, const GrantId& grant) noexcept override
	{
		return guarded([&] { return _components->kind.closed(sql, grant); });
	}
	Result<> ended(Sql& sql, const MessageId& message, sealed::Cause) noexcept override
	{
		return guarded([&] { return _components->kind.ended(sql, message); });
	}
	Result<Value> forReader(const TenantId& tenant, const MessageId& message) noexcept override
	{
		return guarded([&] { return _components->kind.forReader(tenant, message); });
	}
	void onDelivery(const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept override
	{
		if (_components) _components->kind.onDelivery(tenant, kind, about, taken);
	}
	void onText(
		const TenantId& tenant, std::string_view kind, std::string_view about, sms::Delivery delivery) noexcept override
	{
		if (_components) _components->kind.onText(tenant, kind, about, delivery);
	}

private:
	template <class F> auto guarded(F&& work) const noexcept -> decltype(work())
	{
		try
		{
			if (!_components) return failed(Code::Unavailable, "messages did not start");
			return work();
		}
		catch (const std::exception& e)
		{
			return failed(Code::Internal, std::string("messages: ") + e.what());
		}
	}
	const std::unique_ptr<Components>& _components;
};

class MessagesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples, [this] { return _components ? &_components->notices : nullptr; });
		if (auto done = registry.provide<SampleMails>(_samples, "messages"); !done) return done;
		if (auto done = registry.provide<sealed::Kind>(_listener); !done) return done;
		if (auto done = registry.provide<mail::DeliveryListener>(_listener); !done) return done;
		if (auto done = registry.provide<sms::DeliveryListener>(_listener); !done) return done;
		// What has a fixed word in its path comes before what takes any id there.
		auto routes = addRoutes(registry,
			_components,
			&Components::receivedPages,
			&Components::composerPage,
			&Components::messageEndpoints,
			&Components::sentPages,
			&Components::replyEndpoints,
			&Components::askAgainPages);
		if (!routes) return routes;
		for (auto& job: jobs())
			if (auto done = registry.job(std::move(job)); !done) return done;
		for (auto& entry: menu())
			if (auto done = registry.menu(std::move(entry)); !done) return done;
		if (auto done = declareSlots(registry); !done) return done;
		return registry.home("/messages", 10);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* items = context.find<sealed::Items>();
		auto* leases = context.find<sealed::Leases>();
		auto* events = context.find<sealed::Register>();
		auto* outbox = context.find<mail::Outbox>();
		auto* tenants = context.find<TenantSource>();
		auto* people = context.find<PrincipalSource>();
		auto* quotas = context.find<quotas::Quotas>();
		if (!items || !leases || !events || !outbox || !tenants || !people || !quotas)
			return failed(Code::Unavailable, "messages: sealed, mail, directory, auth or quotas is not there");
		if (auto declared = quotas->declare(context, messageQuotas()); !declared) return declared;
		auto* texts = context.find<sms::Sender>();
		_components = std::make_unique<Components>(Services{context,
			*items,
			*leases,
			*events,
			*outbox,
			*quotas,
			*tenants,
			context.find<audit::Journal>(),
			limitsOf(context.settings(), *items),
			*people,
			texts && texts->isOffered() ? texts : nullptr,
			context.find<directory::Directory>(),
			context.find<directory::Mobiles>(),
			*context.find<TenantSettings>(),
			context.find<licensing::Entitlements>()});
		_samples.begin(context);
		return context.provide<Options>(_components->options);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("messages.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	static Limits limitsOf(const Settings& settings, const sealed::Items& items)
	{
		return {.opensDefault = static_cast<int>(settings.integer("opens")),
			.opensDefaultGated = static_cast<int>(settings.integer("opens_gated")),
			.expiresDefault = settings.duration("expires"),
			.expiresMax = items.limits().expiresMax,
			.recipientsMax = static_cast<int>(settings.integer("recipients_max"))};
	}

	Result<> declareSlots(Registry& registry)
	{
		auto reply = [this](Request& request) {
			return _components ? _components->composerPage.replyView(request) : Value(Value::Object{});
		};
		if (auto done = registry.slot({"sealed.read.after", "fragments/reply.html", reply}); !done) return done;
		return registry.slot(
			{"sealed.read.refused", "fragments/ask-again.html", [](Request&) { return Value(Value::Object{}); }});
	}

	std::vector<JobKind> jobs()
	{
		std::vector<JobKind> out;
		out.push_back(
			{.kind = "messages.opened", .run = [this](const Job& job) { return _components->kind.tellOpened(job); }});
		out.push_back(
			{.kind = "messages.ask_again", .run = [this](const Job& job) { return _components->asking.tell(job); }});
		return out;
	}

	static std::vector<MenuEntry> menu()
	{
		const std::string send(kSend);
		return {
			{.key = "menu.compose",
				.path = "/messages/new",
				.icon = "shield-lock",
				.permission = send,
				.order = 10,
				.isMainAct = true},
			{.key = "menu.sent", .path = "/messages", .icon = "send", .permission = send, .order = 20},
			{.key = "menu.received", .path = "/messages/received", .icon = "inbox", .permission = send, .order = 25},
		};
	}

	std::unique_ptr<Components> _components;
	Listener _listener{_components};
	SampleBook _samples;
};

}
}

SX_EXPORT_PLUGIN(sx::messages::MessagesPlugin);
