// Runs a real gateway in a process of its own: kannel.py or gateway.py beside this file.
#pragma once
#include <Poco/JSON/Parser.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>
#include <cppunit/TestAssert.h>

#include <memory>
#include <string>
#include <vector>

/// Runs the script; the destructor ends it, by the end of its input or by a signal.
class Helper
{
public:
	Helper(const std::string& script, const std::vector<std::string>& more = {})
	{
		_folder.createDirectories();
		std::vector<std::string> arguments{SX_SMS_TESTS "/" + script, _folder.path()};
		arguments.insert(arguments.end(), more.begin(), more.end());
		_process = std::make_unique<Poco::ProcessHandle>(
			Poco::Process::launch("/usr/bin/python3", arguments, &_in, &_out, nullptr));
		_lines = std::make_unique<Poco::PipeInputStream>(_out);
		_port = read()->getValue<int>("port");
	}
	~Helper()
	{
		_in.close(Poco::Pipe::CLOSE_BOTH);
		if (isServer) Poco::Process::kill(*_process);
		_process->wait();
	}
	Helper(const Helper&) = delete;
	Helper& operator=(const Helper&) = delete;

	/// Reads the next line that the script printed.
	Poco::JSON::Object::Ptr read()
	{
		std::string line;
		CPPUNIT_ASSERT_MESSAGE("the gateway says something", bool(std::getline(*_lines, line)));
		return Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
	}
	int port() const { return _port; }
	std::string folder() const { return _folder.path(); }
	bool isServer = false;  // does not end with its input, so the destructor sends a signal

private:
	Poco::TemporaryFile _folder;
	Poco::Pipe _in, _out;
	std::unique_ptr<Poco::ProcessHandle> _process;
	std::unique_ptr<Poco::PipeInputStream> _lines;
	int _port = 0;
};
