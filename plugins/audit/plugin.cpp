// Declares what the audit plugin offers: the journal and its verification.
#include "handlers/JournalPage.h"
#include "handlers/VerifyVerb.h"
#include "services/PersonJournal.h"
#include "services/RefusalJournal.h"

namespace sx::audit {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(const Context& context):
		journal(context), book(context, journal), sentences(context), page(context, book, sentences),
		verify(context, journal)
	{
	}

	ChainedJournal journal;
	JournalBook book;
	Sentences sentences;
	JournalPage page;
	VerifyVerb verify;
};

class AuditPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<RefusalKeeper>(_refusals); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_ofPerson); !done) return done;
		if (auto done = registry.provide<privacy::Retention>(_ofPerson); !done) return done;
		auto renewal = registry.schedule(
			{"audit.renew_macs", std::chrono::hours(24), [this] { return _components->journal.renewMacs(); }});
		if (!renewal) return renewal;
		if (auto done = addRoutes(registry, _components, &Components::page); !done) return done;
		auto check = registry.job({.kind = "audit.check",
			.run = [this](const Job& job) { return _components->book.check(job); },
			.maxAttempts = 3,
			.lease = std::chrono::minutes(60)});
		if (!check) return check;
		auto checks = registry.schedule(
			{"audit.check_all", std::chrono::hours(24), [this] { return _components->book.checkAll(); }});
		if (!checks) return checks;
		auto menu = registry.menu({.key = "menu.journal",
			.path = JournalPage::kPath,
			.icon = "journal-check",
			.permission = std::string(JournalPage::kRead),
			.order = 240});
		if (!menu) return menu;
		return addVerbs(registry, _components, &Components::verify);
	}

	Result<> start(Context& context) noexcept override
	{
		_components = std::make_unique<Components>(context);
		_refusals.begin(context, _components->journal);
		_ofPerson.begin(context, _components->journal);
		if (auto done = context.provide<Journal>(_components->journal); !done) return done;
		return context.provide<JournalReader>(_components->journal);
	}

	void stop() noexcept override
	{
		_refusals.end();
		_ofPerson.end();
		_components.reset();
	}

private:
	std::unique_ptr<Components> _components;
	RefusalJournal _refusals;
	PersonJournal _ofPerson;
};

}
}

SX_EXPORT_PLUGIN(sx::audit::AuditPlugin);
