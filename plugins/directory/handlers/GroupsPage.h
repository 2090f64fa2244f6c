// Handles the pages on which a company's administrators make groups, say what their members may do, and choose the
// members (rows D9, J7).
#pragma once
#include "handlers/GroupsView.h"
#include "services/StoredGroups.h"
#include "sx/directory/Directory.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the routes of the pages. [handlers' threads]
class GroupsPage
{
public:
	static constexpr const char* kPath = "/admin/groups";
	static constexpr const char* kManage = "directory.roles";

	GroupsPage(Context& context, StoredGroups& groups, const Directory& directory):
		_context(context), _pages(context.pages()), _groups(groups), _directory(directory)
	{
	}
	static Routes<GroupsPage> routes();
	/// Returns the view of the fragment that a person's page shows: their groups. Errors leave the list empty.
	Value personView(const Request& request) const;

private:
	/// Holds a form that was refused, and why.
	struct Typed
	{
		std::optional<NewGroup> group{};
		std::string member{};  // an address
		Error error{};
	};

	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> addMember(Request& request) const;
	Result<Response> removeMember(Request& request) const;
	Result<Response> confirm(Request& request) const;
	Result<Response> remove(Request& request) const;

	Result<Response> listPage(const Request& request, const Typed& typed) const;
	Result<Response> groupPage(const Request& request, const Typed& typed) const;
	/// Reads the group's form. before: the group, whose permissions stay where the form cannot show them.
	NewGroup groupIn(const Request& request, const Value& form, const Group& before) const;
	std::vector<GroupView::Plugin> permissionsFor(const Request& request, const std::vector<std::string>& chosen) const;

	Context& _context;
	const Pages& _pages;
	StoredGroups& _groups;
	const Directory& _directory;
};

}
