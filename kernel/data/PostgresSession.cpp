#include "kernel/data/PostgresSession.h"

#include <cstdlib>
#include <poll.h>

#include <bit>
#include <charconv>

namespace sx::data {
namespace {

constexpr std::size_t kMaxPreparedPostgres = 512;

// Numbers of types in PostgreSQL's catalogue (pg_type.dat); they never change.
constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kNumeric = 1700;

struct ResultDeleter
{
	void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ResultDeleter>;

Code codeOf(std::string_view state) noexcept
{
	if (state == "23505" || state == "23503" || state == "23P01") return Code::Conflict;
	if (state == "53100") return Code::Full;
	if (state == "22021") return Code::Invalid;  // not valid text in the database's encoding
	// No connection, out of resources, shutdown, timeout, deadlock: trying later may help.
	for (std::string_view later: {"08", "53", "57", "58"})
		if (state.starts_with(later)) return Code::Unavailable;
	if (state == "40001" || state == "40P01" || state == "55P03") return Code::Unavailable;
	return Code::Internal;
}

/// Describes a failure without the server's DETAIL, and without its message where that may quote a value.
Error failureOf(PGconn* connection, const PGresult* result)
{
	const char* field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
	const std::string state = field ? field : "";
	if (PQstatus(connection) != CONNECTION_OK || state.empty())
		return {Code::Unavailable, "postgresql: the connection is lost"};
	std::string detail = "postgresql: " + state;
	if (const char* constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME))
		detail.append(" ").append(constraint);
	if (const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY); message && !state.starts_with("22"))
		detail.append(": ").append(message);
	return {codeOf(state), std::move(detail)};
}

bool isFine(const PGresult* result) noexcept
{
	const auto status = PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

std::string fromHexOf(std::string_view text)
{
	// Every session sets bytea_output=hex: \x, then two digits per byte.
	const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
	std::string out;
	out.reserve(text.size() / 2);
	for (std::size_t i = 2; i + 1 < text.size(); i += 2)
		out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
	return out;
}

SqlValue columnOf(const PGresult* result, int row, int column)
{
	if (PQgetisnull(result, row, column)) return {};
	const std::string_view text(
		PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
	switch (PQftype(result, column))
	{
	case kBool: return SqlValue(text == "t");
	case kBytea: return SqlValue(Bytes{fromHexOf(text)});
	case kInt8:
	case kInt4:
	case kInt2:
	case kNumeric:  // SUM of BIGINT is NUMERIC
	{
		std::int64_t number = 0;
		if (std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size())
			return SqlValue(number);
		return SqlValue(text);
	}
	default: return SqlValue(text);
	}
}

/// Returns one letter per value. The same text with other types is prepared again.
std::string typesOf(const SqlValues& values)
{
	std::string types;
	types.reserve(values.size() + 1);
	for (const auto& value: values) types += "nitb"[value.state().index()];
	types += '|';
	return types;
}

Oid typeOf(const SqlValue::State& value) noexcept
{
	constexpr Oid kTypes[] = {0, kInt8, kText, kBytea};  // NULL takes the type that its place requires
	return kTypes[value.index()];
}

std::vector<Oid> oidsOf(const SqlText& sql, const SqlValues& values)
{
	std::vector<Oid> types;
	types.reserve(sql.parameters.size());
	for (const int index: sql.parameters)
		types.push_back(index == SqlText::kTenant ? kText : typeOf(values[static_cast<std::size_t>(index)].state()));
	return types;
}

/// Holds parameters in the binary formats of int8, text and bytea.
class Parameters
{
public:
	Parameters(const SqlText& sql, const SqlValues& values, const TenantId& tenant):
		_integers(sql.parameters.size()), _data(sql.parameters.size()), _lengths(sql.parameters.size()),
		_formats(sql.parameters.size(), 1)
	{
		for (std::size_t i = 0; i < sql.parameters.size(); ++i)
		{
			if (sql.parameters[i] == SqlText::kTenant)
				set(i, tenant.value);
			else
				set(i, values[static_cast<std::size_t>(sql.parameters[i])].state());
		}
	}
	int count() const noexcept { return static_cast<int>(_data.size()); }
	const char* const* data() const noexcept { return _data.data(); }
	const int* lengths() const noexcept { return _lengths.data(); }
	const int* formats() const noexcept { return _formats.data(); }

private:
	void set(std::size_t i, const std::string& bytes) noexcept
	{
		_data[i] = bytes.data();
		_lengths[i] = static_cast<int>(bytes.size());
	}
	void set(std::size_t i, const SqlValue::State& value) noexcept
	{
		if (const auto* integer = std::get_if<std::int64_t>(&value))
		{
			static_assert(std::endian::native == std::endian::little);
			_integers[i] = __builtin_bswap64(static_cast<std::uint64_t>(*integer));
			_data[i] = reinterpret_cast<const char*>(&_integers[i]);
			_lengths[i] = 8;
		}
		else if (const auto* text = std::get_if<std::string>(&value))
			set(i, *text);
		else if (const auto* bytes = std::get_if<Bytes>(&value))
			set(i, bytes->value);
	}

	std::vector<std::uint64_t> _integers;
	std::vector<const char*> _data;
	std::vector<int> _lengths, _formats;
};

std::string quoted(std::string_view value)
{
	std::string out = "'";
	for (char c: value)
	{
		if (c == '\'' || c == '\\') out += '\\';
		out += c;
	}
	return out + "'";
}

struct FreeOptions
{
	void operator()(PQconninfoOption* all) const noexcept { PQconninfoFree(all); }
};
using ConnectionOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

/// Returns an option of a URL, or what libpq takes instead from the environment; empty: neither says it.
std::string optionOf(const ConnectionOptions& all, std::string_view keyword)
{
	for (const auto* option = all.get(); option->keyword; ++option)
	{
		if (keyword != option->keyword) continue;
		if (option->val) return option->val;
		const char* said = option->envvar ? std::getenv(option->envvar) : nullptr;
		return said ? said : "";
	}
	return {};
}

bool isOnThisMachine(std::string_view host) noexcept
{
	return host.empty() || host.starts_with('/') || host == "localhost" || host.starts_with("127.") || host == "::1";
}

}

bool isProtected(const std::string& url)
{
	if (!url.starts_with("postgres")) return true;
	const ConnectionOptions all(PQconninfoParse(url.c_str(), nullptr));
	if (!all) return false;
	const auto mode = optionOf(all, "sslmode");
	if (mode == "require" || mode.starts_with("verify-")) return true;
	auto hosts = optionOf(all, "hostaddr");
	if (hosts.empty()) hosts = optionOf(all, "host");
	for (std::string_view rest = hosts;;)
	{
		const auto comma = rest.find(',');
		if (!isOnThisMachine(rest.substr(0, comma))) return false;
		if (comma == std::string_view::npos) return true;
		rest.remove_prefix(comma + 1);
	}
}

Result<PostgresTarget> PostgresTarget::parse(const std::string& url, const DatabaseOptions& options) noexcept
try
{
	const ConnectionOptions all(PQconninfoParse(url.c_str(), nullptr));
	if (!all) return Error{Code::Invalid, "postgresql: the URL cannot be read"};  // libpq's message would quote it
	PostgresTarget target;
	target.onStatement = options.onStatement;
	std::string host = "localhost", port = "5432", name;
	for (const auto* option = all.get(); option->keyword; ++option)
	{
		if (!option->val) continue;
		const std::string_view keyword = option->keyword;
		if (keyword == "host") host = option->val;
		if (keyword == "port") port = option->val;
		if (keyword == "dbname") name = option->val;
		target.connection.append(option->keyword).append("=").append(quoted(option->val)).append(" ");
	}
	const auto statementMillis = std::chrono::milliseconds(options.statementTimeout).count();
	// The URL overrides these defaults: libpq uses the last value of a keyword, so the defaults come first.
	target.connection =
		"connect_timeout=10 application_name=secure-exchanges keepalives_idle=30 keepalives_interval=10 "
		"tcp_user_timeout=20000 "
		"client_encoding=UTF8 options='-c synchronous_commit=on -c bytea_output=hex -c lock_timeout=10s "
		"-c idle_in_transaction_session_timeout=60s -c statement_timeout=" +
		std::to_string(statementMillis) + "ms' " + target.connection;
	target.description = "postgresql://" + host + ":" + port + "/" + name;
	return target;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("postgresql: ") + e.what()};
}

Result<std::unique_ptr<PostgresSession>> PostgresSession::open(const PostgresTarget& target) noexcept
try
{
	std::unique_ptr<PostgresSession> session(
		new PostgresSession(PQconnectdb(target.connection.c_str()), target.onStatement));
	if (PQstatus(session->connection()) != CONNECTION_OK)
		return Error{Code::Unavailable, "postgresql: cannot connect to " + target.description};
	// Drops the server's notices, which libpq prints by default.
	PQsetNoticeProcessor(
		session->connection(), [](void*, const char*) {}, nullptr);
	return session;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("postgresql: ") + e.what()};
}

