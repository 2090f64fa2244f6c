// Declares what the domains plugin offers: pages, verbs, the rule of addresses, and looking again.
#include "handlers/DomainPages.h"
#include "handlers/DomainVerbs.h"
#include "services/NameRecords.h"
#include "services/Notices.h"
#include "services/OwnAddresses.h"
#include "services/Samples.h"
#include "services/SendingDomains.h"
#include "services/SendingStates.h"

namespace sx::domains {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(const Context& context,
		const directory::Directory& directory,
		mail::Outbox& outbox,
		const mail::SigningKeys& maker):
		claims(context, directory, maker),
		records(context), notices(context, directory, outbox, claims), pages(context, claims), verbs(directory, claims)
	{
	}

	Claims claims;
	NameRecords records;
	Notices notices;
	DomainPages pages;
	DomainVerbs verbs;
};

class DomainsPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples, [this] { return _components ? &_components->notices : nullptr; });
		if (auto done = registry.provide<SampleMails>(_samples, "domains"); !done) return done;
		if (auto added = addRoutes(registry, _components, &Components::pages); !added) return added;
		if (auto added = addVerbs(registry, _components, &Components::verbs); !added) return added;
		if (auto added = registry.provide<directory::AddressRule>(_addresses); !added) return added;
		if (auto added = registry.provide<mail::SenderDomains>(_senders); !added) return added;
		if (auto added = registry.provide<mail::SenderStates>(_states); !added) return added;
		auto job = registry.job({.kind = Claims::kNoticeJob,
			.run = [this](const Job& job) -> Result<> { return _components->notices.send(job); }});
		if (!job) return job;
		auto recheck = registry.schedule({.name = "domains.recheck", .every = std::chrono::minutes(1), .run = [this] {
											  return _components->claims.recheck();
										  }});
		if (!recheck) return recheck;
		return registry.menu(
			{.key = "menu.domains", .path = kDomainsPath, .icon = "globe2", .permission = kManage, .order = 219});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		const auto* directory = context.find<directory::Directory>();
		auto* outbox = context.find<mail::Outbox>();
		const auto* maker = context.find<mail::SigningKeys>();
		if (!directory || !outbox || !maker)
			return failed(Code::Unavailable, "domains: directory or mail is not there");
		_components = std::make_unique<Components>(context, *directory, *outbox, *maker);
		if (auto fine = _components->claims.check(); !fine) return fine;
		_samples.begin(context);
		_addresses.use(&_components->claims);
		_senders.use(&_components->claims);
		_states.use(&context, &_components->claims);
		if (auto done = context.provide<Records>(_components->records); !done) return done;
		return context.provide<DomainRegistry>(_components->claims);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("domains.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_addresses.use(nullptr);
		_senders.use(nullptr);
		_states.use(nullptr, nullptr);
		_components.reset();
	}

private:
	OwnAddresses _addresses;
	SampleBook _samples;
	SendingDomains _senders;
	SendingStates _states;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::domains::DomainsPlugin);
