// Reads and writes plugin.sig, which signs the files of a plugin's folder (docs/decisions/plugin-signatures.md).
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <map>
#include <string>
#include <vector>

namespace sx::extend {

/// Maps each path, relative to the folder, to its SHA-256 in lower-case hexadecimal. Leaves plugin.sig itself out.
using Digests = std::map<std::string, std::string, std::less<>>;

/// Hashes every file of the folder. Follows links, because the server would read what they point to. Errors: Invalid
/// (over 10,000 files, deeper than 16 folders, a file over 256 MiB, a device), Unavailable (cannot be read).
Result<Digests> digestFolder(const std::string& folder);

/// Returns the text that is signed: canonical JSON of format, id, version, publisher and files.
std::string signedText(
	const std::string& id, const std::string& version, const std::string& publisher, const Digests& files);

/// Writes the content of plugin.sig. publisher, signature: in base64url.
std::string writeSignature(const std::string& id,
	const std::string& version,
	const std::string& publisher,
	const Digests& files,
	const std::string& signature);

struct Signature
{
	std::string id, version;
	std::string publisher;  // base64url
	Digests files;
	std::string signature;  // base64url
};
/// Reads FOLDER/plugin.sig without verifying it. Errors: Invalid; Missing (no plugin.sig); Unavailable.
Result<Signature> readSignature(const std::string& folder);

/// Describes what differs between the signed list and the folder; returns an empty text when nothing does.
std::string compareDigests(const Digests& signedOnes, const Digests& found);

}
