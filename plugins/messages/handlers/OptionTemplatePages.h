// Serves option templates: JSON for clients (docs/wire.md), and the page where people manage theirs.
#pragma once
#include "services/OptionTemplateBook.h"
#include "sx/routes.h"

namespace sx::messages {

class OptionTemplatePages
{
public:
	OptionTemplatePages(const Services& services, const OptionTemplateBook& book): _services(services), _book(book) {}
	static Routes<OptionTemplatePages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> page(Request& request) const;
	// Forms of the page.
	Result<Response> toggleDefault(Request& request) const;
	Result<Response> removeFromPage(Request& request) const;

	const Services& _services;
	const OptionTemplateBook& _book;
};

}
