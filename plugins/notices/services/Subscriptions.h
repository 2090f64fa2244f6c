// Keeps who hears of which topic, with the proof of their consent.
#pragma once
#include "domain/Topics.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

#include <map>

namespace sx::notices {

/// Names a person's topic in a link, with what proves that the server made it.
struct TopicLink
{
	UserId user{};
	Topic topic = Topic::News;
	std::string proof{};
	Instant until{};  // of a link that confirms
};

/// [any thread]
class Subscriptions
{
public:
	Subscriptions(const Context& context, const directory::Directory& directory, mail::Outbox& outbox);

	/// Returns the state of each topic for a person.
	Result<std::map<Topic, TopicState>> of(const TenantId& tenant, const UserId& user) const;
	/// Applies what a person chose on their page: a topic that needs a confirmation is asked for, and a mail with the
	/// link leaves; others begin or end at once. Errors: Limited, Unavailable.
	Result<> choose(const Caller& caller, const Tenant& tenant, Topic topic, bool isWanted) const;
	/// Confirms by the link of the mail. Doing it again changes nothing. Errors: Denied `link` (forged, or another's),
	/// Expired.
	Result<> confirm(const Caller& caller, const TopicLink& link, const Language& language) const;
	/// Withdraws by a link, without sign-in. Doing it again changes nothing. Errors: Denied `link`.
	Result<> leave(const Caller& caller, const TopicLink& link, const Language& language, Means means) const;
	/// Checks a link without acting. confirms: one that confirms. Errors: Denied `link`, Expired.
	Result<> check(const TenantId& tenant, const TopicLink& link, bool confirms) const;

	/// Returns the URL at which a person leaves a topic, by a button or by a POST of their mail program (RFC 8058).
	std::string leaveUrl(const Tenant& tenant, const UserId& user, Topic topic) const;

	/// Words the mail that asks a person to confirm. url: of the link.
	Result<mail::Mail> confirmMail(const Wording& wording,
		const Tenant& tenant,
		const directory::Person& person,
		Topic topic,
		const std::string& url) const;

	static constexpr const char* kLeave = "/topics/leave";
	static constexpr const char* kConfirm = "/topics/confirm";

private:
	std::string proofOf(const TenantId& tenant, const TopicLink& link, bool confirms) const;
	Result<> note(
		Sql& sql, const Caller& caller, const UserId& user, Topic topic, Act act, Means means, const Language& language)
		const;
	Result<> ask(Sql& sql, const Tenant& tenant, const directory::Person& person, Topic topic) const;

	const Context& _context;
	const directory::Directory& _directory;
	mail::Outbox& _outbox;
};

}
