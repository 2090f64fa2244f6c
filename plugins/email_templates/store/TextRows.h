// Stores companies' own texts, with their versions.
#pragma once
#include "sx/sql.h"
#include "sx/wording.h"

#include <vector>

namespace sx::email_templates {

/// Names a piece of a company's texts.
struct Place
{
	std::string language;  // "fr"
	std::string kind, piece;
};

/// Is one version of a piece. own.text empty: the catalogue's text was brought back.
struct Version
{
	std::int64_t number = 0;
	OwnText own{};
	Instant made{};
	UserId author{};
};

/// Is what a company says now in place of a piece.
struct CurrentText
{
	TenantId tenant;
	Place place;
	std::int64_t number = 0;
	OwnText own{};
};

namespace text_rows {

inline constexpr int kMostVersions = 50;  // of a piece; older ones are forgotten

/// Returns a piece's versions, the newest first.
Result<std::vector<Version>> versions(Sql& sql, const Place& place);
/// Makes a version the current one, under the next number, and forgets those that are too many. Errors: Conflict
/// (somebody else saved in the same instant).
Result<> add(Sql& sql, const Place& place, const Version& version);
/// Returns the current texts of all companies that were changed at or after a moment. [for all tenants]
Result<std::vector<CurrentText>> changedSince(Sql& sql, Instant since);

}

}
