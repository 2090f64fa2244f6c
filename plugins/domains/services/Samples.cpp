#include "services/Samples.h"

#include "sx/mail/MailView.h"

namespace sx::domains {

void addSamples(SampleBook& book, std::function<const Notices*()> notices)
{
	for (const std::string turn: {"failing", "reminder", "lapsed", "sending_broken"})
		book.mail("domains." + turn,
			"mail_kind." + turn,
			[turn, notices](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
				const auto* writer = notices();
				if (!writer) return failed(Code::Unavailable, "domains did not start");
				const directory::Person reader{.id = {},
					.tenant = wanted.tenant.id,
					.name = wanted.reader.name,
					.address = wanted.reader.address,
					.role = "admin",
					.language = wanted.language,
					.timeZone = wanted.tenant.timeZone};
				const Claim claim{.id = {"sample"},
					.name = "example.com",
					.txt = "secure-exchanges=c2FtcGxlLW9mLWEtcHJvb2Y",
					.state = State::Failing,
					.finding = Finding::NoRecord,
					.failingSince = wanted.now};
				return mail::sampleOf(writer->mailTo(words, reader, wanted.tenant, claim, turn));
			});
}

}
