#include "tests/kernel/data/TestDatabase.h"

#include "kernel/data/AfterCommit.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sx::data {
namespace {

const TenantId kBoreal{"boreal"}, kSolstice{"solstice"};
constexpr const char* kSchema =
	"CREATE TABLE note (tenant_id TEXT NOT NULL, id TEXT NOT NULL, body TEXT, sealed BLOB, opens BIGINT NOT NULL "
	"DEFAULT 0,"
	" PRIMARY KEY (tenant_id, id));\n"
	"-- a note's pages; go with it\n"
	"CREATE TABLE page (tenant_id TEXT NOT NULL, note_id TEXT NOT NULL, number BIGINT NOT NULL,"
	" PRIMARY KEY (tenant_id, note_id, number), FOREIGN KEY (tenant_id, note_id) REFERENCES note (tenant_id, id));";
constexpr const char* kInsert = "INSERT INTO note (tenant_id, id, opens) VALUES (:tenant, ?, ?)";
constexpr const char* kClaim =
	"UPDATE note SET opens = opens - 1 WHERE tenant_id = :tenant AND id = ? AND opens > 0 RETURNING opens";

Result<> insertNote(Sql& sql, std::string id, int opens = 0)
{
	auto done = sql.execute(kInsert, {id, opens});
	if (!done) return done.error();
	return {};
}

}

class DatabaseTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DatabaseTest);
	CPPUNIT_TEST(keepsEveryTypeOfValue);
	CPPUNIT_TEST(countsTouchedRows);
	CPPUNIT_TEST(givesSumsAsIntegers);
	CPPUNIT_TEST(comparesLargeInstantsWithParameters);
	CPPUNIT_TEST(showsOneTenantItsRowsOnly);
	CPPUNIT_TEST(refusesTextWithoutTenant);
	CPPUNIT_TEST(refusesEmptyTenantWithoutReason);
	CPPUNIT_TEST(spansTenantsWithReasonOnly);
	CPPUNIT_TEST(refusesSeveralStatements);
	CPPUNIT_TEST(refusesWrongCountOfValues);
	CPPUNIT_TEST(refusesTextThatIsNoText);
	CPPUNIT_TEST(refusesWritesInReads);
	CPPUNIT_TEST(rollsBackFailingWork);
	CPPUNIT_TEST(rollsBackThrowingWork);
	CPPUNIT_TEST(rollsBackWorkThatHidesAnError);
	CPPUNIT_TEST(namesConflicts);
	CPPUNIT_TEST(showsNoValueInErrors);
	CPPUNIT_TEST(seesOneMomentInAReading);
	CPPUNIT_TEST(failsOneOfManyAlone);
	CPPUNIT_TEST(givesExactlyAsManyClaimsAsThereAre);
	CPPUNIT_TEST(runsHooksAfterCommitOnly);
	CPPUNIT_TEST(answersCheck);
	CPPUNIT_TEST_SUITE_END();

