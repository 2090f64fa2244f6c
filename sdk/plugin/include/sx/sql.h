// Rows in and out. The kernel opens sessions, runs transactions and guards tenants; stores hold the SQL.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace sx {

/// A bound parameter or a column. Booleans are BIGINT 0 or 1, instants BIGINT milliseconds. Since: SDK 1.0
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

/// One row of an answer, columns by position from 0. A column of another type reads as 0 or empty. Since: SDK 1.0
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

/// One transaction of one tenant. Parameters are `?` in order; `:tenant` (any number of times) is bound by the kernel
/// to the transaction's tenant, and a text without it is refused (Code::Internal) unless the transaction was
/// opened for all tenants. The same text runs on SQLite and PostgreSQL. Valid inside its function only. [its thread]
/// Errors: Conflict (unique or foreign key), Unavailable (database gone), Full (disk), Internal (wrong SQL).
/// After an error the transaction can only be left with that error; it is rolled back. Since: SDK 1.0
class Sql
{
public:
	/// Rows of a SELECT, or of a statement with RETURNING.
	virtual Result<SqlRows> query(std::string_view text, const SqlValues& values = {}) noexcept = 0;
	/// How many rows an INSERT, UPDATE or DELETE touched.
	virtual Result<std::int64_t> execute(std::string_view text, const SqlValues& values = {}) noexcept = 0;
	/// The tenant of this transaction; empty for all tenants.
	virtual const TenantId& tenant() const noexcept = 0;
protected:
	~Sql() = default;
};

/// The plugin's way to the database. Every function runs its argument once, in one transaction, and commits when it
/// succeeded, before returning: what was acknowledged is durable (SQLite: synchronous=FULL, waiting writers share a
/// commit; PostgreSQL: synchronous_commit on). An argument that fails or throws is rolled back and its error returned.
/// Write functions must be short and do no other I/O: on SQLite they run on the one writer thread, so they must not
/// call the Store again. [any thread] Since: SDK 1.0
class Store
{
public:
	using Work = std::function<Result<>(Sql&)>;

	/// work: `Result<T>(Sql&)`; returns what it returned.
	template <class F> auto read(const TenantId& tenant, F&& work) noexcept { return run(tenant, {}, false, work); }
	template <class F> auto write(const TenantId& tenant, F&& work) noexcept { return run(tenant, {}, true, work); }
	/// For what really spans tenants (sweeps, sign-in by host); `why` is a short English reason, kept beside the
	/// statement in traces.
	template <class F> auto readAll(std::string_view why, F&& work) noexcept { return run({}, why, false, work); }
	template <class F> auto writeAll(std::string_view why, F&& work) noexcept { return run({}, why, true, work); }

	/// One conditional statement in a transaction of its own, on the fastest durable path (claims). Rows of RETURNING.
	virtual Result<SqlRows> writeOne(
		const TenantId& tenant, std::string_view text, const SqlValues& values) noexcept = 0;

	/// True on PostgreSQL, false on SQLite; for the rare text that must differ.
	virtual bool isPostgres() const noexcept = 0;

protected:
	~Store() = default;
	/// tenant empty: all tenants, with a reason.
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
