// Registers a company's own texts of mails and SMS: the table of contents.
#include "handlers/MailTextPages.h"

#include <exception>

namespace sx::email_templates {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, mail::Outbox& outbox):
		snapshot(context), book(context, snapshot, outbox),
		pages(context, book, context.find<directory::Directory>(), context.find<branding::Pictures>())
	{
	}

	TextSnapshot snapshot;
	TextBook book;
	MailTextPages pages;
};

/// Is there before anybody words a mail, and knows no text until the plugin has started.
class KnownTexts final: public OwnTexts
{
public:
	explicit KnownTexts(const std::unique_ptr<Components>& components): _components(components) {}
	std::optional<OwnText> find(const Piece& piece) const override
	{
		if (!_components) return std::nullopt;
		return _components->snapshot.find(
			piece.tenant, {std::string(piece.language.shortTag()), std::string(piece.kind), std::string(piece.key)});
	}

private:
	const std::unique_ptr<Components>& _components;
};

class EmailTemplatesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<OwnTexts>(_texts); !done) return done;
		if (auto done = addRoutes(registry, _components, &Components::pages); !done) return done;
		return registry.menu({.key = "menu.texts",
			.path = kPath,
			.icon = "envelope-paper",
			.permission = std::string(kManage),
			.order = 223});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* outbox = context.find<mail::Outbox>();
		if (!outbox) return failed(Code::Unavailable, "email_templates: mail is not there");
		_components = std::make_unique<Components>(context, *outbox);
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("email_templates.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
	KnownTexts _texts{_components};
};

}
}

SX_EXPORT_PLUGIN(sx::email_templates::EmailTemplatesPlugin);
