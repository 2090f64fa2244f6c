// Conducts one session with a mail server.
#pragma once
#include "gateway/SmtpDriver.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SMTPClientSession.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>

namespace sx::mail {

/// Adds to POCO's session what it lacks: a deadline for the whole session, the host's name for checking the certificate
/// after STARTTLS, an AUTH mechanism that the server offers, and dot-stuffing on every line. Throws POCO's exceptions.
/// [one thread]
class SmtpSession final: public Poco::Net::SMTPClientSession
{
public:
	using Deadline = std::chrono::steady_clock::time_point;

	/// Connects to the first of the host's addresses that answers; to none if the settings confine the session and one
	/// of them may not be called. Throws Poco::Net::NetException, Poco::TimeoutException.
	static SmtpSession connect(const SmtpSettings& settings, Deadline deadline);

	/// Writes what the server answers from now on; null: nothing.
	void tell(std::string* said) noexcept { _said = said; }
	/// Sends EHLO, starts TLS and authenticates as the settings say. Throws SMTPException with the server's code.
	void greet(const SmtpSettings& settings);
	/// Sends one mail. Throws SMTPException with the server's code; a code from 500 to 599 for RCPT or for the content
	/// is permanent.
	void transfer(const std::string& from, const std::string& to, const std::string& content);
	/// Ends the session; ignores errors.
	void quit() noexcept;

private:
	SmtpSession(const Poco::Net::StreamSocket& socket, Deadline deadline):
		SMTPClientSession(socket), _deadline(deadline)
	{
	}
	std::string hello(const SmtpSettings& settings);
	bool secure(const SmtpSettings& settings, const std::string& offers);
	void authenticate(const SmtpSettings& settings, const std::string& offers);
	/// Sends one command (none if it is empty) and throws unless the server responds with that code. what: names the
	/// step in errors, instead of the command's text.
	void expect(int code, const std::string& command, const char* what);
	/// Limits the socket's timeouts to what is left until the deadline.
	void hurry();

	Deadline _deadline;
	std::string* _said = nullptr;
};

/// Tells whether the server refused the mail permanently: with 5xx, at a step where a retry would be refused again.
bool isForGood(int code, const std::string& step);

}
