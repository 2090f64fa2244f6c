#include "sx/plugin.h"
#include "domain/GateName.h"
#include "handlers/Conversations.h"
#include "handlers/FollowingPages.h"
#include "handlers/Gates.h"
#include "handlers/Notices.h"
#include "handlers/Opening.h"
#include "handlers/OptionTemplates.h"
#include "handlers/Pages.h"
#include "handlers/ReceiptChain.h"
#include "handlers/RecipientActs.h"
#include "handlers/RegisterPage.h"
#include "handlers/Replying.h"
#include "handlers/Resending.h"
#include "handlers/Sending.h"
#include "handlers/SmsGate.h"

#include <memory>
#include <optional>

namespace sx::messages {
namespace {

constexpr const char* kSend = "messages.send";
// Argon2id is WebAssembly; the workers are this origin's own.
constexpr const char* kSealingPolicy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Services given):
		services(given), events(services), destroyer(services), notices(services), sending(services, notices),
		opening(services, events, destroyer), replying(services, opening, sending, destroyer),
		acts(services, opening, destroyer, notices), following(services, events, destroyer), conversations(services),
		followingPages(services, following, conversations), resending(services, notices),
		registerPage(services, events), optionTemplates(services), pages(services, conversations), chain(services)
	{
	}

	Services services;
	Register events;
	Destroyer destroyer;
	Notices notices;
	Sending sending;
	Opening opening;
	Replying replying;
	RecipientActs acts;
	Following following;
	Conversations conversations;
	FollowingPages followingPages;
	Resending resending;
	RegisterPage registerPage;
	OptionTemplates optionTemplates;
	MessagePages pages;
	ReceiptChain chain;
};

/// Passes deliveries on to the components, because interfaces must exist before start().
class Listener final: public mail::DeliveryListener, public sms::DeliveryListener
{
public:
	explicit Listener(const std::unique_ptr<Components>& components): _components(components) {}
	void onDelivery(const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept override
	{
		if (_components) _components->notices.onDelivery(tenant, kind, about, taken);
	}
	void onText(
		const TenantId& tenant, std::string_view kind, std::string_view about, sms::Delivery delivery) noexcept override
	{
		if (_components) _components->notices.onText(tenant, kind, about, delivery);
	}
private:
	const std::unique_ptr<Components>& _components;
};

/// Repeats after a restore what a line of the destruction log says.
class DestroyAgain final: public DestroysAgain
{
public:
	using What = Result<> (Destroyer::*)(const TenantId&, std::string_view, Instant) const noexcept;
	DestroyAgain(const std::unique_ptr<Components>& components, What what): _components(components), _what(what) {}
	Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) noexcept override
	{
		if (!_components) return Error{Code::Unavailable, "messages did not start"};
		return (_components->destroyer.*_what)(tenant, subject, at);
	}
private:
	const std::unique_ptr<Components>& _components;
	const What _what;
};

class Receipts final: public audit::Chain
{
public:
	explicit Receipts(const std::unique_ptr<Components>& components): _components(components) {}
	std::string name() const override { return "messages.receipts"; }
	Result<audit::ChainReport> verify(const TenantId& tenant) const noexcept override
	{
		if (!_components) return Error{Code::Unavailable, "messages did not start"};
		return _components->chain.verify(tenant);
	}
private:
	const std::unique_ptr<Components>& _components;
};

}

