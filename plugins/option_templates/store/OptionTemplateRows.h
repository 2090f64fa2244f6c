// Stores option templates: a person's own, and the company's.
#pragma once
#include "domain/OptionTemplate.h"
#include "sx/sql.h"

namespace sx::option_templates {

/// Holds an option template, its options as JSON text: the store reads no JSON.
struct OptionTemplateRow
{
	OptionTemplateId id;
	UserId owner{};  // empty: the company's
	std::string name, options;
	bool isDefault = false;
};

namespace option_template_rows {

inline constexpr int kMostOfAnOwner = 50;

/// Returns the person's own templates, then the company's, each by name.
Result<std::vector<OptionTemplateRow>> visible(Sql& sql, const UserId& user);
/// Returns the person's own templates alone.
Result<std::vector<OptionTemplateRow>> ownedBy(Sql& sql, const UserId& user);
/// Returns a template that this person sees. Errors: Missing (unknown, or another person's).
Result<OptionTemplateRow> byId(Sql& sql, const UserId& user, const OptionTemplateId& id);
/// Adds a template; a default one replaces its owner's earlier default. Errors: Conflict `too_many`.
Result<> insert(Sql& sql, const OptionTemplateRow& row);
/// Changes a template; a default one replaces its owner's earlier default.
Result<> update(Sql& sql, const OptionTemplateRow& row);
Result<> remove(Sql& sql, const OptionTemplateId& id);
/// Removes all of a person's own templates.
Result<> removeOf(Sql& sql, const UserId& user);

}

}
