#include "gateway/SmtpSession.h"

#include "sx/network.h"

#include <Poco/Base64Encoder.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace sx::mail {

namespace {

using TlsContext = Poco::Net::Context;
using Poco::Net::SecureStreamSocket;
using Poco::Net::SMTPException;
using Security = SmtpSettings::Security;

std::string base64(const std::string& bytes)
{
	std::ostringstream out;
	Poco::Base64Encoder encoder(out);
	encoder.rdbuf()->setLineLength(0);
	encoder.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
	encoder.close();
	return out.str();
}

TlsContext::Ptr makeContext(const SmtpSettings& settings)
{
	TlsContext::Ptr context = new TlsContext(
		TlsContext::TLS_CLIENT_USE, settings.caFile, TlsContext::VERIFY_STRICT, 9, true);
	context->requireMinimumProtocol(TlsContext::PROTO_TLSV1_2);
	context->enableExtendedCertificateVerification(true);
	return context;
}

/// Tells whether an EHLO response offers a keyword: whether one of its lines holds the word (upper case) at the start
/// of a word.
bool offers(const std::string& answer, const std::string& word)
{
	std::string upper = answer;
	std::transform(
		upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
	std::istringstream lines(upper);
	for (std::string line; std::getline(lines, line);)
	{
		const auto at = line.find(word);
		if (at != std::string::npos && (at == 0 || !std::isalnum(static_cast<unsigned char>(line[at - 1]))))
			return true;
	}
	return false;
}

/// Doubles a dot at the beginning of any line (RFC 5321, section 4.5.2).
std::string stuffDots(const std::string& content)
{
	std::string out;
	out.reserve(content.size() + 64);
	for (std::size_t i = 0; i < content.size(); ++i)
	{
		const bool startsLine = i == 0 || content[i - 1] == '\n';
		if (startsLine && content[i] == '.') out += '.';
		out += content[i];
	}
	return out;
}

Poco::Timespan remaining(SmtpSession::Deadline deadline, std::chrono::seconds most)
{
	const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
		deadline - std::chrono::steady_clock::now());
	if (left.count() <= 0) throw Poco::TimeoutException("the mail took too long");
	const auto wait = std::min<std::chrono::milliseconds>(left, most);
	return Poco::Timespan(wait.count() * 1000);
}

Poco::Net::StreamSocket openSocket(
	const SmtpSettings& settings, const Poco::Net::IPAddress& address, SmtpSession::Deadline deadline)
{
	const Poco::Net::SocketAddress place(address, static_cast<Poco::UInt16>(settings.port));
	const auto wait = remaining(deadline, settings.timeout);
	if (settings.security != Security::Tls)
	{
		Poco::Net::StreamSocket socket;
		socket.connect(place, wait);
		return socket;
	}
	SecureStreamSocket socket(makeContext(settings));
	socket.setPeerHostName(settings.host);
	socket.connect(place, wait);
	return socket;
}

}

bool isForGood(int code, const std::string& step)
{
	return code >= 500 && code < 600 && (step == "RCPT" || step == "content");
}

SmtpSession SmtpSession::connect(const SmtpSettings& settings, Deadline deadline)
{
	Poco::Net::IPAddress literal;
	Poco::Net::HostEntry::AddressList addresses;
	if (Poco::Net::IPAddress::tryParse(settings.host, literal))
		addresses.push_back(literal);
	else
		addresses = Poco::Net::DNS::hostByName(settings.host).addresses();
	if (addresses.empty()) throw Poco::Net::HostNotFoundException(settings.host);
	// All must be allowed: a name with a public and a private address is a trap.
	for (const auto& each: addresses)
		if (settings.isConfined && !mayCall(each.toString(), settings.privateNetworks))
			throw Poco::Net::NetException("an address in a private network");
	for (std::size_t i = 0;; ++i)
	{
		try
		{
			return SmtpSession(openSocket(settings, addresses[i], deadline), deadline);
		}
		catch (const Poco::IOException&)
		{
			if (i + 1 == addresses.size()) throw;
		}
	}
}

