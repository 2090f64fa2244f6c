// One connection to a database, as the rest of this folder sees it.
#pragma once
#include "kernel/data/SqlText.h"
#include "sx/sql.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace sx::data {

/// Finds std::string keys by std::string_view.
struct TextHash
{
	using is_transparent = void;
	std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};
template <class T> using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// What a statement gave.
struct Outcome
{
	SqlRows rows;
	std::int64_t touched = 0;
};

/// How a statement is guarded.
struct Scope
{
	const TenantId& tenant;
	bool spansTenants = false;
};

/// One thread at a time.
class Session
{
public:
	virtual ~Session() = default;
	/// A guarded statement of a plugin. Errors: as sx::Sql.
	virtual Result<Outcome> run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept = 0;
	/// Several statements of our own or of a migration, without parameters.
	virtual Result<> script(const std::string& text) noexcept = 0;
	/// Opens a transaction that will write.
	virtual Result<> beginWriting() noexcept = 0;
	virtual bool isInTransaction() noexcept = 0;
};

/// Refuses a text that does not fit the scope, the count of values, and text that a database would not take.
Result<> checkStatement(const SqlText& sql, const SqlValues& values, const Scope& scope) noexcept;

}
