// Holds what the pages of groups show.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::directory {

/// Is the view of templates/pages/groups.html.mustache.
struct GroupsView
{
	struct Row
	{
		std::string link, name, members, permissions, priority;
		Value value() const;
	};

	std::string title, sought;
	Value note{};          // of noteView()
	bool isEmpty = false;  // the company has no group
	std::vector<Row> rows{};
	std::string typedName{}, nameError{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/group.html.mustache.
struct GroupView
{
	struct Permission
	{
		std::string id, name, label, help;
		bool isChosen = false;
		bool isLacking = false;  // the reader lacks it, and so cannot grant it
	};
	struct Plugin
	{
		std::string name;
		std::vector<Permission> permissions{};
	};
	struct Row
	{
		std::string id, name, address, action;
		bool isActive = true;
	};

	std::string title, path, name, priority;
	Value note{};
	bool mayChange = true;    // the reader has every permission of the group
	bool maySet = false;      // the reader may change settings
	bool hasMembers = false;  // with or without a search
	std::vector<Plugin> plugins{};
	std::vector<Row> members{};
	std::string count{}, sought{}, typedMember{};
	std::string nameError{}, priorityError{}, memberError{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/fragments/person-groups.html.mustache.
struct PersonGroupsView
{
	struct Row
	{
		std::string link, name;
	};
	std::vector<Row> groups{};
	bool maySee = false;     // the pages of the groups
	std::string settings{};  // the page of the person's settings; empty: the reader may not see it

	Value value() const;
};

/// Is the view of templates/pages/group-delete.html.mustache.
struct GroupDeleteView
{
	std::string title, path;
	std::vector<std::string> losses{};

	Value value() const;
};

}
