// Reads and writes the rows of address books. What a row holds of a contact is sealed.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <vector>

namespace sx::contacts {

struct ContactRow
{
	std::string id;
	std::string mark{};  // stands for the address: a MAC of it
	std::string sealed;  // base64url
};

/// Queries the database, in a transaction of the owner's tenant. [its thread]
namespace contact_rows {

/// Returns the id and the sealed content of every contact of one person.
Result<std::vector<ContactRow>> all(Sql& sql, const UserId& user);
/// Returns the id and the sealed content of one contact. Errors: Missing.
Result<ContactRow> byId(Sql& sql, const UserId& user, const std::string& id);
/// Inserts a contact, or replaces the one of that id.
Result<> put(Sql& sql, const UserId& user, const ContactRow& row, Instant now);
/// Counts the contacts of one person.
Result<std::int64_t> count(Sql& sql, const UserId& user);
/// Deletes every contact of one person. Returns how many there were.
Result<std::int64_t> removeAll(Sql& sql, const UserId& user);
/// Deletes a contact; idempotent. Returns how many there were.
Result<std::int64_t> remove(Sql& sql, const UserId& user, const std::string& id);

}

}
