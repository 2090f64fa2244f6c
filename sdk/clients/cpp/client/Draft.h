// Keeps on this machine all that a message being sent still needs, so that an interrupted send can be resumed.
#pragma once
#include "client/Sending.h"

#include <Poco/JSON/Object.h>

namespace sx::client {

/// Names a file to seal. It is read twice: first for its SHA-256, then for its parts.
struct DraftFile
{
	std::filesystem::path path;
	std::string id;  // 16 bytes
	std::int64_t bytes = 0;
	std::string sha256{};  // hexadecimal
};

/// Holds what a send needs to be resumed. Created once the server has created the message; never changed afterwards.
struct Draft
{
	std::string origin;  // "https://acme.example.com"
	std::string base;    // "/api/v1/messages", or "/m/TOKEN/reply"
	std::string lease;   // for a reply; empty: resuming needs the API key
	std::string id;      // 16 bytes
	SecretBytes messageKey;
	std::string manifest;  // unpadded
	std::int64_t manifestBytes = 0;
	std::vector<DraftFile> files;
	Poco::JSON::Object::Ptr body;    // for the last request: slots, proofs, note, notice
	std::vector<std::string> links;  // one per recipient
	std::vector<std::string> codes;  // one per recipient, for the sender to tell; empty: none, or mailed by the server
	std::string delivery;
};

/// Uploads the parts that the server does not have (isNew: it has none), sends, and deletes the draft. server: already
/// authorized. Throws ClientError; the draft stays unless the server no longer has such a message.
SentMessage complete(Transport& server, const Draft& draft, bool isNew, const Progress& progress);

/// Saves a draft in the user's cache folder, sealed with this device's key, mode 0600. Throws Local.
void keepDraft(const Draft& draft);
/// Loads a draft. Throws Usage (no such draft), Damaged (sealed on another device).
Draft keptDraft(const std::string& id);
/// Lists the drafts' ids in text form, oldest first.
std::vector<std::string> keptDrafts();
void forgetDraft(const std::string& id) noexcept;

}
