// plugin.sig: who vouches for the files of a plugin's folder (docs/decisions/plugin-signatures.md).
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sx::extend {

/// SHA-256 in lower-case hexadecimal by path relative to the folder; plugin.sig itself is not in it.
using Digests = std::map<std::string, std::string, std::less<>>;
using Sha256 = std::function<Bytes(std::string_view)>;

/// Links are followed: what counts is what the server would read. Errors: Invalid (over 10,000 files, deeper than 16
/// folders, a file over 256 MiB, a device), Unavailable (cannot be read).
Result<Digests> digestFolder(const std::string& folder, const Sha256& sha256);

/// What is signed: canonical JSON of format, id, version, publisher and files.
std::string signedText(
	const std::string& id, const std::string& version, const std::string& publisher, const Digests& files);

/// The content of plugin.sig. publisher and signature in base64url.
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
/// Errors: Invalid; Missing (no plugin.sig).
Result<Signature> readSignature(const std::string& folder);

/// What differs between the signed list and the folder, in words; empty when nothing does.
std::string compareDigests(const Digests& signedOnes, const Digests& found);

}
