// Handles /api/v1/contacts, which finds contacts for the composer, and imports.
#pragma once
#include "handlers/ContactPages.h"

namespace contacts {

/// Handles the routes of the API. [handlers' threads]
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
