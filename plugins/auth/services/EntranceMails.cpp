#include "services/EntranceMails.h"

#include "domain/Device.h"
#include "sx/mail/MailView.h"

namespace sx::auth {

namespace {

/// Is the view of templates/mails/notice.*.
struct NoticeView
{
	mail::FrameView frame;
	std::vector<Worded> lines;
	std::string codeNote{}, code{};
	Worded quiet{};
	std::string word{}, url{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: lines)
			if (!each.text.empty()) shown.push_back(mail::lineView(each));
		return frame.value()
			.set("lines", std::move(shown))
			.set("byCode", mail::codeView(codeNote, code))
			.set("button", mail::buttonView(word, url))
			.set("quiet", mail::lineView(quiet));
	}
};

Result<mail::Mail> notice(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const char* kind,
	std::string subject,
	const NoticeView& view)
{
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = std::move(subject),
		.text = {},
		.language = person.language,
		.kind = kind,
		.budget = mail::Budget::Access};
	if (auto done = mail::render(out, wording.pages(), "notice", view.value()); !done) return done.error();
	return out;
}

Value minutesOf(std::chrono::minutes life) { return Value::object({{"minutes", std::int64_t{life.count()}}}); }

}

std::string deviceName(const Pages& pages, const Language& language, std::string_view agent)
{
	const auto device = deviceOf(agent);
	if (device.browser.empty() && device.system.empty()) return pages.text(language, "device.unknown");
	if (device.browser.empty()) return device.system;
	if (device.system.empty()) return device.browser;
	return pages.text(language, "device.both", Value::object({{"browser", device.browser}, {"system", device.system}}));
}

Result<mail::Mail> newDeviceMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const SignInSeen& seen)
{
	const auto words = wording.of(tenant.id, person.language, "auth.new_device");
	const auto arguments = Value::object({{"tenant", tenant.name},
		{"name", person.name},
		{"device", deviceName(wording.pages(), person.language, seen.agent)},
		{"address", seen.address},
		{"place", seen.place},
		{"at", wording.pages().dateTime(person.language, seen.at, person.timeZone, Pages::Style::LongWithZone)}});
	const auto lead = words.rich("new_device.lead", arguments);
	return notice(wording,
		tenant,
		person,
		"auth.new_device",
		words.line("new_device.subject", arguments),
		{.frame = {tenant, words.line("new_device.title", arguments), words.fixed("new_device.lead", arguments)},
			.lines = {words.rich("mail.hello", arguments),
				lead,
				words.fixedLine("new_device.device", arguments),
				words.fixedLine("new_device.at", arguments),
				words.fixedLine("new_device.address", arguments),
				seen.place.empty() ? Worded{} : words.fixedLine("new_device.place", arguments),
				words.rich("new_device.not_you", arguments)},
			.quiet = words.rich("new_device.you", arguments),
			.word = words.line("new_device.button", arguments),
			.url = tenant.origin + "/account#sessions-section"});
}

Result<mail::Mail> secondCodeMail(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& code,
	std::chrono::minutes life)
{
	const auto words = wording.of(tenant.id, person.language, "auth.second_code");
	const auto arguments = minutesOf(life).set("tenant", tenant.name).set("name", person.name);
	const auto lead = words.fixedLine("second_mail.lead", arguments);  // it says when the code expires
	return notice(wording,
		tenant,
		person,
		"auth.second_code",
		words.line("second_mail.subject", arguments),
		{.frame = {tenant, words.line("second_mail.title", arguments), lead.text},
			.lines = {words.rich("mail.hello", arguments), lead},
			.codeNote = words.fixed("second_mail.code"),
			.code = code,
			.quiet = words.rich("second_mail.not_you", arguments)});
}

sms::Text secondCodeText(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const std::string& code,
	std::chrono::minutes life)
{
	return {.to = {mobile, {}},
		.text =
			wording.of(tenant.id, person.language, "auth.second_text")
				.text("second.text", minutesOf(life).set("tenant", tenant.name).set("code", code), {"code", "tenant"}),
		.language = person.language,
		.kind = "auth.second_code",
		.about = person.id.value,
		.cause = person.id,
		.budget = sms::Budget::Codes};
}

Result<mail::Mail> factorsResetMail(const Wording& wording, const Tenant& tenant, const directory::Person& person)
{
	const auto words = wording.of(tenant.id, person.language, "auth.factors_reset");
	const auto arguments = Value::object({{"tenant", tenant.name}, {"name", person.name}});
	const auto lead = words.rich("factors_reset.lead", arguments);
	return notice(wording,
		tenant,
		person,
		"auth.factors_reset",
		words.line("factors_reset.subject", arguments),
		{.frame = {tenant, words.line("factors_reset.title", arguments), words.fixed("factors_reset.lead", arguments)},
			.lines = {words.rich("mail.hello", arguments), lead, words.rich("factors_reset.next", arguments)},
			.quiet = words.rich("factors_reset.not_you", arguments),
			.word = words.line("new_device.button", arguments),
			.url = tenant.origin + "/account#factors-section"});
}

}
