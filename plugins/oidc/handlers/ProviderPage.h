// Handles the page on which a company sets its identity provider up.
#pragma once
#include "services/ProviderSettings.h"
#include "services/SignInFlow.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::oidc {

/// [handlers' threads]
class ProviderPage
{
public:
	static constexpr const char* kPath = "/admin/sign-in";
	/// Whoever may choose the provider can have it name anybody, so this permission is worth all others.
	static constexpr const char* kManage = "oidc.manage";

	ProviderPage(const Pages& pages, const ProviderSettings& settings): _pages(pages), _settings(settings) {}
	static Routes<ProviderPage> routes();
	/// Is the view of templates/fragments/account.html.mustache, on the page of a person.
	Value accountView(Request& request) const;

private:
	struct Shown;
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> unlink(Request& request) const;
	Response page(const Request& request, const Shown& shown, const Error* error) const;

	const Pages& _pages;
	const ProviderSettings& _settings;
};

}
