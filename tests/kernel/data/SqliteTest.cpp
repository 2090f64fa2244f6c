#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace sx::data {
namespace {

const TenantId kTenant{"boreal"};
constexpr const char* kSchema =
	"CREATE TABLE note (tenant_id TEXT NOT NULL, id BIGINT NOT NULL, body TEXT, PRIMARY KEY (tenant_id, id));";
constexpr const char* kInsert = "INSERT INTO note (tenant_id, id, body) VALUES (:tenant, ?, ?)";

/// Runs in the process that the test kills: 8 threads write rows, and report each number after its write is
/// acknowledged.
[[noreturn]] void writeUntilKilled(const std::string& url, int tell)
{
	auto database = Database::open(url);
	auto store = (*database)->storeFor("notes");
	std::vector<std::thread> threads;
	for (int i = 0; i < 8; ++i)
		threads.emplace_back([&, i] {
			for (std::int64_t id = i;; id += 8)
			{
				const auto done = id % 16 < 8
					? store->writeOne(kTenant, kInsert, {id, std::string(200, 'x')}).operator bool()
					: store->write(kTenant,
							   [&](Sql& sql) {
								   return sql.execute(kInsert, {id, "y"});
							   })
						  .
						  operator bool();
				if (!done || ::write(tell, &id, sizeof id) != sizeof id) ::_exit(1);
			}
		});
	for (auto& thread: threads) thread.join();
	::_exit(1);
}

std::string contentOf(const std::filesystem::path& file)
{
	std::ifstream in(file, std::ios::binary);
	std::ostringstream out;
	out << in.rdbuf();
	return out.str();
}

}

