#include "services/MailPreview.h"

#include "sx/mail/Preview.h"

namespace sx::branding {

namespace {

/// Names the mail that recipients of every company get.
constexpr std::string_view kNotice = "messages.notice";

}

Result<std::string> MailPreview::of(const Tenant& tenant, const Language& language, const Brand& brand) const
{
	const auto word = [&](const char* key) { return _context.pages().text(language, key); };
	auto shown = tenant;
	shown.name = brand.company;
	shown.brand = tenantBrandOf(brand, "", "");
	const auto texts = _context.findAll<OwnTexts>();
	const SampleWanted wanted{.tenant = shown,
		.language = language,
		.own = texts.empty() ? nullptr : texts.front(),
		.now = _context.clock().now(),
		.reader = {word("preview.mail.reader"), word("preview.mail.reader_address")},
		.sender = {word("preview.mail.sender"), word("preview.mail.sender_address")},
		.fileName = word("preview.mail.file")};
	for (const auto* source: _context.findAll<SampleMails>())
	{
		auto made = source->sample(kNotice, wanted);
		if (!made && made.error().code == Code::Missing) continue;
		if (!made) return made.error();
		return mail::framed(
			made->html, brand.logo.file.empty() ? std::string() : std::string(kFilesPath) + brand.logo.file);
	}
	return failed(Code::Missing, "no plugin makes this mail");
}

}
