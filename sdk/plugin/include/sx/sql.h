// Declares how stores reach the database. The kernel opens sessions, runs transactions and separates tenants; stores
// hold the SQL.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace sx {

/// Holds a bound parameter or a column. Booleans are BIGINT 0 or 1, instants BIGINT milliseconds. Since: SDK 1.0
class SqlValue
{
public:
	SqlValue(std::nullptr_t = nullptr) {}
	SqlValue(bool flag): _state(std::int64_t{flag}) {}
	SqlValue(int number): _state(std::int64_t{number}) {}
	SqlValue(std::int64_t number): _state(number) {}
	SqlValue(Instant at): _state(toMillis(at)) {}
	SqlValue(const char* text): _state(std::string(text)) {}
	SqlValue(std::string_view text): _state(std::string(text)) {}
	SqlValue(std::string text): _state(std::move(text)) {}
	SqlValue(Bytes bytes): _state(std::move(bytes)) {}
	template <class Tag> SqlValue(const Id<Tag>& id): _state(id.value) {}
	template <class T> SqlValue(const std::optional<T>& maybe)
	{
		if (maybe) *this = SqlValue(*maybe);
	}

	using State = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;
	const State& state() const noexcept { return _state; }

private:
	State _state;
};
using SqlValues = std::vector<SqlValue>;

/// Holds one row of a result; columns by position, from 0. Reading a column as another type gives 0 or empty.
/// Since: SDK 1.0
class SqlRow
{
public:
	explicit SqlRow(SqlValues columns): _columns(std::move(columns)) {}
	std::size_t size() const noexcept { return _columns.size(); }
	bool isNull(std::size_t column) const noexcept { return at(column).index() == 0; }
	std::int64_t integer(std::size_t column) const noexcept
	{
		auto p = std::get_if<std::int64_t>(&at(column));
		return p ? *p : 0;
	}
	bool flag(std::size_t column) const noexcept { return integer(column) != 0; }
	Instant instant(std::size_t column) const noexcept { return fromMillis(integer(column)); }
	std::optional<Instant> maybeInstant(std::size_t column) const noexcept
	{
		return isNull(column) ? std::nullopt : std::optional(instant(column));
	}
	std::string text(std::size_t column) const
	{
		auto p = std::get_if<std::string>(&at(column));
		return p ? *p : std::string();
	}
	Bytes bytes(std::size_t column) const
	{
		auto p = std::get_if<Bytes>(&at(column));
		return p ? *p : Bytes{text(column)};
	}

private:
	const SqlValue::State& at(std::size_t column) const noexcept
	{
		static const SqlValue::State kNull{nullptr};
		return column < _columns.size() ? _columns[column].state() : kNull;
	}
	SqlValues _columns;
};
using SqlRows = std::vector<SqlRow>;

/// Returns the placeholders of an IN list: "?, ?, ?" for 3. Since: SDK 1.0
inline std::string placeholders(std::size_t count)
{
	std::string out;
	for (std::size_t i = 0; i < count; ++i) out += i ? ", ?" : "?";
	return out;
}

/// Returns the pattern of `LOWER(column) LIKE LOWER(?) ESCAPE '!'` that finds texts containing this part, wildcards and
/// all. Since: SDK 1.0
inline std::string containing(std::string_view part)
{
	std::string out = "%";
	for (char c: part)
	{
		if (c == '%' || c == '_' || c == '!') out.push_back('!');
		out.push_back(c);
	}
	return out + '%';
}

/// Reads the columns of a row one after the other, so that a statement and its reader list them in one order:
/// `RowReader next(row); return Person{.id = {next.text()}, .made = next.instant()};` (members of a braced list are
/// read in order; arguments of a function are not). Valid while the row lives. Since: SDK 1.0
class RowReader
{
public:
	explicit RowReader(const SqlRow& row) noexcept: _row(row) {}
	std::int64_t integer() noexcept { return _row.integer(_column++); }
	bool flag() noexcept { return _row.flag(_column++); }
	Instant instant() noexcept { return _row.instant(_column++); }
	std::optional<Instant> maybeInstant() noexcept { return _row.maybeInstant(_column++); }
	std::string text() { return _row.text(_column++); }
	Bytes bytes() { return _row.bytes(_column++); }
	/// Tells whether the next column is null, without moving on.
	bool isNull() const noexcept { return _row.isNull(_column); }
	/// Passes over a column.
	void skip() noexcept { ++_column; }

private:
	const SqlRow& _row;
	std::size_t _column = 0;
};

