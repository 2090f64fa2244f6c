#include "kernel/data/SqliteEngine.h"

#include "kernel/base/WipedStack.h"
#include "kernel/data/Transaction.h"

#include <algorithm>
#include <atomic>
#include <optional>

namespace sx::data {
namespace {

// Limit a batch, which otherwise ends when no request waits: its first caller waits until the last request has run.
constexpr std::size_t kMaxBatch = 256;
constexpr auto kMaxBatchTime = std::chrono::milliseconds(10);
// The WAL is truncated after this long without a request, so that deleted bytes do not stay in it.
constexpr auto kRest = std::chrono::seconds(1);
// How long one try to truncate the WAL for purge() holds writers up, and how long they have the database before the
// next one. New readers do not hinder a try: once everything is written back, they no longer look at the WAL.
constexpr auto kPurgeTry = std::chrono::milliseconds(100);
constexpr auto kPurgePause = std::chrono::milliseconds(50);

/// Returns the counter on which this thread waits for the writer. It lives as long as the thread, because the writer
/// may still notify it after the thread has seen the change.
std::atomic<std::uint32_t>& ownBell() noexcept
{
	static thread_local std::atomic<std::uint32_t> bell{0};
	return bell;
}

Error lost() { return {Code::Unavailable, "sqlite: the shared transaction was lost"}; }

}

struct SqliteEngine::Request
{
	enum class Kind { Work, Statement, Schema, Purge };
	bool runsAlone() const noexcept { return kind == Kind::Schema || kind == Kind::Purge; }

	Kind kind;
	const Scope* scope = nullptr;
	const Store::Work* work = nullptr;                          // Work
	std::string_view text{};                                    // Statement
	const SqlValues* values = nullptr;                          // Statement
	const std::function<Result<>(Session&)>* change = nullptr;  // Schema
	Result<> done{};
	SqlRows rows{};
	std::vector<std::function<void()>> hooks{};
	std::atomic<std::uint32_t>* bell = nullptr;
};

Result<std::unique_ptr<Engine>> SqliteEngine::open(std::string path, const DatabaseOptions& options) noexcept
try
{
	auto writer = SqliteSession::open(path, Role::Writes, options);
	if (!writer) return writer.error();
	return std::unique_ptr<Engine>(new SqliteEngine(std::move(path), options, std::move(*writer)));
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("sqlite: ") + e.what()};
}

SqliteEngine::SqliteEngine(std::string path, const DatabaseOptions& options, std::unique_ptr<SqliteSession> writer):
	_path(std::move(path)), _purgePatience(options.purgePatience), _writer(std::move(writer)),
	_readers(options.readers,
		options.readers,
		options.sessionTimeout,
		[this, options] { return SqliteSession::open(_path, Role::Reads, options); }),
	_thread([this] { writeUntilStopped(); })
{
}

SqliteEngine::~SqliteEngine()
{
	{
		const std::lock_guard lock(_mutex);
		_isStopping = true;
	}
	_arrived.notify_one();
	_thread.join();
}

Result<> SqliteEngine::transact(const Scope& scope, bool writes, const Store::Work& work) noexcept
{
	if (std::this_thread::get_id() == _thread.get_id())
		return Error{Code::Internal, "sqlite: the store was called from within a write function"};
	if (!writes) return read(scope, work);
	Request request{.kind = Request::Kind::Work, .scope = &scope, .work = &work};
	submit(request);
	if (request.done)
		for (const auto& hook: request.hooks) hook();
	return std::move(request.done);
}

Result<SqlRows> SqliteEngine::writeOne(const Scope& scope, std::string_view text, const SqlValues& values) noexcept
{
	if (std::this_thread::get_id() == _thread.get_id())
		return Error{Code::Internal, "sqlite: the store was called from within a write function"};
	Request request{.kind = Request::Kind::Statement, .scope = &scope, .text = text, .values = &values};
	submit(request);
	if (!request.done) return request.done.error();
	return std::move(request.rows);
}

Result<> SqliteEngine::changeSchema(const std::function<Result<>(Session&)>& change) noexcept
{
	Request request{.kind = Request::Kind::Schema, .change = &change};
	submit(request);
	return std::move(request.done);
}

Result<> SqliteEngine::purge() noexcept
{
	if (std::this_thread::get_id() == _thread.get_id())
		return Error{Code::Internal, "sqlite: purge was called from within a write function"};
	const auto end = std::chrono::steady_clock::now() + _purgePatience;
	while (true)
	{
		Request request{.kind = Request::Kind::Purge};
		submit(request);
		if (request.done || std::chrono::steady_clock::now() >= end) return std::move(request.done);
		std::this_thread::sleep_for(kPurgePause);
	}
}

Result<SqlRows> SqliteEngine::tables() noexcept
{
	const TenantId nobody;
	auto session = _readers.take();
	if (!session) return session.error();
	auto outcome = (*session)->run(
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'", {}, {nobody, true});
	if (!outcome) return outcome.error();
	return std::move(outcome->rows);
}

Result<> SqliteEngine::refreshStatistics() noexcept
try
{
	auto names = tables();
	if (!names) return names.error();
	for (const auto& row: *names)
	{
		// One table a turn: whoever wants to write waits for no more than that.
		const auto text = "ANALYZE \"" + row.text(0) + "\"";
		if (auto done = changeSchema([&](Session& session) { return session.script(text); }); !done) return done;
	}
	_readers.renew();  // a session reads the statistics when it opens
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("sqlite: ") + e.what()};
}

Result<> SqliteEngine::check() noexcept
{
	auto session = _readers.take();
	if (!session) return session.error();
	return (*session)->control("SELECT 1");
}

