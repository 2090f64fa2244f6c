// Runs transactions on PostgreSQL: a pool of sessions; each transaction runs on its caller's thread.
#pragma once
#include "kernel/data/Engine.h"
#include "kernel/data/PostgresSession.h"
#include "kernel/data/SessionPool.h"

namespace sx::data {

class PostgresEngine final: public Engine
{
public:
	static Result<std::unique_ptr<Engine>> open(const std::string& url, const DatabaseOptions& options) noexcept;

	Result<> transact(const Scope& scope, bool writes, const Store::Work& work) noexcept override;
	Result<SqlRows> writeOne(const Scope& scope, std::string_view text, const SqlValues& values) noexcept override;
	Result<> changeSchema(const std::function<Result<>(Session&)>& change) noexcept override;
	Result<> refreshStatistics() noexcept override;
	Result<bool> keepsStatistics() noexcept override;
	Result<> purge() noexcept override { return {}; }  // the server's files are not ours (docs/security.md)
	Result<> check() noexcept override;
	bool isPostgres() const noexcept override { return true; }
	std::string description() const override { return _target.description; }

private:
	using Pool = SessionPool<PostgresSession>;
	PostgresEngine(PostgresTarget target, const DatabaseOptions& options);
	Result<Pool::Lease> begun(bool writes) noexcept;

	const PostgresTarget _target;
	Pool _pool;
};

}
