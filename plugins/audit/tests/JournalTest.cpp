// Tests the journal in a real server: what `audit verify` reports after somebody has tampered with the database.
#include "sx/audit/Audit.h"
#include "sx/harness/Harness.h"
#include "sx/privacy/Retention.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>
#include <vector>

class JournalTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(JournalTest);
	CPPUNIT_TEST(verifiesWhatItWrote);
	CPPUNIT_TEST(leavesNothingOfATransactionThatFailed);
	CPPUNIT_TEST(noticesAlteredRow);
	CPPUNIT_TEST(noticesRemovedRow);
	CPPUNIT_TEST(noticesRemovedEnd);
	CPPUNIT_TEST(neverHealsAForgedEnd);
	CPPUNIT_TEST(chainsEntriesOfManyThreads);
	CPPUNIT_TEST(keepsTenantsApart);
	CPPUNIT_TEST(goesOnAfterARestart);
	CPPUNIT_TEST(forgetsTheOldestAndStillVerifies);
	CPPUNIT_TEST(noticesWhoeverCutsTheChainThemself);
	CPPUNIT_TEST(forgetsNothingThatSomebodyAltered);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = sx::harness::Server::start({.plugins = {"audit"}});
		_tenant = _server->tenant();
		for (int i = 0; i < 5; ++i) append(_tenant);
	}

	void verifiesWhatItWrote() { CPPUNIT_ASSERT_EQUAL(0, verify()); }

	void leavesNothingOfATransactionThatFailed()
	{
		auto failed = store().write(_tenant, [&](sx::Sql& sql) -> sx::Result<> {
			if (auto done = journal().append(sql, {.kind = "test.lost"}); !done) return done;
			return sx::Error{.code = sx::Code::Conflict};
		});
		CPPUNIT_ASSERT(!failed);
		append(_tenant);
		CPPUNIT_ASSERT_EQUAL(0, verify());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, count());
	}

	void noticesAlteredRow()
	{
		change("UPDATE audit_entry SET subject = 'somebody else' WHERE tenant_id = :tenant AND number = 3");
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void noticesRemovedRow()
	{
		change("DELETE FROM audit_entry WHERE tenant_id = :tenant AND number = 2");
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void noticesRemovedEnd()
	{
		change("DELETE FROM audit_entry WHERE tenant_id = :tenant AND number = 5");
		CPPUNIT_ASSERT_EQUAL(1, verify());
		change("DELETE FROM audit_head WHERE tenant_id = :tenant");
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void neverHealsAForgedEnd()
	{
		// Remove the last entry and set the end back to the entry before it, as far as the attacker can without the
		// master key.
		change("DELETE FROM audit_entry WHERE tenant_id = :tenant AND number = 5");
		change("UPDATE audit_head SET entries = 4, hash = (SELECT hash FROM audit_entry WHERE tenant_id = :tenant AND "
			   "number = 4) WHERE tenant_id = :tenant");
		CPPUNIT_ASSERT_EQUAL(1, verify());
		append(_tenant);
		CPPUNIT_ASSERT_EQUAL(1, verify());
		CPPUNIT_ASSERT(_server->runSchedule("audit.renew_macs"));
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void chainsEntriesOfManyThreads()
	{
		std::vector<std::thread> threads;
		for (int i = 0; i < 8; ++i)
			threads.emplace_back([this] {
				for (int k = 0; k < 25; ++k) append(_tenant);
			});
		for (auto& thread: threads) thread.join();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{205}, count());
		CPPUNIT_ASSERT_EQUAL(0, verify());
	}

	void keepsTenantsApart()
	{
		const sx::TenantId other{"01930000-0000-7000-8000-0000000000bb"};
		append(other);
		CPPUNIT_ASSERT_EQUAL(0, verify());
		auto done = store().write(other, [](sx::Sql& sql) {
			return sql.execute("UPDATE audit_entry SET kind = 'x' WHERE tenant_id = :tenant AND number = 1");
		});
		CPPUNIT_ASSERT(done);
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void goesOnAfterARestart()
	{
		_server->restart();
		append(_tenant);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, count());
		CPPUNIT_ASSERT_EQUAL(0, verify());
	}

	/// Forgets what is older than an hour, up to three entries at once.
	std::int64_t forget(int most = 3)
	{
		auto* retention = _server->find<sx::privacy::Retention>();
		auto count = store().write(_tenant,
			[&](sx::Sql& sql) { return retention->forgetBefore(sql, _server->now() - std::chrono::hours(1), most); });
		CPPUNIT_ASSERT_MESSAGE(count ? "" : count.error().detail, bool(count));
		return *count;
	}

	void forgetsTheOldestAndStillVerifies()
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE("nothing is old", std::int64_t{0}, forget());
		_server->advance(std::chrono::hours(2));
		append(_tenant);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, forget());
		CPPUNIT_ASSERT_EQUAL(0, verify());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, forget());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, forget());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count());
		CPPUNIT_ASSERT_EQUAL(0, verify());
		_server->advance(std::chrono::hours(2));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("all of them", std::int64_t{1}, forget());
		CPPUNIT_ASSERT_EQUAL(0, verify());
		append(_tenant);
		CPPUNIT_ASSERT(_server->runSchedule("audit.renew_macs"));
		CPPUNIT_ASSERT_EQUAL(0, verify());
		change("DELETE FROM audit_entry WHERE tenant_id = :tenant");
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void noticesWhoeverCutsTheChainThemself()
	{
		change(
			"UPDATE audit_head SET forgotten = 2, start = (SELECT hash FROM audit_entry WHERE tenant_id = :tenant AND "
			"number = 2) WHERE tenant_id = :tenant");
		change("DELETE FROM audit_entry WHERE tenant_id = :tenant AND number <= 2");
		CPPUNIT_ASSERT_EQUAL(1, verify());
		append(_tenant);
		CPPUNIT_ASSERT_EQUAL(1, verify());
		_server->advance(std::chrono::hours(2));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, forget());
		CPPUNIT_ASSERT_EQUAL(1, verify());
	}

	void forgetsNothingThatSomebodyAltered()
	{
		change("UPDATE audit_entry SET subject = 'somebody else' WHERE tenant_id = :tenant AND number = 2");
		_server->advance(std::chrono::hours(2));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, forget());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, count());
		CPPUNIT_ASSERT_EQUAL(1, verify());
		CPPUNIT_ASSERT(_server->logged("audit.forget.refused"));
	}

private:
	sx::Store& store() { return _server->store("audit"); }
	sx::audit::Journal& journal() { return *_server->find<sx::audit::Journal>(); }

	void append(const sx::TenantId& tenant)
	{
		auto done = store().write(tenant, [&](sx::Sql& sql) {
			return journal().append(sql,
				{.kind = "test.event",
					.actor = {"u"},
					.subject = "s",
					.details = sx::Value::object({{"n", 1}}),
					.address = "192.0.2.1"});
		});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	void change(const char* text)
	{
		auto done = store().write(_tenant, [&](sx::Sql& sql) { return sql.execute(text); });
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, done && *done >= 1);
	}

	std::int64_t count()
	{
		auto rows = store().read(_tenant,
			[](sx::Sql& sql) { return sql.query("SELECT COUNT(*) FROM audit_entry WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	int verify()
	{
		auto status = _server->verb({"audit", "verify"});
		CPPUNIT_ASSERT_MESSAGE(status ? "" : status.error().detail, bool(status));
		return *status;
	}

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _tenant;
};

CPPUNIT_TEST_SUITE_REGISTRATION(JournalTest);
