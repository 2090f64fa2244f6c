// Handles /api/v1/contacts, which finds contacts for the composer, and imports.
#pragma once
#include "services/Book.h"
#include "sx/routes.h"

namespace sx::contacts {

/// Handles the routes of the API. [handlers' threads]
class ContactApi
{
public:
	explicit ContactApi(Book& book): _book(book) {}
	static Routes<ContactApi> routes();

private:
	Result<Response> find(Request& request) const;
	Result<Response> import(Request& request) const;

	Book& _book;
};

}
