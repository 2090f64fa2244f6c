// Templates of options in the database: a person's own, and the company's.
#pragma once
#include "domain/OptionTemplate.h"
#include "sx/sql.h"

namespace sx::messages {

/// Options are JSON here: the store reads no JSON.
struct TemplateRow
{
	TemplateId id;
	UserId owner{};  // empty: the company's
	std::string name, options;
	bool isDefault = false;
};

namespace template_rows {

inline constexpr int kMostOfAnOwner = 50;

/// The person's own, then the company's, by name.
Result<std::vector<TemplateRow>> visible(Sql& sql, const UserId& user);
/// Errors: Missing (unknown, or another person's).
Result<TemplateRow> byId(Sql& sql, const UserId& user, const TemplateId& id);
/// A default one takes the place of its owner's earlier default. Errors: Conflict `too_many`.
Result<> insert(Sql& sql, const TemplateRow& row);
Result<> update(Sql& sql, const TemplateRow& row);
Result<> remove(Sql& sql, const TemplateId& id);

}

}
