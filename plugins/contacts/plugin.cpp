// Declares what the contacts plugin offers: address books.
#include "handlers/ContactApi.h"
#include "handlers/ContactPages.h"
#include "store/Book.h"

namespace sx::contacts {

class ContactsPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = _pages.declare(registry); !done) return done;
		return _api.declare(registry);
	}
	Result<> start(Context& context) noexcept override
	{
		_book.start(context);
		_pages.start(context);
		return {};
	}
	void stop() noexcept override {}

private:
	Book _book;
	ContactPages _pages{_book};
	ContactApi _api{_book};
};

}

SX_EXPORT_PLUGIN(sx::contacts::ContactsPlugin);
