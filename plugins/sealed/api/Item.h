// Defines what every plugin may know of a sealed thing: its ids, its limits, its grants. Never a secret.
#pragma once
#include "sx/enums.h"
#include "sx/kit.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::sealed {

// Ids are 16 bytes, written as 22 characters of base64url on the wire and in the database.
using ItemId = Id<struct ItemTag>;
using GrantId = Id<struct GrantTag>;
using FileId = Id<struct FileTag>;
using Token = Id<struct TokenTag>;  // the part of a link's path that names a grant

inline constexpr std::string_view kManifestId = "AAAAAAAAAAAAAAAAAAAAAA";

/// Names the gates of the sealing protocol by their flags in the slot header (protocol.md section 4). Gates of plugins
/// may have flags of their own (Gate::flag).
enum GateFlag : unsigned { kPasswordGate = 1, kCodeGate = 4 };
/// Returns the flag of one of these gates by its name on the wire; 0: the name is a plugin's to give.
constexpr unsigned ownGate(std::string_view name) noexcept
{
	return name == "password" ? kPasswordGate : name == "code" ? kCodeGate : 0U;
}

inline constexpr int kOpensMax = 99;                        // row A5
inline constexpr std::chrono::seconds kShortestExpiry{60};  // an author may ask for less than any default

enum class ItemState { Draft, Sealed, Destroying, Destroyed };
inline constexpr auto kItemStates = enumWords<ItemState>({{ItemState::Draft, "draft"},
	{ItemState::Sealed, "sealed"},
	{ItemState::Destroying, "destroying"},
	{ItemState::Destroyed, "destroyed"}});

/// Says why an item was destroyed. Sender: whoever follows it, or whoever wrote it.
enum class Cause { UsedUp, Expired, Sender, Recipient, Abandoned };
inline constexpr auto kCauses = enumWords<Cause>({{Cause::UsedUp, "used_up"},
	{Cause::Expired, "expired"},
	{Cause::Sender, "sender"},
	{Cause::Recipient, "recipient"},
	{Cause::Abandoned, "abandoned"}});
constexpr std::string_view wordOf(Cause cause) noexcept { return kCauses.wordOf(cause); }

/// Names the states that an item's owner is shown.
enum class Shown { Waiting, Read, UsedUp, Expired, Destroyed };
inline constexpr auto kShown = enumWords<Shown>({{Shown::Waiting, "waiting"},
	{Shown::Read, "read"},
	{Shown::UsedUp, "used_up"},
	{Shown::Expired, "expired"},
	{Shown::Destroyed, "destroyed"}});
constexpr std::string_view wordOf(Shown shown) noexcept { return kShown.wordOf(shown); }

/// Says how opening codes reach recipients, as the company chose (row J1): in the notification beside the link, in a
/// mail of their own, or by the author, whose client shows them. Since: SDK 1.0
enum class CodeDelivery { Notice, Mail, Author };
inline constexpr auto kCodeDeliveries = enumWords<CodeDelivery>(
	{{CodeDelivery::Notice, "notice"}, {CodeDelivery::Mail, "mail"}, {CodeDelivery::Author, "author"}});

/// Says who wrote an item, as readers see it. isVerified: the server knows that it was this person.
struct Author
{
	std::string name, address;
	bool isVerified = true;
};

/// Is a sealed thing. Since: SDK 1.0
struct Item
{
	ItemId id;
	std::string kind;  // of the plugin that made it (Kind::name)
	UserId owner;      // the person who follows it and in whose register it stands; empty: nobody
	Author author;
	Language language;  // of what its readers are shown
	ItemState state = ItemState::Draft;
	Instant made{}, expires{};
	std::optional<Instant> sent{};  // when it was sealed and its links began to work
	Bytes note{};                   // the owner's, sealed by their client; empty: none
	std::optional<Cause> cause{};
	std::optional<Instant> destroyed{};
	GrantId link{};  // within whose lease it was written; empty: its author had signed in, or needed no lease
	bool isOfStranger = false;                         // its author had no account here
	bool isInClear = false;                            // a text travels beside it without protection
	CodeDelivery codeDelivery = CodeDelivery::Notice;  // decided when it was begun; resending obeys it too

	bool isOver() const noexcept { return cause.has_value(); }
	/// Tells whether something may still be opened or changed.
	bool isLive(Instant now) const noexcept { return sent && !isOver() && now < expires; }
};

/// Is one recipient's access to an item. Since: SDK 1.0
struct Grant
{
	GrantId id;
	ItemId item;
	Token token;
	std::string address, name;
	int opens = 1, opensLeft = 1;
	unsigned flags = 0;                // gates in its slot header
	std::vector<std::string> gates{};  // names of plugins' gates; empty once the grant is closed
	int wrongTries = 0, triesLeft = 0;
	std::optional<Instant> firstOpened{};
	bool isOver = false;  // used up and every lease ended, or destroyed

	const std::string& shownName() const noexcept { return name.empty() ? address : name; }
	/// Tells whether only the owner can unlock it, after too many wrong tries.
	bool isLocked() const noexcept { return triesLeft == 0; }
	/// Names the only thing that a reader has to answer: "code" or "password"; "other": several, or a plugin's gate.
	std::string_view onlyGate() const noexcept
	{
		if (!gates.empty()) return "other";
		return flags == kCodeGate ? "code" : flags == kPasswordGate ? "password" : "other";
	}
};

/// Is a sealed file; the manifest is the one of kManifestId. Since: SDK 1.0
struct File
{
	FileId id;
	std::int64_t bytes = 0;  // sealed
};

/// Holds an item with its grants, in the order in which its author named them. Since: SDK 1.0
struct Followed
{
	Item item;
	std::vector<Grant> grants;
};

/// Returns the state of an item. isOpened: somebody opened it at least once.
inline Shown shownState(std::optional<Cause> cause, bool isOpened, Instant expires, Instant now) noexcept
{
	if (cause == Cause::UsedUp) return Shown::UsedUp;
	if (cause == Cause::Expired) return Shown::Expired;
	if (cause) return Shown::Destroyed;
	if (now >= expires) return Shown::Expired;
	return isOpened ? Shown::Read : Shown::Waiting;
}

/// Returns the state of one recipient, who may have used up their opens while others still have some.
inline Shown shownState(std::optional<Cause> cause, int opens, int opensLeft, Instant expires, Instant now) noexcept
{
	if (opensLeft == 0) return Shown::UsedUp;
	return shownState(cause, opensLeft < opens, expires, now);
}

}
