// Tests sessions as a thief of the database, or the operator, would find them.
#include "kernel/app/SessionRows.h"
#include "kernel/base/Clocks.h"
#include "kernel/data/Database.h"
#include "kernel/keys/KeyRing.h"

#include <cppunit/extensions/HelperMacros.h>

#include <Poco/TemporaryFile.h>

#include <algorithm>
#include <memory>

namespace {

using sx::TenantId;
using sx::UserId;
using sx::app::SessionRows;

class SessionRowsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SessionRowsTest);
	CPPUNIT_TEST(keepsNoCookieThatAThiefCouldUse);
	CPPUNIT_TEST(findsNobodyInAnotherTenant);
	CPPUNIT_TEST(makesLongCookiesThatNeverRepeat);
	CPPUNIT_TEST(erasesOldSessionsAndNoOthers);
	CPPUNIT_TEST_SUITE_END();

	const TenantId _tenant{"01900000-0000-7000-8000-0000000000aa"};
	const TenantId _other{"01900000-0000-7000-8000-0000000000bb"};
	const UserId _user{"01900000-0000-7000-8000-0000000000cc"};
	Poco::TemporaryFile _folder;
	sx::base::FakeClock _clock;
	std::unique_ptr<sx::keys::KeyRing> _keys;
	std::unique_ptr<sx::data::Database> _database;
	std::unique_ptr<sx::data::PluginStore> _store;
	std::unique_ptr<SessionRows> _sessions;

public:
	void setUp() override
	{
		_folder.createDirectories();
		_keys = std::move(*sx::keys::KeyRing::open(_folder.path() + "/master.key", true));
		_database = std::move(*sx::data::Database::open("sqlite:" + _folder.path() + "/test.sqlite"));
		CPPUNIT_ASSERT(_database->migrate("kernel", std::string(SX_SOURCE_DIR) + "/kernel/app/migrations"));
		_store = _database->storeFor("kernel");
		_sessions = std::make_unique<SessionRows>(*_store, *_keys, _clock, sx::app::SessionLimits{});
	}
	void tearDown() override
	{
		_sessions.reset();
		_store.reset();
		_database.reset();
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
		const auto cookie = *_sessions->create(_tenant, _user);
		CPPUNIT_ASSERT(rows().find(_user.value) != std::string::npos);
		CPPUNIT_ASSERT(rows().find(cookie) == std::string::npos);
		CPPUNIT_ASSERT(!_sessions->find(_tenant, rows().substr(0, rows().find(' '))));
	}

	void findsNobodyInAnotherTenant()
	{
		const auto cookie = *_sessions->create(_tenant, _user);
		CPPUNIT_ASSERT(_sessions->find(_tenant, cookie));
		CPPUNIT_ASSERT(!_sessions->find(_other, cookie));
		CPPUNIT_ASSERT(_sessions->end(_other, cookie));
		CPPUNIT_ASSERT(_store->write(_other, [&](sx::Sql& sql) { return _sessions->endAll(sql, _user); }));
		CPPUNIT_ASSERT(_sessions->find(_tenant, cookie));
	}

	void makesLongCookiesThatNeverRepeat()
	{
		const auto first = *_sessions->create(_tenant, _user);
		CPPUNIT_ASSERT_EQUAL(std::size_t{43}, first.size());
		CPPUNIT_ASSERT(first != *_sessions->create(_tenant, _user));
	}

	void erasesOldSessionsAndNoOthers()
	{
		CPPUNIT_ASSERT(_sessions->create(_tenant, _user));
		_clock.advance(std::chrono::hours(11));
		const auto young = *_sessions->create(_tenant, _user);
		_clock.advance(std::chrono::hours(2));
		CPPUNIT_ASSERT(_sessions->sweep());
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
			[](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }(rows()));
		CPPUNIT_ASSERT(_sessions->find(_tenant, young));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionRowsTest);

}