public:
	virtual bool isPostgres() const { return false; }

	void setUp() override
	{
		_files = std::make_unique<TestDatabase>(isPostgres());
		_database = _files->open();
		const auto migrated = _database->migrate("notes", _files->write("0001_notes.sql", kSchema));
		CPPUNIT_ASSERT_MESSAGE(migrated ? "" : migrated.error().detail, bool(migrated));
		_store = _database->storeFor("notes");
	}
	void tearDown() override
	{
		_wrong.clear();
		_store.reset();
		_database.reset();
		_files.reset();
	}

	void keepsEveryTypeOfValue()
	{
		const std::string sealed("\x00\x01\xff'\\", 5), body = "L’été à Montréal 🔒 'x' ? :tenant \\";
		const auto rows = inWrite([&](Sql& sql) -> Result<SqlRows> {
			auto done = sql.execute(
				"INSERT INTO note (tenant_id, id, body, sealed, opens) VALUES (:tenant, ?, ?, ?, ?)",
				{"a", body, Bytes{sealed}, std::int64_t{1'795'000'000'123}});
			if (!done) return done.error();
			done = sql.execute("INSERT INTO note (tenant_id, id, body, sealed, opens) VALUES (:tenant, ?, ?, ?, ?)",
				{"b", nullptr, Bytes{}, true});
			if (!done) return done.error();
			return sql.query(
				"SELECT tenant_id, id, body, sealed, opens FROM note WHERE tenant_id = :tenant ORDER BY id");
		});
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
		CPPUNIT_ASSERT_EQUAL(std::string("boreal"), rows[0].text(0));
		CPPUNIT_ASSERT_EQUAL(body, rows[0].text(2));
		CPPUNIT_ASSERT(rows[0].bytes(3).value == sealed);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'795'000'000'123}, toMillis(rows[0].instant(4)));
		CPPUNIT_ASSERT(rows[1].isNull(2) && !rows[1].isNull(3) && rows[1].bytes(3).value.empty() && rows[1].flag(4));
	}
	void countsTouchedRows()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> { return insertNote(sql, "a"); })));
		const auto touched = _store->write(kBoreal, [](Sql& sql) {
			return sql.execute("UPDATE note SET opens = 5 WHERE tenant_id = :tenant AND id = ?", {"a"});
		});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, *touched);
		const auto none = _store->write(kBoreal, [](Sql& sql) {
			return sql.execute("INSERT INTO note (tenant_id, id) VALUES (:tenant, ?) ON CONFLICT DO NOTHING", {"a"});
		});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, *none);
	}
	void givesSumsAsIntegers()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> {
			(void)insertNote(sql, "a", 2);
			return insertNote(sql, "b", 3);
		})));
		const auto rows = inRead("SELECT SUM(opens), COUNT(*), MAX(opens) FROM note WHERE tenant_id = :tenant");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, rows[0].integer(0));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, rows[0].integer(1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, rows[0].integer(2));
	}
	void comparesLargeInstantsWithParameters()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> { return insertNote(sql, "a"); })));
		const auto rows = inRead(
			"SELECT id FROM note WHERE tenant_id = :tenant AND opens < ? - 1000 AND opens + ? > 0 LIMIT ?",
			{std::int64_t{1'795'000'000'000}, std::int64_t{1'795'000'000'000}, 10});
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
	}
	void showsOneTenantItsRowsOnly()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> { return insertNote(sql, "a", 1); })));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, inRead("SELECT id FROM note WHERE tenant_id = :tenant").size());
		const auto other = _store->read(
			kSolstice, [](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT(other && other->empty());
		CPPUNIT_ASSERT(_store->writeOne(kSolstice, kClaim, {"a"})->empty());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _store->writeOne(kBoreal, kClaim, {"a"})->size());
	}
	void refusesTextWithoutTenant()
	{
		for (const char* text: {"SELECT id FROM note",
				 "SELECT id FROM note WHERE tenant_id = ':tenant'",
				 "SELECT id FROM note -- :tenant",
				 "SELECT id FROM note /* :tenant */",
				 "SELECT ':tenant', 'it''s :tenant' FROM note",
				 "SELECT \":tenant\" FROM note"})
		{
			const auto rows = _store->read(kBoreal, [&](Sql& sql) { return sql.query(text); });
			CPPUNIT_ASSERT_MESSAGE(text, !rows && rows.error().code == Code::Internal);
			CPPUNIT_ASSERT_MESSAGE(
				rows.error().detail, rows.error().detail.find("the tenant is not named") != std::string::npos);
			CPPUNIT_ASSERT(!_store->writeOne(kBoreal, text, {}));
		}
	}
	void refusesEmptyTenantWithoutReason()
	{
		bool ran = false;
		const auto done = _store->write(TenantId{}, [&](Sql&) -> Result<> {
			ran = true;
			return {};
		});
		CPPUNIT_ASSERT(!done && done.error().code == Code::Internal && !ran);
		CPPUNIT_ASSERT(!_store->writeOne(TenantId{}, kClaim, {"a"}));
		CPPUNIT_ASSERT(!_store->readAll("", [](Sql& sql) { return sql.query("SELECT id FROM note"); }));
	}
	void spansTenantsWithReasonOnly()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> { return insertNote(sql, "a"); })));
		const auto rows = _store->readAll("sweep", [](Sql& sql) { return sql.query("SELECT tenant_id FROM note"); });
		CPPUNIT_ASSERT_EQUAL(std::string("boreal"), rows->at(0).text(0));
		CPPUNIT_ASSERT(!_store->readAll(
			"sweep", [](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant"); }));
	}
	void refusesSeveralStatements()
	{
		for (const char* text: {"SELECT id FROM note WHERE tenant_id = :tenant; DELETE FROM note",
				 "BEGIN",
				 "COMMIT",
				 "PRAGMA foreign_keys=OFF",
				 "DROP TABLE note",
				 "SELECT id FROM note WHERE tenant_id = :tenant AND id = $1",
				 "SELECT id FROM note WHERE tenant_id = :tenant AND id = ?2",
				 "SELECT id FROM note WHERE tenant_id = :tenantId",
				 "SELECT 'open FROM note WHERE tenant_id = :tenant",
				 "",
				 "SELECT E'\\' FROM note WHERE tenant_id = :tenant"})
			CPPUNIT_ASSERT_MESSAGE(text, !_store->write(kBoreal, [&](Sql& sql) { return sql.query(text); }));
		CPPUNIT_ASSERT(bool(_store->read(
			kBoreal, [&](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant; -- done\n"); })));
	}
	void refusesWrongCountOfValues()
	{
		CPPUNIT_ASSERT(!_store->writeOne(kBoreal, kClaim, {}));
		CPPUNIT_ASSERT(!_store->writeOne(kBoreal, kClaim, {"a", "b"}));
	}
	void refusesTextThatIsNoText()
	{
		for (const auto& text: {std::string("a\0b", 3),
				 std::string("\xff"),
				 std::string("\xc0\xaf"),
				 std::string("\xed\xa0\x80"),
				 std::string("\xe9t\xe9")})
			CPPUNIT_ASSERT(_store->writeOne(kBoreal, kClaim, {text}).error().code == Code::Invalid);
		CPPUNIT_ASSERT(bool(_store->writeOne(kBoreal, kClaim, {"\xe2\x82\xac \xf0\x9f\x94\x92"})));
	}
	void refusesWritesInReads()
	{
		const auto done = _store->read(kBoreal, [](Sql& sql) { return insertNote(sql, "a"); });
		CPPUNIT_ASSERT(!done && done.error().code == Code::Internal);
		CPPUNIT_ASSERT(inRead("SELECT id FROM note WHERE tenant_id = :tenant").empty());
	}
	void rollsBackFailingWork()
	{
		const auto done = write([](Sql& sql) -> Result<> {
			(void)insertNote(sql, "a");
			return Error{Code::Expired, "too late", "messages.expired"};
		});
		CPPUNIT_ASSERT(done.error().code == Code::Expired);
		CPPUNIT_ASSERT_EQUAL(std::string("too late"), done.error().detail);
		CPPUNIT_ASSERT_EQUAL(std::string("messages.expired"), done.error().messageKey);
		CPPUNIT_ASSERT(inRead("SELECT id FROM note WHERE tenant_id = :tenant").empty());
	}
	void rollsBackThrowingWork()
	{
		for (int kind: {0, 1})
		{
			const auto done = write([&](Sql& sql) -> Result<> {
				(void)insertNote(sql, "a");
				if (kind == 0) throw std::runtime_error("oops");
				throw 7;
			});
			CPPUNIT_ASSERT(done.error().code == Code::Internal);
		}
		CPPUNIT_ASSERT(inRead("SELECT id FROM note WHERE tenant_id = :tenant").empty());
		CPPUNIT_ASSERT(bool(write([](Sql& sql) { return insertNote(sql, "a"); })));
	}
	void rollsBackWorkThatHidesAnError()
	{
		const auto done = write([](Sql& sql) -> Result<> {
			(void)insertNote(sql, "a");
			(void)insertNote(sql, "a");
			CPPUNIT_ASSERT(!insertNote(sql, "b"));
			return {};
		});
		CPPUNIT_ASSERT(done.error().code == Code::Conflict);
		CPPUNIT_ASSERT(inRead("SELECT id FROM note WHERE tenant_id = :tenant").empty());
	}
	void namesConflicts()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) { return insertNote(sql, "a"); })));
		CPPUNIT_ASSERT(write([](Sql& sql) { return insertNote(sql, "a"); }).error().code == Code::Conflict);
		CPPUNIT_ASSERT(_store->writeOne(kBoreal, kInsert, {"a", 1}).error().code == Code::Conflict);
		CPPUNIT_ASSERT(
			_store
				->writeOne(kBoreal, "INSERT INTO page (tenant_id, note_id, number) VALUES (:tenant, ?, ?)", {"none", 1})
				.error()
				.code == Code::Conflict);
		CPPUNIT_ASSERT(_store->writeOne(kBoreal, "INSERT INTO nowhere (tenant_id) VALUES (:tenant)", {}).error().code ==
			Code::Internal);
	}
	void showsNoValueInErrors()
	{
		CPPUNIT_ASSERT(bool(_store->writeOne(kBoreal, kInsert, {"patient-4711", 1})));
		const auto twice = _store->writeOne(kBoreal, kInsert, {"patient-4711", 1});
		CPPUNIT_ASSERT(twice.error().detail.find("4711") == std::string::npos);
		const auto cast = _store->writeOne(
			kBoreal, "UPDATE note SET opens = CAST(? AS BIGINT) WHERE tenant_id = :tenant", {"patient-4711"});
		if (isPostgres()) CPPUNIT_ASSERT(!cast && cast.error().detail.find("4711") == std::string::npos);
	}
	void seesOneMomentInAReading()
	{
		const auto seen = _store->read(kBoreal, [&](Sql& sql) -> Result<std::pair<std::size_t, std::size_t>> {
			const auto count = [&] { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant")->size(); };
			const auto before = count();
			std::thread([&] { CPPUNIT_ASSERT(bool(_store->writeOne(kBoreal, kInsert, {"a", 1}))); }).join();
			return std::pair(before, count());
		});
		CPPUNIT_ASSERT(seen->first == 0 && seen->second == 0);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, inRead("SELECT id FROM note WHERE tenant_id = :tenant").size());
	}
	void failsOneOfManyAlone()
	{
		std::atomic<int> succeeded{0}, failed{0};
		inParallel(32, [&](int i) {
			for (int round = 0; round < 10; ++round)
			{
				const auto id = std::to_string(i) + "-" + std::to_string(round);
				const auto done = write([&](Sql& sql) -> Result<> {
					(void)insertNote(sql, id);
					if (i % 4 == 0) return Error{Code::Denied, "no"};
					if (i % 4 == 1) (void)insertNote(sql, id);
					return {};
				});
				++(done ? succeeded : failed);
				if (!done && done.error().code != Code::Denied && done.error().code != Code::Conflict)
					note(done.error());
			}
		});
		CPPUNIT_ASSERT_EQUAL(std::string(), _wrong);
		CPPUNIT_ASSERT_EQUAL(160, succeeded.load());
		CPPUNIT_ASSERT_EQUAL(160, failed.load());
		CPPUNIT_ASSERT_EQUAL(std::size_t{160}, inRead("SELECT id FROM note WHERE tenant_id = :tenant").size());
	}
	void givesExactlyAsManyClaimsAsThereAre()
	{
		CPPUNIT_ASSERT(bool(write([](Sql& sql) -> Result<> {
			(void)insertNote(sql, "one", 37);
			return insertNote(sql, "two", 11);
		})));
		std::atomic<int> one{0}, two{0};
		inParallel(200, [&](int i) {
			const auto rows = i % 2 == 0 ? _store->writeOne(kBoreal, kClaim, {"one"})
										 : _store->write(kBoreal, [](Sql& sql) { return sql.query(kClaim, {"two"}); });
			if (!rows) return note(rows.error());
			(i % 2 == 0 ? one : two) += static_cast<int>(rows->size());
		});
		CPPUNIT_ASSERT_EQUAL(std::string(), _wrong);
		CPPUNIT_ASSERT_EQUAL(37, one.load());
		CPPUNIT_ASSERT_EQUAL(11, two.load());
		CPPUNIT_ASSERT_EQUAL(
			std::int64_t{0}, inRead("SELECT MAX(opens) FROM note WHERE tenant_id = :tenant")[0].integer(0));
	}
	void runsHooksAfterCommitOnly()
	{
		int ran = 0;
		const auto hooked = [&](bool succeeds) {
			return write([&](Sql& sql) -> Result<> {
				dynamic_cast<AfterCommit&>(sql).afterCommit([&] {
					++ran;
					CPPUNIT_ASSERT_EQUAL(
						std::size_t{1}, inRead("SELECT id FROM note WHERE tenant_id = :tenant").size());
				});
				if (!succeeds) return Error{Code::Denied, "no"};
				return insertNote(sql, "a");
			});
		};
		CPPUNIT_ASSERT(!hooked(false));
		CPPUNIT_ASSERT_EQUAL(0, ran);
		CPPUNIT_ASSERT(bool(hooked(true)));
		CPPUNIT_ASSERT_EQUAL(1, ran);
	}
	void answersCheck()
	{
		CPPUNIT_ASSERT(bool(_database->check()));
		CPPUNIT_ASSERT_EQUAL(isPostgres(), _database->isPostgres());
		CPPUNIT_ASSERT_EQUAL(isPostgres(), _store->isPostgres());
	}

protected:
	template <class F> Result<> write(F&& work) { return _store->write(kBoreal, work); }
	template <class F> SqlRows inWrite(F&& work)
	{
		auto rows = _store->write(kBoreal, work);
		CPPUNIT_ASSERT_MESSAGE(rows ? "" : rows.error().detail, bool(rows));
		return std::move(*rows);
	}
	SqlRows inRead(const char* text, const SqlValues& values = {})
	{
		auto rows = _store->read(kBoreal, [&](Sql& sql) { return sql.query(text, values); });
		CPPUNIT_ASSERT_MESSAGE(rows ? "" : rows.error().detail, bool(rows));
		return std::move(*rows);
	}
	/// Notes an unexpected error. [any thread]
	void note(const Error& error)
	{
		const std::lock_guard lock(_mutex);
		_wrong = error.detail;
	}
	/// Runs `work` on so many threads, all started at the same moment.
	template <class F> static void inParallel(int count, F&& work)
	{
		std::latch start(count);
		std::vector<std::thread> threads;
		for (int i = 0; i < count; ++i)
			threads.emplace_back([&, i] {
				start.arrive_and_wait();
				work(i);
			});
		for (auto& thread: threads) thread.join();
	}

	std::unique_ptr<TestDatabase> _files;
	std::unique_ptr<Database> _database;
	std::unique_ptr<PluginStore> _store;
	std::mutex _mutex;
	std::string _wrong;
};
SX_BOTH_DATABASES(DatabaseTest);

}
