// Registers the server's half of the sealing protocol: the table of contents.
#include "domain/GateName.h"
#include "handlers/OpeningEndpoints.h"
#include "handlers/PersonItemsPage.h"
#include "handlers/ReadingPage.h"
#include "handlers/RegisterPage.h"
#include "handlers/ServerKey.h"
#include "services/ItemService.h"
#include "services/OwnedItems.h"
#include "services/ReceiptChain.h"

namespace sx::sealed {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Services given, quotas::Quotas& book):
		services(std::move(given)), quotas(book, services.context.settings().bytes("link_bytes_least")),
		gates(services), shares(services), writer(services), watch(services),
		destruction(services, writer, watch, quotas), drafts(services, gates, writer, quotas, shares),
		opening(services, gates, writer, shares, quotas), items(services, gates, drafts, destruction, writer, shares),
		leases(services, writer, destruction, watch, quotas), events(services, gates, writer), chain(services),
		openingEndpoints(services, opening, leases, writer), readingPage(services), registerPage(services, events),
		serverKey(services), personItems(services, items), personItemsPage(services, items, personItems)
	{
	}

	Services services;
	ItemQuotas quotas;
	Gates gates;
	Shares shares;
	RegisterWriter writer;
	LeaseWatch watch;
	Destruction destruction;
	Drafts drafts;
	Opening opening;
	ItemService items;
	LeaseService leases;
	RegisterService events;
	ReceiptChain chain;
	OpeningEndpoints openingEndpoints;
	ReadingPage readingPage;
	RegisterPage registerPage;
	ServerKey serverKey;
	PersonItemsBook personItems;
	PersonItemsPage personItemsPage;
};

/// Repeats after a restore what a line of the destruction log says.
class DestroyAgain final: public DestroysAgain
{
public:
	using What = Result<> (Destruction::*)(const TenantId&, std::string_view, Instant) const noexcept;
	DestroyAgain(const std::unique_ptr<Components>& components, What what): _components(components), _what(what) {}
	Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) noexcept override
	{
		if (!_components) return failed(Code::Unavailable, "sealed did not start");
		return (_components->destruction.*_what)(tenant, subject, at);
	}
private:
	const std::unique_ptr<Components>& _components;
	const What _what;
};

class Receipts final: public audit::Chain
{
public:
	explicit Receipts(const std::unique_ptr<Components>& components): _components(components) {}
	std::string name() const override { return "sealed.receipts"; }
	Result<audit::ChainReport> verify(const TenantId& tenant) const noexcept override
	{
		if (!_components) return failed(Code::Unavailable, "sealed did not start");
		return _components->chain.verify(tenant);
	}
private:
	const std::unique_ptr<Components>& _components;
};

class SealedPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<audit::Chain>(_receipts); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_owned, "sealed"); !done) return done;
		if (auto done = registry.provide<DestroysAgain>(_destroyItemAgain, kDestroyedItem); !done) return done;
		if (auto done = registry.provide<DestroysAgain>(_closeGrantAgain, kDestroyedGrant); !done) return done;
		auto routes = addRoutes(registry,
			_components,
			&Components::openingEndpoints,
			&Components::readingPage,
			&Components::registerPage,
			&Components::serverKey,
			&Components::personItemsPage);
		if (!routes) return routes;
		if (auto done = registry.slot({"directory.person", "fragments/person-link.html", PersonItemsPage::linkView});
			!done)
			return done;
		if (auto done = registry.job({.kind = "sealed.destroy",
				.run = [this](const Job& job) { return _components->destruction.runJob(job); },
				.maxAttempts = 1000});
			!done)
			return done;
		if (auto done = registry.schedule(
				{"sealed.renew_macs", std::chrono::hours{24}, [this] { return _components->chain.renewMacs(); }});
			!done)
			return done;
		return registry.schedule(
			{"sealed.sweep", std::chrono::seconds{60}, [this] { return _components->destruction.sweep(); }});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* blobs = context.find<storage::Blobs>();
		auto* destructions = context.find<Destructions>();
		auto* quotas = context.find<quotas::Quotas>();
		if (!blobs || !destructions || !quotas)
			return failed(Code::Unavailable, "sealed: storage or quotas is not there");
		if (auto declared = quotas->declare(context, ItemQuotas::all()); !declared) return declared;
		auto gates = context.findAll<Gate>();
		std::vector<std::string_view> names;
		for (const auto* gate: gates) names.push_back(gate->name());
		if (auto checked = checkGateNames(names); !checked) return checked.error();
		_components = std::make_unique<Components>(Services{context,
													   *blobs,
													   *destructions,
													   context.find<audit::Journal>(),
													   limitsOf(context.settings()),
													   context.settings().duration("draft_life"),
													   context.settings().flag("keep_notes"),
													   std::move(gates),
													   context.findAll<Kind>(),
													   *context.find<TenantSettings>(),
													   context.findAll<SendingRule>(),
													   context.find<statistics::Counters>()},
			*quotas);
		_owned.begin(context);
		_components->gates.warnOfGone();
		if (auto done = context.provide<Items>(_components->items); !done) return done;
		if (auto done = context.provide<Leases>(_components->leases); !done) return done;
		return context.provide<Register>(_components->events);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("sealed.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_owned.end();
		_components.reset();
	}

private:
	static Limits limitsOf(const Settings& settings)
	{
		return {.expiresMax = settings.duration("expires_max"),
			.lease = settings.duration("lease"),
			.filesMax = static_cast<int>(settings.integer("files_max")),
			.uploadsMax = static_cast<int>(settings.integer("uploads_max")),
			.fileMaxBytes = settings.bytes("file_max")};
	}

	std::unique_ptr<Components> _components;
	Receipts _receipts{_components};
	OwnedItems _owned;
	DestroyAgain _destroyItemAgain{_components, &Destruction::destroyAgain};
	DestroyAgain _closeGrantAgain{_components, &Destruction::closeAgain};
};

}
}

SX_EXPORT_PLUGIN(sx::sealed::SealedPlugin);
