// Reads and writes what SCIM adds to people and groups.
#pragma once
#include "domain/UserResource.h"

#include <map>

namespace sx::scim::rows {

/// Returns a person's row; an empty one (with the user) if there is none.
Result<Provisioned> ofPerson(Sql& sql, const UserId& user);
/// Returns the rows of up to 200 people that have one, by id.
Result<std::map<std::string, Provisioned>> ofPeople(Sql& sql, const std::vector<UserId>& users);
/// Returns the row of who is called by a userName that is not their address. Errors: Missing.
Result<Provisioned> byUserName(Sql& sql, std::string_view userName);
/// Returns up to 10 people with an externalId.
Result<std::vector<UserId>> byExternalId(Sql& sql, std::string_view externalId);
/// Returns who is hidden from SCIM, by id in rising order.
Result<std::vector<std::string>> removed(Sql& sql);
/// Writes a person's row. Errors: Conflict (the userName is another person's).
Result<> put(Sql& sql, const Provisioned& person, Instant now);
Result<> erasePerson(Sql& sql, const UserId& user);

/// Holds what SCIM adds to a group.
struct ProvisionedGroup
{
	std::string externalId{};
	std::optional<Instant> changed{};
};
Result<std::map<std::string, ProvisionedGroup>> ofGroups(Sql& sql, const std::vector<std::string>& groups);
Result<> putGroup(Sql& sql, const std::string& group, const std::string& externalId, Instant now);
Result<> eraseGroup(Sql& sql, const std::string& group);

}
