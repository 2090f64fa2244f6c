// A message on its way: all that is left to do, kept on this machine until it is done, so that an interrupted send goes
// on.
#pragma once
#include "client/Sending.h"

#include <Poco/JSON/Object.h>

namespace sx::client {

/// A file to seal: read once for its fingerprint, before, and once for its parts.
struct DraftFile
{
	std::filesystem::path path;
	std::string id;  // 16 bytes
	std::int64_t bytes = 0;
	std::string sha256{};  // hexadecimal
};

/// Made once the server has created the message; nothing in it changes afterwards.
struct Draft
{
	std::string origin;  // "https://acme.example.com"
	std::string base;    // "/api/v1/messages", or "/m/TOKEN/reply"
	std::string lease;   // of a reply; empty: the API key is asked for again
	std::string id;      // 16 bytes
	SecretBytes messageKey;
	std::string manifest;  // unpadded
	std::int64_t manifestBytes = 0;
	std::vector<DraftFile> files;
	Poco::JSON::Object::Ptr body;    // of the last step: slots, proofs, note, notice
	std::vector<std::string> links;  // one a recipient
	std::string delivery;
};

/// Uploads the parts that the server does not have (isNew: it has none), sends, and forgets the draft. Throws
/// ClientError; the draft stays unless the server has no such message any more. server: authorized.
SentMessage complete(Transport& server, const Draft& draft, bool isNew, const Progress& progress);

/// Sealed with this device's key, mode 0600, in the user's cache folder. Throws Local.
void keepDraft(const Draft& draft);
/// Throws Usage (no such draft), Damaged (another device's).
Draft keptDraft(const std::string& id);
/// Ids in text form, oldest first.
std::vector<std::string> keptDrafts();
void forgetDraft(const std::string& id) noexcept;

}
