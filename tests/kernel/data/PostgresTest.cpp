#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <functional>

namespace sx::data {
namespace {

const TenantId kTenant{"boreal"};
constexpr const char* kSchema =
	"CREATE TABLE note (tenant_id TEXT NOT NULL, id BIGINT NOT NULL, body TEXT, PRIMARY KEY (tenant_id, id));";
constexpr const char* kInsert = "INSERT INTO note (tenant_id, id, body) VALUES (:tenant, ?, ?)";

}

/// Tests what only PostgreSQL does.
class PostgresTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PostgresTest);
	CPPUNIT_TEST(connectsAgainAfterTheServerHungUp);
	CPPUNIT_TEST(saysUnavailableWhenTheServerHangsUpInATransaction);
	CPPUNIT_TEST(neverShowsThePassword);
	CPPUNIT_TEST(waitsForAFreeSession);
	CPPUNIT_TEST(takesBlobForBytea);
	CPPUNIT_TEST(plansAPageForItsValues);
	CPPUNIT_TEST(examinesWhatNobodyHas);
	CPPUNIT_TEST(knowsThatStatisticsAreNotKept);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_files = std::make_unique<TestDatabase>(true);
		_database = _files->open({.minSessions = 2, .maxSessions = 4, .sessionTimeout = std::chrono::milliseconds(50)});
		CPPUNIT_ASSERT(bool(_database->migrate("notes", _files->write("0001_notes.sql", kSchema))));
		_store = _database->storeFor("notes");
	}
	void tearDown() override
	{
		_store.reset();
		_database.reset();
		_files.reset();
	}

	void connectsAgainAfterTheServerHungUp()
	{
		for (std::int64_t i = 0; i < 3; ++i)
		{
			CPPUNIT_ASSERT(bool(_store->writeOne(kTenant, kInsert, {2 * i, "x"})));
			hangUp();
			CPPUNIT_ASSERT(bool(_store->writeOne(kTenant, kInsert, {2 * i + 1, "x"})));
			hangUp();
			CPPUNIT_ASSERT(bool(_store->read(
				kTenant, [](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant"); })));
			hangUp();
			CPPUNIT_ASSERT(bool(_database->check()));
		}
	}
	void saysUnavailableWhenTheServerHangsUpInATransaction()
	{
		const auto done = _store->write(kTenant, [](Sql& sql) -> Result<> {
			(void)sql.execute(kInsert, {1, "x"});
			hangUp();
			return {};
		});
		CPPUNIT_ASSERT(!done && done.error().code == Code::Unavailable);
		CPPUNIT_ASSERT(
			_store->read(kTenant, [](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant"); })
				->empty());
	}
	void neverShowsThePassword()
	{
		const std::string url = TestDatabase::postgresUrl();
		const auto start = url.find(':', 13) + 1;
		const auto password = url.substr(start, url.find('@') - start);
		CPPUNIT_ASSERT(password.size() > 10);
		CPPUNIT_ASSERT(_database->description().find(password) == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("postgresql://"), _database->description().substr(0, 13));
		auto other = url;
		other.replace(start, password.size(), "hunter2");
		for (const auto& each: {other,
				 std::string("postgresql://sx:hunter2@127.0.0.1:1/sx"),
				 std::string("postgresql://sx:hunter2@[::/sx"),
				 std::string("postgresql://sx:hunter2@host/sx?none=1")})
		{
			const auto opened = Database::open(each);
			CPPUNIT_ASSERT(!opened && opened.error().detail.find("hunter2") == std::string::npos);
		}
	}
	void waitsForAFreeSession()
	{
		// Each level holds a session; the fifth level finds none free.
		std::function<Result<>(int)> nested = [&](int depth) {
			return _store->read(
				kTenant, [&, depth](Sql&) -> Result<> { return depth == 0 ? Result<>() : nested(depth - 1); });
		};
		CPPUNIT_ASSERT(bool(nested(3)));
		CPPUNIT_ASSERT(nested(4).error().code == Code::Unavailable);
		CPPUNIT_ASSERT(bool(nested(3)));
	}
	void takesBlobForBytea()
	{
		_files->write("0002_sealed.sql", "ALTER TABLE note ADD COLUMN sealed BLOB;");
		CPPUNIT_ASSERT(bool(_database->migrate("notes", _files->folder / "migrations")));
		CPPUNIT_ASSERT(bool(_store->writeOne(kTenant,
			"INSERT INTO note (tenant_id, id, sealed) VALUES (:tenant, ?, ?)",
			{1, Bytes{std::string("\0\1", 2)}})));
		const auto rows = _store->writeOne(kTenant,
			"UPDATE note SET sealed = ? WHERE tenant_id = :tenant RETURNING sealed",
			{Bytes{std::string("\0\2\xff", 3)}});
		CPPUNIT_ASSERT((*rows)[0].bytes(0).value == std::string("\0\2\xff", 3));
	}

	void plansAPageForItsValues()
	{
		// A prepared statement would be among the session's own.
		const auto prepared = [&](std::string_view text, const SqlValues& values) {
			std::int64_t count = -1;
			CPPUNIT_ASSERT(bool(_store->readAll("a test", [&](Sql& sql) -> Result<> {
				auto rows = sql.query(text, values);
				if (!rows) return rows.error();
				rows = sql.query(
					"SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT id FROM note%'");
				if (!rows) return rows.error();
				count = rows->at(0).integer(0);
				return {};
			})));
			return count;
		};
		CPPUNIT_ASSERT_EQUAL(
			std::int64_t{0}, prepared("SELECT id FROM note WHERE body = ? ORDER BY id LIMIT ?", {"x", 10}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, prepared("SELECT id FROM note WHERE body = ? LIMIT 10", {"x"}));
	}
	void examinesWhatNobodyHas()
	{
		const auto known = [&] {
			return _store
				->readAll("a test",
					[](Sql& sql) {
						return sql.query("SELECT relname FROM pg_class WHERE relname = 'note' AND reltuples = 3");
					})
				->size();
		};
		TestDatabase::onServer("ALTER TABLE note SET (autovacuum_enabled = off)");
		for (std::int64_t i = 0; i < 3; ++i) CPPUNIT_ASSERT(bool(_store->writeOne(kTenant, kInsert, {i, "x"})));
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, known());
		CPPUNIT_ASSERT(bool(_database->refreshStatistics()));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, known());
	}
	void knowsThatStatisticsAreNotKept()
	{
		CPPUNIT_ASSERT(_database->keepsStatistics().value());
		const std::string url = TestDatabase::postgresUrl();
		auto careless = Database::open(
			url + (url.find('?') == std::string::npos ? "?" : "&") + "options=-c%20track_counts%3Doff");
		CPPUNIT_ASSERT(!(*careless)->keepsStatistics().value());
	}

private:
	static void hangUp()
	{
		TestDatabase::onServer("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> "
							   "pg_backend_pid() AND datname = current_database()");
	}
	std::unique_ptr<TestDatabase> _files;
	std::unique_ptr<Database> _database;
	std::unique_ptr<PluginStore> _store;
};
static const auto kPostgresTest = TestDatabase::postgresUrl()
	? std::make_unique<CppUnit::AutoRegisterSuite<PostgresTest>>()
	: nullptr;

}
