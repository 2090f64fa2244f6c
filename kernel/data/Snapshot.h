// Saves the whole database to one file and loads it back, for backups (docs/decisions/backup.md).
#pragma once
#include "sx/result.h"

#include <string>

namespace sx::data {

/// Saves one moment of the database while others read and write. url: as Database::open; file: must not exist.
/// PostgreSQL: runs pg_dump, with the password in its environment. Errors: Unavailable, Full, Internal; details hold no
/// password.
Result<> saveDatabase(const std::string& url, const std::string& file) noexcept;

/// Replaces everything in the database with what saveDatabase wrote on the same kind of database. Nobody may use the
/// database meanwhile. Can be run again after a crash. PostgreSQL: runs pg_restore. Errors: Conflict (somebody is
/// connected to it), those of saveDatabase.
Result<> loadDatabase(const std::string& url, const std::string& file) noexcept;

/// Tells whether there is something that loadDatabase would replace. Errors: Unavailable.
Result<bool> hasTables(const std::string& url) noexcept;

}
