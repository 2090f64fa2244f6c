#include "handlers/MailVerbs.h"

#include "services/DeploymentKey.h"
#include "sx/arguments.h"

#include <iostream>
#include <limits>

namespace sx::mail {

namespace {

constexpr int kTryLater = 75;  // EX_TEMPFAIL of sysexits.h: the mail server tries again

}

Verbs<MailVerbs> MailVerbs::verbs()
{
	return {
		{"mail dkim",
			"Shows the TXT record of the key that signs mails of the sending address: [--make FILE] makes a new key",
			&MailVerbs::dkim},
		{"mail bounce",
			"Takes an undelivered mail from the mail server, on standard input: --to RETURN-PATH",
			&MailVerbs::bounce},
	};
}

Result<int> MailVerbs::dkim(const Words& words)
{
	auto arguments = Arguments::parse(words, {"make"});
	if (!arguments) return arguments.error();
	const auto path = arguments->get("make");
	auto record = path.empty() ? configuredRecord(_context.settings()) : makeDeploymentKey(_context, path);
	if (!record) return record.error();
	std::cout << "TXT record to publish:\n  " << record->name << "\n  " << record->text << "\n";
	if (!path.empty())
		std::cout << "Then set plugins.settings.mail: dkim_key: " << path
				  << ", dkim_selector: " << record->name.substr(0, record->name.find('.'))
				  << "\nKeep the record of the key before it for a week, for mails that are under way.\n";
	return 0;
}

Result<int> MailVerbs::bounce(const Words& words)
{
	auto arguments = Arguments::parse(words, {"to"});
	if (!arguments) return arguments.error();
	auto to = arguments->require("to");
	if (!to) return to.error();
	std::string message(kMostBounceBytes, '\0');
	std::cin.read(message.data(), static_cast<std::streamsize>(message.size()));
	message.resize(static_cast<std::size_t>(std::cin.gcount()));
	// What is left must be read too, or the mail server takes the broken pipe for a failure.
	std::cin.ignore(std::numeric_limits<std::streamsize>::max());
	auto taken = _bounces.take(*to, message);
	if (!taken)
	{
		_context.log().warning("mail.bounce.failed", {{"detail", taken.error().detail}});
		return kTryLater;
	}
	std::cout << (*taken == Bounces::Outcome::Returned ? "not delivered: its sender is told\n"
			: *taken == Bounces::Outcome::Delayed      ? "late: counted\n"
													   : "ignored\n");
	return 0;
}

}
