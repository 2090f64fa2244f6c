// What a sender asks for, checked against the limits before anything is stored.
#pragma once
#include "domain/Message.h"
#include "sx/result.h"

#include <map>
#include <optional>
#include <vector>

namespace sx::messages {

/// What a deployment allows, from the settings.
struct Limits
{
	int opensDefault = 1, opensDefaultGated = 3, opensMax = 99;
	std::chrono::seconds expiresDefault{10 * 86'400}, expiresMin{60}, expiresMax{30 * 86'400};
	int recipientsMax = 50, filesMax = 100;
	int uploadsMax = 10;                         // at once, of one page
	std::int64_t fileMaxBytes = 2'500'000'000;   // true size
	std::int64_t manifestMaxBytes = 16'000'000;  // sealed
	std::vector<std::string> otherGates{};       // names of gates that plugins offer; "sms" among them
};

/// Gates as a sender wants them: the built-in ones as flags, those of plugins with what they are set to.
struct WantedGates
{
	unsigned flags = 0;
	std::map<std::string, Value, std::less<>> others{};
	bool isAny() const noexcept { return flags & ~unsigned{kCodeGate} || !others.empty(); }  // besides the opening code
};

struct NewRecipient
{
	std::string address, name;
	WantedGates gates{};
	int opens = 1;
	std::string mobile{}, country{};  // where the link goes, with delivery by SMS; as typed
};
struct NewFile
{
	FileId id;
	std::int64_t bytes = 0;
};  // sealed size

struct NewMessage
{
	Language language;
	int opens = 1;
	std::chrono::seconds expiresIn{0};
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;  // subject and body travel in clear
	unsigned gates = 0;        // of who has none of his own
	std::vector<NewRecipient> recipients;
	std::vector<NewFile> files;
};

/// Reads the body of POST /api/v1/messages (docs/wire.md). Errors: Invalid with `field`, TooLarge.
Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits);

/// New, shorter limits of a sent message; what is absent stays.
struct ShorterLimits
{
	std::optional<int> opensLeft{};
	std::optional<std::chrono::seconds> expiresIn{};
};
/// Reads the body of POST /api/v1/messages/ID/limits. Errors: Invalid with `field`.
Result<ShorterLimits> parseShorterLimits(const Value& body, const Limits& limits);

/// Bytes of a sealed file whose true size is `bytes`: Padmé of the size in whole KiB, a header for each part and a tag
/// for each segment (protocol.md section 5).
std::int64_t sealedBytes(std::int64_t bytes) noexcept;

/// 22 characters of base64url that encode exactly 16 bytes.
bool isId(std::string_view text) noexcept;

/// Lower case and trimmed; nullopt when it cannot be an address of e-mail.
std::optional<std::string> cleanAddress(std::string_view address);

}
