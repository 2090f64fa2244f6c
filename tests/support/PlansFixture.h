// Starts a server with companies that have plans, and does what their administrators and the operator do with them.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <iostream>
#include <sstream>

namespace sx::tests {

/// Is a fixture with the company "Boréal", whose super-administrator is Camille; Marc is one of its people. A test that
/// derives from it calls start() and found() in its setUp().
class PlansFixture: public CppUnit::TestFixture
{
public:
	void tearDown() override { _server.reset(); }

protected:
	std::unique_ptr<harness::Server> _server;
	std::string _host = "localhost";
	TenantId _tenant;
	UserId _camille, _marc;

	/// Starts a server of these plugins, with the plans and taxes of config/.
	void start(std::vector<std::string> plugins, std::map<std::string, std::string> settings = {})
	{
		_server.reset();
		harness::Options options;
		settings.emplace("licensing.plans", SX_PLANS);
#ifdef SX_TAXES
		for (const auto& plugin: plugins)
			if (plugin == "billing") settings.insert({{"billing.taxes", SX_TAXES}, {"billing.terms", SX_TERMS}});
#endif
		options.plugins = std::move(plugins);
		options.settings = std::move(settings);
		_server = harness::Server::start(std::move(options));
	}
	/// Makes Boréal at a host, with its people.
	void found(const std::string& host = "localhost")
	{
		_host = host;
		_tenant = company("Boréal", host);
		_camille = person("Camille", "super");
		_marc = person("Marc", "member");
	}
	directory::Directory& people() { return *_server->find<directory::Directory>(); }
	TenantId company(const std::string& name, const std::string& host)
	{
		auto made = people().addTenant({name, {host}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	UserId person(const std::string& name, const std::string& role)
	{
		auto made = people().addPerson({.tenant = _tenant,
			.name = name,
			.address = name + "@example.com",
			.role = role,
			.language = {"fr-CA"},
			.timeZone = {}});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	harness::Client admin() { return _server->signedIn(_tenant, _camille, _host); }

	/// Runs a verb that must succeed, and returns what it prints.
	std::string run(std::vector<std::string> words, const std::vector<std::string>& more = {})
	{
		words.insert(words.end(), more.begin(), more.end());
		std::ostringstream out;
		auto* before = std::cout.rdbuf(out.rdbuf());
		const auto done = _server->verb(words);
		std::cout.rdbuf(before);
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, done && *done == 0);
		return out.str();
	}
	/// Gives seats without billing them, as the operator does.
	void giveSeats(const std::string& plan, int count, const std::string& until = "2027-12-31")
	{
		run({"subscription",
			"set",
			"--tenant",
			_host,
			"--plan",
			plan,
			"--seats",
			std::to_string(count),
			"--until",
			until});
	}
	/// Makes a discount at localhost, and returns its code.
	std::string discount(const std::vector<std::string>& more)
	{
		const auto said = run({"discount", "add", "--tenant", "localhost"}, more);
		return said.substr(0, said.find('\n'));
	}
	harness::Answer assign(const UserId& user, const std::string& plan)
	{
		return admin().post("/api/v1/licences/assign", Value::object({{"user", user.value}, {"plan", plan}}));
	}
	/// Returns how many seats are assigned of how many: "eco 0/2 pro 1/1 ".
	std::string seatsNow()
	{
		std::string out;
		const auto answer = admin().get("/api/v1/subscription");
		for (const auto& each: answer.json["seats"].list())
			out += each["plan"].text() + " " + std::to_string(each["assigned"].integer()) + "/" +
				std::to_string(each["bought"].integer()) + " ";
		return out;
	}
	std::string standing() { return admin().get("/api/v1/subscription").json["standing"].text(); }
	Value::List invoices() { return admin().get("/api/v1/invoices").json["items"].list(); }
	/// Moves the clock day by day, as the sweep of subscriptions sees it.
	void live(int days)
	{
		for (int i = 0; i < days; ++i)
		{
			_server->advance(std::chrono::days(1));
			CPPUNIT_ASSERT(_server->runSchedule("billing.sweep"));
			_server->runJobs();
		}
	}
	static std::int64_t sum(const Value& list)
	{
		std::int64_t out = 0;
		for (const auto& each: list.list()) out += each["amount"].integer();
		return out;
	}
};

}
