// Declares what the contacts plugin offers: address books.
#include "handlers/Access.h"
#include "handlers/ContactApi.h"
#include "handlers/ContactPages.h"
#include "services/OwnedContacts.h"

#include <memory>

namespace sx::contacts {

namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, const sms::Sender* sender, quotas::Quotas& quotas):
		book(context, sender, quotas), pages(context.pages(), book), api(book)
	{
	}

	Book book;
	ContactPages pages;
	ContactApi api;
};

}

/// Provides each person's address book.
class ContactsPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<directory::PersonData>(_owned, "contacts"); !done) return done;
		if (auto done = registry.menu({.key = "menu.contacts",
				.path = "/contacts",
				.icon = "people",
				.permission = std::string(kUse),
				.order = 40});
			!done)
			return done;
		return addRoutes(registry, _components, &Components::pages, &Components::api);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		const auto* sender = context.find<sms::Sender>();
		auto* quotas = context.find<quotas::Quotas>();
		if (!quotas) return failed(Code::Unavailable, "contacts: quotas is not there");
		if (auto declared = quotas->declare(context, Book::quotas()); !declared) return declared;
		_components = std::make_unique<Components>(context, sender && sender->isOffered() ? sender : nullptr, *quotas);
		_owned.begin(_components->book, context.pages());
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("contacts.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_owned.end();
		_components.reset();
	}

private:
	OwnedContacts _owned;
	std::unique_ptr<Components> _components;
};

}

SX_EXPORT_PLUGIN(sx::contacts::ContactsPlugin);
