// Makes a PostgreSQL database for one test, in the cluster that SX_TEST_POSTGRES names (tools/with-postgres makes one).
#pragma once
#include <Poco/Process.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace sx::app {

/// Creates an empty database and drops it on destruction; does nothing if SX_TEST_POSTGRES is not set. Runs psql,
/// because the kernel itself never creates databases.
class HarnessDatabase
{
public:
	explicit HarnessDatabase(int port)
	{
		const char* said = std::getenv("SX_TEST_POSTGRES");
		if (!said) return;
		_admin = said;
		_name = "sx_harness_" + std::to_string(getpid()) + "_" + std::to_string(port);
		if (!ask("CREATE DATABASE " + _name))
			throw std::runtime_error("harness: psql cannot make a database in SX_TEST_POSTGRES");
	}
	~HarnessDatabase()
	{
		if (!_name.empty()) ask("DROP DATABASE IF EXISTS " + _name + " WITH (FORCE)");
	}
	HarnessDatabase(const HarnessDatabase&) = delete;
	HarnessDatabase& operator=(const HarnessDatabase&) = delete;

	/// Returns the value for `database` in the configuration.
	std::string url() const
	{
		if (_name.empty()) return "sqlite";
		const auto query = _admin.find('?');
		const auto path = _admin.substr(0, query);
		return path.substr(0, path.rfind('/') + 1) + _name + (query == std::string::npos ? "" : _admin.substr(query));
	}

private:
	bool ask(const std::string& sql) const noexcept
	try
	{
		return Poco::Process::launch("psql", {"-q", "-v", "ON_ERROR_STOP=1", _admin, "-c", sql}).wait() == 0;
	}
	catch (const std::exception&)
	{
		return false;
	}

	std::string _admin, _name;
};

}
