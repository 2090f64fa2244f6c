// Validates groups, and decides who may change them.
#pragma once
#include "sx/directory/Groups.h"
#include "sx/permissions.h"

namespace sx::directory {

inline constexpr std::int64_t kLeastPriority = 1, kMostPriority = 999;
inline constexpr std::size_t kMostGroupName = 100;  // characters

/// Removes blanks around a name.
std::string trimmedName(std::string_view name);
/// Returns permissions in order, each once.
std::vector<std::string> inOrder(std::vector<std::string> permissions);

/// Checks a group's name, priority and permissions. book: knows the permissions; kept: those that the group has already
/// may be of a plugin that does not run. Errors: Invalid with field.
Result<> check(const NewGroup& group, const PermissionBook& book, const std::vector<std::string>& kept = {});

/// Checks that somebody has every one of these permissions that a plugin declares; one of a plugin that does not run
/// lets nobody do anything. Errors: Denied with problem "lacks_permission".
Result<> mayGrant(const Grantor& by, const std::vector<std::string>& permissions, const PermissionBook& book);

}
