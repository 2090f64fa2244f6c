// Declares the store of browsers' sessions, which kernel/app implements with the database.
#pragma once
#include "sx/plugin.h"

namespace sx::http {

/// Names the person that a session cookie belongs to.
struct Session
{
	TenantId tenant;
	UserId user;
	Instant since{};   // when it began
	std::string id{};  // SessionInfo::id
};

/// Names the browser that begins a session.
struct Browser
{
	std::string device, address;  // SessionInfo's
};

/// Keeps browsers' sessions. A cookie's value is 256 random bits as base64url (43 characters), stored hashed.
/// kernel/http derives the CSRF token from it (Csrf.h), so nothing else needs storing. [any thread; may block]
class SessionStore
{
public:
	virtual ~SessionStore() = default;
	/// Returns the right to begin a session, which endAll() ends. Errors: Unavailable.
	virtual Result<SessionRight> rightOf(const TenantId& tenant, const UserId& user) noexcept = 0;
	/// Starts a session and returns the value of its cookie. Errors: Unauthenticated (the right is over), Unavailable.
	virtual Result<std::string> create(
		const TenantId& tenant, const SessionRight& right, const Browser& browser) noexcept = 0;
	/// Returns the live session of a cookie within a tenant and renews its idle time. Errors: Missing (none, ended,
	/// expired), Unavailable.
	virtual Result<Session> find(const TenantId& tenant, std::string_view cookie) noexcept = 0;
	/// Ends one session; succeeds for an unknown cookie. Errors: Unavailable.
	virtual Result<> end(const TenantId& tenant, std::string_view cookie) noexcept = 0;
	/// Lists a user's live sessions, the most recently used first. Errors: Unavailable.
	virtual Result<std::vector<SessionInfo>> list(const TenantId& tenant, const UserId& user) noexcept = 0;
	/// Ends one session of a user of the transaction's tenant. Errors: Missing, Unavailable. [the transaction's thread]
	virtual Result<> endOne(Sql& sql, const UserId& user, std::string_view id) noexcept = 0;
	/// Ends every session of a user of the transaction's tenant, and every right to begin one. Errors: Unavailable.
	/// [the transaction's thread]
	virtual Result<> endAll(Sql& sql, const UserId& user) noexcept = 0;
};

}