/// Provides sealed messages: sending, opening, following, destroying.
class MessagesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	try
	{
		if (auto done = registry.provide<mail::DeliveryListener>(_listener); !done) return done;
		if (auto done = registry.provide<sms::DeliveryListener>(_listener); !done) return done;
		if (auto done = registry.provide<audit::Chain>(_receipts); !done) return done;
		if (auto done = registry.provide<DestroysAgain>(_destroyMessageAgain, kDestroyedMessage); !done) return done;
		if (auto done = registry.provide<DestroysAgain>(_closeGrantAgain, kDestroyedGrant); !done) return done;
		for (auto& route: routes())
			if (auto done = registry.route(std::move(route)); !done) return done;
		if (auto done = declareWork(registry); !done) return done;
		if (auto done = registry.menu({.key = "menu.compose",
				.path = "/messages/new",
				.icon = "shield-lock",
				.permission = kSend,
				.order = 10,
				.isMainAct = true});
			!done)
			return done;
		if (auto done = registry.menu(
				{.key = "menu.sent", .path = "/messages", .icon = "send", .permission = kSend, .order = 20});
			!done)
			return done;
		if (auto done = registry.menu({.key = "menu.received",
				.path = "/messages/received",
				.icon = "inbox",
				.permission = kSend,
				.order = 25});
			!done)
			return done;
		return registry.home("/messages", 10);
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("messages.declare: ") + e.what()};
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* blobs = context.find<storage::Blobs>();
		auto* outbox = context.find<mail::Outbox>();
		auto* tenants = context.find<TenantSource>();
		auto* destructions = context.find<Destructions>();
		auto* people = context.find<PrincipalSource>();
		if (!blobs || !outbox || !tenants || !destructions || !people)
			return Error{Code::Unavailable, "messages: storage, mail or directory or auth is not there"};
		const auto& settings = context.settings();
		Limits limits{};
		limits.opensDefault = static_cast<int>(settings.integer("opens"));
		limits.opensDefaultGated = static_cast<int>(settings.integer("opens_gated"));
		limits.expiresDefault = settings.duration("expires");
		limits.expiresMax = settings.duration("expires_max");
		limits.recipientsMax = static_cast<int>(settings.integer("recipients_max"));
		limits.filesMax = static_cast<int>(settings.integer("files_max"));
		limits.uploadsMax = static_cast<int>(settings.integer("uploads_max"));
		limits.fileMaxBytes = settings.bytes("file_max");
		auto* texts = context.find<sms::Sender>();
		_sms = std::make_unique<SmsGate>(context, *tenants, texts);
		std::vector<Gate*> gates{_sms.get()};
		std::vector<std::string_view> gateNames{_sms->name()};
		for (auto* each: context.findAll<Gate>())
		{
			gates.push_back(each);
			gateNames.push_back(each->name());
		}
		if (auto checked = checkGateNames(gateNames); !checked) return checked.error();
		_components = std::make_unique<Components>(Services{context,
			*blobs,
			*outbox,
			*tenants,
			*destructions,
			context.find<audit::Journal>(),
			limits,
			settings.duration("lease"),
			settings.duration("draft_life"),
			settings.flag("keep_notes"),
			*people,
			std::move(gates),
			texts && texts->isOffered() ? texts : nullptr,
			context.find<directory::Mobiles>(),
			*context.find<TenantSettings>()});
		warnOfGoneGates(_components->services);
		return {};
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("messages.start: ") + e.what()};
	}

	void stop() noexcept override
	{
		_components.reset();
		_sms.reset();
	}

