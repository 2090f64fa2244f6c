#include "kernel/data/Transaction.h"

#include <exception>

namespace sx::data {

Result<> checkStatement(const SqlText& sql, const SqlValues& values, const Scope& scope) noexcept
{
	if (scope.spansTenants && sql.namesTenant)
		return Error{Code::Internal, "sql: :tenant in a transaction of all tenants"};
	if (!scope.spansTenants && !sql.namesTenant) return Error{Code::Internal, "sql: the tenant is not named (:tenant)"};
	if (static_cast<std::size_t>(sql.values) != values.size())
		return Error{Code::Internal, "sql: another number of values than of ?"};
	for (const auto& value: values)
	{
		const auto* text = std::get_if<std::string>(&value.state());
		if (text && !isPlainText(*text)) return Error{Code::Invalid, "sql: text that is not UTF-8, or holds a NUL"};
	}
	return {};
}

Result<Outcome> Transaction::statement(std::string_view text, const SqlValues& values) noexcept
{
	if (_failed) return *_failed;
	auto outcome = _session.run(text, values, _scope);
	if (!outcome) _failed = outcome.error();
	return outcome;
}

Result<SqlRows> Transaction::query(std::string_view text, const SqlValues& values) noexcept
{
	auto outcome = statement(text, values);
	if (!outcome) return outcome.error();
	return std::move(outcome->rows);
}

Result<std::int64_t> Transaction::execute(std::string_view text, const SqlValues& values) noexcept
{
	auto outcome = statement(text, values);
	if (!outcome) return outcome.error();
	return outcome->touched;
}

Result<> Transaction::run(const Store::Work& work) noexcept
try
{
	auto done = work(*this);
	if (!done) return done;
	if (_failed) return *_failed;
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("exception in a transaction: ") + e.what()};
}
catch (...)
{
	return Error{Code::Internal, "exception in a transaction"};
}

}
