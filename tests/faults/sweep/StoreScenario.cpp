#include "tests/faults/sweep/StoreScenario.h"

#include "kernel/data/SqliteSession.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <thread>

namespace sx::faults {
namespace {

namespace fs = std::filesystem;
using data::Database;
using data::DatabaseOptions;
using data::PluginStore;
using Word = Told::Word;

const TenantId kTenant{"boreal"};
constexpr const char* kInsert = "INSERT INTO note (tenant_id, id, half, body) VALUES (:tenant, ?, ?, ?)";
constexpr const char* kClaim =
	"UPDATE counter SET opens = opens - 1 WHERE tenant_id = :tenant AND id = ? AND opens > 0 RETURNING opens";
constexpr int kOpens = 5, kLength = 1500;
constexpr std::string_view kSecret = "a share that must be gone";

DatabaseOptions options()
{
	DatabaseOptions out;
	out.checkpointPages = 6;  // several within a run
	return out;
}

std::string urlOf(const fs::path& folder) { return "sqlite:" + (folder / "test.db").string(); }

/// Long enough to fill pages of their own, and the same wherever one version of one half stands.
std::string bodyOf(int id, int half, int version)
{
	return std::string(kLength, static_cast<char>('a' + half)) + std::to_string(id) + '/' + std::to_string(version);
}

void writeMigrations(const fs::path& folder)
{
	fs::create_directory(folder / "migrations");
	std::ofstream(folder / "migrations/0001_notes.sql")
		<< "CREATE TABLE note (tenant_id TEXT NOT NULL, id BIGINT NOT NULL, half BIGINT NOT NULL, body TEXT NOT NULL,"
		   " PRIMARY KEY (tenant_id, id, half));";
	std::ofstream(folder / "migrations/0002_counters.sql")
		<< "CREATE TABLE counter (tenant_id TEXT NOT NULL, id TEXT NOT NULL, opens BIGINT NOT NULL,"
		   " PRIMARY KEY (tenant_id, id));";
}

std::unique_ptr<Database> opened(const fs::path& folder)
{
	auto database = Database::open(urlOf(folder), options());
	if (!database) throw std::runtime_error("does not open again: " + database.error().detail);
	if (auto done = (*database)->migrate("notes", folder / "migrations"); !done)
		throw std::runtime_error("does not migrate again: " + done.error().detail);
	return std::move(*database);
}

/// The steps. A pair is two rows that belong together: one without the other is half a transaction.
Result<> insertPair(Sql& sql, int id)
{
	for (int half: {0, 1})
		if (auto done = sql.execute(kInsert, {id, half, bodyOf(id, half, 1)}); !done) return done.error();
	return {};
}

Result<> writePair(PluginStore& store, int id)
{
	return store.write(kTenant, [&](Sql& sql) { return insertPair(sql, id); });
}

/// Writes a pair and then thinks better of it: nothing of it may ever be seen.
Result<> writeNever(PluginStore& store, int id)
{
	return store.write(kTenant, [&](Sql& sql) -> Result<> {
		if (auto done = insertPair(sql, id); !done) return done;
		return Error{Code::Denied, "no"};
	});
}

Result<> replacePair(PluginStore& store, int id)
{
	return store.write(kTenant, [&](Sql& sql) -> Result<> {
		for (int half: {0, 1})
		{
			auto done = sql.execute("UPDATE note SET body = ? WHERE tenant_id = :tenant AND id = ? AND half = ?",
				{bodyOf(id, half, 2), id, half});
			if (!done) return done.error();
		}
		return {};
	});
}

Result<SqlRows> remove(PluginStore& store, int id)
{
	return store.writeOne(kTenant, "DELETE FROM note WHERE tenant_id = :tenant AND id = ?", {id});
}

/// Reads what stands there, as others see it at any time: whole pairs, and these of them if they were acknowledged.
Result<> readPairs(PluginStore& store, Told& told, std::initializer_list<int> wanted)
{
	auto pairs = store.read(kTenant, [](Sql& sql) {
		return sql.query("SELECT id, SUM(LENGTH(body)) FROM note WHERE tenant_id = :tenant GROUP BY id");
	});
	if (!pairs) return pairs.error();
	for (const auto& row: *pairs)
		if (row.integer(1) < 2 * kLength) told.complain("a reader sees half a transaction");
	for (const int id: wanted)
	{
		const bool isSeen = std::any_of(
			pairs->begin(), pairs->end(), [&](const SqlRow& row) { return row.integer(0) == id; });
		if (!isSeen && told.was(Word::Acknowledged, "pair " + std::to_string(id)))
			told.complain("a reader misses pair " + std::to_string(id));
	}
	return {};
}

/// Threads that write at the same moment, so that one commit serves them. They wait, ready, for the fault to be armed.
class Together
{
public:
	Together(PluginStore& store, Told& told): _store(store), _told(told)
	{
		_threads[0] = std::thread([this] { first(); });
		_threads[1] = std::thread([this] { next("never 12", [this] { return writeNever(_store, 12); }); });
		_threads[2] = std::thread([this] { next("pair 13", [this] { return writePair(_store, 13); }); });
		_threads[3] = std::thread(
			[this] { next("claim 2", [this] { return _store.writeOne(kTenant, kClaim, {"two"}); }); });
		while (_ready < 4) std::this_thread::yield();
	}
	~Together()
	{
		go();
		for (auto& each: _threads)
			if (each.joinable()) each.join();
	}
	void go() noexcept
	{
		_go = true;
		_go.notify_all();
	}

private:
	/// Keeps the writer busy until the others queue, and lets them queue once it is.
	void first()
	{
		wait();
		step(_told, "pair 11", [this] {
			return _store.write(kTenant, [this](Sql& sql) {
				release();
				std::this_thread::sleep_for(std::chrono::milliseconds(1));
				return insertPair(sql, 11);
			});
		});
		release();
	}
	template <class F> void next(std::string_view name, F&& work)
	{
		wait();
		_isBusy.wait(false);
		step(_told, name, work);
	}
	void release() noexcept
	{
		_isBusy = true;
		_isBusy.notify_all();
	}
	void wait() noexcept
	{
		++_ready;
		_go.wait(false);
	}

