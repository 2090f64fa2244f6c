// Shows administrators what their company and its people use of the quotas.
#pragma once
#include "handlers/QuotaView.h"
#include "services/QuotaBook.h"
#include "sx/directory/Directory.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::quotas {

/// Handles the page of quotas. [any thread]
class QuotaPage
{
public:
	static constexpr const char* kPath = "/admin/quotas";
	static constexpr std::string_view kManage = "directory.manage";

	/// people: null if no plugin knows them; then ids are shown.
	QuotaPage(const Pages& pages, const QuotaBook& book, const directory::Directory* people):
		_pages(pages), _book(book), _people(people)
	{
	}
	static Routes<QuotaPage> routes();

private:
	/// Holds the part of a person's list that a page shows.
	struct Part
	{
		std::vector<Shown> rows;
		std::string next{};  // `before` of the next part; empty: this is the last
	};

	Result<Response> show(Request& request) const;
	Result<Part> partOf(const Request& request, const Declared& quota, const std::string& sought) const;
	/// Finds the rows of people whose name or address has a part, among those who use most.
	Result<Part> found(const TenantId& tenant, const Declared& quota, const std::string& sought) const;
	directory::Person personOf(const TenantId& tenant, const std::string& id) const;
	QuotaView::Row rowOf(const Shown& shown, const RequestWords& words, std::string name) const;

	const Pages& _pages;
	const QuotaBook& _book;
	const directory::Directory* _people;
};

}
