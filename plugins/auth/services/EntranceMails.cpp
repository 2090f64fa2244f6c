#include "services/EntranceMails.h"

#include "domain/Device.h"
#include "sx/mail/MailView.h"

namespace sx::auth {

namespace {

/// Is the view of templates/mails/notice.*.
struct NoticeView
{
	mail::FrameView frame;
	std::vector<std::string> lines;
	std::string codeNote{}, code{}, quiet{}, word{}, url{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: lines)
			if (!each.empty()) shown.push_back(mail::lineView(each));
		return frame.value()
			.set("lines", std::move(shown))
			.set("byCode", mail::codeView(codeNote, code))
			.set("button", mail::buttonView(word, url))
			.set("quiet", mail::lineView(quiet));
	}
};

Result<mail::Mail> notice(const Pages& pages,
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
	if (auto done = mail::render(out, pages, "notice", view.value()); !done) return done.error();
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
	const Pages& pages, const Tenant& tenant, const directory::Person& person, const SignInSeen& seen)
{
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return pages.text(person.language, key, arguments);
	};
	const auto arguments = Value::object({{"tenant", tenant.name},
		{"name", person.name},
		{"device", deviceName(pages, person.language, seen.agent)},
		{"address", seen.address},
		{"place", seen.place},
		{"at", pages.dateTime(person.language, seen.at, person.timeZone, Pages::Style::LongWithZone)}});
	const auto lead = word("new_device.lead", arguments);
	return notice(pages,
		tenant,
		person,
		"auth.new_device",
		word("new_device.subject", arguments),
		{.frame = {tenant, word("new_device.title"), lead},
			.lines = {word("mail.hello", arguments),
				lead,
				word("new_device.device", arguments),
				word("new_device.at", arguments),
				word("new_device.address", arguments),
				seen.place.empty() ? std::string() : word("new_device.place", arguments),
				word("new_device.not_you")},
			.quiet = word("new_device.you"),
			.word = word("new_device.button"),
			.url = tenant.origin + "/account#sessions-section"});
}

Result<mail::Mail> secondCodeMail(const Pages& pages,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& code,
	std::chrono::minutes life)
{
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return pages.text(person.language, key, arguments);
	};
	const auto arguments = minutesOf(life).set("tenant", tenant.name).set("name", person.name);
	const auto lead = word("second_mail.lead", arguments);
	return notice(pages,
		tenant,
		person,
		"auth.second_code",
		word("second_mail.subject", arguments),
		{.frame = {tenant, word("second_mail.title"), lead},
			.lines = {word("mail.hello", arguments), lead},
			.codeNote = word("second_mail.code"),
			.code = code,
			.quiet = word("second_mail.not_you")});
}

sms::Text secondCodeText(const Pages& pages,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const std::string& code,
	std::chrono::minutes life)
{
	return {.to = {mobile, {}},
		.text = pages.text(
			person.language, "second.text", minutesOf(life).set("tenant", tenant.name).set("code", code)),
		.language = person.language,
		.kind = "auth.second_code",
		.about = person.id.value,
		.cause = person.id,
		.budget = sms::Budget::Codes};
}

Result<mail::Mail> factorsResetMail(const Pages& pages, const Tenant& tenant, const directory::Person& person)
{
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return pages.text(person.language, key, arguments);
	};
	const auto arguments = Value::object({{"tenant", tenant.name}, {"name", person.name}});
	const auto lead = word("factors_reset.lead", arguments);
	return notice(pages,
		tenant,
		person,
		"auth.factors_reset",
		word("factors_reset.subject", arguments),
		{.frame = {tenant, word("factors_reset.title"), lead},
			.lines = {word("mail.hello", arguments), lead, word("factors_reset.next")},
			.quiet = word("factors_reset.not_you"),
			.word = word("new_device.button"),
			.url = tenant.origin + "/account#factors-section"});
}

}
