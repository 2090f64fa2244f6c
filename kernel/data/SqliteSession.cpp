#include "kernel/data/SqliteSession.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <Poco/UTF8String.h>

#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

namespace sx::data {
namespace {

constexpr std::size_t kMaxPreparedSqlite = 512;

SqlValue columnOf(sqlite3_stmt* statement, int column)
{
	const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
	switch (sqlite3_column_type(statement, column))
	{
	case SQLITE_INTEGER: return SqlValue(std::int64_t{sqlite3_column_int64(statement, column)});
	case SQLITE_NULL: return SqlValue();
	case SQLITE_BLOB:
	{
		const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
		return bytes ? SqlValue(Bytes{std::string(bytes, size())}) : SqlValue(Bytes{});
	}
	default:  // fractions too: the contract has none, and as text they lose nothing
		const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
		return text ? SqlValue(std::string(text, size())) : SqlValue(std::string());
	}
}

int bind(sqlite3_stmt* statement, int number, const SqlValue::State& value) noexcept
{
	if (const auto* integer = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, number, *integer);
	// SQLITE_STATIC: the values outlive the run, and the bindings are cleared after it.
	if (const auto* text = std::get_if<std::string>(&value))
		return sqlite3_bind_text64(statement, number, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
	if (const auto* bytes = std::get_if<Bytes>(&value))
		return sqlite3_bind_blob64(statement, number, bytes->value.data(), bytes->size(), SQLITE_STATIC);
	return sqlite3_bind_null(statement, number);
}

Code codeOf(int extended, int systemError) noexcept
{
	switch (extended)
	{
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY: return Code::Conflict;
	default: break;
	}
	switch (extended & 0xff)
	{
	case SQLITE_FULL: return Code::Full;
	case SQLITE_IOERR: return systemError == ENOSPC || systemError == EDQUOT ? Code::Full : Code::Unavailable;
	case SQLITE_NOMEM:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_CANTOPEN:
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_PERM: return Code::Unavailable;
	default: return Code::Internal;
	}
}

/// Implements LOWER for every letter, as PostgreSQL does; SQLite's own knows ASCII only.
void lower(sqlite3_context* context, int, sqlite3_value** values)
try
{
	const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
	if (!text) return;  // NULL
	const auto out = Poco::UTF8::toLower(std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))));
	sqlite3_result_text64(context, out.data(), out.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}
catch (const std::exception&)
{
	sqlite3_result_error_nomem(context);
}

/// Registers SQLite once: Poco keeps its connectors in a table of the process.
void registerConnector()
{
	static std::once_flag once;
	std::call_once(once, [] { Poco::Data::SQLite::Connector::registerConnector(); });
}

/// Makes the names of the database and its log durable.
Result<> flushFolderOf(const std::string& path)
{
	const auto folder = std::filesystem::absolute(path).parent_path();
	const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd && ::fsync(fd.get()) == 0) return {};
	return Error{Code::Unavailable, "sqlite: cannot flush " + folder.string() + ": " + std::strerror(errno)};
}

}

struct SqliteSession::Statement
{
	SqlText sql;
	sqlite3_stmt* handle = nullptr;
	~Statement() { sqlite3_finalize(handle); }
};

SqliteSession::SqliteSession(Poco::Data::Session session, int busyMillis):
	_session(std::move(session)), _handle(Poco::Data::SQLite::Utility::dbHandle(_session)), _busyMillis(busyMillis)
{
}

SqliteSession::~SqliteSession() { _statements.clear(); }

Result<std::unique_ptr<SqliteSession>> SqliteSession::open(
	const std::string& path, Role role, const DatabaseOptions& options) noexcept
try
{
	if (role == Role::Writes)
	{
		const Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
		if (!file) return Error{Code::Unavailable, "sqlite: cannot open " + path + ": " + std::strerror(errno)};
	}
	registerConnector();
	const auto busyMillis = static_cast<int>(options.busyTimeout.count());
	// 0: Poco tries once; by default it tries for a minute, every 10 ms, while the caller waits.
	std::unique_ptr<SqliteSession> session(
		new SqliteSession(Poco::Data::Session(Poco::Data::SQLite::Connector::KEY, path, 0), busyMillis));
	session->_onStatement = options.onStatement;
	// A file that cannot be opened for writing is opened for reading.
	if (role == Role::Writes && sqlite3_db_readonly(session->_handle, "main") == 1)
		return Error{Code::Unavailable, "sqlite: cannot write " + path};
	// Small blocks come from the heap, where they are wiped; SQLite's own are not.
	sqlite3_db_config(session->_handle, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
	sqlite3_busy_timeout(session->_handle, busyMillis);
	sqlite3_extended_result_codes(session->_handle, 1);
	constexpr int kTraits = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	const int added = sqlite3_create_function_v2(
		session->_handle, "lower", 1, kTraits, nullptr, lower, nullptr, nullptr, nullptr);
	if (added != SQLITE_OK) return session->failure(added);
	std::string setup =
		"PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;";
	// secure_delete overwrites deleted bytes in the pages; emptyLog() removes them from the WAL.
	if (role == Role::Writes)
		// analysis_limit: ANALYZE examines about so many rows of an index, however many it has.
		setup += "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA analysis_limit=400;"
				 "PRAGMA wal_autocheckpoint=" +
			std::to_string(options.checkpointPages) + ";";
	else
		setup += "PRAGMA query_only=ON;";
	auto done = session->script(setup);
	if (!done) return done.error();
	// SQLite flushes the folder too, but takes no notice when that fails.
	if (role == Role::Writes) done = flushFolderOf(path);
	if (!done) return done.error();
	return session;
}
catch (const Poco::Exception& e)
{
	return Error{Code::Unavailable, "sqlite: cannot open " + path + ": " + e.displayText()};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("sqlite: ") + e.what()};
}

