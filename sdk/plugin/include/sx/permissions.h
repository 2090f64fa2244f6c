// Declares what people may do, as all plugins together name it, and the groups that people are in.
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Describes a permission that a plugin.yaml declares. Since: SDK 1.0
struct Permission
{
	std::string name;    // "messages.send"
	std::string plugin;  // the title of its plugin: that plugin's word `permission.title`, else `title` of plugin.yaml
	std::string label;   // its word `permission.NAME.label`, NAME without the plugin's id; else the whole name
	std::string help;    // its word `permission.NAME.help`; empty if it has none
};

/// Lists the permissions of all plugins that run. Found with Context::find; the kernel provides it, so no plugin.yaml
/// names it. [any thread] Since: SDK 1.0
class PermissionBook
{
public:
	static constexpr std::string_view kId = "kernel.permissions/1";
	/// Returns every permission once, by plugin, in the order of its plugin.yaml.
	virtual std::vector<Permission> list(const Language& language) const = 0;
	/// Tells whether a plugin that runs declares the permission.
	virtual bool isKnown(std::string_view name) const noexcept = 0;
protected:
	~PermissionBook() = default;
};

/// Names a group of people. Since: SDK 1.0
struct GroupName
{
	std::string id, name;
};

/// Tells which groups a person is in. Provided by one plugin. [the transaction's thread] Since: SDK 1.0
class GroupSource
{
public:
	static constexpr std::string_view kId = "kernel.groups/1";
	/// Returns the groups of a person of the transaction's company. Where two of them differ, the first one wins.
	/// Nobody's groups are none. Errors: Unavailable.
	virtual Result<std::vector<GroupName>> groupsOf(Sql& sql, const UserId& user) const noexcept = 0;
protected:
	~GroupSource() = default;
};

}
