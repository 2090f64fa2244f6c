#include "services/Samples.h"

#include "services/SubscriptionMails.h"
#include "sx/mail/MailView.h"

namespace sx::billing {

void addSamples(SampleBook& book)
{
	for (const std::string kind: {"trial_ends", "trial_ended", "refused", "read_only", "ended", "invoice"})
		book.mail("billing." + kind,
			"mail_kind." + kind,
			[kind](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
				const directory::Person reader{.id = {},
					.tenant = wanted.tenant.id,
					.name = wanted.reader.name,
					.address = wanted.reader.address,
					.role = "super",
					.language = wanted.language,
					.timeZone = wanted.tenant.timeZone};
				constexpr std::int64_t kCents = 8'040;
				return mail::sampleOf(
					subscriptionMail(words, wanted.tenant, reader, {kind, wanted.now + std::chrono::days(7), kCents}));
			});
}

}
