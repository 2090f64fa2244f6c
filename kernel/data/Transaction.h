// Implements the Sql that a plugin's function gets.
#pragma once
#include "kernel/data/AfterCommit.h"
#include "kernel/data/Session.h"
#include "sx/sql.h"

#include <functional>
#include <optional>
#include <vector>

namespace sx::data {

/// Checks the statements of one transaction and remembers the first error: from then on every statement fails with it.
class Transaction final: public Sql, public AfterCommit
{
public:
	Transaction(Session& session, const Scope& scope): _session(session), _scope(scope) {}

	Result<SqlRows> query(std::string_view text, const SqlValues& values) noexcept override;
	Result<std::int64_t> execute(std::string_view text, const SqlValues& values) noexcept override;
	const TenantId& tenant() const noexcept override { return _scope.tenant; }
	void afterCommit(std::function<void()> hook) override { _hooks.push_back(std::move(hook)); }

	/// Runs the work. Returns the error that the work returned, the exception that it threw, or the statement's error
	/// that it ignored.
	Result<> run(const Store::Work& work) noexcept;
	std::vector<std::function<void()>> takeHooks() noexcept { return std::move(_hooks); }

private:
	Result<Outcome> statement(std::string_view text, const SqlValues& values) noexcept;

	Session& _session;
	Scope _scope;
	std::optional<Error> _failed;
	std::vector<std::function<void()>> _hooks;
};

}
