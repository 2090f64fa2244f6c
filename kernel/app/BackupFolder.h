// Reads and writes the folder that holds a backup.
#pragma once
#include "sx/kit.h"

#include <string>
#include <vector>

namespace sx::app {

/// Describes a backup. Stored as DIR/backup.json, which is written last: a folder without it is not a complete backup.
struct BackupManifest
{
	std::string id;
	Instant made{};
	bool isPostgres = false;
	bool hasKeys = false;
	std::string publicKey;  // the deployment's, base64url
	std::string sha256;     // of DIR/database, hexadecimal
};

/// Reads DIR/backup.json and checks the hash of DIR/database. Errors: Missing, Invalid (not a backup, a newer format,
/// or DIR/database is not what was written).
Result<BackupManifest> readManifest(const std::string& folder, const Json& json);
/// Makes everything in the folder durable, then writes backup.json, which marks the backup complete. Errors:
/// Unavailable, Full.
Result<> writeManifest(const std::string& folder, BackupManifest manifest, const Json& json);

/// Makes an empty folder of mode 0700. Errors: Conflict (the folder is not empty), Unavailable.
Result<> makeEmptyFolder(const std::string& folder);
/// Copies a tree of files; replaces `to`. Leaves out files that vanish meanwhile. Errors: Unavailable, Full.
Result<> copyTree(const std::string& from, const std::string& to);
/// Copies a file and gives the copy mode 0600. Errors: Unavailable, Full.
Result<> copyPrivateFile(const std::string& from, const std::string& to);
/// Flushes the file system that holds the folder to the disk. Errors: Unavailable, Full.
Result<> syncAll(const std::string& folder);

}
