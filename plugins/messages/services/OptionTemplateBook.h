// Keeps option templates: everybody's own, and the company's, which only some may change.
#pragma once
#include "domain/OptionTemplate.h"
#include "services/Services.h"

namespace sx::messages {

inline constexpr std::string_view kShareTemplates = "messages.templates";  // permission to change the company's

/// Says who changes templates. mayShare: has the permission kShareTemplates.
struct TemplateAuthor
{
	TenantId tenant;
	UserId user;
	std::string address;
	bool mayShare = false;
};

/// [any thread]
class OptionTemplateBook
{
public:
	explicit OptionTemplateBook(const Services& services): _services(services) {}

	/// Returns a person's own templates, then the company's, each by name.
	Result<std::vector<OptionTemplate>> visible(const TemplateAuthor& author) const;
	/// Adds a template. body: {"name","shared","default","options"}. Errors: Invalid with field, Denied, Conflict
	/// `too_many`.
	Result<OptionTemplate> add(const TemplateAuthor& author, const Value& body) const;
	/// Replaces a template. Errors: those of add(), Missing.
	Result<OptionTemplate> change(const TemplateAuthor& author, const OptionTemplateId& id, const Value& body) const;
	/// Makes a template its owner's default, or no longer. Errors: Missing, Denied.
	Result<> toggleDefault(const TemplateAuthor& author, const OptionTemplateId& id) const;
	Result<> remove(const TemplateAuthor& author, const OptionTemplateId& id) const;
	/// Checks that a person may change templates of this owner. Errors: Denied (the company's, without the permission).
	static Result<> mayChange(const TemplateAuthor& author, const UserId& owner);

private:
	Result<OptionTemplate> parsed(const TemplateAuthor& author, const Value& body) const;
	Result<> audit(Sql& sql, const TemplateAuthor& author, const char* kind, const OptionTemplate& changed) const;

	const Services& _services;
};

}
