#include "services/LicenceMail.h"

#include "services/PlanBook.h"
#include "sx/mail/MailView.h"

namespace sx::licensing {

namespace {

/// Is the view of templates/mails/licence.*.
struct LicenceMailView
{
	mail::FrameView frame;
	std::string hello, what, url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello)
			.set("what", what)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(what)});
	}
};

}

Result<mail::Mail> licenceMail(const Pages& pages,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& kind,
	const Plan& plan)
{
	const auto word = [&](const std::string& key, const Value& arguments = {}) {
		return pages.text(person.language, key, arguments);
	};
	const auto which = Value::object({{"plan", textIn(person.language, plan.name)}, {"tenant", tenant.name}});
	const auto what = word("mail.licence." + kind, which);
	const LicenceMailView view{.frame = {tenant, word("mail.licence.title"), what},
		.hello = word("mail.licence.hello", Value::object({{"name", person.name}})),
		.what = what,
		.url = tenant.origin + "/",
		.button = word("mail.licence.button")};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = word("mail.licence.subject", which),
		.text = {},
		.language = person.language,
		.kind = "licensing.licence"};
	if (auto done = mail::render(out, pages, "licence", view.value()); !done) return done.error();
	return out;
}

}
