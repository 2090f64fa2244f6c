#include "services/SignInMail.h"

#include "domain/SignIn.h"
#include "sx/url.h"

namespace sx::auth {

namespace {

/// Holds what the mail shows, in both of its parts.
struct SignInMailView
{
	std::string title, hello, life, code, codeNote, hostNote, notYou, url, button;

	Value value(const Tenant& tenant) const
	{
		const auto line = [](const std::string& text) { return Value::object({{"text", text}}); };
		return Value::object({{"title", title},
			{"preheader", life},
			{"tenant", Value::object({{"name", tenant.name}, {"brand", tenant.brand}})},
			{"hello", hello},
			{"life", life},
			{"code", code},
			{"codeNote", codeNote},
			{"hostNote", hostNote},
			{"notYou", notYou},
			{"url", url},
			{"word", button},
			{"lines", Value::List{line(hello), line(life)}},
			{"byCode", Value::object({{"word", codeNote}, {"code", code}})},
			{"quiet", Value::List{line(hostNote), line(notYou)}}});
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
	const SignInMailView view{.title = word("mail.title"),
		.hello = word("mail.hello", Value::object({{"name", person.name}})),
		.life = word("mail.life", Value::object({{"minutes", minutes}})),
		.code = MailedCode::shown(link.code),
		.codeNote = word("mail.code"),
		.hostNote = word("mail.host", Value::object({{"host", hostAndPortOf(tenant.origin)}})),
		.notYou = word("mail.not_you"),
		.url = tenant.origin + "/sign-in/link#" + link.token,
		.button = word("mail.button")};
	const auto shown = view.value(tenant);
	auto html = pages.render(link.language, "mails/sign-in.html", shown);
	if (!html) return html.error();
	auto text = pages.render(link.language, "mails/sign-in.text", shown);
	if (!text) return text.error();
	return mail::Mail{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = word("mail.subject", Value::object({{"tenant", tenant.name}})),
		.text = std::move(*text),
		.html = std::move(*html),
		.language = link.language,
		.kind = "auth.link",
		.budget = mail::Budget::Access};
}

}
