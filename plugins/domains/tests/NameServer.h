// Runs a real authoritative name server for the tests: nsd, on loopback.
#pragma once
#include "gateway/Resolver.h"

#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Process.h>
#include <Poco/TemporaryFile.h>
#include <Poco/Thread.h>
#include <cppunit/TestAssert.h>

#include <csignal>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sx::domains::tests {

/// Returns a port of loopback that is free for UDP and TCP.
inline int freePort()
{
	const Poco::Net::ServerSocket tcp(Poco::Net::SocketAddress("127.0.0.1", 0));
	const Poco::Net::DatagramSocket udp(Poco::Net::SocketAddress("127.0.0.1", tcp.address().port()));
	return tcp.address().port();
}

/// Serves zones from a process of its own, which the destructor ends. Other names are refused.
class NameServer
{
public:
	/// zones: the records of each besides SOA and NS; an empty text makes a zone that fails (SERVFAIL).
	explicit NameServer(std::map<std::string, std::string> zones): _port(freePort()), _zones(std::move(zones))
	{
		_folder.createDirectories();
		std::ofstream config(path("nsd.conf"));
		config << "server:\n ip-address: 127.0.0.1\n port: " << _port << "\n username: \"\"\n chroot: \"\"\n"
			   << " logfile: \"" << path("log") << "\"\n zonesdir: \"" << _folder.path()
			   << "\"\n database: \"\"\n pidfile: \"" << path("nsd.pid") << "\"\n xfrdfile: \"" << path("xfrd")
			   << "\"\n xfrdir: \"" << _folder.path() << "\"\n zonelistfile: \"" << path("zones")
			   << "\"\n server-count: 1\nremote-control:\n control-enable: no\n";
		for (const auto& [name, text]: _zones)
		{
			config << "zone:\n name: " << name << "\n zonefile: " << name << ".zone\n";
			if (!text.empty()) write(name);
		}
		config.close();
		_process = std::make_unique<Poco::ProcessHandle>(Poco::Process::launch(SX_NSD, {"-d", "-c", path("nsd.conf")}));
		until([&] { return asked(_zones.begin()->first).outcome != TextAnswer::Outcome::Silent; });
	}
	~NameServer()
	{
		::kill(_process->id(), SIGTERM);
		_process->wait();
	}
	NameServer(const NameServer&) = delete;
	NameServer& operator=(const NameServer&) = delete;

	/// Replaces a zone, and returns when it is served.
	void serve(const std::string& name, const std::string& text)
	{
		_zones[name] = text;
		write(name);
		::kill(_process->id(), SIGHUP);
		until([&] { return asked("serial." + name).texts == std::vector{std::to_string(_serial)}; });
	}
	int port() const { return _port; }
	std::string address() const { return "127.0.0.1:" + std::to_string(_port); }
	Resolver resolver() const { return Resolver({address()}, std::chrono::seconds(2)); }

private:
	std::string path(const std::string& name) const { return _folder.path() + "/" + name; }
	TextAnswer asked(const std::string& name) const { return resolver().texts({name}).front(); }
	void write(const std::string& name)
	{
		++_serial;
		std::ofstream zone(path(name + ".zone"));
		zone << "$ORIGIN " << name << ".\n$TTL 60\n@ SOA ns hostmaster " << _serial << " 3600 600 86400 60\n@ NS ns\n"
			 << "ns A 127.0.0.1\nserial TXT \"" << _serial << "\"\n"
			 << _zones[name] << "\n";
	}
	template <class Test> static void until(const Test& isTrue)
	{
		for (int i = 0; i < 1000; ++i)
		{
			if (isTrue()) return;
			Poco::Thread::sleep(20);
		}
		CPPUNIT_FAIL("the name server does not answer as it should");
	}

	Poco::TemporaryFile _folder;
	const int _port;
	std::map<std::string, std::string> _zones;
	int _serial = 1;
	std::unique_ptr<Poco::ProcessHandle> _process;
};

}
