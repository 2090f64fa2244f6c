// Keeps browsers' sessions in the table kernel_session: they survive a restart and are valid on every node.
#pragma once
#include "kernel/http/SessionStore.h"
#include "sx/kit.h"
#include "sx/sql.h"

namespace sx::app {

/// Limits how long a session lasts.
struct SessionLimits
{
	std::chrono::seconds idle = std::chrono::hours(12);       // since the last request
	std::chrono::seconds absolute = std::chrono::hours(720);  // since sign-in
};

/// Stores only the SHA-256 of each cookie, so that whoever steals the database has no session. [any thread]
class SessionRows final: public http::SessionStore
{
public:
	SessionRows(Store& store, const Keys& keys, const Clock& clock, SessionLimits limits);

	Result<SessionRight> rightOf(const TenantId& tenant, const UserId& user) noexcept override;
	Result<std::string> create(
		const TenantId& tenant, const SessionRight& right, const http::Browser& browser) noexcept override;
	Result<http::Session> find(const TenantId& tenant, std::string_view cookie) noexcept override;
	Result<> end(const TenantId& tenant, std::string_view cookie) noexcept override;
	Result<std::vector<SessionInfo>> list(const TenantId& tenant, const UserId& user) noexcept override;
	Result<> endOne(Sql& sql, const UserId& user, std::string_view id) noexcept override;
	Result<> endAll(Sql& sql, const UserId& user) noexcept override;

	/// Ends the sessions of all tenants.
	Result<> endEverySession() noexcept;
	/// Erases sessions that have expired; a schedule runs it.
	Result<> sweep() noexcept;

private:
	std::string hashOf(std::string_view cookie) const;

	Store& _store;
	const Keys& _keys;
	const Clock& _clock;
	SessionLimits _limits;
};

}
