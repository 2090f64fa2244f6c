// One conversation with a mail server.
#pragma once
#include "gateway/SmtpDriver.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SMTPClientSession.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>

namespace mail {

/// POCO's session with what it lacks: a deadline for the whole, the host's name for the certificate after STARTTLS,
/// AUTH by what the server offers, dots stuffed at every line. Throws POCO's exceptions. [one thread]
class SmtpSession final: public Poco::Net::SMTPClientSession
{
public:
	using Deadline = std::chrono::steady_clock::time_point;

	/// Connects to one of the host's addresses. Throws Poco::Net::NetException, Poco::TimeoutException.
	static SmtpSession connect(const SmtpSettings& settings, Deadline deadline);

	/// EHLO, TLS and AUTH as the settings say. Throws SMTPException with the server's code.
	void greet(const SmtpSettings& settings);
	/// Errors of the server as SMTPException: a code from 500 of RCPT or of the content is for good.
	void transfer(const std::string& from, const std::string& to, const std::string& content);
	void quit() noexcept;

private:
	SmtpSession(const Poco::Net::StreamSocket& socket, Deadline deadline):
		SMTPClientSession(socket), _deadline(deadline)
	{
	}
	std::string hello(const SmtpSettings& settings);
	bool secure(const SmtpSettings& settings, const std::string& offers);
	void authenticate(const SmtpSettings& settings, const std::string& offers);
	/// Sends one command and expects that answer; `what` names the step in errors, never the command's text.
	void expect(int code, const std::string& command, const char* what);
	void hurry();

	Deadline _deadline;
};

/// Refused by the server at a step where trying again has no sense.
bool isForGood(int code, const std::string& step);

}
