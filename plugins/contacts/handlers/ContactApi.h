// /api/v1/contacts: finding for the composer, and importing.
#pragma once
#include "handlers/ContactPages.h"

namespace contacts {

/// [handlers' threads]
class ContactApi
{
public:
	explicit ContactApi(Book& book): _book(book) {}
	sx::Result<> declare(sx::Registry& registry);

private:
	sx::Result<sx::Response> find(sx::Request& request) const;
	sx::Result<sx::Response> import(sx::Request& request) const;

	Book& _book;
};

}
