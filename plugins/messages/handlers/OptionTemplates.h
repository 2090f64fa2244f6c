// Serves option templates: JSON for clients (docs/wire.md), and the page where people manage theirs.
#pragma once
#include "handlers/Services.h"
#include "store/OptionTemplateRows.h"

namespace sx::messages {

/// Lets everybody keep templates of their own; changing the company's requires the permission `messages.templates`.
/// [any thread]
class OptionTemplates
{
public:
	explicit OptionTemplates(const Services& services): _services(services) {}

	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> remove(Request& request) const;

	Result<Response> page(Request& request) const;
	// Forms of the page; makeDefault toggles whether a template is its owner's default.
	Result<Response> makeDefault(Request& request) const;
	Result<Response> removeFromPage(Request& request) const;

private:
	/// Checks that the person may change templates of this owner. Errors: Denied (the company's, without the
	/// permission).
	Result<> mayChange(Request& request, const UserId& owner) const;
	Result<OptionTemplateRow> rowOf(Request& request) const;
	/// Removes the template that the path names. Errors: Missing, Denied.
	Result<> removeOne(Request& request) const;
	Result<Value> valueOf(const OptionTemplateRow& row) const;
	Result<> audit(Sql& sql, Request& request, const char* kind, const OptionTemplateRow& row) const;

	const Services& _services;
};

}
