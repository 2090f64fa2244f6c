// Implements quotas.take/1: knows every declared quota, decides its limit, counts.
#pragma once
#include "store/UseRows.h"
#include "sx/quotas/Quotas.h"

#include <map>

namespace sx::quotas {

/// Is a quota with what its plugin's settings say.
struct Declared
{
	Quota quota;
	std::int64_t most = 0;         // the deployment's limit
	const Pages* words = nullptr;  // of the declaring plugin
	std::string key() const { return quota.name.substr(quota.name.rfind('.') + 1); }
	bool isStanding() const noexcept { return quota.window.count() == 0; }
};

/// Says how much of a quota is used.
struct Shown
{
	const Declared* declared = nullptr;
	std::string subject{};
	std::int64_t used = 0, most = 0;
	std::optional<Instant> renews{};  // nullopt: a standing sum
};

/// Counts what is spent. Plugins declare while the server starts, on the main thread; then [any thread].
class QuotaBook final: public Quotas
{
public:
	explicit QuotaBook(const Context& context): _context(context) {}

	Result<> declare(const Context& plugin, const std::vector<Quota>& quotas) noexcept override;
	Result<> take(Sql& sql, const std::vector<Use>& uses) noexcept override;
	Result<> giveBack(Sql& sql, const std::vector<Use>& uses) noexcept override;
	Result<> forget(Sql& sql,
		const std::vector<std::string_view>& quotas,
		const std::vector<std::string>& subjects) noexcept override;

	/// Returns every quota, in the order of their names.
	const std::map<std::string, Declared, std::less<>>& all() const noexcept { return _quotas; }
	/// Returns how much one subject has used. Errors: Unavailable.
	Result<Shown> of(const TenantId& tenant, const Declared& quota, const std::string& subject) const;
	/// Returns who uses most of a quota, from the row after `before` on; nullptr: from the first.
	Result<std::vector<Shown>> most(
		const TenantId& tenant, const Declared& quota, const Shown* before, int limit) const;
	/// Gives a company its own limit; nullopt: the deployment's counts again. Errors: Missing (no such quota).
	Result<> setLimit(const TenantId& tenant, const std::string& quota, const std::optional<std::int64_t>& most);
	/// Deletes what is over. Runs on the schedule quotas.sweep.
	Result<> sweep() const;

private:
	/// Says which declared quotas are meant, in the one order in which rows are locked, without those that count
	/// nothing. Errors: Internal (no such quota).
	Result<std::vector<UseRow>> rowsOf(const std::vector<Use>& uses, Instant now) const;
	/// Decides what a row may hold, from the limit that use_rows::add found (the company's, else the deployment's) and
	/// the caller's own: the only place that does, for licences too.
	static std::int64_t limitOf(const Counted& row, const std::vector<UseRow>& asked);
	std::string subjectOf(const Declared& quota, const Use& use) const;
	Shown shownOf(const Declared& quota, const Counted& row) const;
	Error refusal(const Sql& sql, const Counted& row, std::int64_t most, Instant now) const;

	const Context& _context;
	std::map<std::string, Declared, std::less<>> _quotas;
};

}
