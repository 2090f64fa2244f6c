// Sessions of browsers, kept by whoever has a database (kernel/app).
#pragma once
#include "sx/base.h"
#include "sx/result.h"

namespace sx::http {

/// Who a cookie stands for.
struct Session
{
	TenantId tenant;
	UserId user;
};

/// Keeps sessions. A cookie's value is 256 random bits as base64url (43 characters), stored hashed; the CSRF token is
/// derived from it by kernel/http (Csrf.h), so nothing else needs storing. [any thread; may block]
class SessionStore
{
public:
	virtual ~SessionStore() = default;
	/// Starts a session and returns the value of its cookie. Errors: Unavailable.
	virtual Result<std::string> create(const TenantId& tenant, const UserId& user) noexcept = 0;
	/// The live session of a cookie within a tenant; renews its idle time. Errors: Missing (none, ended, too old),
	/// Unavailable.
	virtual Result<Session> find(const TenantId& tenant, std::string_view cookie) noexcept = 0;
	/// Ends one session; an unknown cookie is success. Errors: Unavailable.
	virtual Result<> end(const TenantId& tenant, std::string_view cookie) noexcept = 0;
	/// Ends every session of a user. Errors: Unavailable.
	virtual Result<> endAll(const TenantId& tenant, const UserId& user) noexcept = 0;
};

}
