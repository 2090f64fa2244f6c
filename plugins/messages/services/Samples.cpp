#include "services/Samples.h"

#include "sx/mail/MailView.h"

namespace sx::messages {

namespace {

constexpr const char* kSampleCode = "K7F29Q";
constexpr const char* kSampleKey = "c2FtcGxlLW9mLWEtdG9r#k1_c2FtcGxlLW9mLWEtc2VjcmV0LW9mLWEtbGluay4";
constexpr const char* kSampleSha256 = "7964425fb0d2220d5aeac58fb8ccbd6d2c8f11e09d4471ba03c6be57a1f2e9d4";

Followed followedFor(const SampleWanted& wanted)
{
	Followed out;
	out.message.id = {"sample"};
	out.message.sender = {"sample"};
	out.message.senderName = wanted.sender.name;
	out.message.senderAddress = wanted.sender.address;
	out.message.senderZone = wanted.tenant.timeZone;
	out.message.senderLanguage = wanted.language;
	out.message.made = wanted.now;
	out.message.sent = wanted.now;
	out.item.language = wanted.language;
	out.item.expires = wanted.now + std::chrono::days(10);
	Recipient recipient;
	recipient.grant.id = {"sample"};
	recipient.grant.address = wanted.reader.address;
	recipient.grant.name = wanted.reader.name;
	recipient.grant.opens = 3;
	recipient.grant.flags = sealed::kCodeGate;
	out.recipients.push_back(std::move(recipient));
	return out;
}

NoticeContent contentFor(const SampleWanted& wanted)
{
	constexpr std::int64_t kBytes = 1'400'000;
	NoticeContent out;
	out.files.push_back({wanted.fileName, kBytes, kSampleSha256});
	return out;
}

Result<mail::Mail> sampleNoticeOf(
	const Notices& notices, const Wording& words, const SampleWanted& wanted, const Followed& followed)
{
	auto content = contentFor(wanted);
	if (followed.message.isFilesOnly)
	{
		content.subject = wanted.fileName;
		content.text = wanted.fileName;
		content.html = "<p>" + escapedHtml(wanted.fileName) + "</p>";
	}
	return notices.notice(words,
		wanted.tenant,
		followed,
		followed.recipients.front(),
		content,
		followed.message.isFilesOnly ? "" : kSampleCode,
		kSampleKey);
}

}

void addSamples(SampleBook& book, std::function<const Notices*()> notices)
{
	using Make = std::function<Result<Sample>(const Notices&, const Wording&, const SampleWanted&)>;
	const auto withNotices = [notices](Make make) {
		return [notices, make](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
			const auto* writer = notices();
			if (!writer) return failed(Code::Unavailable, "messages did not start");
			return make(*writer, words, wanted);
		};
	};
	const auto notice = [&](bool isFilesOnly, bool isReply) {
		return withNotices([=](const auto& writer, const auto& words, const auto& wanted) {
			auto followed = followedFor(wanted);
			followed.message.isFilesOnly = isFilesOnly;
			if (isReply) followed.message.position.inReplyTo = {"sample"};
			return mail::sampleOf(sampleNoticeOf(writer, words, wanted, followed));
		});
	};
	book.mail(std::string(kNoticeKind), "mail_kind.notice", notice(false, false));
	book.mail(std::string(kFilesWords), "mail_kind.files", notice(true, false));
	book.mail(std::string(kReplyWords), "mail_kind.reply", notice(false, true));
	book.mail(std::string(kCodeKind),
		"mail_kind.code",
		withNotices([](const auto& writer, const auto& words, const auto& wanted) {
			auto followed = followedFor(wanted);
			followed.item.codeDelivery = sealed::CodeDelivery::Mail;
			return mail::sampleOf(
				writer.codeMail(words, wanted.tenant, followed, followed.recipients.front(), kSampleCode));
		}));
	book.mail("messages.opened",
		"mail_kind.opened",
		withNotices([](const auto& writer, const auto& words, const auto& wanted) {
			const auto followed = followedFor(wanted);
			sealed::Event event;
			event.id = {"sample"};
			event.at = wanted.now;
			event.number = 1;
			event.actor.address = "203.0.113.7";
			return mail::sampleOf(writer.opened(words, wanted.tenant, followed, followed.recipients.front(), event));
		}));
	book.mail("messages.ask_again",
		"mail_kind.ask_again",
		withNotices([](const auto& writer, const auto& words, const auto& wanted) {
			const auto followed = followedFor(wanted);
			return mail::sampleOf(writer.askedAgain(words, wanted.tenant, followed, followed.recipients.front()));
		}));
	const auto text = [&](bool hasCode) {
		return withNotices([=](const auto& writer, const auto& words, const auto& wanted) -> Result<Sample> {
			return Sample{.text = writer.linkText(words,
							  wanted.tenant,
							  wanted.language,
							  wanted.sender.name,
							  wanted.tenant.origin + "/m/" + kSampleKey,
							  hasCode)};
		});
	};
	book.text(std::string(kTextKind), "mail_kind.link", text(false));
	book.text(std::string(kCodeTextWords), "mail_kind.link_code", text(true));
}

}
