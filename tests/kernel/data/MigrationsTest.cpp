#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <thread>
#include <vector>

namespace sx::data {

class MigrationsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MigrationsTest);
	CPPUNIT_TEST(appliesInOrderAndOnce);
	CPPUNIT_TEST(takesTheFileOfTheDialect);
	CPPUNIT_TEST(respectsQuotesAndComments);
	CPPUNIT_TEST(leavesNothingOfAWrongFile);
	CPPUNIT_TEST(refusesGap);
	CPPUNIT_TEST(refusesChangedFile);
	CPPUNIT_TEST(refusesVanishedFile);
	CPPUNIT_TEST(refusesDoubleNumberAndStrangeName);
	CPPUNIT_TEST(refusesDeferredConstraints);
	CPPUNIT_TEST(takesMissingFolderForNone);
	CPPUNIT_TEST(keepsPluginsApart);
	CPPUNIT_TEST(migratesOnceWhenSeveralNodesStart);
	CPPUNIT_TEST_SUITE_END();

public:
	virtual bool isPostgres() const { return false; }

	void setUp() override { _files = std::make_unique<TestDatabase>(isPostgres()); }
	void tearDown() override { _files.reset(); }

	void appliesInOrderAndOnce()
	{
		_files->write(
			"0002_more.sql", "ALTER TABLE thing ADD COLUMN color TEXT; INSERT INTO thing VALUES ('t', 'red');");
		const auto folder = _files->write("0001_thing.sql", "CREATE TABLE thing (tenant_id TEXT PRIMARY KEY);");
		auto database = _files->open();
		for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT(bool(database->migrate("things", folder)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count(*database, "SELECT COUNT(*) FROM thing"));
		_files->write("0003_last.sql", "DELETE FROM thing;");
		CPPUNIT_ASSERT(bool(_files->open()->migrate("things", folder)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(*database, "SELECT COUNT(*) FROM thing"));
	}
	void takesTheFileOfTheDialect()
	{
		_files->write("0001_thing.sqlite.sql", "CREATE TABLE thing (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID;");
		const auto folder = _files->write("0001_thing.postgresql.sql",
			"CREATE FUNCTION ok() RETURNS BIGINT LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$; CREATE TABLE thing "
			"(id TEXT PRIMARY KEY, a TEXT);");
		auto database = _files->open();
		CPPUNIT_ASSERT(bool(database->migrate("things", folder)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(*database, "SELECT COUNT(*) FROM thing"));
	}
	void respectsQuotesAndComments()
	{
		const auto folder = _files->write("0001_thing.sql",
			"-- a ; in a comment, and an ' too\nCREATE TABLE thing (id TEXT);\n/* ; ' */ INSERT INTO thing VALUES "
			"('a;b''c;');\nINSERT INTO thing VALUES ('--')");
		auto database = _files->open();
		CPPUNIT_ASSERT(bool(database->migrate("things", folder)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count(*database, "SELECT COUNT(*) FROM thing WHERE id = 'a;b''c;'"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count(*database, "SELECT COUNT(*) FROM thing"));
	}
	void leavesNothingOfAWrongFile()
	{
		const auto folder = _files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT); CREATE NONSENSE;");
		auto database = _files->open();
		CPPUNIT_ASSERT(database->migrate("things", folder).error().code == Code::Internal);
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		CPPUNIT_ASSERT(bool(database->migrate("things", folder)));
	}
	void refusesGap()
	{
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		refused(_files->write("0003_last.sql", "DELETE FROM thing;"), "migration 2 is missing");
	}
	void refusesChangedFile()
	{
		const auto folder = _files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		CPPUNIT_ASSERT(bool(_files->open()->migrate("things", folder)));
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT, more TEXT);");
		_files->write("0002_next.sql", "CREATE TABLE next (id TEXT);");
		refused(folder, "has changed since");
	}
	void refusesVanishedFile()
	{
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		const auto folder = _files->write("0002_next.sql", "CREATE TABLE next (id TEXT);");
		CPPUNIT_ASSERT(bool(_files->open()->migrate("things", folder)));
		std::filesystem::remove(folder / "0002_next.sql");
		refused(folder, "its file is gone");
	}
	void refusesDoubleNumberAndStrangeName()
	{
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		const auto folder = _files->write("0001_other.sql", "CREATE TABLE other (id TEXT);");
		refused(folder, "its number is taken");
		std::filesystem::remove(folder / "0001_other.sql");
		for (const char* name:
			{"1_thing.sql", "0002-thing.sql", "0002_thing.oracle.sql", "0002_Thing.sql", "thing.sql"})
		{
			_files->write(name, "CREATE TABLE other (id TEXT);");
			refused(folder, "expected 0001_name.sql");
			std::filesystem::remove(folder / name);
		}
	}
	void refusesDeferredConstraints()
	{
		refused(
			_files->write("0001_thing.sql",
				"CREATE TABLE thing (id TEXT UNIQUE, other TEXT REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);"),
			"no deferred constraints");
	}
	void takesMissingFolderForNone()
	{
		CPPUNIT_ASSERT(bool(_files->open()->migrate("things", _files->folder / "none")));
	}
	void keepsPluginsApart()
	{
		const auto folder = _files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT);");
		auto database = _files->open();
		CPPUNIT_ASSERT(bool(database->migrate("things", folder)));
		_files->write("0001_thing.sql", "CREATE TABLE other (id TEXT);");
		CPPUNIT_ASSERT(bool(database->migrate("others", folder)));
	}
	void migratesOnceWhenSeveralNodesStart()
	{
		_files->write("0001_thing.sql", "CREATE TABLE thing (id TEXT); INSERT INTO thing VALUES ('a');");
		const auto folder = _files->write("0002_more.sql", "INSERT INTO thing VALUES ('b');");
		std::atomic<int> succeeded{0};
		std::vector<std::thread> nodes;
		for (int i = 0; i < 6; ++i)
			nodes.emplace_back([&] {
				auto database = Database::open(_files->url());
				succeeded += database && (*database)->migrate("things", folder);
			});
		for (auto& node: nodes) node.join();
		CPPUNIT_ASSERT_EQUAL(6, succeeded.load());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count(*_files->open(), "SELECT COUNT(*) FROM thing"));
	}

private:
	void refused(const std::filesystem::path& folder, const std::string& reason)
	{
		const auto done = _files->open()->migrate("things", folder);
		CPPUNIT_ASSERT(!done && done.error().code == Code::Invalid);
		CPPUNIT_ASSERT_MESSAGE(done.error().detail, done.error().detail.find(reason) != std::string::npos);
	}
	static std::int64_t count(Database& database, const char* text)
	{
		auto store = database.storeFor("test");
		const auto rows = store->readAll("test", [&](Sql& sql) { return sql.query(text); });
		CPPUNIT_ASSERT_MESSAGE(rows ? "" : rows.error().detail, bool(rows));
		return rows->at(0).integer(0);
	}
	std::unique_ptr<TestDatabase> _files;
};
SX_BOTH_DATABASES(MigrationsTest);

}