/// Tests what only SQLite does: the file, its log, and what is left after a crash.
class SqliteTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SqliteTest);
	CPPUNIT_TEST(keepsAllThatWasAcknowledgedWhenKilled);
	CPPUNIT_TEST(saysFullAndGoesOnWhenThereIsRoomAgain);
	CPPUNIT_TEST(makesFilesOnlyItsOwnerReads);
	CPPUNIT_TEST(leavesNothingOfDeletedRowsOnTheDisk);
	CPPUNIT_TEST(purgesTheLogWhileOthersReadAndWrite);
	CPPUNIT_TEST(saysWhenALongReaderKeepsTheLog);
	CPPUNIT_TEST(refusesStoreWithinAWriteFunction);
	CPPUNIT_TEST(saysUnavailableWithoutAFolder);
	CPPUNIT_TEST(lowersLettersThatAsciiLacks);
	CPPUNIT_TEST(plansAsTheRowsAreSpreadNow);
	CPPUNIT_TEST(refusesUnknownUrls);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override { _files = std::make_unique<TestDatabase>(false); }
	void tearDown() override { _files.reset(); }

	void keepsAllThatWasAcknowledgedWhenKilled()
	{
		migrate(*_files->open());
		for (int round = 0; round < 3; ++round)
		{
			int ends[2];
			CPPUNIT_ASSERT_EQUAL(0, ::pipe(ends));
			const auto child = ::fork();
			if (child == 0) writeUntilKilled(_files->url(), ends[1]);
			::close(ends[1]);
			std::set<std::int64_t> acknowledged;
			std::int64_t id = 0;
			while (acknowledged.size() < 500 && ::read(ends[0], &id, sizeof id) == sizeof id) acknowledged.insert(id);
			::kill(child, SIGKILL);
			while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged.insert(id);
			::close(ends[0]);
			int status = 0;
			::waitpid(child, &status, 0);
			CPPUNIT_ASSERT(WIFSIGNALED(status) && acknowledged.size() >= 500);
			auto database = _files->open();
			auto store = database->storeFor("notes");
			const auto rows = store->read(
				kTenant, [](Sql& sql) { return sql.query("SELECT id FROM note WHERE tenant_id = :tenant"); });
			for (const auto& row: *rows) acknowledged.erase(row.integer(0));
			CPPUNIT_ASSERT_EQUAL(std::size_t{0}, acknowledged.size());
			CPPUNIT_ASSERT(bool(store->write(
				kTenant, [](Sql& sql) { return sql.execute("DELETE FROM note WHERE tenant_id = :tenant"); })));
		}
	}
	void saysFullAndGoesOnWhenThereIsRoomAgain()
	{
		auto database = _files->open();
		migrate(*database);
		auto store = database->storeFor("notes");
		// Simulate a full disk with a limit on file sizes: SQLite sees a failing write.
		std::signal(SIGXFSZ, SIG_IGN);
		struct rlimit before
		{
		};
		::getrlimit(RLIMIT_FSIZE, &before);
		struct rlimit small
		{
			200 * 1024, before.rlim_max
		};
		::setrlimit(RLIMIT_FSIZE, &small);
		const auto write = [&](std::int64_t id) {
			return store->writeOne(kTenant, kInsert, {id, std::string(20'000, 'x')});
		};
		std::int64_t id = 0;
		while (id < 1000 && write(id)) ++id;
		const auto refused = write(id);
		::setrlimit(RLIMIT_FSIZE, &before);
		CPPUNIT_ASSERT(id > 0 && id < 1000);
		CPPUNIT_ASSERT(refused.error().code == Code::Full || refused.error().code == Code::Unavailable);
		CPPUNIT_ASSERT(bool(write(id)));
		const auto rows = store->read(
			kTenant, [](Sql& sql) { return sql.query("SELECT COUNT(*) FROM note WHERE tenant_id = :tenant"); });
		CPPUNIT_ASSERT_EQUAL(id + 1, rows->at(0).integer(0));
	}
	void makesFilesOnlyItsOwnerReads()
	{
		auto database = _files->open();
		migrate(*database);
		for (const char* end: {"", "-wal", "-shm"})
		{
			struct stat status
			{
			};
			CPPUNIT_ASSERT_EQUAL(0, ::stat(((_files->folder / "test.db").string() + end).c_str(), &status));
			CPPUNIT_ASSERT_EQUAL(0600u, status.st_mode & 0777u);
		}
	}
	void leavesNothingOfDeletedRowsOnTheDisk()
	{
		const std::string secret = "a share that must be gone";
		auto database = _files->open();
		migrate(*database);
		auto store = database->storeFor("notes");
		CPPUNIT_ASSERT(bool(store->writeOne(kTenant, kInsert, {1, secret})));
		CPPUNIT_ASSERT(onDisk().find(secret) != std::string::npos);
		CPPUNIT_ASSERT(bool(store->writeOne(kTenant, "DELETE FROM note WHERE tenant_id = :tenant", {})));
		store.reset();
		database.reset();  // an idle second has the same effect
		CPPUNIT_ASSERT(onDisk().find(secret) == std::string::npos);
	}
	bool stands(std::string_view secret)
	{
		for (const auto& each: std::filesystem::directory_iterator(_files->folder))
			if (contentOf(each.path()).find(secret) != std::string::npos) return true;
		return false;
	}

	void purgesTheLogWhileOthersReadAndWrite()
	{
		auto database = _files->open();
		migrate(*database);
		auto store = database->storeFor("notes");
		std::atomic<bool> isOver{false};
		std::atomic<std::int64_t> reads{0}, writes{0};
		std::vector<std::thread> others;
		for (int i = 0; i < 4; ++i)
			others.emplace_back([&] {
				auto own = database->storeFor("notes");
				while (!isOver)
				{
					if (own->read(kTenant,
							[](Sql& sql) { return sql.query("SELECT COUNT(*) FROM note WHERE tenant_id = :tenant"); }))
						++reads;
				}
			});
		others.emplace_back([&] {
			auto own = database->storeFor("notes");
			while (!isOver)
				if (own->writeOne(kTenant, kInsert, {1'000'000 + writes, "busy"})) ++writes;
		});
		auto slowest = std::chrono::milliseconds(0);
		for (int id = 0; id < 30; ++id)
		{
			const auto secret = "secret-" + std::to_string(id) + "-" + std::string(100, 's');
			CPPUNIT_ASSERT(store->writeOne(kTenant, kInsert, {id, secret}));
			CPPUNIT_ASSERT(stands(secret));
			const auto gone = store->writeOne(kTenant, "DELETE FROM note WHERE tenant_id = :tenant AND id = ?", {id});
			CPPUNIT_ASSERT(gone);
			const auto begun = std::chrono::steady_clock::now();
			const auto before = std::pair(reads.load(), writes.load());
			CPPUNIT_ASSERT(database->purge());
			slowest = std::max(slowest,
				std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun));
			CPPUNIT_ASSERT(!stands(secret));
			while (reads == before.first || writes == before.second) std::this_thread::yield();  // the others go on
		}
		isOver = true;
		for (auto& each: others) each.join();
		CPPUNIT_ASSERT_MESSAGE(std::to_string(slowest.count()) + " ms", slowest < std::chrono::seconds(5));
		if (std::getenv("SX_SHOW"))
			std::cerr << "slowest purge " << slowest.count() << " ms, " << reads << " reads, " << writes << " writes\n";
	}

	void saysWhenALongReaderKeepsTheLog()
	{
		DatabaseOptions options;
		options.purgePatience = std::chrono::milliseconds(300);
		auto database = _files->open(options);
		migrate(*database);
		auto store = database->storeFor("notes");
		const std::string secret(100, 's');
		CPPUNIT_ASSERT(store->writeOne(kTenant, kInsert, {1, secret}));
		CPPUNIT_ASSERT(store->read(kTenant, [&](Sql& sql) -> Result<> {
			if (auto rows = sql.query("SELECT body FROM note WHERE tenant_id = :tenant"); !rows) return rows.error();
			// This reader sees the row until it ends, so its bytes must stay.
			auto gone = store->writeOne(kTenant, "DELETE FROM note WHERE tenant_id = :tenant AND id = ?", {1});
			CPPUNIT_ASSERT(gone);
			CPPUNIT_ASSERT_EQUAL(static_cast<int>(Code::Unavailable), static_cast<int>(database->purge().error().code));
			// Nobody else waits for the reader.
			CPPUNIT_ASSERT(store->writeOne(kTenant, kInsert, {2, "another"}));
			return {};
		}));
		CPPUNIT_ASSERT(database->purge());
		CPPUNIT_ASSERT(!stands(secret));
	}

	void refusesStoreWithinAWriteFunction()
	{
		auto database = _files->open();
		migrate(*database);
		auto store = database->storeFor("notes");
		const auto done = store->write(kTenant, [&](Sql&) -> Result<> {
			auto rows = store->writeOne(kTenant, kInsert, {1, "x"});
			if (!rows) return rows.error();
			return {};
		});
		CPPUNIT_ASSERT(!done && done.error().code == Code::Internal);
	}
	void saysUnavailableWithoutAFolder()
	{
		CPPUNIT_ASSERT(
			Database::open("sqlite:" + (_files->folder / "none" / "x.db").string()).error().code == Code::Unavailable);
		std::ofstream(_files->folder / "test.db")
			<< "this is no database, but it is long enough to be taken for one by its size alone";
		CPPUNIT_ASSERT(Database::open(_files->url()).error().code == Code::Unavailable);
	}
	void plansAsTheRowsAreSpreadNow()
	{
		auto database = _files->open();
		const auto folder = _files->write("0001_notes.sql",
			"CREATE TABLE note (tenant_id TEXT NOT NULL, id BIGINT NOT NULL, a BIGINT NOT NULL, b BIGINT NOT NULL, "
			"PRIMARY KEY (tenant_id, id));"
			"CREATE INDEX note_a ON note (a, id); CREATE INDEX note_b ON note (b, id DESC);");
		CPPUNIT_ASSERT(bool(database->migrate("notes", folder)));
		auto store = database->storeFor("notes");
		const auto write = [&](const char* text) {
			CPPUNIT_ASSERT(bool(store->write(kTenant, [&](Sql& sql) { return sql.execute(text); })));
			CPPUNIT_ASSERT(bool(database->refreshStatistics()));
		};
		// The index that a reader takes shows in the order of its answer.
		const auto first = [&] {
			const auto rows = store->read(kTenant, [](Sql& sql) {
				return sql.query("SELECT id FROM note WHERE tenant_id = :tenant AND a = 1 AND b = 1");
			});
			return rows->at(0).integer(0);
		};
		write("WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 5000) INSERT INTO note "
			  "(tenant_id, id, a, b) SELECT :tenant, i, i / 3, 1 FROM s");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, first());
		write("UPDATE note SET a = 1, b = id / 3 WHERE tenant_id = :tenant");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, first());
	}
	void refusesUnknownUrls()
	{
		for (const char* url: {"", "sqlite:", "mysql://user:hunter2@host/name", "/var/lib/x.db"})
		{
			const auto opened = Database::open(url);
			CPPUNIT_ASSERT(!opened && opened.error().code == Code::Invalid);
			CPPUNIT_ASSERT(opened.error().detail.find("hunter2") == std::string::npos);
		}
	}
	void lowersLettersThatAsciiLacks()
	{
		auto database = _files->open();
		auto store = database->storeFor("notes");
		const auto rows = store->readAll("letters", [](Sql& sql) {
			return sql.query(
				"SELECT LOWER('ÉCOLE Œuvre 1'), LOWER(?) LIKE '%école%', LOWER(NULL), LOWER(12)", {"L’École"});
		});
		CPPUNIT_ASSERT_MESSAGE(rows ? "" : rows.error().detail, bool(rows));
		CPPUNIT_ASSERT_EQUAL(std::string("école œuvre 1"), rows->front().text(0));
		CPPUNIT_ASSERT(rows->front().flag(1) && rows->front().isNull(2));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), rows->front().text(3));
	}

private:
	void migrate(Database& database)
	{
		CPPUNIT_ASSERT(bool(database.migrate("notes", _files->write("0001_notes.sql", kSchema))));
	}
	std::string onDisk() const
	{
		std::string all;
		for (const auto& entry: std::filesystem::directory_iterator(_files->folder))
			if (entry.is_regular_file()) all += contentOf(entry.path());
		return all;
	}
	std::unique_ptr<TestDatabase> _files;
};
CPPUNIT_TEST_SUITE_REGISTRATION(SqliteTest);

}
