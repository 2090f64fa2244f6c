// Reads what a sender asks for and checks it against the limits before anything is stored.
#pragma once
#include "domain/Message.h"
#include "sx/result.h"

#include <map>
#include <optional>
#include <vector>

namespace sx::messages {

/// Holds what a deployment allows. The values, with their defaults, are settings of plugin.yaml.
struct Limits
{
	int opensDefault, opensDefaultGated;
	std::chrono::seconds expiresDefault, expiresMax;
	int recipientsMax, filesMax;
	int uploadsMax;                         // parts that one page may upload at once
	std::int64_t fileMaxBytes;              // true size
	std::vector<std::string> otherGates{};  // names of the gates that plugins offer, "sms" included
};

inline constexpr int kOpensMax = 99;                           // row A5
inline constexpr std::chrono::seconds kShortestExpiry{60};     // a sender may ask for less than any default
inline constexpr std::int64_t kManifestMaxBytes = 16'000'000;  // sealed

/// Holds the gates that a sender wants: built-in gates as flags, those of plugins with their settings.
struct WantedGates
{
	unsigned flags = 0;
	std::map<std::string, Value, std::less<>> others{};
	/// Tells whether any gate other than the opening code is wanted.
	bool isAny() const noexcept { return flags & ~unsigned{kCodeGate} || !others.empty(); }
};

struct NewRecipient
{
	std::string address, name;
	WantedGates gates{};
	int opens = 1;
	std::string mobile{}, country{};  // number that a link by SMS goes to, as typed
};
struct NewFile
{
	FileId id;
	std::int64_t bytes = 0;  // sealed
};

struct NewMessage
{
	Language language;
	int opens = 1;
	std::chrono::seconds expiresIn{0};
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;  // subject and body travel in clear
	unsigned gates = 0;        // for recipients without gates of their own
	std::vector<NewRecipient> recipients;
	std::vector<NewFile> files;
};

/// Reads the body of POST /api/v1/messages (docs/wire.md). Errors: Invalid with `field`, TooLarge.
Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits);

/// Holds new, shorter limits for a sent message; a limit that is absent does not change.
struct ShorterLimits
{
	std::optional<int> opensLeft{};
	std::optional<std::chrono::seconds> expiresIn{};
};
/// Reads the body of POST /api/v1/messages/ID/limits. Errors: Invalid with `field`.
Result<ShorterLimits> parseShorterLimits(const Value& body, const Limits& limits);

/// Returns the sealed size of a file whose true size is `bytes`: Padmé of the size in whole KiB, a header for each part
/// and a tag for each segment (protocol.md section 5).
std::int64_t sealedBytes(std::int64_t bytes) noexcept;

/// Tells whether the text is 22 characters of base64url that encode exactly 16 bytes.
bool isId(std::string_view text) noexcept;

/// Returns the address trimmed and in lower case; nullopt if it cannot be an e-mail address.
std::optional<std::string> cleanAddress(std::string_view address);

}
