// Answers the form of a company's brand, its preview and its versions.
#pragma once
#include "handlers/BrandViews.h"
#include "handlers/Protections.h"
#include "services/MailPreview.h"
#include "sx/routes.h"

namespace sx::branding {

/// [any thread]
class BrandPages
{
public:
	BrandPages(const Context& context, const Brands& brands, const OwnHosts& hosts, const MailPreview& mails):
		_context(context), _brands(brands), _hosts(hosts), _mails(mails), _book(context.find<TenantSettingsBook>()),
		_changes(context.find<directory::SettingChanges>()), _themes(context.find<Themes>())
	{
	}
	static Routes<BrandPages> routes();

private:
	struct Typed;

	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> upload(Request& request) const;
	Result<Response> contrasts(Request& request) const;
	Result<Response> subDomain(Request& request) const;
	Result<Response> preview(Request& request) const;
	Result<Response> previewCss(Request& request) const;
	Result<Response> versions(Request& request) const;
	Result<Response> version(Request& request) const;
	Result<Response> restore(Request& request) const;

	Result<Response> page(Request& request, const Typed& typed, int status) const;
	Result<Typed> read(Request& request, const Value& form) const;
	/// Stores the pictures that a form brought, and takes away those that it shall lose.
	Result<> takePictures(Request& request, const Value& form, Typed& typed) const;
	/// Tells whether a company may choose a theme: it is installed, or in force already.
	Result<bool> mayChoose(const TenantId& tenant, const std::string& theme, const Language& language) const;
	/// Returns the company's protections as they are; none if the kernel keeps no settings.
	Result<std::vector<TenantSetting>> protections(const Request& request) const;
	/// Tells whether the reader may change them.
	bool mayProtect(const Request& request) const;
	Result<Response> mailPreview(Request& request) const;
	/// Returns the brand that a preview shows: that of its query, or else that in force.
	Result<Brand> previewed(const Request& request) const;
	std::string pictureFault(const RequestWords& words, const Error& error) const;

	const Context& _context;
	const Brands& _brands;
	const OwnHosts& _hosts;
	const MailPreview& _mails;
	const TenantSettingsBook* const _book;            // may be null
	const directory::SettingChanges* const _changes;  // may be null
	const Themes* const _themes;                      // may be null
};

}
