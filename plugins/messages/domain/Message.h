// The words that all of this plugin speaks in.
#pragma once
#include "sx/base.h"
#include "sx/kit.h"

#include <string_view>

namespace sx::messages {

// 16 bytes as 22 characters of base64url, on the wire and in the database.
using MessageId = Id<struct MessageTag>;
using GrantId = Id<struct GrantTag>;
using FileId = Id<struct FileTag>;
using Token = Id<struct TokenTag>;    // what a link's path says
using EventId = Id<struct EventTag>;  // UUIDv7

inline constexpr std::string_view kManifestId = "AAAAAAAAAAAAAAAAAAAAAA";

/// The gates of a message, as the slot header's flags say them (protocol.md section 4).
enum GateFlag : unsigned { kPasswordGate = 1, kSmsGate = 2, kCodeGate = 4 };

/// Where a message stands in a conversation; all empty in the one that begins it.
struct Place
{
	MessageId inReplyTo, first;
	GrantId
		grant;  // whose lease it was written in: its author is not verified beyond the link; empty: who had signed in
	UserId receiver;  // of the company whom it answers; empty: a recipient outside
	bool isByLink() const noexcept { return !grant.empty(); }
};

/// Who carries the link: the server's mail or text; the sender himself; a mail that the sender's own program sends.
enum class Delivery { Mail, Sms, Link, Eml };
constexpr std::string_view wordOf(Delivery delivery) noexcept
{
	return delivery == Delivery::Mail ? "mail"
		: delivery == Delivery::Sms   ? "sms"
		: delivery == Delivery::Eml   ? "eml"
									  : "link";
}
inline Delivery deliveryOf(std::string_view word) noexcept
{
	return word == "mail" ? Delivery::Mail
		: word == "sms"   ? Delivery::Sms
		: word == "eml"   ? Delivery::Eml
						  : Delivery::Link;
}
/// The server carries the link, so it is told the link's secret; kept sealed until it has left.
constexpr bool isByServer(Delivery delivery) noexcept
{
	return delivery == Delivery::Mail || delivery == Delivery::Sms;
}

}
