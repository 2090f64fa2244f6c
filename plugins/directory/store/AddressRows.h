// Reads and writes the rows of addresses that await their proof.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>

namespace sx::directory {

/// Is a new address of a person, which a mailed link will prove.
struct AddressChange
{
	UserId person;
	std::string address;
	UserId askedBy;
	Instant expires{};
};

/// Queries the database, in a transaction of the tenant except for sweep. [its thread]
namespace address_rows {

/// Stores a change, in place of an earlier one of the person.
Result<> put(Sql& sql, const AddressChange& change, const std::string& tokenHash);
/// Returns the change of a link, or of a person, that works now; nullopt: there is none.
Result<std::optional<AddressChange>> byToken(Sql& sql, const std::string& tokenHash, Instant now);
Result<std::optional<AddressChange>> byPerson(Sql& sql, const UserId& person, Instant now);
/// Removes the change of a person; idempotent.
Result<> remove(Sql& sql, const UserId& person);
/// Deletes what has expired, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant now);

}

}