bool PostgresSession::isInTransaction() noexcept
{
	const auto status = PQtransactionStatus(connection());
	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool PostgresSession::isUsable() noexcept
{
	if (PQstatus(connection()) != CONNECTION_OK || PQtransactionStatus(connection()) != PQTRANS_IDLE) return false;
	// Input that nobody asked for usually is the notice of a server that shuts down. Whatever it is, a new connection
	// is the simplest remedy.
	pollfd waiting{PQsocket(connection()), POLLIN, 0};
	return ::poll(&waiting, 1, 0) == 0;
}

Result<> PostgresSession::script(const std::string& text) noexcept
{
	const PgResult result(PQexec(connection(), text.c_str()));
	if (!isFine(result.get())) return failureOf(connection(), result.get());
	return {};
}

Result<> PostgresSession::begin(bool writes) noexcept
{
	// A read sees one moment of the database, as on SQLite; a read-only snapshot never fails to serialize.
	return script(writes ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

Result<> PostgresSession::commit() noexcept
{
	const PgResult result(PQexec(connection(), "COMMIT"));
	if (!isFine(result.get())) return failureOf(connection(), result.get());
	// The server answers COMMIT of a failed transaction with ROLLBACK and reports no error.
	if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
		return Error{Code::Internal, "postgresql: the transaction had failed"};
	return {};
}

Result<> PostgresSession::prepare(Prepared& statement, const SqlValues& values) noexcept
{
	const auto types = oidsOf(statement.sql, values);
	statement.name = "s" + std::to_string(_names++);
	const PgResult result(PQprepare(connection(),
		statement.name.c_str(),
		statement.sql.text.c_str(),
		static_cast<int>(types.size()),
		types.data()));
	if (!isFine(result.get())) return failureOf(connection(), result.get());
	return {};
}

Result<PostgresSession::Prepared*> PostgresSession::prepared(
	std::string_view text, const SqlValues& values, const Scope& scope) noexcept
{
	auto key = typesOf(values).append(text);
	const auto found = _statements.find(key);
	if (found != _statements.end())
	{
		auto fits = checkStatement(found->second->sql, values, scope);
		if (!fits) return fits.error();
		return found->second.get();
	}
	auto parsed = parseSql(text, '$');
	if (!parsed) return parsed.error();
	auto fits = checkStatement(*parsed, values, scope);
	if (!fits) return fits.error();
	auto statement = std::make_unique<Prepared>();
	statement->sql = std::move(*parsed);
	if (_statements.size() >= kMaxPreparedPostgres)
	{
		_statements.clear();
		auto done = script("DEALLOCATE ALL");
		if (!done) return done.error();
	}
	if (!statement->sql.isPage)
		if (auto done = prepare(*statement, values); !done) return done.error();
	if (_onStatement) _onStatement(text);
	return _statements.emplace(std::move(key), std::move(statement)).first->second.get();
}

Result<Outcome> PostgresSession::run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept
{
	auto statement = prepared(text, values, scope);
	if (!statement) return statement.error();
	const Parameters parameters((*statement)->sql, values, scope.tenant);
	// A page is planned for its values each time. After five times, PostgreSQL may take one plan for all of a prepared
	// statement's values: it does not know the LIMIT then, nor that somebody has a thousand times as many rows as most,
	// and reads and sorts them all.
	const PgResult result((*statement)->sql.isPage ? PQexecParams(connection(),
														 (*statement)->sql.text.c_str(),
														 parameters.count(),
														 oidsOf((*statement)->sql, values).data(),
														 parameters.data(),
														 parameters.lengths(),
														 parameters.formats(),
														 0)
												   : PQexecPrepared(connection(),
														 (*statement)->name.c_str(),
														 parameters.count(),
														 parameters.data(),
														 parameters.lengths(),
														 parameters.formats(),
														 0));
	if (!isFine(result.get())) return failureOf(connection(), result.get());
	Outcome out;
	const int rows = PQntuples(result.get()), columns = PQnfields(result.get());
	out.rows.reserve(static_cast<std::size_t>(rows));
	for (int row = 0; row < rows; ++row)
	{
		SqlValues cells;
		cells.reserve(static_cast<std::size_t>(columns));
		for (int column = 0; column < columns; ++column) cells.push_back(columnOf(result.get(), row, column));
		out.rows.emplace_back(std::move(cells));
	}
	const std::string_view touched = PQcmdTuples(result.get());
	if (!std::string_view(PQcmdStatus(result.get())).starts_with("SELECT"))
		std::from_chars(touched.data(), touched.data() + touched.size(), out.touched);
	return out;
}

}
