// Hands mails to a mail server (RFC 5321), over TLS unless the operator configures otherwise.
#pragma once
#include "domain/Letter.h"
#include "sx/enums.h"
#include "sx/plugin.h"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace sx::mail {

struct SmtpSettings
{
	enum class Security { None, Opportunistic, StartTls, Tls };
	std::string host;
	int port = 587;
	Security security = Security::StartTls;
	std::string caFile{};
	std::string user{};
	Secret password{};
	std::string helo{};
	Mailbox sender;
	std::shared_ptr<const SigningKey> key{};  // of the sender's domain; null: mails of the deployment are not signed
	bool isAuthors = false;   // the server is that of the mails' authors, so that no Sender stands beside From
	bool isConfined = false;  // a company chose it: only public addresses, and privateNetworks, are called
	std::vector<std::string> privateNetworks{};
	std::chrono::seconds timeout{30};  // for one response
	std::chrono::seconds budget{90};   // for one mail; less than the lease of its job
};

inline constexpr auto kSecurities = enumWords<SmtpSettings::Security>({{SmtpSettings::Security::StartTls, "starttls"},
	{SmtpSettings::Security::Opportunistic, "opportunistic"},
	{SmtpSettings::Security::Tls, "tls"},
	{SmtpSettings::Security::None, "none"}});

/// Opens one connection per mail. Checks certificates against the host's name, the system's authorities and caFile.
/// Never sends a password without TLS, unless security is None. [any thread]
class SmtpDriver final: public Driver
{
public:
	SmtpDriver(SmtpSettings settings, const Clock& clock): _settings(std::move(settings)), _clock(clock) {}

	Result<> deliver(const Letter& letter) noexcept override { return deliver(letter, nullptr); }
	/// Does the same. said: gets what the server answered last; null: nobody wants it.
	Result<> deliver(const Letter& letter, std::string* said) noexcept;
	/// Connects, greets and signs in, at most every 30 s; in between it returns the last result.
	Result<> check() noexcept override;

private:
	SmtpSettings _settings;
	const Clock& _clock;
	std::mutex _mutex;
	Instant _checkedAt{};
	Result<> _found;
};

}
