// Limits sums: what a person, a company, a link or a network may ask for again and again (docs/decisions/quotas.md).
#pragma once
#include "sx/plugin.h"

#include <iterator>
#include <optional>

namespace sx::quotas {

enum class Unit { Count, Bytes };

/// Says whose sum a quota limits, and so what Use::subject holds.
enum class Scope {
	Company,  // nothing: the transaction's company
	Person,   // a UserId; empty: nobody who is signed in, and nothing is counted
	Link,     // an id of whoever has no account; empty: nothing is counted
	Network,  // a network address, of which the service keeps a MAC of its network; empty: nothing is counted
	Number  // anything else that the caller can name without saying who it is, such as a MAC; empty: nothing is counted
};

/// Declares a quota. name: PLUGIN.KEY, where KEY is three things of the declaring plugin: the setting that holds the
/// deployment's limit (integer or bytes; its default is the quota's), its word `quota.KEY.label` (of a company's and a
/// person's quota, for the page that shows them), and its word `quota.KEY.refused`.
struct Quota
{
	std::string name;
	std::string family;  // what a refusal's stable code says: "mails" is quota_mails
	Scope scope = Scope::Company;
	std::chrono::seconds window{0};  // 0: a standing sum, which goes down by giveBack() only
	Unit unit = Unit::Count;
	std::string refusal{};  // the KEY whose `refused` serves here too; empty: its own
};

/// Is an amount that is taken from a quota, or given back to it.
struct Use
{
	std::string_view quota;
	std::string subject{};
	std::int64_t amount = 1;
	std::optional<std::int64_t> atMost{};  // a limit of the caller's own, where the quota's is larger
};

/// Joins lists of names for Route::spends. Since: SDK 1.0
template <class... Lists> std::vector<std::string> namesOf(const Lists&... lists)
{
	std::vector<std::string> out;
	(out.insert(out.end(), std::begin(lists), std::end(lists)), ...);
	return out;
}

/// Counts what is spent. Every plugin that spends needs it, so that nothing loads without limits. [any thread; Sql: its
/// thread] Since: SDK 1.0
class Quotas
{
public:
	static constexpr std::string_view kId = "quotas.take/1";
	/// Declares a plugin's quotas; in its start(). plugin must live until the server stops. Errors: Invalid (a name
	/// twice, or without its setting).
	virtual Result<> declare(const Context& plugin, const std::vector<Quota>& quotas) noexcept = 0;
	/// Takes from all of these quotas or from none, in the caller's transaction: exact however many ask at once, and
	/// undone if the transaction is rolled back. One statement. Take before rows that other transactions of the company
	/// wait for (the audit journal), and locks of items before it.
	/// Errors: Limited with problem quota_FAMILY and extra {"quota", "limit", and for windows "retry_after", "renews"},
	/// Internal (no such quota).
	virtual Result<> take(Sql& sql, const std::vector<Use>& uses) noexcept = 0;
	/// Gives back what standing sums hold, in the transaction that destroys what was counted; never below zero. One
	/// statement.
	virtual Result<> giveBack(Sql& sql, const std::vector<Use>& uses) noexcept = 0;
	/// Forgets what subjects that exist no more have taken of these quotas (of scope Link). One statement.
	virtual Result<> forget(
		Sql& sql, const std::vector<std::string_view>& quotas, const std::vector<std::string>& subjects) noexcept = 0;
protected:
	~Quotas() = default;
};

}
