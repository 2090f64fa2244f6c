// Seals a message here and hands the ciphertext to the server (docs/wire.md).
#pragma once
#include "client/Transport.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace sx::client {

/// The link within whose lease a reply is written.
struct ReplyPlace
{
	std::string token;
	std::string lease;
};

/// What to send. Since: SDK 1.0
struct OutgoingMessage
{
	std::vector<std::string> to;
	std::string subject;
	std::string text;
	std::vector<std::filesystem::path> files;
	int opens = 1;  // 1 to 99 per recipient
	std::chrono::seconds expiresIn{std::chrono::hours(240)};
	std::optional<std::string> password;  // told by another channel
	std::map<std::string, std::string>
		mobiles{};  // address to number ("+1 514 555-0142"): these ask for a code by SMS, or get the link so
	std::string language = "fr";    // fr or en
	std::string delivery = "mail";  // mail; sms: to mobiles, which all need, while the codes come back; link: the links
	                                // come back; eml: mails come back, to be sent by the sender's own program
	bool isFilesOnly = false;       // subject and text travel in clear in the mail
	std::optional<ReplyPlace> reply{};  // recipient, limits and delivery are the server's then
};

struct SentRecipient
{
	std::string address;
	std::optional<std::string> link;  // unless the server mails or texts it
	std::optional<std::string> code;  // the opening code, unless it is mailed
	std::optional<std::string> eml;   // with delivery eml: the mail, as a file
};
struct SentMessage
{
	std::string id;
	std::vector<SentRecipient> recipients;
};

/// Whether the server carries the links, and so is told their secrets.
inline bool isByServer(const std::string& delivery) { return delivery == "mail" || delivery == "sms"; }

/// bytes sealed and sent so far, of how many.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Sends; memory stays flat whatever the files' size. Nothing is visible to anyone before the last step.
/// Throws ClientError. [one thread] Since: SDK 1.0
SentMessage send(Transport& server, const OutgoingMessage& message, const Progress& progress = {});

/// Goes on with a send that was interrupted on this machine: parts that the server has are not sent again. id: one of
/// keptDrafts() (client/Draft.h); authorization: as Transport's. Throws ClientError. [one thread] Since: SDK 1.0
SentMessage resume(const std::string& id, const std::string& authorization, const Progress& progress = {});

/// The sender's note: subject, names, files, sealed to this device's key (protocol, section 7).
std::string sealNote(const SecretBytes& deviceKey, std::string_view message, const std::string& json);
/// Empty when this device cannot open it.
std::string openNote(const SecretBytes& deviceKey, std::string_view message, std::string_view note) noexcept;
/// This device's key, made at first use (mode 0600, below the user's configuration folder).
SecretBytes deviceKey();

}
