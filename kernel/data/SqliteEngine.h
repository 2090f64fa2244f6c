// Runs transactions on SQLite: one writer thread that commits waiting callers together, and a pool of readers.
#pragma once
#include "kernel/data/Engine.h"
#include "kernel/data/SessionPool.h"
#include "kernel/data/SqliteSession.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace sx::data {

/// Queues every write. The writer takes all that wait, runs each in a savepoint of one transaction (a single statement
/// needs none), commits with one sync, and only then releases the callers. One that fails is rolled back alone.
class SqliteEngine final: public Engine
{
public:
	static Result<std::unique_ptr<Engine>> open(std::string path, const DatabaseOptions& options) noexcept;
	~SqliteEngine() override;

	Result<> transact(const Scope& scope, bool writes, const Store::Work& work) noexcept override;
	Result<SqlRows> writeOne(const Scope& scope, std::string_view text, const SqlValues& values) noexcept override;
	Result<> changeSchema(const std::function<Result<>(Session&)>& change) noexcept override;
	Result<> refreshStatistics() noexcept override;
	Result<bool> keepsStatistics() noexcept override { return true; }
	Result<> purge() noexcept override;
	Result<> check() noexcept override;
	bool isPostgres() const noexcept override { return false; }
	std::string description() const override { return "sqlite:" + _path; }

private:
	struct Request;
	SqliteEngine(std::string path, const DatabaseOptions& options, std::unique_ptr<SqliteSession> writer);
	Result<> read(const Scope& scope, const Store::Work& work) noexcept;
	Result<SqlRows> tables() noexcept;
	void submit(Request& request) noexcept;
	void writeUntilStopped() noexcept;
	bool waitForRequests(bool logHasPages) noexcept;
	void purgeForAll() noexcept;
	void commitTogether() noexcept;
	bool nextOfBatch() noexcept;
	Result<> runOne(Request& request) noexcept;
	Result<> runWork(Request& request) noexcept;
	void release() noexcept;

	const std::string _path;
	const std::chrono::milliseconds _purgePatience;
	std::unique_ptr<SqliteSession> _writer;
	SessionPool<SqliteSession> _readers;

	std::mutex _mutex;  // guards _queue and _isStopping
	std::condition_variable _arrived;
	std::vector<Request*> _queue;
	bool _isStopping = false;

	// Used by the writer thread only:
	std::vector<Request*> _taken;  // taken off the queue, in order
	std::size_t _ran = 0;          // how many of them have run in the open transaction
	std::thread _thread;
};

}
