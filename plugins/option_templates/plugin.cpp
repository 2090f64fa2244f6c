// Registers option templates: the table of contents.
#include "handlers/OptionTemplatePages.h"
#include "services/OwnedTemplates.h"

namespace sx::option_templates {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, const messages::Options& options, const sealed::Items& items):
		book(context, options), pages(context.pages(), items, book)
	{
	}

	OptionTemplateBook book;
	OptionTemplatePages pages;
};

class OptionTemplatesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<directory::PersonData>(_owned, "option_templates"); !done) return done;
		if (auto added = addRoutes(registry, _components, &Components::pages); !added) return added;
		const auto nothing = [](Request&) { return Value(Value::Object{}); };
		if (auto done = registry.slot({"messages.composer.options", "fragments/choice.html", nothing}); !done)
			return done;
		return registry.slot({"messages.composer.after", "fragments/dialog.html", nothing});
	}

	Result<> start(Context& context) noexcept override
	{
		const auto* options = context.find<messages::Options>();
		const auto* items = context.find<sealed::Items>();
		if (!options || !items) return failed(Code::Unavailable, "option_templates: messages or sealed is not there");
		_components = std::make_unique<Components>(context, *options, *items);
		_owned.begin(context);
		return {};
	}

	void stop() noexcept override
	{
		_owned.end();
		_components.reset();
	}

private:
	OwnedTemplates _owned;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::option_templates::OptionTemplatesPlugin);
