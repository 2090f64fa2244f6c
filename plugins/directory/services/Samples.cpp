#include "services/Samples.h"

#include "services/PersonMails.h"
#include "sx/mail/MailView.h"

namespace sx::directory {

void addSamples(SampleBook& book)
{
	for (const std::string kind: {"activation", "proof", "moved"})
		book.mail("directory." + kind,
			"mail_kind." + kind,
			[kind](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
				const Person reader{.id = {},
					.tenant = wanted.tenant.id,
					.name = wanted.reader.name,
					.address = wanted.reader.address,
					.role = "member",
					.language = wanted.language,
					.timeZone = wanted.tenant.timeZone};
				const PersonNews news{.name = kind,
					.arguments = Value::object({{"address", wanted.reader.address}}),
					.path = kind == "activation" ? "/sign-in"
						: kind == "proof"        ? "/confirm-address/c2FtcGxl"
												 : ""};
				return mail::sampleOf(personMail(words, wanted.tenant, reader, reader.address, news));
			});
}

}
