// Declares what a kind of database must do. There are two: SqliteEngine and PostgresEngine.
#pragma once
#include "kernel/data/Database.h"
#include "kernel/data/Session.h"

#include <functional>

namespace sx::data {

class Engine
{
public:
	virtual ~Engine() = default;
	virtual Result<> transact(const Scope& scope, bool writes, const Store::Work& work) noexcept = 0;
	virtual Result<SqlRows> writeOne(const Scope& scope, std::string_view text, const SqlValues& values) noexcept = 0;
	/// Runs change on a session that nothing else uses meanwhile; change opens its own transactions. PostgreSQL: one
	/// change at a time among all nodes. SQLite: only those transactions keep other processes out.
	virtual Result<> changeSchema(const std::function<Result<>(Session&)>& change) noexcept = 0;
	virtual Result<> refreshStatistics() noexcept = 0;
	virtual Result<bool> keepsStatistics() noexcept = 0;
	/// Empties the database's own log of what was deleted, as Database::purge says.
	virtual Result<> purge() noexcept = 0;
	virtual Result<> check() noexcept = 0;
	virtual bool isPostgres() const noexcept = 0;
	virtual std::string description() const = 0;
};

}
