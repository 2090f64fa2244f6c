#include "services/LicenceMail.h"

#include "services/PlanBook.h"
#include "sx/mail/MailView.h"

namespace sx::licensing {

namespace {

/// Is the view of templates/mails/licence.*.
struct LicenceMailView
{
	mail::FrameView frame;
	Worded hello, what;
	std::string url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello.text)
			.set("what", what.text)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(what)});
	}
};

}

Result<mail::Mail> licenceMail(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& kind,
	const Plan& plan)
{
	const auto words = wording.of(tenant.id, person.language, "licensing." + kind);
	const auto which = Value::object(
		{{"plan", textIn(person.language, plan.name)}, {"tenant", tenant.name}, {"name", person.name}});
	const LicenceMailView view{
		.frame = {tenant, words.line("mail.licence.title", which), words.fixed("mail.licence." + kind, which)},
		.hello = words.rich("mail.licence.hello", which),
		.what = words.rich("mail.licence." + kind, which, {"plan"}),
		.url = tenant.origin + "/",
		.button = words.line("mail.licence.button", which)};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = words.line("mail.licence.subject", which),
		.text = {},
		.language = person.language,
		.kind = "licensing.licence"};
	if (auto done = mail::render(out, wording.pages(), "licence", view.value()); !done) return done.error();
	return out;
}

}
