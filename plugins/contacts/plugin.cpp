// Declares what the contacts plugin offers: address books.
#include "handlers/ContactApi.h"
#include "handlers/ContactPages.h"
#include "store/Book.h"

namespace {

class ContactsPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = _pages.declare(registry); !done) return done;
		return _api.declare(registry);
	}
	sx::Result<> start(sx::Context& context) noexcept override
	{
		_book.start(context);
		_pages.start(context);
		return {};
	}
	void stop() noexcept override {}

private:
	contacts::Book _book;
	contacts::ContactPages _pages{_book};
	contacts::ContactApi _api{_book};
};

}

SX_EXPORT_PLUGIN(ContactsPlugin);
