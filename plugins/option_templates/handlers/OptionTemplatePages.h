// Serves option templates: JSON for clients (docs/wire.md), and the page where people manage theirs.
#pragma once
#include "handlers/OptionTemplatesView.h"
#include "services/OptionTemplateBook.h"
#include "sx/routes.h"
#include "sx/sealed/Items.h"
#include "sx/views.h"

namespace sx::option_templates {

class OptionTemplatePages
{
public:
	OptionTemplatePages(const Pages& pages, const sealed::Items& items, const OptionTemplateBook& book):
		_pages(pages), _items(items), _book(book)
	{
	}
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

	OptionTemplatesView::Row rowOf(
		const OptionTemplate& from, const TemplateAuthor& author, const RequestWords& words) const;
	std::string gateNames(const Value& gates, const RequestWords& words) const;

	const Pages& _pages;
	const sealed::Items& _items;
	const OptionTemplateBook& _book;
};

}
