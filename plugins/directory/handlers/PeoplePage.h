// Handles the page on which a company's administrators end the access of who has left or lost a device.
#pragma once
#include "services/StoredDirectory.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::directory {

/// Handles the routes of the page. It finds one person by their address, so that a company may be large.
/// [handlers' threads]
class PeoplePage
{
public:
	static constexpr const char* kPath = "/admin/people";
	static constexpr const char* kManage = "directory.manage";

	PeoplePage(const Pages& pages, StoredDirectory& directory): _pages(pages), _directory(directory) {}
	static Routes<PeoplePage> routes();

private:
	using Change = Result<> (StoredDirectory::*)(const TenantId&, const UserId&, const Caller&) noexcept;

	Result<Response> show(Request& request) const;
	Result<Response> deactivate(Request& request) const;
	Result<Response> activate(Request& request) const;
	Result<Response> signOut(Request& request) const;
	/// Changes the person of the path. done: the word of the page that says so.
	Result<Response> change(const Request& request, Change change, const char* done) const;
	/// Renders the page. person: null if none was found. problem: why a change was refused; empty: it was not.
	Response page(
		const Request& request, const std::string& sought, const Person* person, const std::string& problem) const;

	const Pages& _pages;
	StoredDirectory& _directory;
};

}
