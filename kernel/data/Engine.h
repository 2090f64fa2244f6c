// What a kind of database must do. Two kinds: SqliteEngine, PostgresEngine.
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
	/// Runs change with a session of its own, one at a time among all nodes (PostgreSQL) or processes' transactions
	/// (SQLite).
	virtual Result<> changeSchema(const std::function<Result<>(Session&)>& change) noexcept = 0;
	virtual Result<> check() noexcept = 0;
	virtual bool isPostgres() const noexcept = 0;
	virtual std::string description() const = 0;
};

}
