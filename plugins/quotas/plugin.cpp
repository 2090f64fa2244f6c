// Declares what the quotas plugin offers: the book of quotas, its sweep, and what shows it.
#include "handlers/OwnQuotas.h"
#include "handlers/QuotaPage.h"
#include "handlers/QuotaVerb.h"
#include "services/QuotaBook.h"

namespace sx::quotas {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(const Context& context):
		book(context), page(context.pages(), book, context.find<directory::Directory>()), own(context, book),
		verb(context.find<TenantSource>(), book)
	{
	}

	QuotaBook book;
	QuotaPage page;
	OwnQuotas own;
	QuotaVerb verb;
};

class QuotasPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		auto sweep = registry.schedule({.name = "quotas.sweep", .every = std::chrono::hours(1), .run = [this] {
											return _components->book.sweep();
										}});
		if (!sweep) return sweep;
		if (auto done = addVerbs(registry, _components, &Components::verb); !done) return done;
		if (auto done = addRoutes(registry, _components, &Components::page); !done) return done;
		const auto own = [this](Request& request) {
			return _components ? _components->own.view(request) : Value::object({});
		};
		if (auto done = registry.slot({"auth.account", "fragments/own.html", own, 60}); !done) return done;
		const auto person = [this](Request& request) {
			return _components ? _components->own.viewOfPerson(request) : Value::object({});
		};
		if (auto done = registry.slot({"directory.person", "fragments/own.html", person, 60}); !done) return done;
		return registry.menu({.key = "menu.quotas",
			.path = QuotaPage::kPath,
			.icon = "sliders",
			.permission = std::string(QuotaPage::kManage),
			.order = 215});
	}

	Result<> start(Context& context) noexcept override
	{
		_components = std::make_unique<Components>(context);
		return context.provide<Quotas>(_components->book);
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::quotas::QuotasPlugin);
