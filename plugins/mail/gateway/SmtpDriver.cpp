#include "gateway/SmtpDriver.h"

#include "domain/Mime.h"
#include "gateway/DkimKey.h"
#include "gateway/SmtpSession.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

namespace sx::mail {

namespace {

constexpr std::chrono::seconds kCheckKept{30};

Error tryLater(std::string detail) { return failed(Code::Unavailable, std::move(detail)); }

/// Runs one session; converts errors of the server and the network to an Error without addresses or commands.
template <class Talk>
Result<> converse(const SmtpSettings& settings, std::chrono::seconds budget, std::string* said, Talk talk) noexcept
try
{
	if (settings.host.empty()) return tryLater("no mail server: set plugins.settings.mail.host");
	auto session = SmtpSession::connect(settings, std::chrono::steady_clock::now() + budget);
	session.tell(said);
	session.greet(settings);
	talk(session);
	session.quit();
	return {};
}
catch (const Poco::Net::SMTPException& e)
{
	auto error = tryLater("mail server: " + e.message());
	if (isForGood(e.code(), e.message().substr(0, e.message().find(':')))) error.code = Code::Invalid;
	return error;
}
catch (const Poco::Net::SSLException& e)
{
	return tryLater(std::string("mail server: TLS: ") + e.displayText());
}
catch (const Poco::TimeoutException&)
{
	return tryLater("mail server: no answer in time");
}
catch (const Poco::Exception& e)
{
	return tryLater(std::string("mail server: ") + e.displayText());
}
catch (const std::exception& e)
{
	return tryLater(std::string("mail server: ") + e.what());
}

}

Result<> SmtpDriver::deliver(const Letter& letter, std::string* said) noexcept
{
	const auto& departure = letter.departure;
	auto content = compose(letter.mail,
		{letter.id, letter.made, _settings.sender, departure.from, !_settings.isAuthors},
		departure.logo.get());
	const auto key = departure.key || !departure.from.address.empty() ? departure.key : _settings.key;
	if (key)
	{
		auto made = signedMail(content, *key, letter.made);
		if (!made) return tryLater(made.error().detail);
		content = std::move(*made);
	}
	const auto& from = departure.returnPath.empty() ? _settings.sender.address : departure.returnPath;
	return converse(_settings, _settings.budget, said, [&](SmtpSession& session) {
		session.transfer(from, letter.mail.to.address, content);
	});
}

Result<> SmtpDriver::check() noexcept
{
	std::lock_guard lock(_mutex);
	const auto now = _clock.now();
	if (_checkedAt != Instant{} && now - _checkedAt < kCheckKept) return _found;
	_found = converse(_settings, std::chrono::seconds(2), nullptr, [](SmtpSession&) {});
	_checkedAt = now;
	return _found;
}

}
