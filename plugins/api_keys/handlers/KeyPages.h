// Handles the pages of API keys: the list, making, rotating and revoking.
#pragma once
#include "handlers/KeyViews.h"
#include "services/KeyBook.h"
#include "sx/permissions.h"
#include "sx/routes.h"

namespace sx::api_keys {

/// Handles the pages for people in a browser. [handlers' threads]
class KeyPages
{
public:
	static constexpr const char* kPath = "/keys";
	static constexpr const char* kOwn = "api_keys.own";

	KeyPages(const Context& context,
		const directory::Directory& directory,
		const KeyBook& keys,
		const PermissionBook& permissions):
		_context(context),
		_directory(directory), _keys(keys), _permissions(permissions)
	{
	}
	static Routes<KeyPages> routes();

private:
	/// Holds what somebody typed into the form of a new key.
	struct Typed
	{
		std::string person, name, application, expires, networks, monthlyRequests;
		std::vector<std::string> scopes;
	};

	Result<Response> list(Request& request) const;
	Result<Response> create(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> askToRotate(Request& request) const;
	Result<Response> rotate(Request& request) const;
	Result<Response> askToRevoke(Request& request) const;
	Result<Response> revoke(Request& request) const;

	static Typed typedOf(const Value& fields);
	Result<NewKey> wantedOf(const Request& request, const Typed& typed) const;
	/// Renders the form with what was typed. error: what is wrong with it; null: nothing.
	Response form(const Request& request, const Typed& typed, const Error* error) const;
	Response rotateForm(const Request& request, const Key& key, const std::string& error) const;
	/// Shows a key's text, the only time that it is there.
	Result<Response> shown(const Request& request, const KeyText& text, const char* lead) const;
	KeyRowView rowOf(const RequestWords& words, const TenantId& tenant, const Key& key) const;
	std::vector<ScopeView> scopesOf(const Language& language, const std::vector<std::string>& names) const;

	const Context& _context;
	const directory::Directory& _directory;
	const KeyBook& _keys;
	const PermissionBook& _permissions;
};

}
