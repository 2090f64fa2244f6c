// Stores option templates: a person's own, and the company's.
#pragma once
#include "domain/OptionTemplate.h"
#include "sx/sql.h"

namespace sx::messages {

/// Holds an option template, its options as JSON text: the store reads no JSON.
struct TemplateRow
{
	TemplateId id;
	UserId owner{};  // empty: the company's
	std::string name, options;
	bool isDefault = false;
};

namespace template_rows {

inline constexpr int kMostOfAnOwner = 50;

/// Returns the person's own templates, then the company's, each by name.
Result<std::vector<TemplateRow>> visible(Sql& sql, const UserId& user);
/// Returns a template that this person sees. Errors: Missing (unknown, or another person's).
Result<TemplateRow> byId(Sql& sql, const UserId& user, const TemplateId& id);
/// Adds a template; a default one replaces its owner's earlier default. Errors: Conflict `too_many`.
Result<> insert(Sql& sql, const TemplateRow& row);
/// Changes a template; a default one replaces its owner's earlier default.
Result<> update(Sql& sql, const TemplateRow& row);
Result<> remove(Sql& sql, const TemplateId& id);

}

}
