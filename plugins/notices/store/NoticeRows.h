// Reads and writes topics, the proof of consent, notices on their way, and banners.
#pragma once
#include "domain/Banner.h"
#include "domain/Topics.h"
#include "sx/kit.h"
#include "sx/sql.h"

#include <map>
#include <vector>

namespace sx::notices::rows {

/// Returns what a person's topics are now; a topic that is not in it is as usual.
Result<std::map<Topic, TopicState>> topicsOf(Sql& sql, const UserId& user);
Result<> setTopic(Sql& sql, const UserId& user, Topic topic, TopicState state, Instant now);
/// Appends to the proof.
Result<> append(Sql& sql, const Consent& consent);
/// Returns what a person said, in order.
Result<std::vector<Consent>> consentsOf(Sql& sql, const UserId& user);
/// Returns what people said after an id, in order.
Result<std::vector<Consent>> consentsAfter(Sql& sql, const std::string& id, int limit);
/// Forgets a person's topics, and from where they acted. The acts stay, with an id that names nobody any more.
Result<> forget(Sql& sql, const UserId& user);

/// Returns a topic's state for those of some people for whom it is not as usual.
Result<std::map<UserId, TopicState>> statesOf(Sql& sql, Topic topic, const std::vector<UserId>& people);

/// Returns false if there is one with its id already.
Result<bool> addNotice(Sql& sql, const Notice& notice);
/// Errors: Missing.
Result<Notice> notice(Sql& sql, const std::string& id);
/// Writes how far a notice is, if nobody did so meanwhile: its position is still `before`. Errors: Conflict.
Result<> advance(Sql& sql, const Notice& notice, const std::string& before);
/// Returns a company's notices, the newest first. before: an id, or empty.
Result<std::vector<Notice>> noticesOf(Sql& sql, const std::string& before, int limit);
/// Returns the newest notices of all companies.
Result<std::vector<Notice>> notices(Sql& sql, int limit);

/// Returns every banner that may show now or later, in a transaction of all tenants.
Result<std::vector<Banner>> banners(Sql& sql, const Json& json, Instant now);
/// Returns the banner of a company, or of the deployment (no tenant), in a transaction of all tenants.
Result<std::optional<Banner>> banner(Sql& sql, const Json& json, const TenantId& tenant);
/// Puts a banner in place of the one before, likewise.
Result<> putBanner(Sql& sql, const Json& json, const Banner& banner);
/// Removes it, likewise.
Result<> removeBanner(Sql& sql, const TenantId& tenant);

}
