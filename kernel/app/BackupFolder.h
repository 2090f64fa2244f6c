// The folder that a backup is: what lies where, and how files get in and out.
#pragma once
#include "sx/kit.h"

#include <string>
#include <vector>

namespace sx::app {

/// DIR/backup.json, written last: a folder without it is no backup.
struct BackupManifest
{
	std::string id;
	Instant made{};
	bool isPostgres = false;
	bool hasKeys = false;
	std::string publicKey;  // of the deployment, base64url
	std::string sha256;     // of DIR/database, hexadecimal
};

/// Errors: Missing, Invalid (not a backup, a newer format, or DIR/database is not what was written).
Result<BackupManifest> readManifest(const std::string& folder, const Json& json);
/// Makes everything in the folder durable, then says that it is complete. Errors: Unavailable, Full.
Result<> writeManifest(const std::string& folder, BackupManifest manifest, const Json& json);

/// Makes an empty folder of mode 0700. Errors: Conflict (something is in it), Unavailable.
Result<> makeEmptyFolder(const std::string& folder);
/// A tree of files; `to` is replaced. What vanishes meanwhile is left out. Errors: Unavailable, Full.
Result<> copyTree(const std::string& from, const std::string& to);
/// Mode 0600. Errors: Unavailable, Full.
Result<> copyPrivateFile(const std::string& from, const std::string& to);
/// Writes everything of that folder's file system to the disk. Errors: Unavailable, Full.
Result<> syncAll(const std::string& folder);

}
