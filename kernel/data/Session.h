// Declares one connection to a database, as the rest of this folder uses it.
#pragma once
#include "kernel/data/SqlText.h"
#include "sx/sql.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace sx::data {

/// Lets a map with std::string keys be searched by std::string_view.
struct TextHash
{
	using is_transparent = void;
	std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};
template <class T> using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Holds the result of a statement.
struct Outcome
{
	SqlRows rows;
	std::int64_t touched = 0;
};

/// Says which tenant a statement is restricted to.
struct Scope
{
	const TenantId& tenant;
	bool spansTenants = false;
};

/// Runs statements on one connection. Used by one thread at a time.
class Session
{
public:
	virtual ~Session() = default;
	/// Runs a plugin's statement, once it has been checked against the scope. Errors: as sx::Sql.
	virtual Result<Outcome> run(std::string_view text, const SqlValues& values, const Scope& scope) noexcept = 0;
	/// Runs several statements without parameters, our own or a migration's.
	virtual Result<> script(const std::string& text) noexcept = 0;
	/// Opens a transaction that will write.
	virtual Result<> beginWriting() noexcept = 0;
	virtual bool isInTransaction() noexcept = 0;
};

/// Refuses a statement that does not fit the scope or the number of values, and text values that a database would not
/// accept.
Result<> checkStatement(const SqlText& sql, const SqlValues& values, const Scope& scope) noexcept;

}
