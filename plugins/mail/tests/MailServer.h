// Runs a real mail server for the tests: smtp_server.py beside this file.
#pragma once
#include <Poco/JSON/Parser.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>
#include <cppunit/TestAssert.h>

#include <fstream>
#include <memory>
#include <string>

/// Runs a mail server in a process of its own, which the destructor ends.
class MailServer
{
public:
	/// Starts the server. mode: see smtp_server.py. port 0: the system chooses one.
	explicit MailServer(const std::string& mode, int port = 0)
	{
		_folder.createDirectories();
		const std::string script = SX_MAIL_TESTS "/smtp_server.py";
		_process = std::make_unique<Poco::ProcessHandle>(Poco::Process::launch(
			"/usr/bin/python3", {script, _folder.path(), mode, std::to_string(port)}, nullptr, &_pipe, nullptr));
		_out = std::make_unique<Poco::PipeInputStream>(_pipe);
		_port = read()->getValue<int>("port");
	}
	~MailServer()
	{
		Poco::Process::kill(*_process);
		_process->wait();
	}
	MailServer(const MailServer&) = delete;
	MailServer& operator=(const MailServer&) = delete;

	/// Reads the next line that the server printed: the port first, then one line per mail.
	Poco::JSON::Object::Ptr read()
	{
		std::string line;
		CPPUNIT_ASSERT_MESSAGE("the mail server says something", std::getline(*_out, line));
		return Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
	}
	/// Says what the server's own verifier of signatures finds in DNS; JSON, see smtp_server.py.
	void publish(const std::string& dns) const { std::ofstream(_folder.path() + "/dns.json") << dns; }
	int port() const { return _port; }
	std::string certificate() const { return _folder.path() + "/cert.pem"; }

private:
	Poco::TemporaryFile _folder;
	Poco::Pipe _pipe;
	std::unique_ptr<Poco::ProcessHandle> _process;
	std::unique_ptr<Poco::PipeInputStream> _out;
	int _port = 0;
};
