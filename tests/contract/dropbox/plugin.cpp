// Registers a partner's drop box: strangers seal files for a person, who opens them with a code by SMS.
#include "handlers/DropPages.h"
#include "store/BoxRows.h"
#include "sx/sealed/Kind.h"

namespace sx::dropbox {
namespace {

struct Components
{
	explicit Components(const Context& context):
		pages(context,
			*context.find<sealed::Items>(),
			*context.find<mail::Outbox>(),
			*context.find<directory::Directory>(),
			*context.find<directory::Mobiles>())
	{
	}
	DropPages pages;
};

class DropKind final: public sealed::Kind
{
public:
	void use(const Context* context) { _context = context; }
	std::string_view name() const noexcept override { return kKind; }
	std::string title(const Language& language, const std::string& date) const override
	{
		return _context->pages().text(language, "kind.register", Value::object({{"date", date}}));
	}
	std::optional<std::string> word(const Language& language, std::string_view key) const override
	{
		return _context->pages().find(language, "kind." + std::string(key));
	}
	Result<> ended(Sql& sql, const sealed::ItemId& item, sealed::Cause) noexcept override
	{
		return box_rows::forget(sql, item);
	}

private:
	const Context* _context = nullptr;
};

class DropboxPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sealed::Kind>(_kind); !done) return done;
		return addRoutes(registry, _components, &Components::pages);
	}
	Result<> start(Context& context) noexcept override
	{
		_kind.use(&context);
		_components = std::make_unique<Components>(context);
		return {};
	}
	void stop() noexcept override { _components.reset(); }

private:
	DropKind _kind;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::dropbox::DropboxPlugin);