Error SqliteSession::failure(int code) noexcept
{
	// SQLite's messages name tables and columns, never values.
	return {codeOf(code, sqlite3_system_errno(_handle)), std::string("sqlite: ") + sqlite3_errmsg(_handle)};
}

Result<SqliteSession::Statement*> SqliteSession::prepared(std::string_view text, bool isOurs) noexcept
{
	const auto found = _statements.find(text);
	if (found != _statements.end()) return found->second.get();
	auto statement = std::make_unique<Statement>();
	if (isOurs)
		statement->sql.text = text;
	else
	{
		auto parsed = parseSql(text, '?');
		if (!parsed) return parsed.error();
		statement->sql = std::move(*parsed);
	}
	const auto& sql = statement->sql.text;
	const int code = sqlite3_prepare_v3(
		_handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement->handle, nullptr);
	if (code != SQLITE_OK) return failure(code);
	if (!isOurs && _onStatement) _onStatement(text);
	if (_statements.size() >= kMaxPreparedSqlite) _statements.clear();
	return _statements.emplace(text, std::move(statement)).first->second.get();
}

Result<Outcome> SqliteSession::step(Statement& statement) noexcept
{
	Outcome out;
	int code = SQLITE_ROW;
	while ((code = sqlite3_step(statement.handle)) == SQLITE_ROW)
	{
		SqlValues row;
		const int columns = sqlite3_column_count(statement.handle);
		row.reserve(static_cast<std::size_t>(columns));
		for (int i = 0; i < columns; ++i) row.push_back(columnOf(statement.handle, i));
		out.rows.emplace_back(std::move(row));
	}
	if (code != SQLITE_DONE)
	{
		auto error = failure(code);
		sqlite3_reset(statement.handle);
		return error;
	}
	if (!sqlite3_stmt_readonly(statement.handle)) out.touched = sqlite3_changes64(_handle);
	sqlite3_reset(statement.handle);
	return out;
}

Result<Outcome> SqliteSession::run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept
{
	auto statement = prepared(text, false);
	if (!statement) return statement.error();
	const auto& sql = (*statement)->sql;
	auto fits = checkStatement(sql, values, scope);
	if (!fits) return fits.error();
	for (std::size_t i = 0; i < sql.parameters.size(); ++i)
	{
		const int index = sql.parameters[i], number = static_cast<int>(i) + 1;
		const auto& tenant = scope.tenant.value;
		const int code = index == SqlText::kTenant
			? sqlite3_bind_text64(
				  (*statement)->handle, number, tenant.data(), tenant.size(), SQLITE_STATIC, SQLITE_UTF8)
			: bind((*statement)->handle, number, values[static_cast<std::size_t>(index)].state());
		if (code != SQLITE_OK) return failure(code);
	}
	auto outcome = step(**statement);
	sqlite3_clear_bindings((*statement)->handle);
	return outcome;
}

Result<> SqliteSession::control(std::string_view text) noexcept
{
	auto statement = prepared(text, true);
	if (!statement) return statement.error();
	auto outcome = step(**statement);
	if (!outcome) return outcome.error();
	return {};
}

Result<> SqliteSession::script(const std::string& text) noexcept
{
	const int code = sqlite3_exec(_handle, text.c_str(), nullptr, nullptr, nullptr);
	if (code != SQLITE_OK) return failure(code);
	return {};
}

bool SqliteSession::isInTransaction() noexcept { return sqlite3_get_autocommit(_handle) == 0; }

bool SqliteSession::emptyLog(std::chrono::milliseconds patience) noexcept
{
	// No writer is let in meanwhile, so the wait is short.
	sqlite3_busy_timeout(_handle, static_cast<int>(patience.count()));
	const int code = sqlite3_wal_checkpoint_v2(_handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
	sqlite3_busy_timeout(_handle, _busyMillis);
	return code == SQLITE_OK;
}

void SqliteSession::dropPages() noexcept { sqlite3_db_release_memory(_handle); }

}