	PluginStore& _store;
	Told& _told;
	std::atomic<int> _ready{0};
	std::atomic<bool> _go{false}, _isBusy{false};
	std::array<std::thread, 4> _threads;
};

/// After a fault that has passed, everything must work at once.
void goOn(PluginStore& store, Told& told)
{
	if (auto done = writePair(store, 99); !done) told.complain("does not go on: " + done.error().detail);
	if (auto done = readPairs(store, told, {1, 4, 5, 11, 13}); !done)
		told.complain("does not read on: " + done.error().detail);
}

/// What stands in the file, read without the product.
class Left
{
public:
	explicit Left(const fs::path& folder)
	{
		if (sqlite3_open_v2((folder / "test.db").c_str(), &_handle, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
			throw std::runtime_error("the file cannot be opened");
	}
	~Left() { sqlite3_close(_handle); }

	std::string one(const char* text)
	{
		std::string out;
		query(text, [&](sqlite3_stmt* row) { out = textOf(row, 0); });
		return out;
	}
	/// The version of each half of each pair that is there; 0: torn.
	std::map<int, std::map<int, int>> pairs()
	{
		std::map<int, std::map<int, int>> out;
		query("SELECT id, half, body FROM note", [&](sqlite3_stmt* row) {
			const int id = sqlite3_column_int(row, 0), half = sqlite3_column_int(row, 1);
			const auto body = textOf(row, 2);
			out[id][half] = body == bodyOf(id, half, 1) ? 1 : body == bodyOf(id, half, 2) ? 2 : 0;
		});
		return out;
	}

private:
	static std::string textOf(sqlite3_stmt* row, int column)
	{
		const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
		return text ? text : "";
	}
	template <class F> void query(const char* text, F&& each)
	{
		sqlite3_stmt* statement = nullptr;
		if (sqlite3_prepare_v2(_handle, text, -1, &statement, nullptr) != SQLITE_OK)
			throw std::runtime_error(std::string("the file cannot be read: ") + sqlite3_errmsg(_handle));
		int code = SQLITE_ROW;
		while ((code = sqlite3_step(statement)) == SQLITE_ROW) each(statement);
		sqlite3_finalize(statement);
		if (code != SQLITE_DONE) throw std::runtime_error("the file cannot be read");
	}
	sqlite3* _handle = nullptr;
};

/// Compares what was said with what stands there.
class Judge
{
public:
	Judge(const fs::path& folder, const Faults& faults, Told& told): _told(told), _mayDoubt(faults.leavesDoubt())
	{
		Left left(folder);
		if (const auto found = left.one("PRAGMA integrity_check"); found != "ok") told.complain("damaged: " + found);
		if (const auto mode = left.one("PRAGMA journal_mode"); mode != "wal") told.complain("journal mode " + mode);
		if (told.number(Told::kInternal) != 0 && !faults.mayStop())
			told.complain("an answer says that it is our fault");
		_pairs = left.pairs();
		for (int i: {0, 1})
		{
			const auto opens = left.one(
				i == 0 ? "SELECT opens FROM counter WHERE id = 'one'" : "SELECT opens FROM counter WHERE id = 'two'");
			_opens[i] = opens.empty() ? -1 : std::stoi(opens);
		}
	}
	~Judge() { _told.setNumber(Told::kDoubts, _doubts); }

	/// A pair that one step made, another perhaps replaced and a third perhaps removed.
	void pair(int id)
	{
		const auto number = std::to_string(id);
		const auto found = _pairs.find(id);
		const bool isThere = found != _pairs.end();
		int version = 0;
		if (isThere)
		{
			version = found->second.begin()->second;
			if (found->second.size() != 2 || found->second.at(0) != found->second.at(1) || version == 0)
				return complain("half of pair " + number + " stands there");
		}
		const auto removal = "remove " + number;
		if (_told.was(Word::Asked, removal) && expect(removal, !isThere, isThere || wasMade(number))) return;
		expect("pair " + number, isThere, true);
		if (isThere) expect("replace " + number, version == 2, true);
	}
	void never(int id)
	{
		if (_pairs.contains(id)) complain("pair " + std::to_string(id) + " was rolled back and stands there");
	}
	void claim(int which)
	{
		const auto name = "claim " + std::to_string(which + 1);
		if (_opens[which] != kOpens && _opens[which] != kOpens - 1) complain(name + " left another number");
		expect(name, _opens[which] == kOpens - 1, true);
	}

private:
	bool wasMade(const std::string& number) const { return _told.was(Word::Acknowledged, "pair " + number); }
	void complain(const std::string& what) { _told.complain(what); }

	/// isDone: what the step does stands there. True: it was acknowledged, or done without an answer.
	/// canTell: isDone has no other cause.
	bool expect(const std::string& name, bool isDone, bool canTell)
	{
		if (_told.was(Word::Acknowledged, name))
		{
			if (!isDone) complain(name + " was acknowledged and is gone");
			return true;
		}
		if (!isDone || !canTell) return false;
		if (!_told.was(Word::Asked, name)) complain(name + " was never asked for and stands there");
		if (_told.was(Word::Refused, name))
		{
			++_doubts;
			if (!_mayDoubt) complain(name + " was refused and stands there");
		}
		return true;
	}

	Told& _told;
	const bool _mayDoubt;
	std::map<int, std::map<int, int>> _pairs;
	std::array<int, 2> _opens{};
	long _doubts = 0;
};

}

void StoreAtWork::prepare(const fs::path& folder)
{
	writeMigrations(folder);
	auto database = opened(folder);
	auto store = database->storeFor("notes");
	for (const char* id: {"one", "two"})
		if (!store->writeOne(
				kTenant, "INSERT INTO counter (tenant_id, id, opens) VALUES (:tenant, ?, ?)", {id, kOpens}))
			throw std::runtime_error("no counter");
}

void StoreAtWork::run(const fs::path& folder, Faults& faults, long point, Told& told)
{
	auto database = opened(folder);
	{
		auto store = database->storeFor("notes");
		Together together(*store, told);
		faults.arm(point);
		step(told, "pair 1", [&] { return writePair(*store, 1); });
		step(told, "pair 2", [&] { return writePair(*store, 2); });
		step(told, "never 3", [&] { return writeNever(*store, 3); });
		step(told, "replace 1", [&] { return replacePair(*store, 1); });
		step(told, "claim 1", [&] { return store->writeOne(kTenant, kClaim, {"one"}); });
		step(told, "read", [&] { return readPairs(*store, told, {1, 2}); });
		together.go();
		step(told, "pair 4", [&] { return writePair(*store, 4); });
		step(told, "remove 2", [&] { return remove(*store, 2); });
		step(told, "pair 5", [&] { return writePair(*store, 5); });
		step(told, "check", [&] { return database->check(); });
	}
	if (faults.hasStruck() && faults.isPassing())
	{
		faults.disarm();
		goOn(*database->storeFor("notes"), told);
	}
	database.reset();
}

void StoreAtWork::judge(const fs::path& folder, const Faults& faults, Told& told)
{
	{
		Judge judge(folder, faults, told);
		for (int id: {1, 2, 4, 5, 11, 13}) judge.pair(id);
		for (int id: {3, 12}) judge.never(id);
		for (int which: {0, 1}) judge.claim(which);
	}
	auto database = opened(folder);
	if (auto done = writePair(*database->storeFor("notes"), 1000); !done)
		told.complain("does not work again: " + done.error().detail);
}

void FirstStart::prepare(const fs::path& folder) { writeMigrations(folder); }

void NextStart::prepare(const fs::path& folder)
{
	FirstStart::prepare(folder);
	opened(folder).reset();
}

void FirstStart::run(const fs::path& folder, Faults& faults, long point, Told& told)
{
	faults.arm(point);
	std::unique_ptr<Database> database;
	step(told, "open", [&]() -> Result<> {
		auto made = Database::open(urlOf(folder), options());
		if (!made) return made.error();
		database = std::move(*made);
		return {};
	});
	if (database && step(told, "migrate", [&] { return database->migrate("notes", folder / "migrations"); }))
		step(told, "pair 1", [&] { return writePair(*database->storeFor("notes"), 1); });
	if (faults.hasStruck() && faults.isPassing())
	{
		faults.disarm();
		if (!database) database = opened(folder);
		if (auto done = database->migrate("notes", folder / "migrations"); !done)
			told.complain("does not migrate: " + done.error().detail);
		goOn(*database->storeFor("notes"), told);
	}
}

void FirstStart::judge(const fs::path& folder, const Faults& faults, Told& told)
{
	opened(folder).reset();
	struct stat status
	{
	};
	if (::stat((folder / "test.db").c_str(), &status) != 0 || (status.st_mode & 0777u) != 0600u)
		told.complain("others may read the file");
	Judge(folder, faults, told).pair(1);
}

void LogEmptied::prepare(const fs::path& folder)
{
	writeMigrations(folder);
	auto database = opened(folder);
	if (!writePair(*database->storeFor("notes"), 1)) throw std::runtime_error("no pair");
}

void LogEmptied::run(const fs::path& folder, Faults& faults, long point, Told& told)
{
	const auto path = (folder / "test.db").string();
	auto session = data::SqliteSession::open(path, data::Role::Writes, options());
	if (!session) throw std::runtime_error("no session");
	const auto write = [&](std::string_view text, const SqlValues& values) {
		if (!(*session)->beginWriting() || !(*session)->run(text, values, {kTenant, false}) ||
			!(*session)->control("COMMIT"))
			throw std::runtime_error("no write");
	};
	write(kInsert, {2, 0, std::string(kSecret)});
	write("DELETE FROM note WHERE tenant_id = :tenant AND id = ?", {2});
	faults.arm(point);
	const auto empty = [&]() -> Result<> {
		if ((*session)->emptyLog({})) return {};
		return Error{Code::Unavailable, "the log is not empty"};
	};
	const bool isEmpty = step(told, "empty", empty) || step(told, "empty", empty);
	if (!isEmpty && faults.isPassing()) told.complain("the log stays");
	faults.disarm();
	for (const char* end: {"", "-wal"})
	{
		std::ifstream in(path + end, std::ios::binary);
		const std::string all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
		if (isEmpty && all.find(kSecret) != std::string::npos) told.complain("what was deleted is on the disk");
	}
}

void LogEmptied::judge(const fs::path& folder, const Faults& faults, Told& told)
{
	told.say(Word::Acknowledged, "pair 1");
	Judge judge(folder, faults, told);
	judge.pair(1);
	judge.never(2);
}

}