/// Runs SQL in one transaction of one tenant. Parameters are `?` in order; the kernel binds `:tenant` (any number of
/// times) to the transaction's tenant and refuses a text without it (Code::Internal), unless the transaction was opened
/// for all tenants. The same text runs on SQLite and PostgreSQL. Valid only inside the function that gets it.
/// [its thread] Errors: Conflict (unique or foreign key), Unavailable (database gone), Full (disk), Internal (wrong
/// SQL). After an error the function must return that error; the transaction is rolled back. Since: SDK 1.0
class Sql
{
public:
	/// Runs a SELECT, or a statement with RETURNING, and returns its rows.
	virtual Result<SqlRows> query(std::string_view text, const SqlValues& values = {}) noexcept = 0;
	/// Runs an INSERT, UPDATE or DELETE and returns how many rows it touched.
	virtual Result<std::int64_t> execute(std::string_view text, const SqlValues& values = {}) noexcept = 0;
	/// Returns the tenant of this transaction; empty for all tenants.
	virtual const TenantId& tenant() const noexcept = 0;
protected:
	~Sql() = default;
};

/// Opens transactions. Every function runs its argument once, in one transaction, and commits before it returns if the
/// argument succeeded: what was acknowledged is durable (SQLite: synchronous=FULL, waiting writers share a commit;
/// PostgreSQL: synchronous_commit on). If the argument fails or throws, the transaction is rolled back and the error
/// returned. Functions given to write must be short and do no other I/O: on SQLite they run on the one writer thread,
/// so they must not call the Store again. [any thread] Since: SDK 1.0
class Store
{
public:
	using Work = std::function<Result<>(Sql&)>;

	/// Runs work, a `Result<T>(Sql&)`, and returns its result.
	template <class F> auto read(const TenantId& tenant, F&& work) noexcept { return run(tenant, {}, false, work); }
	template <class F> auto write(const TenantId& tenant, F&& work) noexcept { return run(tenant, {}, true, work); }
	/// Runs work across all tenants, for what really spans them (sweeps, sign-in by host). why: a short English reason,
	/// kept beside the statement in traces.
	template <class F> auto readAll(std::string_view why, F&& work) noexcept { return run({}, why, false, work); }
	template <class F> auto writeAll(std::string_view why, F&& work) noexcept { return run({}, why, true, work); }

	/// Runs one conditional statement in a transaction of its own, on the fastest durable path (claims). Returns the
	/// rows of RETURNING.
	virtual Result<SqlRows> writeOne(
		const TenantId& tenant, std::string_view text, const SqlValues& values) noexcept = 0;

	/// Tells PostgreSQL (true) from SQLite, for the rare text that must differ.
	virtual bool isPostgres() const noexcept = 0;

protected:
	~Store() = default;
	/// Runs work in one transaction. tenant: empty for all tenants, with the reason in why.
	virtual Result<> transact(const TenantId& tenant, std::string_view why, bool writes, const Work& work) noexcept = 0;

private:
	template <class F>
	auto run(const TenantId& tenant, std::string_view why, bool writes, F& work) noexcept
		-> std::invoke_result_t<F&, Sql&>
	{
		using R = std::invoke_result_t<F&, Sql&>;
		std::optional<R> out;
		auto done = transact(tenant, why, writes, [&](Sql& sql) -> Result<> {
			out.emplace(work(sql));
			if (!*out) return out->error();
			return {};
		});
		if (!done) return R(done.error());
		return std::move(*out);
	}
};

}
