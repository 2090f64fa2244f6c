// Lets a company say how long each kind of data is kept.
#pragma once
#include "sx/plugin.h"

namespace sx::privacy {

/// Extension point: forgets old data of one kind. Plugin privacy asks for it every day, with what the company's setting
/// `NAME_kept` says (privacy.statistics_kept). Provided before any plugin starts, called after. Since: SDK 1.0
class Retention
{
public:
	static constexpr std::string_view kId = "privacy.retention/1";
	/// Names the kind of data: "statistics".
	virtual std::string_view name() const noexcept = 0;
	/// Names it for people. [any thread]
	virtual std::string label(const Language& language) const = 0;
	/// Forgets at most `most` rows that are older than a moment, of the transaction's company. Returns how many; fewer
	/// than `most` means that none is left. Idempotent. [the transaction's thread]
	virtual Result<std::int64_t> forgetBefore(Sql& sql, Instant before, int most) noexcept = 0;
protected:
	~Retention() = default;
};

}
