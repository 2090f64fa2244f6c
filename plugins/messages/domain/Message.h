// Defines the ids and words that the whole plugin uses.
#pragma once
#include "sx/base.h"
#include "sx/kit.h"

#include <string_view>

namespace sx::messages {

// Ids are 16 bytes, written as 22 characters of base64url on the wire and in the database.
using MessageId = Id<struct MessageTag>;
using GrantId = Id<struct GrantTag>;
using FileId = Id<struct FileTag>;
using Token = Id<struct TokenTag>;    // the part of a link's path that names a grant
using EventId = Id<struct EventTag>;  // UUIDv7

inline constexpr std::string_view kManifestId = "AAAAAAAAAAAAAAAAAAAAAA";

/// Names the built-in gates by their flags in the slot header (protocol.md section 4).
enum GateFlag : unsigned { kPasswordGate = 1, kSmsGate = 2, kCodeGate = 4 };

/// Locates a message in a conversation; every member is empty in the message that begins it.
struct ThreadPosition
{
	MessageId inReplyTo, first;
	// The grant whose lease it was written in, so that only the link vouches for its author; empty: a signed-in person
	// wrote it.
	GrantId grant;
	UserId receiver;  // the company's user to whom it replies; empty: a recipient outside
	bool isByLink() const noexcept { return !grant.empty(); }
};

/// Says who carries the link: the server by mail or by SMS, the senders themselves, or a mail that the sender's own
/// program sends.
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
/// Tells whether the server carries the link. It is then told the link's secret, and keeps it sealed until the link has
/// left.
constexpr bool isByServer(Delivery delivery) noexcept
{
	return delivery == Delivery::Mail || delivery == Delivery::Sms;
}

}
