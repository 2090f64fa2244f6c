// Defines the ids and words that the whole plugin uses.
#pragma once
#include "sx/sealed/Items.h"
#include "sx/sms/Sms.h"

namespace sx::messages {

// A message is an item of plugin sealed, and has its id.
using MessageId = sealed::ItemId;
using sealed::FileId;
using sealed::GrantId;
using sealed::kManifestId;

inline constexpr std::string_view kKind = "message";  // Terms::kind

/// Locates a message in a conversation.
struct ThreadPosition
{
	MessageId inReplyTo{};  // empty: it begins the conversation
	MessageId first{};      // the message that began it, which may be this one
	// The grant whose lease it was written in, so that only the link vouches for its author; empty: a signed-in person
	// wrote it.
	GrantId grant{};
	UserId receiver{};  // the company's user to whom it replies; empty: a recipient outside
	bool isByLink() const noexcept { return !grant.empty(); }
};

/// Says who carries the link: the server by mail or by SMS, the senders themselves, or a mail that the sender's own
/// program sends.
enum class Delivery { Mail, Sms, Link, Eml };
inline constexpr auto kDeliveries = enumWords<Delivery>(
	{{Delivery::Mail, "mail"}, {Delivery::Sms, sms::kMedium}, {Delivery::Link, "link"}, {Delivery::Eml, "eml"}});

/// Tells whether the server carries the link. It is then told the link's secret, and keeps it sealed until the link has
/// left.
constexpr bool isByServer(Delivery delivery) noexcept
{
	return delivery == Delivery::Mail || delivery == Delivery::Sms;
}

/// Tells whether the link travels in a mail, which can carry a text in clear besides.
constexpr bool carriesText(Delivery delivery) noexcept
{
	return delivery == Delivery::Mail || delivery == Delivery::Eml;
}

/// Tells whether the server mails the opening code apart from the link, so that no mail has both.
constexpr bool mailsCode(Delivery delivery, sealed::CodeDelivery codes) noexcept
{
	return carriesText(delivery) && codes == sealed::CodeDelivery::Mail;
}

/// Tells whether the sender's client is told the opening codes: the sender passes them on, or a mail that holds them.
constexpr bool tellsCode(Delivery delivery, sealed::CodeDelivery codes) noexcept
{
	if (!carriesText(delivery) || codes == sealed::CodeDelivery::Author) return true;
	return delivery == Delivery::Eml && codes == sealed::CodeDelivery::Notice;
}

/// Tells whether a notice that is mailed again comes with a new opening code: the server keeps only a MAC of the first.
/// A code that the sender tells stays, because they may have told it.
inline bool renewsCode(const sealed::Item& item, const sealed::Grant& grant) noexcept
{
	return (grant.flags & sealed::kCodeGate) && item.codeDelivery != sealed::CodeDelivery::Author;
}

// Limits of what one link can ask for.
inline constexpr int kMostAsked = 3;  // for each link, ever: asking again must not become a way to pester
inline constexpr std::chrono::hours kBetweenAsking{24};
inline constexpr int kMostResent = 20;  // notices of one grant
inline constexpr std::chrono::minutes kBetweenResending{2};

}
