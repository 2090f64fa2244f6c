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
	Worded hello, notYou;
	std::string life, code, codeNote, hostNote, url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello.text)
			.set("life", life)
			.set("code", code)
			.set("codeNote", codeNote)
			.set("hostNote", hostNote)
			.set("notYou", notYou.text)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(life)})
			.set("byCode", mail::codeView(codeNote, code))
			.set("quiet", Value::List{mail::lineView(hostNote), mail::lineView(notYou)});
	}
};

}

Result<mail::Mail> signInMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const MailedLink& link)
{
	const auto words = wording.of(tenant.id, link.language, "auth.link");
	const auto named = Value::object({{"name", person.name}, {"tenant", tenant.name}});
	const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(link.life).count();
	const auto life = words.fixed("mail.life", Value::object({{"minutes", minutes}}));
	const SignInMailView view{.frame = {tenant, words.line("mail.title", named), life},
		.hello = words.rich("mail.hello", named),
		.notYou = words.rich("mail.not_you", named),
		.life = life,
		.code = MailedCode::shown(link.code),
		.codeNote = words.fixed("mail.code"),
		.hostNote = words.fixed("mail.host", Value::object({{"host", hostAndPortOf(tenant.origin)}})),
		.url = tenant.origin + "/sign-in/link#" + link.token,
		.button = words.line("mail.button", named)};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = words.line("mail.subject", named),
		.text = {},
		.language = link.language,
		.kind = "auth.link",
		.budget = mail::Budget::Access};
	if (auto done = mail::render(out, wording.pages(), "sign-in", view.value()); !done) return done.error();
	return out;
}

sms::Text signInText(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const MailedLink& link)
{
	return {.to = {mobile, {}},
		.text = wording.of(tenant.id, link.language, "auth.link_text")
					.text("sign_in.text",
						Value::object({{"tenant", tenant.name},
							{"url", tenant.origin + "/sign-in/link#" + link.token},
							{"code", MailedCode::shown(link.code)}}),
						{"url", "code", "tenant"}),
		.language = link.language,
		.kind = "auth.link_text",
		.about = person.id.value,
		.cause = person.id,
		.budget = sms::Budget::Codes};
}

}
