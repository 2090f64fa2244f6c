// Wraps one connection to an SQLite file.
#pragma once
#include "kernel/data/Database.h"
#include "kernel/data/Session.h"

#include <Poco/Data/Session.h>

#include <functional>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace sx::data {

enum class Role { Reads, Writes };

class SqliteSession final: public Session
{
public:
	/// Opens a file; the writer makes it (mode 0600) if it is missing. Errors: Unavailable, Internal.
	static Result<std::unique_ptr<SqliteSession>> open(
		const std::string& path, Role role, const DatabaseOptions& options) noexcept;
	~SqliteSession() override;

	Result<Outcome> run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept override;
	Result<> script(const std::string& text) noexcept override;
	Result<> beginWriting() noexcept override { return control("BEGIN IMMEDIATE"); }
	bool isInTransaction() noexcept override;
	/// Runs one of our own fixed statements (BEGIN IMMEDIATE, SAVEPOINT one…), which is prepared only once.
	Result<> control(std::string_view text) noexcept;
	/// False when its last transaction could not be ended: the next could not begin.
	bool isUsable() noexcept { return !isInTransaction(); }

	/// Checkpoints the WAL and truncates it, so that deleted bytes are gone from the disk; waits so long for those who
	/// are reading. Returns true if the WAL is empty.
	bool emptyLog(std::chrono::milliseconds patience) noexcept;
	/// Drops the pages that the connection keeps for its next transaction, with rows as they were at its last one.
	void dropPages() noexcept;

private:
	struct Statement;
	explicit SqliteSession(Poco::Data::Session session, int busyMillis);
	Result<Statement*> prepared(std::string_view text, bool isOurs) noexcept;
	Error failure(int code) noexcept;
	Result<Outcome> step(Statement& statement) noexcept;

	Poco::Data::Session _session;
	sqlite3* _handle;
	const int _busyMillis;
	std::function<void(std::string_view)> _onStatement;
	TextMap<std::unique_ptr<Statement>> _statements;
};

}
