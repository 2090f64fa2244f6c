// Makes the mail that the form of a brand shows, by the code of the real one.
#pragma once
#include "domain/Brand.h"
#include "sx/wording.h"

namespace sx::branding {

/// [any thread]
class MailPreview
{
public:
	explicit MailPreview(const Context& context): _context(context) {}

	/// Returns the HTML of the notice of a message in a brand, fit for a frame that runs nothing: its styles in a sheet
	/// inside it, its logo from the company's files. Errors: Missing (no plugin makes this mail), Internal (a
	/// template).
	Result<std::string> of(const Tenant& tenant, const Language& language, const Brand& brand) const;

private:
	const Context& _context;
};

}
