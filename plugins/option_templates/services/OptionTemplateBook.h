// Keeps option templates: everybody's own, and the company's, which only some may change.
#pragma once
#include "domain/OptionTemplate.h"
#include "sx/audit/Audit.h"
#include "sx/kit.h"
#include "sx/messages/Options.h"

namespace sx::option_templates {

/// Says who changes templates. mayShare: may change the company's.
struct TemplateAuthor
{
	Caller caller;
	bool mayShare = false;
};

/// [any thread]
class OptionTemplateBook
{
public:
	OptionTemplateBook(Context& context, const messages::Options& options):
		_context(context), _options(options), _journal(context.find<audit::Journal>())
	{
	}

	/// Returns a person's own templates, then the company's, each by name.
	Result<std::vector<OptionTemplate>> visible(const TemplateAuthor& author) const;
	/// Adds a template. body: {"name","shared","default","options"}. Errors: Invalid with field, Denied, Conflict
	/// `too_many`.
	Result<OptionTemplate> add(const TemplateAuthor& author, const Value& body) const;
	/// Replaces a template. Errors: those of add(), Missing.
	Result<OptionTemplate> change(const TemplateAuthor& author, const OptionTemplateId& id, const Value& body) const;
	/// Makes a template its owner's default, or no longer. Errors: Missing, Denied.
	Result<> toggleDefault(const TemplateAuthor& author, const OptionTemplateId& id) const;
	/// Removes a template. Errors: Missing, Denied.
	Result<> remove(const TemplateAuthor& author, const OptionTemplateId& id) const;
	/// Checks that a person may change templates of this owner. Errors: Denied (the company's, without the permission).
	static Result<> mayChange(const TemplateAuthor& author, const UserId& owner);

private:
	Result<OptionTemplate> parsed(const TemplateAuthor& author, const Value& body) const;
	Result<> audit(Sql& sql, const TemplateAuthor& author, const char* kind, const OptionTemplate& changed) const;

	Context& _context;
	const messages::Options& _options;
	audit::Journal* const _journal;  // may be null
};

}
