// Wraps one connection to a PostgreSQL server.
#pragma once
#include "kernel/data/Database.h"
#include "kernel/data/Session.h"

#include <libpq-fe.h>

#include <memory>

namespace sx::data {

/// Says how to connect, and what of it may be shown.
struct PostgresTarget
{
	std::string connection;   // libpq's keywords and values; holds the password: never log it
	std::string description;  // postgresql://host:port/name
	std::function<void(std::string_view text)> onStatement;
	static Result<PostgresTarget> parse(const std::string& url, const DatabaseOptions& options) noexcept;
};

class PostgresSession final: public Session
{
public:
	/// Connects. Errors: Unavailable.
	static Result<std::unique_ptr<PostgresSession>> open(const PostgresTarget& target) noexcept;

	Result<Outcome> run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept override;
	Result<> script(const std::string& text) noexcept override;
	Result<> beginWriting() noexcept override { return begin(true); }
	bool isInTransaction() noexcept override;
	/// Returns false if the connection is broken, the server hung up, or a transaction was left open.
	bool isUsable() noexcept;
	/// Opens a transaction. If the connection is broken, this fails before any work is done.
	Result<> begin(bool writes) noexcept;
	/// Commits. Errors: Unavailable (also if no answer came: then nobody knows whether it committed), Conflict.
	Result<> commit() noexcept;

private:
	struct Prepared
	{
		SqlText sql;
		std::string types;  // of the values it was prepared with
		std::string name;
	};
	struct Finish
	{
		void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
	};
	PostgresSession(PGconn* connection, std::function<void(std::string_view)> onStatement):
		_connection(connection), _onStatement(std::move(onStatement))
	{
	}
	Result<Prepared*> prepared(std::string_view text, const SqlValues& values, const Scope& scope) noexcept;
	Result<> prepare(Prepared& statement, const SqlValues& values) noexcept;
	PGconn* connection() noexcept { return _connection.get(); }

	std::unique_ptr<PGconn, Finish> _connection;
	const std::function<void(std::string_view)> _onStatement;
	TextMap<std::unique_ptr<Prepared>> _statements;  // by types and text
	std::uint64_t _names = 0;
};

}
