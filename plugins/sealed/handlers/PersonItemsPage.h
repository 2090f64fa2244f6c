// Shows administrators the journal of a person's messages, as page, as JSON and as files: never what is in them.
#pragma once
#include "handlers/PersonItemsView.h"
#include "services/PersonItems.h"
#include "sx/directory/Directory.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"
#include "sx/views.h"

namespace sx::sealed {

class PersonItemsPage
{
public:
	static constexpr std::string_view kRead = "audit.people";
	static constexpr const char* kOwnExport = "/messages/export";

	PersonItemsPage(const Services& services, const Items& items, const PersonItemsBook& book):
		_services(services), _items(items), _book(book), _people(services.context.find<directory::Directory>()),
		_writer(services.context.find<tables::Writer>())
	{
	}
	static Routes<PersonItemsPage> routes();

	/// Makes the view of the link on a person's page (slot directory.person).
	static Value linkView(const Request& request);

private:
	Result<Response> show(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> ownExported(Request& request) const;
	/// Writes the filtered list of one person's items: without subjects, which the server cannot read.
	Result<Response> fileOf(
		const Request& request, const RequestWords& words, const UserId& owner, std::string title) const;
	Result<directory::Person> personOf(const Request& request) const;
	Result<PersonItems> part(const Request& request, const UserId& person, int limit) const;
	PersonItemsView::Row rowOf(const PersonItem& item, const RequestWords& words) const;

	const Services& _services;
	const Items& _items;
	const PersonItemsBook& _book;
	const directory::Directory* const _people;  // may be null
	const tables::Writer* const _writer;        // may be null
};

}
