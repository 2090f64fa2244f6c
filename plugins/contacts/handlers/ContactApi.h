// Handles /api/v1/contacts, which finds contacts for the composer, and imports.
#pragma once
#include "handlers/ContactPages.h"

namespace sx::contacts {

/// Handles the routes of the API. [handlers' threads]
class ContactApi
{
public:
	explicit ContactApi(Book& book): _book(book) {}
	Result<> declare(Registry& registry);

private:
	Result<Response> find(Request& request) const;
	Result<Response> import(Request& request) const;

	Book& _book;
};

}