void SmtpSession::hurry()
{
	// The server may not respond, so no step may take longer than what is left for the whole session.
	const auto wait = remaining(
		_deadline, std::chrono::seconds(getTimeout().totalSeconds() > 0 ? getTimeout().totalSeconds() : 30));
	socket().setReceiveTimeout(wait);
	socket().setSendTimeout(wait);
}

std::string SmtpSession::hello(const SmtpSettings& settings)
{
	std::string answer;
	const auto name = settings.helo.empty() ? Poco::Net::DNS::hostName() : settings.helo;
	login(name, answer);  // reads the greeting the first time; sends HELO if the server does not know EHLO
	return answer;
}

bool SmtpSession::secure(const SmtpSettings& settings, const std::string& offered)
{
	if (!offers(offered, "STARTTLS")) return false;
	hurry();
	std::string answer;
	const int code = sendCommand("STARTTLS", answer);
	if (code != 220) return false;
	// The assignment drops what was read in clear text, so that nothing injected before TLS is taken for a response
	// inside it.
	socket() = SecureStreamSocket::attach(socket(), settings.host, makeContext(settings));
	return true;
}

void SmtpSession::expect(int code, const std::string& command, const char* what)
{
	hurry();
	std::string answer;
	const int status = command.empty() ? socket().receiveStatusMessage(answer) : sendCommand(command, answer);
	if (_said) *_said = answer;
	if (status != code) throw SMTPException(what, std::to_string(status), status);
}

void SmtpSession::authenticate(const SmtpSettings& settings, const std::string& offered)
{
	const std::string password(settings.password.reveal());
	if (offers(offered, "PLAIN") || !offers(offered, "LOGIN"))
	{
		const std::string zero(1, '\0');
		return expect(235, "AUTH PLAIN " + base64(zero + settings.user + zero + password), "AUTH");
	}
	expect(334, "AUTH LOGIN", "AUTH");
	expect(334, base64(settings.user), "AUTH");
	expect(235, base64(password), "AUTH");
}

void SmtpSession::greet(const SmtpSettings& settings)
{
	setTimeout(Poco::Timespan(settings.timeout.count(), 0));
	hurry();
	auto offered = hello(settings);
	bool isSecure = settings.security == Security::Tls;
	if (settings.security == Security::StartTls || settings.security == Security::Opportunistic)
	{
		isSecure = secure(settings, offered);
		if (!isSecure && settings.security == Security::StartTls)
			throw SMTPException("STARTTLS", "the server does not offer it", 0);
		if (isSecure) offered = hello(settings);
	}
	if (settings.user.empty()) return;
	if (!isSecure && settings.security != Security::None) throw SMTPException("AUTH", "not without TLS", 0);
	authenticate(settings, offered);
}

void SmtpSession::transfer(const std::string& from, const std::string& to, const std::string& content)
{
	expect(250, "MAIL FROM:<" + from + ">", "MAIL");
	expect(250, "RCPT TO:<" + to + ">", "RCPT");
	expect(354, "DATA", "DATA");
	const auto bytes = stuffDots(content);
	for (std::size_t sent = 0; sent < bytes.size();)
	{
		hurry();
		const auto piece = std::min<std::size_t>(bytes.size() - sent, 65'536);
		const int taken = socket().sendBytes(bytes.data() + sent, static_cast<int>(piece));
		if (taken <= 0) throw Poco::Net::NetException("the mail server went away");
		sent += static_cast<std::size_t>(taken);
	}
	const std::string end = bytes.ends_with("\r\n") ? ".\r\n" : "\r\n.\r\n";
	socket().sendBytes(end.data(), static_cast<int>(end.size()));
	expect(250, "", "content");
}

void SmtpSession::quit() noexcept
{
	try
	{
		hurry();
		close();
	}
	catch (...)
	{
		// The mail server has accepted the mail, so it does not matter how the session ends.
		return;
	}
}

}
