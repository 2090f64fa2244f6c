// Tests sessions as a thief of the database, or the operator, would find them, and as two callers at once, on both
// databases.
#include "kernel/app/SessionRows.h"
#include "kernel/base/Clocks.h"
#include "kernel/keys/KeyRing.h"
#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <barrier>
#include <memory>
#include <optional>
#include <thread>

namespace sx::app {

using data::TestDatabase;  // for SX_BOTH_DATABASES

class SessionRowsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SessionRowsTest);
	CPPUNIT_TEST(keepsNoCookieThatAThiefCouldUse);
	CPPUNIT_TEST(findsNobodyInAnotherTenant);
	CPPUNIT_TEST(makesLongCookiesThatNeverRepeat);
	CPPUNIT_TEST(listsAndEndsSessionsOfOnePerson);
	CPPUNIT_TEST(erasesOldSessionsAndNoOthers);
	CPPUNIT_TEST(beginsNoSessionByARightThatWasTakenBeforeAllWereEnded);
	CPPUNIT_TEST(leavesNoSessionThatBeginsWhileAllAreEnded);
	CPPUNIT_TEST_SUITE_END();

	const TenantId _tenant{"01900000-0000-7000-8000-0000000000aa"};
	const TenantId _other{"01900000-0000-7000-8000-0000000000bb"};
	const UserId _user{"01900000-0000-7000-8000-0000000000cc"};
	const sx::http::Browser _browser{"Firefox \xff\n140", "192.0.2.7"};
	std::optional<TestDatabase> _where;
	sx::base::FakeClock _clock;
	std::unique_ptr<sx::keys::KeyRing> _keys;
	std::unique_ptr<sx::data::Database> _database;
	std::unique_ptr<sx::data::PluginStore> _store;
	std::unique_ptr<SessionRows> _sessions;

