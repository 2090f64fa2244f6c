#include "services/SignInMail.h"

#include "domain/SignIn.h"
#include "sx/mail/MailView.h"
#include "sx/url.h"

namespace sx::auth {

namespace {

/// Is the view of templates/mails/sign-in.*.
struct SignInMailView
{
	mail::FrameView frame;
	std::string hello, life, code, codeNote, hostNote, notYou, url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello)
			.set("life", life)
			.set("code", code)
			.set("codeNote", codeNote)
			.set("hostNote", hostNote)
			.set("notYou", notYou)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(life)})
			.set("byCode", mail::codeView(codeNote, code))
			.set("quiet", Value::List{mail::lineView(hostNote), mail::lineView(notYou)});
	}
};

}

Result<mail::Mail> signInMail(
	const Pages& pages, const Tenant& tenant, const directory::Person& person, const MailedLink& link)
{
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return pages.text(link.language, key, arguments);
	};
	const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(link.life).count();
	const auto life = word("mail.life", Value::object({{"minutes", minutes}}));
	const SignInMailView view{.frame = {tenant, word("mail.title"), life},
		.hello = word("mail.hello", Value::object({{"name", person.name}})),
		.life = life,
		.code = MailedCode::shown(link.code),
		.codeNote = word("mail.code"),
		.hostNote = word("mail.host", Value::object({{"host", hostAndPortOf(tenant.origin)}})),
		.notYou = word("mail.not_you"),
		.url = tenant.origin + "/sign-in/link#" + link.token,
		.button = word("mail.button")};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = word("mail.subject", Value::object({{"tenant", tenant.name}})),
		.text = {},
		.language = link.language,
		.kind = "auth.link",
		.budget = mail::Budget::Access};
	if (auto done = mail::render(out, pages, "sign-in", view.value()); !done) return done.error();
	return out;
}

sms::Text signInText(const Pages& pages,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const MailedLink& link)
{
	return {.to = {mobile, {}},
		.text = pages.text(link.language,
			"sign_in.text",
			Value::object({{"tenant", tenant.name},
				{"url", tenant.origin + "/sign-in/link#" + link.token},
				{"code", MailedCode::shown(link.code)}})),
		.language = link.language,
		.kind = "auth.link_text",
		.about = person.id.value,
		.cause = person.id,
		.budget = sms::Budget::Codes};
}

}
