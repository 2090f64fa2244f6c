// Hands mails to a mail server (RFC 5321), over TLS unless the operator says otherwise.
#pragma once
#include "domain/Letter.h"
#include "sx/plugin.h"

#include <chrono>
#include <mutex>
#include <string>

namespace mail {

struct SmtpSettings
{
	enum class Security { None, Opportunistic, StartTls, Tls };
	std::string host;
	int port = 587;
	Security security = Security::StartTls;
	std::string caFile{};
	std::string user{};
	sx::Secret password{};
	std::string helo{};
	sx::mail::Mailbox sender;
	std::chrono::seconds timeout{30};  // of one answer
	std::chrono::seconds budget{90};   // of one mail; less than the lease of its job
};

/// "starttls", "opportunistic", "tls" or "none". Errors: Invalid.
sx::Result<SmtpSettings::Security> securityOf(std::string_view word);

/// One connection a mail. Certificates are checked against the host's name, the system's authorities and caFile;
/// a password never travels without TLS, unless security is None. [any thread]
class SmtpDriver final: public Driver
{
public:
	SmtpDriver(SmtpSettings settings, const sx::Clock& clock): _settings(std::move(settings)), _clock(clock) {}

	sx::Result<> deliver(const Letter& letter) noexcept override;
	/// Connects and greets; what it found is kept for 30 s.
	sx::Result<> check() noexcept override;

private:
	SmtpSettings _settings;
	const sx::Clock& _clock;
	std::mutex _mutex;
	sx::Instant _checkedAt{};
	sx::Result<> _found;
};

}