private:
	using Work = std::function<Result<Response>(Components&, Request&)>;
	Handler on(Work work)
	{
		return [this, work = std::move(work)](Request& request) { return work(*_components, request); };
	}
	Route member(Method method, std::string path, Work work)
	{
		return {.method = method,
			.path = std::move(path),
			.access = Access::Member,
			.handler = on(std::move(work)),
			.permission = kSend};
	}
	Route open(Method method, std::string path, Work work)
	{
		return {.method = method,
			.path = std::move(path),
			.access = Access::Public,
			.handler = on(std::move(work)),
			.maxBodyBytes = 8192};
	}

	std::vector<Route> routes()
	{
		std::vector<Route> out;
		auto send = member(Method::Post, "/api/v1/messages/{id:token}/send", [](Components& c, Request& r) {
			return c.sending.send(r);
		});
		send.maxBodyBytes = 1'000'000;
		auto notice = member(Method::Post,
			"/api/v1/messages/{id:token}/grants/{grant:token}/notice",
			[](Components& c, Request& r) { return c.resending.resend(r); });
		notice.maxBodyBytes = send.maxBodyBytes;  // it carries as much as the first notice
		auto put = member(Method::Put,
			"/api/v1/messages/{id:token}/files/{file:token}/parts/{part:int}",
			[](Components& c, Request& r) { return c.sending.putPart(r); });
		put.receives = true;
		put.perMinute = 6000;
		auto compose = member(
			Method::Get, "/messages/new", [](Components& c, Request& r) { return c.pages.composer(r); });
		compose.contentSecurity = kSealingPolicy;
		// The token may have any form: link protection glues things to a link, and the page works out which part is the
		// token (row I4).
		auto read = open(Method::Get, "/m/{token:text}", [](Components& c, Request& r) { return c.pages.read(r); });
		read.contentSecurity = kSealingPolicy;
		auto worker = open(Method::Get, "/m/sw.js", [](Components& c, Request& r) { return c.pages.worker(r); });
		worker.contentSecurity = kSealingPolicy;
		auto file = open(Method::Get, "/m/{token:token}/files/{file:token}", [](Components& c, Request& r) {
			return c.opening.file(r);
		});
		file.perMinute = 6000;

		out.push_back(
			member(Method::Post, "/api/v1/messages", [](Components& c, Request& r) { return c.sending.create(r); }));
		out.push_back(std::move(put));
		out.push_back(member(Method::Get,
			"/api/v1/messages/{id:token}/files/{file:token}/parts",
			[](Components& c, Request& r) { return c.sending.parts(r); }));
		out.push_back(std::move(send));
		out.push_back(
			member(Method::Get, "/api/v1/messages", [](Components& c, Request& r) { return c.following.list(r); }));
		for (auto& route: optionTemplateRoutes()) out.push_back(std::move(route));
		out.push_back(member(
			Method::Get, "/api/v1/messages/events", [](Components& c, Request& r) { return c.registerPage.list(r); }));
		auto registerPage = member(
			Method::Get, "/messages/register", [](Components& c, Request& r) { return c.registerPage.page(r); });
		registerPage.contentSecurity =
			"worker-src 'self' blob:";  // fflate compresses a large xlsx in a worker that it makes itself
		out.push_back(std::move(registerPage));
		out.push_back(member(Method::Get, "/api/v1/messages/{id:token}", [](Components& c, Request& r) {
			return c.following.detail(r);
		}));
		out.push_back(member(Method::Post, "/api/v1/messages/{id:token}/destroy", [](Components& c, Request& r) {
			return c.following.destroy(r);
		}));
		out.push_back(member(Method::Get, "/api/v1/messages/{id:token}/receipt", [](Components& c, Request& r) {
			return c.following.receipt(r);
		}));
		out.push_back(member(Method::Post,
			"/api/v1/messages/{id:token}/grants/{grant:token}/unlock",
			[](Components& c, Request& r) { return c.following.unlock(r); }));
		out.push_back(std::move(notice));
		out.push_back(member(Method::Post, "/api/v1/messages/{id:token}/limits", [](Components& c, Request& r) {
			return c.following.shorten(r);
		}));
		out.push_back(std::move(compose));
		out.push_back(
			member(Method::Get, "/messages", [](Components& c, Request& r) { return c.followingPages.sent(r); }));
		out.push_back(member(
			Method::Get, "/messages/{id:token}", [](Components& c, Request& r) { return c.followingPages.detail(r); }));
		out.push_back(member(Method::Post, "/messages/{id:token}/destroy", [](Components& c, Request& r) {
			return c.followingPages.destroy(r);
		}));
		out.push_back(member(Method::Post, "/messages/{id:token}/limits", [](Components& c, Request& r) {
			return c.followingPages.shorten(r);
		}));
		out.push_back(member(Method::Post,
			"/messages/{id:token}/grants/{grant:token}/unlock",
			[](Components& c, Request& r) { return c.followingPages.unlock(r); }));
		out.push_back(std::move(read));
		out.push_back(std::move(worker));
		out.push_back(
			open(Method::Post, "/m/{token:token}/gates", [](Components& c, Request& r) { return c.opening.gates(r); }));
		out.push_back(
			open(Method::Post, "/m/{token:token}/open", [](Components& c, Request& r) { return c.opening.open(r); }));
		out.push_back(open(Method::Post, "/m/{token:token}/gates/{gate}/ask", [](Components& c, Request& r) {
			return c.opening.ask(r, r.parameter("gate"));
		}));
		out.push_back(std::move(file));
		replyRoutes(out);
		out.push_back(open(
			Method::Post, "/m/{token:token}/destroy", [](Components& c, Request& r) { return c.acts.destroy(r); }));
		out.push_back(
			open(Method::Post, "/m/{token:token}/report", [](Components& c, Request& r) { return c.acts.report(r); }));
		auto askAgain = open(
			Method::Post, "/m/{token:token}/again", [](Components& c, Request& r) { return c.acts.askAgain(r); });
		askAgain.perMinute = 6;
		out.push_back(std::move(askAgain));
		out.push_back(member(Method::Get, "/messages/{id:token}/again/{grant:token}", [](Components& c, Request& r) {
			return c.acts.askAgainPage(r);
		}));
		out.push_back(member(Method::Post, "/messages/{id:token}/again/{grant:token}", [](Components& c, Request& r) {
			return c.acts.refuseAskAgain(r);
		}));
		out.push_back(member(Method::Get, "/api/v1/messages/received", [](Components& c, Request& r) {
			return c.conversations.list(r);
		}));
		out.push_back(member(Method::Get, "/api/v1/messages/{id:token}/conversation", [](Components& c, Request& r) {
			return c.conversations.conversation(r);
		}));
		out.push_back(member(
			Method::Get, "/messages/received", [](Components& c, Request& r) { return c.conversations.page(r); }));
		out.push_back(open(
			Method::Post, "/m/{token:token}/finish", [](Components& c, Request& r) { return c.opening.finish(r); }));
		return out;
	}

	/// Adds the routes of replies. Replying needs a live lease; the limits keep a lease from being a way to fill a disk
	/// or a mailbox.
	void replyRoutes(std::vector<Route>& out)
	{
		const std::string base = "/m/{token:token}/reply";
		auto create = open(Method::Post, base, [](Components& c, Request& r) { return c.replying.create(r); });
		create.maxBodyBytes = 65'536;
		create.perMinute = 30;
		auto put = open(Method::Put,
			base + "/{id:token}/files/{file:token}/parts/{part:int}",
			[](Components& c, Request& r) { return c.replying.putPart(r); });
		put.receives = true;
		put.perMinute = 6000;
		auto send = open(
			Method::Post, base + "/{id:token}/send", [](Components& c, Request& r) { return c.replying.send(r); });
		send.maxBodyBytes = 1'000'000;
		send.perMinute = 30;
		out.push_back(std::move(create));
		out.push_back(std::move(put));
		out.push_back(open(Method::Get, base + "/{id:token}/files/{file:token}/parts", [](Components& c, Request& r) {
			return c.replying.parts(r);
		}));
		out.push_back(std::move(send));
		out.push_back(open(Method::Post, base + "/{id:token}/destroy", [](Components& c, Request& r) {
			return c.replying.abandon(r);
		}));
	}

	std::vector<Route> optionTemplateRoutes()
	{
		const std::string api = "/api/v1/messages/templates", page = "/messages/templates";
		std::vector<Route> out;
		out.push_back(member(Method::Get, api, [](Components& c, Request& r) { return c.optionTemplates.list(r); }));
		out.push_back(member(Method::Post, api, [](Components& c, Request& r) { return c.optionTemplates.add(r); }));
		out.push_back(member(
			Method::Put, api + "/{id:uuid}", [](Components& c, Request& r) { return c.optionTemplates.change(r); }));
		out.push_back(member(
			Method::Delete, api + "/{id:uuid}", [](Components& c, Request& r) { return c.optionTemplates.remove(r); }));
		out.push_back(member(Method::Get, page, [](Components& c, Request& r) { return c.optionTemplates.page(r); }));
		out.push_back(member(Method::Post, page + "/{id:uuid}/default", [](Components& c, Request& r) {
			return c.optionTemplates.makeDefault(r);
		}));
		out.push_back(member(Method::Post, page + "/{id:uuid}/delete", [](Components& c, Request& r) {
			return c.optionTemplates.removeFromPage(r);
		}));
		return out;
	}

	Result<> declareWork(Registry& registry)
	{
		if (auto done = registry.job({.kind = "messages.opened",
				.run = [this](const Job& job) { return _components->notices.tellOpened(job); }});
			!done)
			return done;
		if (auto done = registry.job({.kind = "messages.ask_again",
				.run = [this](const Job& job) { return _components->acts.tellAskAgain(job); }});
			!done)
			return done;
		if (auto done = registry.job({.kind = "messages.destroy",
				.run = [this](const Job& job) { return _components->destroyer.runJob(job); },
				.maxAttempts = 1000});
			!done)
			return done;
		return registry.schedule(
			{"messages.sweep", std::chrono::seconds{60}, [this] { return _components->destroyer.sweep(); }});
	}

	std::unique_ptr<SmsGate> _sms;
	std::unique_ptr<Components> _components;
	Listener _listener{_components};
	Receipts _receipts{_components};
	DestroyAgain _destroyMessageAgain{_components, &Destroyer::destroyAgain};
	DestroyAgain _closeGrantAgain{_components, &Destroyer::closeAgain};
};

}

SX_EXPORT_PLUGIN(sx::messages::MessagesPlugin);
