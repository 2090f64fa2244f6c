// Handles the page that lists a company's people, and its file of people to add.
#pragma once
#include "handlers/PeopleViews.h"
#include "services/StoredDirectory.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"

namespace sx::directory {

/// Handles the routes of the page. [handlers' threads]
class PeoplePage
{
public:
	static constexpr const char* kPath = "/admin/people";

	/// writer: null if this deployment writes no files of lists.
	PeoplePage(const Pages& pages, const StoredDirectory& directory, const tables::Writer* writer):
		_pages(pages), _directory(directory), _writer(writer)
	{
	}
	static Routes<PeoplePage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> importPage(Request& request) const;
	Result<Response> model(Request& request) const;

	const Pages& _pages;
	const StoredDirectory& _directory;
	const tables::Writer* const _writer;
};

}
