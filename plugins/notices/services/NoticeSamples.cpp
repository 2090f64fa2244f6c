#include "services/NoticeSamples.h"

#include "sx/mail/MailView.h"

namespace sx::notices {

namespace {

directory::Person sampleReader(const SampleWanted& wanted)
{
	return {.id = {"sample"},
		.tenant = wanted.tenant.id,
		.name = wanted.reader.name,
		.address = wanted.reader.address,
		.role = "member",
		.language = wanted.language,
		.timeZone = wanted.tenant.timeZone};
}

}

void addSamples(SampleBook& book,
	std::function<const Subscriptions*()> subscriptions,
	std::function<const NoticeSending*()> sending)
{
	book.mail("notices.confirm",
		"mail_kind.confirm",
		[subscriptions](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
			const auto* writer = subscriptions();
			if (!writer) return failed(Code::Unavailable, "notices did not start");
			const auto url = wanted.tenant.origin + Subscriptions::kConfirm;
			return mail::sampleOf(writer->confirmMail(words, wanted.tenant, sampleReader(wanted), Topic::News, url));
		});
	book.mail("notices.notice",
		"mail_kind.notice",
		[sending](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
			const auto* writer = sending();
			if (!writer) return failed(Code::Unavailable, "notices did not start");
			const auto& pages = words.pages();
			const auto content = Value::object({{std::string(wanted.language.shortTag()),
				Value::object({{"subject", pages.text(wanted.language, "sample.subject")},
					{"text", pages.text(wanted.language, "sample.text")}})}});
			return mail::sampleOf(
				writer->mailTo(pages, sampleReader(wanted), wanted.tenant, {.topic = Topic::Maintenance}, content));
		});
}

}
