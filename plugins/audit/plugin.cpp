// Declares what the audit plugin offers: the journal and its verification.
#include "handlers/VerifyVerb.h"
#include "store/StoredJournal.h"

namespace {

class AuditPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sx::audit::Journal>(_journal); !done) return done;
		if (auto done = registry.schedule(
				{"audit.renew_macs", std::chrono::hours(24), [this] { return _journal.renewMacs(); }});
			!done)
			return done;
		return registry.verb({"audit verify",
			"Verifies the journal and every other chain of every company; exit status 1 when one does not",
			[this](const std::vector<std::string>&) {
				return audit::verifyAll(_journal, _context->findAll<sx::audit::Chain>());
			}});
	}
	sx::Result<> start(sx::Context& context) noexcept override
	{
		_context = &context;
		_journal.start(context);
		return {};
	}
	void stop() noexcept override {}

private:
	sx::Context* _context = nullptr;
	audit::StoredJournal _journal;
};

}

SX_EXPORT_PLUGIN(AuditPlugin);
