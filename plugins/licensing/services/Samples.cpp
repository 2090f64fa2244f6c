#include "services/Samples.h"

#include "services/LicenceMail.h"
#include "sx/mail/MailView.h"

namespace sx::licensing {

void addSamples(SampleBook& book)
{
	for (const std::string kind: {"assigned", "changed", "transferred", "revoked"})
		book.mail("licensing." + kind,
			"mail_kind." + kind,
			[kind](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
				const directory::Person reader{.id = {},
					.tenant = wanted.tenant.id,
					.name = wanted.reader.name,
					.address = wanted.reader.address,
					.role = "member",
					.language = wanted.language,
					.timeZone = wanted.tenant.timeZone};
				Plan plan;
				plan.id = "pro";
				plan.name = {{"fr", "Pro"}, {"en", "Pro"}};
				return mail::sampleOf(licenceMail(words, wanted.tenant, reader, kind, plan));
			});
}

}
