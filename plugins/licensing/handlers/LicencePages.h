// Handles the pages on which administrators give, change, take and transfer licences (row D11).
#pragma once
#include "handlers/LicenceViews.h"
#include "services/LicenceBook.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"

namespace sx::licensing {

class LicencePages
{
public:
	static constexpr const char* kPath = "/admin/licences";

	/// writer: null if this deployment writes no files of lists.
	LicencePages(const Context& context,
		const Plans& plans,
		const LicenceBook& licences,
		const directory::Directory& directory,
		const tables::Writer* writer):
		_pages(context.pages()),
		_plans(plans), _licences(licences), _directory(directory), _writer(writer)
	{
	}
	static Routes<LicencePages> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> assign(Request& request) const;
	Result<Response> confirmRevoking(Request& request) const;
	Result<Response> revoke(Request& request) const;
	Result<Response> chooseTaker(Request& request) const;
	Result<Response> transfer(Request& request) const;

	Result<Response> page(Request& request, const Value& note, int status) const;
	Result<Response> after(Request& request, const Result<>& done, const char* word) const;
	Response takerPage(const Request& request,
		const directory::Person& giver,
		const std::string& typed,
		const std::string& wrong) const;
	std::string textOf(const RequestWords& words, const Error& error) const;

	const Pages& _pages;
	const Plans& _plans;
	const LicenceBook& _licences;
	const directory::Directory& _directory;
	const tables::Writer* const _writer;
};

}
