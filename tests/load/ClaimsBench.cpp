// Measures how fast opens of a limited message can be claimed durably. tests/load/bench-claims says how to run it.
//
//   claims-bench sqlite FOLDER SECONDS REPETITIONS    compares group commit with one transaction per claim
//   claims-bench postgresql SECONDS CLIENTS           runs writeOne; prints claims per second, CPU µs per claim
//   claims-bench prepare                              makes the table of 100,000 rows in SX_TEST_POSTGRES
#include "kernel/data/Database.h"

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <latch>
#include <random>
#include <thread>
#include <vector>

namespace {

using namespace sx;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kRows = 100'000;
const TenantId kTenant{"boreal"};
constexpr const char* kSchema =
	"CREATE TABLE bench_message (tenant_id TEXT NOT NULL, id BIGINT NOT NULL, opens BIGINT NOT NULL,"
	" PRIMARY KEY (tenant_id, id));";
constexpr const char* kFill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
							  " INSERT INTO bench_message (tenant_id, id, opens) SELECT 'boreal', i, 1000000 FROM n;";
constexpr const char* kClaim =
	"UPDATE bench_message SET opens = opens - 1 WHERE tenant_id = :tenant AND id = ? AND opens > 0 RETURNING opens";

void must(bool isFine, const std::string& what)
{
	if (isFine) return;
	std::fprintf(stderr, "claims-bench: %s\n", what.c_str());
	std::exit(1);
}

double cpuSeconds()
{
	struct rusage use
	{
	};
	::getrusage(RUSAGE_SELF, &use);
	const auto seconds = [](const timeval& time) {
		return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
	};
	return seconds(use.ru_utime) + seconds(use.ru_stime);
}

struct Rate
{
	double perSecond = 0, cpuMicros = 0, p50Millis = 0, p99Millis = 0;
};

/// Runs claim(thread, id) on so many threads for so many seconds.
Rate measure(int threads, double seconds, const std::function<bool(int, std::int64_t)>& claim)
{
	std::latch ready(threads + 1);
	std::atomic<bool> isOver{false};
	std::vector<std::vector<float>> times(static_cast<std::size_t>(threads));
	std::vector<std::thread> all;
	for (int t = 0; t < threads; ++t)
		all.emplace_back([&, t] {
			std::mt19937_64 random(static_cast<std::uint64_t>(t) + 1);
			auto& mine = times[static_cast<std::size_t>(t)];
			mine.reserve(1 << 16);
			ready.arrive_and_wait();
			while (!isOver)
			{
				const auto id = static_cast<std::int64_t>(random() % kRows) + 1;
				const auto began = SteadyClock::now();
				must(claim(t, id), "a claim failed");
				mine.push_back(std::chrono::duration<float, std::milli>(SteadyClock::now() - began).count());
			}
		});
	const auto cpu = cpuSeconds();
	ready.arrive_and_wait();
	const auto began = SteadyClock::now();
	std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
	isOver = true;
	for (auto& thread: all) thread.join();
	const auto lasted = std::chrono::duration<double>(SteadyClock::now() - began).count();
	std::vector<float> merged;
	for (const auto& each: times) merged.insert(merged.end(), each.begin(), each.end());
	must(!merged.empty(), "no claim at all");
	std::sort(merged.begin(), merged.end());
	const auto count = static_cast<double>(merged.size());
	return {count / lasted,
		(cpuSeconds() - cpu) / count * 1e6,
		merged[merged.size() / 2],
		merged[merged.size() * 99 / 100]};
}

/// Does what one would write without the kernel: one connection per thread, one autocommitted statement per claim, the
/// same pragmas.
class OwnTransactions
{
public:
	OwnTransactions(const std::string& path, int threads): _threads(static_cast<std::size_t>(threads))
	{
		for (auto& each: _threads)
		{
			must(sqlite3_open(path.c_str(), &each.handle) == SQLITE_OK, "cannot open");
			sqlite3_busy_timeout(each.handle, 60'000);
			sqlite3_exec(each.handle,
				"PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=1000; PRAGMA "
				"cache_size=-16000",
				nullptr,
				nullptr,
				nullptr);
			must(sqlite3_prepare_v2(each.handle,
					 "UPDATE bench_message SET opens = opens - 1 WHERE tenant_id = ?2 AND id = ?1 AND opens > 0 "
					 "RETURNING opens",
					 -1,
					 &each.statement,
					 nullptr) == SQLITE_OK,
				"cannot prepare");
			sqlite3_bind_text(each.statement, 2, "boreal", -1, SQLITE_STATIC);
		}
	}
	~OwnTransactions()
	{
		for (auto& each: _threads)
		{
			sqlite3_finalize(each.statement);
			sqlite3_close(each.handle);
		}
	}
	bool claim(int thread, std::int64_t id)
	{
		auto& own = _threads[static_cast<std::size_t>(thread)];
		sqlite3_bind_int64(own.statement, 1, id);
		const bool gave = sqlite3_step(own.statement) == SQLITE_ROW && sqlite3_step(own.statement) == SQLITE_DONE;
		return sqlite3_reset(own.statement) == SQLITE_OK && gave;
	}

private:
	struct Own
	{
		sqlite3* handle = nullptr;
		sqlite3_stmt* statement = nullptr;
	};
	std::vector<Own> _threads;
};

double median(std::vector<double> values)
{
	std::sort(values.begin(), values.end());
	return values[values.size() / 2];
}

std::unique_ptr<data::Database> opened(const std::string& url, int sessions = 32)
{
	data::DatabaseOptions options;
	options.minSessions = options.maxSessions = sessions;
	auto database = data::Database::open(url, options);
	must(bool(database), database ? "" : database.error().detail);
	return std::move(*database);
}

void fill(data::Database& database, const std::filesystem::path& folder)
{
	std::filesystem::create_directories(folder);
	std::ofstream(folder / "0001_bench.sql") << kSchema << kFill;
	const auto done = database.migrate("bench", folder);
	must(bool(done), done ? "" : done.error().detail);
}

bool gaveOne(const Result<SqlRows>& rows) { return rows && rows->size() == 1; }

struct Mode
{
	const char* name;
	int threads;
	std::function<bool(int, std::int64_t)> claim;
	std::vector<double> rates{}, cpu{}, p50{}, p99{}, ratios{};
};

void sqlite(const std::filesystem::path& folder, double seconds, int repetitions)
{
	const auto path = (folder / "claims.db").string();
	auto database = opened("sqlite:" + path);
	fill(*database, folder / "migrations");
	auto store = database->storeFor("bench");
	OwnTransactions own(path, 64);
	const auto ownClaim = [&](int thread, std::int64_t id) { return own.claim(thread, id); };
	const auto one = [&](int, std::int64_t id) { return gaveOne(store->writeOne(kTenant, kClaim, {id})); };
	const auto work = [&](int, std::int64_t id) {
		return gaveOne(store->write(kTenant, [&](Sql& sql) { return sql.query(kClaim, {id}); }));
	};
	std::vector<Mode> modes{{"a transaction each, 64 callers", 64, ownClaim},
		{"a transaction each, 1 caller", 1, ownClaim},
		{"writeOne, 64 callers", 64, one},
		{"write, 64 callers", 64, work},
		{"writeOne, 8 callers", 8, one},
		{"writeOne, 1 caller", 1, one}};
	for (int i = 0; i < repetitions; ++i)
		for (auto& mode: modes)
		{
			const auto rate = measure(mode.threads, seconds, mode.claim);
			mode.rates.push_back(rate.perSecond);
			mode.cpu.push_back(rate.cpuMicros);
			mode.p50.push_back(rate.p50Millis);
			mode.p99.push_back(rate.p99Millis);
			mode.ratios.push_back(rate.perSecond / modes[0].rates.back());
		}
	std::printf("SQLite %s, synchronous=FULL, %lld rows; median of %d x %.1f s\n",
		sqlite3_libversion(),
		static_cast<long long>(kRows),
		repetitions,
		seconds);
	std::printf("%-32s %10s %9s %10s %9s %9s   %s\n", "", "claims/s", "ratio", "CPU us", "p50 ms", "p99 ms", "each");
	for (const auto& mode: modes)
	{
		std::printf("%-32s %10.0f %9.1f %10.1f %9.2f %9.2f  ",
			mode.name,
			median(mode.rates),
			median(mode.ratios),
			median(mode.cpu),
			median(mode.p50),
			median(mode.p99));
		for (double rate: mode.rates) std::printf(" %.0f", rate);
		std::printf("\n");
	}
	std::printf("goal: writeOne of 64 callers at least 10 times a transaction each: %s\n",
		median(modes[2].ratios) >= 10 ? "met" : "NOT met");
}

const char* server()
{
	const char* url = std::getenv("SX_TEST_POSTGRES");
	must(url != nullptr, "no SX_TEST_POSTGRES (tools/with-postgres)");
	return url;
}

void postgres(double seconds, int clients)
{
	auto database = opened(server(), clients);
	auto store = database->storeFor("bench");
	const auto one = [&](int, std::int64_t id) { return gaveOne(store->writeOne(kTenant, kClaim, {id})); };
	(void)measure(clients, 0.2, one);  // connects and prepares
	const auto rate = measure(clients, seconds, one);
	std::printf("%.1f %.1f\n", rate.perSecond, rate.cpuMicros);
}

}

int main(int argc, char** argv)
{
	const std::string what = argc > 1 ? argv[1] : "";
	if (what == "sqlite" && argc == 5)
		sqlite(argv[2], std::atof(argv[3]), std::atoi(argv[4]));
	else if (what == "postgresql" && argc == 4)
		postgres(std::atof(argv[2]), std::atoi(argv[3]));
	else if (what == "prepare")
	{
		char folder[] = "/tmp/sx-claims-XXXXXX";
		must(::mkdtemp(folder) != nullptr, "no folder");
		fill(*opened(server()), folder);
		std::filesystem::remove_all(folder);
	}
	else
		must(false, "usage: see the head of ClaimsBench.cpp");
}
