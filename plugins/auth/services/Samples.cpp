#include "services/Samples.h"

#include "services/EntranceMails.h"
#include "services/SignInMail.h"
#include "sx/mail/MailView.h"

namespace sx::auth {

namespace {

constexpr auto kSampleLife = std::chrono::minutes(10);
constexpr const char* kSampleCode = "482915";
constexpr const char* kSampleMobile = "+15145550142";

directory::Person sampleReaderOf(const SampleWanted& wanted)
{
	return {.id = {},
		.tenant = wanted.tenant.id,
		.name = wanted.reader.name,
		.address = wanted.reader.address,
		.role = "member",
		.language = wanted.language,
		.timeZone = wanted.tenant.timeZone};
}

MailedLink sampleLinkOf(const SampleWanted& wanted)
{
	return {.token = "c2FtcGxlLW9mLWEtdG9r", .code = "K7F29Q4M", .life = kSampleLife, .language = wanted.language};
}

}

void addSamples(SampleBook& book)
{
	book.mail("auth.link", "mail_kind.link", [](const Wording& words, const SampleWanted& wanted) {
		return mail::sampleOf(signInMail(words, wanted.tenant, sampleReaderOf(wanted), sampleLinkOf(wanted)));
	});
	book.mail("auth.second_code", "mail_kind.second_code", [](const Wording& words, const SampleWanted& wanted) {
		return mail::sampleOf(secondCodeMail(words, wanted.tenant, sampleReaderOf(wanted), kSampleCode, kSampleLife));
	});
	book.mail("auth.new_device", "mail_kind.new_device", [](const Wording& words, const SampleWanted& wanted) {
		return mail::sampleOf(newDeviceMail(words,
			wanted.tenant,
			sampleReaderOf(wanted),
			{.agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
				.address = "203.0.113.7",
				.at = wanted.now}));
	});
	book.mail("auth.factors_reset", "mail_kind.factors_reset", [](const Wording& words, const SampleWanted& wanted) {
		return mail::sampleOf(factorsResetMail(words, wanted.tenant, sampleReaderOf(wanted)));
	});
	book.text("auth.link_text", "mail_kind.link_text", [](const Wording& words, const SampleWanted& wanted) {
		return Sample{
			.text = signInText(words, wanted.tenant, sampleReaderOf(wanted), kSampleMobile, sampleLinkOf(wanted)).text};
	});
	book.text("auth.second_text", "mail_kind.second_text", [](const Wording& words, const SampleWanted& wanted) {
		return Sample{.text = secondCodeText(
						  words, wanted.tenant, sampleReaderOf(wanted), kSampleMobile, kSampleCode, kSampleLife)
								  .text};
	});
}

}
