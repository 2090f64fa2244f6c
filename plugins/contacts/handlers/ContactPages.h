// Handles /contacts: the list, one contact, its deletion, import and export.
#pragma once
#include "handlers/ContactViews.h"
#include "services/Book.h"
#include "sx/routes.h"

namespace sx::contacts {

/// Handles the routes of the pages. [handlers' threads]
class ContactPages
{
public:
	ContactPages(const Pages& pages, Book& book): _pages(pages), _book(book) {}
	static Routes<ContactPages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> create(Request& request) const;
	Result<Response> edit(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> confirm(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> importPage(Request& request) const;
	Result<Response> exportCsv(Request& request) const;

	/// Returns the view of the form with what was typed, or of a new contact's.
	ContactFormView formOf(const RequestWords& words, const Contact& typed) const;
	/// Shows the form again for an error that is the person's; returns other errors.
	Result<Response> refused(const Request& request, const Contact& typed, const Error& error) const;

	const Pages& _pages;
	Book& _book;
};

}
