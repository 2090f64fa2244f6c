// Seals a message on this machine and hands the ciphertext to the server (docs/wire.md).
#pragma once
#include "client/Delivery.h"
#include "client/Transport.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace sx::client {

/// Names the link and the lease under which a reply is sent.
struct ReplyLease
{
	std::string token;
	std::string lease;
};

/// Describes what to send. Since: SDK 1.0
struct OutgoingMessage
{
	std::vector<std::string> to;                 // as reachableAddress() writes them (client/Address.h)
	std::map<std::string, std::string> names{};  // by address
	std::string subject;
	std::string text;
	std::vector<std::filesystem::path> files;
	int opens = 1;  // 1 to 99 per recipient
	std::chrono::seconds expiresIn{std::chrono::hours(240)};
	std::optional<std::string> password;  // told by another channel
	std::map<std::string, std::string>
		mobiles{};  // number by address ("+1 514 555-0142"): each gets a code by SMS, or with delivery sms the link
	/// Whether everybody is asked for the opening code; nothing: those whom neither password nor SMS protects.
	std::optional<bool> openingCode{};
	std::string language = "fr";  // a short tag of a language that the server speaks
	/// mail: the server mails the links; sms: it texts them to `mobiles`, which every recipient then needs, and the
	/// codes come back; link: the links come back; eml: mails come back, for the sender's own program to send.
	std::string delivery = "mail";
	bool isFilesOnly = false;           // seal only the files; subject and text travel unsealed in the mail
	std::optional<ReplyLease> reply{};  // if set, the server decides recipient, limits and delivery
};

/// Holds what the sender learns about one recipient.
struct SentRecipient
{
	std::string address;
	std::optional<std::string> link;  // absent if the server mails or texts it
	std::optional<std::string> code;  // the opening code; absent if it is mailed
	std::optional<std::string> eml;   // the mail as a file, with delivery eml
};
struct SentMessage
{
	std::string id;
	std::vector<SentRecipient> recipients;
};

/// Reports how many bytes are sealed and sent so far, and of how many.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Tells whether a recipient is asked for a code by SMS. address: in any case.
bool asksSmsCode(const OutgoingMessage& message, const std::string& address);
/// Tells whether a recipient is asked for the opening code. The server asks everybody besides if the company wants
/// constant protection (docs/wire.md).
bool asksOpeningCode(const OutgoingMessage& message, const std::string& address);

/// Sends a message; memory stays flat whatever the files' size. Nobody sees anything before the last step. Throws
/// ClientError. [one thread] Since: SDK 1.0
SentMessage send(Transport& server, const OutgoingMessage& message, const Progress& progress = {});

/// Resumes a send that was interrupted on this machine; parts that the server has are not sent again. id: one of
/// keptDrafts() (client/Draft.h); authorization: as Transport's. Throws ClientError. [one thread] Since: SDK 1.0
SentMessage resume(const std::string& id, const std::string& authorization, const Progress& progress = {});

/// Seals the sender's note (subject, names, files) to this device's key (protocol, section 7).
std::string sealNote(const SecretBytes& deviceKey, std::string_view message, const std::string& json);
/// Opens a note; returns empty if this device cannot open it.
std::string openNote(const SecretBytes& deviceKey, std::string_view message, std::string_view note) noexcept;
/// Returns this device's key; creates it at first use (mode 0600, below the user's configuration folder).
SecretBytes deviceKey();

}
