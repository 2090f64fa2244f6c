// Tests what the journal keeps of refusals: each caller once, repeats as a count, strangers within a bound.
#include "sx/harness/Harness.h"
#include "sx/refusals.h"

#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <thread>
#include <vector>

class RefusalTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(RefusalTest);
	CPPUNIT_TEST(keepsWhoWhereAndWhy);
	CPPUNIT_TEST(mergesRepeatsIntoOneLineWithACount);
	CPPUNIT_TEST(boundsWhatStrangersCanWrite);
	CPPUNIT_TEST(keepsKnownCallersBesideStrangers);
	CPPUNIT_TEST(writesTheRestWhenItStops);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = sx::harness::Server::start({.plugins = {"audit"}});
		_tenant = _server->tenant();
	}

	void keepsWhoWhereAndWhy()
	{
		keep(refusal("203.0.113.9", {"julie"}));
		const auto lines = waitFor(1);
		CPPUNIT_ASSERT_EQUAL(std::string("julie key-1 203.0.113.9"), lines.front().who);
		const auto details = *_server->json().parse(lines.front().details);
		CPPUNIT_ASSERT_EQUAL(std::string("/admin"), details["route"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("permission"), details["cause"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, details["count"].integer());
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"audit", "verify"}));
	}

	void mergesRepeatsIntoOneLineWithACount()
	{
		keep(refusal("203.0.113.9", {}));
		waitFor(1);
		for (int i = 0; i < 500; ++i) keep(refusal("203.0.113.9", {}));
		_server->advance(std::chrono::seconds(30));
		const auto lines = waitFor(2);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{500}, count(lines.back()));
	}

	void boundsWhatStrangersCanWrite()
	{
		for (int i = 0; i < 3000; ++i)
			keep(refusal("198.51." + std::to_string(i / 250) + "." + std::to_string(i % 250), {}));
		const auto lines = waitFor(21);
		CPPUNIT_ASSERT_EQUAL(std::size_t{21}, lines.size());
		std::int64_t all = 0;
		for (const auto& line: lines) all += count(line);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("none is lost", std::int64_t{3000}, all);
	}

	void keepsKnownCallersBesideStrangers()
	{
		for (int i = 0; i < 100; ++i) keep(refusal("198.51.100." + std::to_string(i), {}));
		waitFor(21);
		keep(refusal("203.0.113.9", {"julie"}));
		CPPUNIT_ASSERT(waitFor(22).back().who.starts_with("julie "));
	}

	void writesTheRestWhenItStops()
	{
		keep(refusal("203.0.113.9", {}));
		waitFor(1);
		keep(refusal("203.0.113.9", {}));
		_server->restart();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, lines().size());
	}

private:
	struct Line
	{
		std::string who, details;
	};

	sx::Refusal refusal(const std::string& address, sx::UserId person) const
	{
		return {.kind = "access.denied",
			.cause = "permission",
			.tenant = _tenant,
			.person = person,
			.key = person.empty() ? "" : "key-1",
			.route = "/admin",
			.address = address,
			.network = address};
	}
	void keep(const sx::Refusal& refusal) { _server->find<sx::RefusalKeeper>()->keep(refusal); }
	std::int64_t count(const Line& line) const { return (*_server->json().parse(line.details))["count"].integer(); }

	std::vector<Line> lines()
	{
		auto rows = _server->store("audit").read(_tenant, [](sx::Sql& sql) {
			return sql.query(
				"SELECT actor, subject, address, details FROM audit_entry WHERE tenant_id = :tenant AND kind "
				"= 'access.denied' ORDER BY number");
		});
		CPPUNIT_ASSERT(rows);
		std::vector<Line> out;
		for (const auto& row: *rows) out.push_back({row.text(0) + " " + row.text(1) + " " + row.text(2), row.text(3)});
		return out;
	}

	/// Waits until the journal has so many lines.
	std::vector<Line> waitFor(std::size_t wanted)
	{
		for (int i = 0; i < 2000; ++i)
		{
			if (auto found = lines(); found.size() >= wanted) return found;
			std::this_thread::sleep_for(std::chrono::milliseconds(10));
		}
		CPPUNIT_FAIL("the journal has " + std::to_string(lines().size()) + " lines");
		return {};
	}

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _tenant;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RefusalTest);