Result<> SqliteEngine::read(const Scope& scope, const Store::Work& work) noexcept
{
	auto session = _readers.take();
	if (!session) return session.error();
	auto begun = (*session)->control("BEGIN");
	if (!begun) return begun;
	Transaction transaction(**session, scope);
	auto done = transaction.run(work);
	if ((*session)->isInTransaction()) (void)(*session)->control("ROLLBACK");  // it only read
	return done;
}

void SqliteEngine::submit(Request& request) noexcept
{
	auto& bell = ownBell();
	const auto before = bell.load(std::memory_order_relaxed);
	request.bell = &bell;
	{
		const std::lock_guard lock(_mutex);
		_queue.push_back(&request);
	}
	_arrived.notify_one();
	bell.wait(before, std::memory_order_acquire);
}

void SqliteEngine::writeUntilStopped() noexcept
{
	bool logHasPages = true;
	while (waitForRequests(logHasPages))
	{
		if (_taken.empty())
		{
			logHasPages = !_writer->emptyLog({});  // readers must never delay writers for this
			continue;
		}
		commitTogether();
		logHasPages = true;
	}
}

/// Returns false when stopped and drained. Returns true with an empty batch after one idle second, so that the caller
/// can truncate the WAL.
bool SqliteEngine::waitForRequests(bool logHasPages) noexcept
{
	if (!_taken.empty()) return true;
	std::unique_lock lock(_mutex);
	const auto hasWork = [&] { return !_queue.empty() || _isStopping; };
	if (!logHasPages)
		_arrived.wait(lock, hasWork);
	else if (!_arrived.wait_for(lock, kRest, hasWork))
		return true;
	_taken.swap(_queue);
	return !_taken.empty();
}

/// Makes _taken[_ran] the next request, from the queue if necessary; returns false when the batch is over.
bool SqliteEngine::nextOfBatch() noexcept
{
	if (_ran >= kMaxBatch) return false;
	if (_ran < _taken.size()) return !_taken[_ran]->runsAlone();
	const std::lock_guard lock(_mutex);
	if (_queue.empty()) return false;
	_taken.insert(_taken.end(), _queue.begin(), _queue.end());
	_queue.clear();
	return !_taken[_ran]->runsAlone();
}

/// Truncates the WAL once for every caller that waits for it: what each of them deleted was committed before it asked.
void SqliteEngine::purgeForAll() noexcept
{
	const auto isPurge = [](const Request* each) { return each->kind == Request::Kind::Purge; };
	const auto end = std::stable_partition(_taken.begin(), _taken.end(), isPurge);
	_ran = static_cast<std::size_t>(end - _taken.begin());
	if (!_writer->emptyLog(kPurgeTry))
		for (std::size_t i = 0; i < _ran; ++i)
			_taken[i]->done = Error{Code::Unavailable, "sqlite: the log cannot be emptied, somebody is reading"};
	_readers.dropPages();  // an idle one keeps the pages of its last transaction, with rows as they were
	release();
}

void SqliteEngine::commitTogether() noexcept
{
	if (_taken.front()->kind == Request::Kind::Purge) return purgeForAll();
	if (_taken.front()->kind == Request::Kind::Schema)
	{
		_ran = 1;
		_taken.front()->done = (*_taken.front()->change)(*_writer);
		if (_writer->isInTransaction()) (void)_writer->control("ROLLBACK");
		return release();
	}
	auto done = _writer->beginWriting();
	if (!done) _ran = _taken.size();
	const auto end = std::chrono::steady_clock::now() + kMaxBatchTime;
	while (done && nextOfBatch())
	{
		done = runOne(*_taken[_ran]);
		++_ran;
		// Some errors (disk full, I/O) make SQLite roll back the whole transaction.
		if (done && !_writer->isInTransaction())
			done = _taken[_ran - 1]->done ? lost() : _taken[_ran - 1]->done.error();
		else if (std::chrono::steady_clock::now() >= end)
			break;
	}
	if (done) done = _writer->control("COMMIT");
	if (_writer->isInTransaction()) (void)_writer->control("ROLLBACK");
	if (!done)
		for (std::size_t i = 0; i < _ran; ++i)
			if (_taken[i]->done) _taken[i]->done = done.error();
	base::wipeStack();
	release();
}

/// Runs one request within the shared transaction. Returns an error when the transaction must not be committed.
Result<> SqliteEngine::runOne(Request& request) noexcept
{
	if (request.kind == Request::Kind::Work) return runWork(request);
	// A single statement that fails leaves nothing behind, so it needs no savepoint.
	auto outcome = _writer->run(request.text, *request.values, *request.scope);
	if (outcome)
		request.rows = std::move(outcome->rows);
	else
		request.done = outcome.error();
	return {};
}

Result<> SqliteEngine::runWork(Request& request) noexcept
{
	request.done = _writer->control("SAVEPOINT one");
	if (!request.done) return {};
	Transaction transaction(*_writer, *request.scope);
	request.done = transaction.run(*request.work);
	request.hooks = transaction.takeHooks();
	if (!_writer->isInTransaction()) return {};
	// What cannot be undone alone, or kept alone, must not be committed with the others.
	if (!request.done)
		if (auto undone = _writer->control("ROLLBACK TO one"); !undone) return undone;
	return _writer->control("RELEASE one");
}

/// Wakes the callers whose requests have run; the other requests stay taken for the next transaction.
void SqliteEngine::release() noexcept
{
	for (std::size_t i = 0; i < _ran; ++i)
	{
		auto& bell = *_taken[i]->bell;  // after the next line, the request may be gone with its caller
		bell.fetch_add(1, std::memory_order_release);
		bell.notify_one();
	}
	_taken.erase(_taken.begin(), _taken.begin() + static_cast<std::ptrdiff_t>(_ran));
	_ran = 0;
}

}