public:
	void setUp() override
	{
		_where.emplace(isPostgres());
		_keys = std::move(*sx::keys::KeyRing::open((_where->folder / "master.key").string(), true));
		_database = _where->open();
		CPPUNIT_ASSERT(_database->migrate("kernel", std::string(SX_SOURCE_DIR) + "/kernel/app/migrations"));
		_store = _database->storeFor("kernel");
		_sessions = std::make_unique<SessionRows>(*_store, *_keys, _clock, sx::app::SessionLimits{});
	}
	void tearDown() override
	{
		_sessions.reset();
		_store.reset();
		_database.reset();
		_where.reset();
	}

	virtual bool isPostgres() const { return false; }

	Result<std::string> begin(const TenantId& tenant, const UserId& user)
	{
		return _sessions->create(tenant, *_sessions->rightOf(tenant, user), _browser);
	}
	Result<> endAll(const UserId& user)
	{
		return _store->write(_tenant, [&](Sql& sql) { return _sessions->endAll(sql, user); });
	}

	std::string rows()
	{
		std::string out;
		auto all = _store->readAll("what a thief reads",
			[](sx::Sql& sql) { return sql.query("SELECT cookie_hash, user_id FROM kernel_session"); });
		CPPUNIT_ASSERT(all);
		for (const auto& row: *all) out += row.text(0) + " " + row.text(1) + "\n";
		return out;
	}

	void keepsNoCookieThatAThiefCouldUse()
	{
		const auto cookie = *begin(_tenant, _user);
		CPPUNIT_ASSERT(rows().find(_user.value) != std::string::npos);
		CPPUNIT_ASSERT(rows().find(cookie) == std::string::npos);
		CPPUNIT_ASSERT(!_sessions->find(_tenant, rows().substr(0, rows().find(' '))));
	}

	void findsNobodyInAnotherTenant()
	{
		const auto cookie = *begin(_tenant, _user);
		CPPUNIT_ASSERT(_sessions->find(_tenant, cookie));
		CPPUNIT_ASSERT(!_sessions->find(_other, cookie));
		CPPUNIT_ASSERT(_sessions->end(_other, cookie));
		CPPUNIT_ASSERT(_store->write(_other, [&](Sql& sql) { return _sessions->endAll(sql, _user); }));
		CPPUNIT_ASSERT(_sessions->find(_tenant, cookie));
	}

	void makesLongCookiesThatNeverRepeat()
	{
		const auto first = *begin(_tenant, _user);
		CPPUNIT_ASSERT_EQUAL(std::size_t{43}, first.size());
		CPPUNIT_ASSERT(first != *begin(_tenant, _user));
	}

	void listsAndEndsSessionsOfOnePerson()
	{
		const UserId someone{"01900000-0000-7000-8000-0000000000dd"};
		const auto old = *begin(_tenant, _user);
		_clock.advance(std::chrono::hours(1));
		const auto young = *begin(_tenant, _user);
		const auto all = *_sessions->list(_tenant, _user);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
		CPPUNIT_ASSERT_EQUAL(_sessions->find(_tenant, young)->id, all[0].id);
		CPPUNIT_ASSERT_EQUAL(std::string("Firefox 140"), all[0].device);
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), all[0].address);
		const auto endOne = [&](const TenantId& tenant, const UserId& user) {
			return _store->write(tenant, [&](Sql& sql) { return _sessions->endOne(sql, user, all[0].id); });
		};
		CPPUNIT_ASSERT(!endOne(_tenant, someone) && !endOne(_other, _user));
		CPPUNIT_ASSERT(endOne(_tenant, _user));
		CPPUNIT_ASSERT(!_sessions->find(_tenant, young) && _sessions->find(_tenant, old));
		_clock.advance(std::chrono::hours(12));
		CPPUNIT_ASSERT(_sessions->list(_tenant, _user)->empty());
	}

	void erasesOldSessionsAndNoOthers()
	{
		CPPUNIT_ASSERT(begin(_tenant, _user));
		_clock.advance(std::chrono::hours(11));
		const auto young = *begin(_tenant, _user);
		_clock.advance(std::chrono::hours(2));
		CPPUNIT_ASSERT(_sessions->sweep());
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
			[](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }(rows()));
		CPPUNIT_ASSERT(_sessions->find(_tenant, young));
	}

	void beginsNoSessionByARightThatWasTakenBeforeAllWereEnded()
	{
		const auto right = *_sessions->rightOf(_tenant, _user);
		const auto others = *_sessions->rightOf(_tenant, {"01900000-0000-7000-8000-0000000000dd"});
		CPPUNIT_ASSERT(_sessions->create(_tenant, right, _browser));
		CPPUNIT_ASSERT(endAll(_user));
		const auto late = _sessions->create(_tenant, right, _browser);
		CPPUNIT_ASSERT(!late && late.error().code == Code::Unauthenticated);
		CPPUNIT_ASSERT(begin(_tenant, _user));
		CPPUNIT_ASSERT_MESSAGE("another person's", _sessions->create(_tenant, others, _browser));
		CPPUNIT_ASSERT_MESSAGE("in another company", begin(_other, _user));
	}

	void leavesNoSessionThatBeginsWhileAllAreEnded()
	{
		for (int round = 0; round < 100; ++round)
		{
			const auto right = *_sessions->rightOf(_tenant, _user);
			std::barrier together(3);
			Result<std::string> begun = Error{};
			std::jthread signingIn([&] {
				together.arrive_and_wait();
				begun = _sessions->create(_tenant, right, _browser);
			});
			std::jthread leaving([&] {
				together.arrive_and_wait();
				CPPUNIT_ASSERT(endAll(_user));
			});
			together.arrive_and_wait();
			signingIn.join();
			leaving.join();
			CPPUNIT_ASSERT(!begun || !_sessions->find(_tenant, *begun));
		}
	}
};

SX_BOTH_DATABASES(SessionRowsTest);

}
