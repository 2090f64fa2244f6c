// Shows what is kept of a person, gives it as a file that they can read, and erases it.
#pragma once
#include "services/PrivacyBook.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::privacy {

/// [any thread]
class PersonDataPages
{
public:
	PersonDataPages(const Context& context, PrivacyBook& book): _context(context), _book(book) {}
	static Routes<PersonDataPages> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> person(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> own(Request& request) const;
	Result<Response> erase(Request& request) const;
	Result<Response> file(Request& request, const UserId& user) const;

	const Context& _context;
	PrivacyBook& _book;
};

}
