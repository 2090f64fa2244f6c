// Declares what the audit plugin offers: the journal and its verification.
#include "handlers/VerifyVerb.h"
#include "services/RefusalJournal.h"

namespace sx::audit {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(const Context& context): journal(context), verify(context, journal) {}

	ChainedJournal journal;
	VerifyVerb verify;
};

class AuditPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<RefusalKeeper>(_refusals); !done) return done;
		auto renewal = registry.schedule(
			{"audit.renew_macs", std::chrono::hours(24), [this] { return _components->journal.renewMacs(); }});
		if (!renewal) return renewal;
		return addVerbs(registry, _components, &Components::verify);
	}

	Result<> start(Context& context) noexcept override
	{
		_components = std::make_unique<Components>(context);
		_refusals.begin(context, _components->journal);
		if (auto done = context.provide<Journal>(_components->journal); !done) return done;
		return context.provide<JournalReader>(_components->journal);
	}

	void stop() noexcept override
	{
		_refusals.end();
		_components.reset();
	}

private:
	std::unique_ptr<Components> _components;
	RefusalJournal _refusals;
};

}
}

SX_EXPORT_PLUGIN(sx::audit::AuditPlugin);
