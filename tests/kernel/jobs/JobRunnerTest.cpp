#include "kernel/jobs/JobRunner.h"

#include "kernel/base/Clocks.h"
#include "kernel/jobs/Backoff.h"
#include "kernel/keys/KeyRing.h"
#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace sx::jobs {
namespace {

using namespace std::chrono_literals;
using data::TestDatabase;

const TenantId kBoreal{"boreal"}, kSolstice{"solstice"};

class Lines final: public Log
{
public:
	void write(Level level, std::string_view event, std::initializer_list<LogField>) noexcept override
	{
		const std::lock_guard lock(_mutex);
		if (level >= Level::Error) errors.emplace(event);
	}
	std::set<std::string> errors;
private:
	std::mutex _mutex;
};

}

class JobRunnerTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(JobRunnerTest);
	CPPUNIT_TEST(runsWhatWasCommitted);
	CPPUNIT_TEST(runsNothingOfWhatWasRolledBack);
	CPPUNIT_TEST(runsDelayedJobsLater);
	CPPUNIT_TEST(queuesWaitingKeyOnce);
	CPPUNIT_TEST(queuesKeyAgainWhileItRuns);
	CPPUNIT_TEST(triesAgainWithGrowingPauses);
	CPPUNIT_TEST(tellsTheLastAttempt);
	CPPUNIT_TEST(givesUpAtOnceWhatIsInvalid);
	CPPUNIT_TEST(survivesThrowingHandlers);
	CPPUNIT_TEST(mergesFailedWithWaitingOfSameKey);
	CPPUNIT_TEST(retriesAndForgetsForOperators);
	CPPUNIT_TEST(takesOverWhenTheLeaseEnds);
	CPPUNIT_TEST(givesUpWhatKillsEveryNode);
	CPPUNIT_TEST(ignoresAnswerOfAnOverdueRun);
	CPPUNIT_TEST(leavesKindsOfOtherNodesAlone);
	CPPUNIT_TEST(refusesUnknownKindsAndLargePayloads);
	CPPUNIT_TEST(runsEachJobOnceOnManyThreadsAndNodes);
	CPPUNIT_TEST(wakesAtOnceWithinAProcess);
	CPPUNIT_TEST(stopsAfterWhatIsRunning);
	CPPUNIT_TEST(stopsAfterAThreadThatLooksForWork);
	CPPUNIT_TEST(runsSchedulesOnOneNode);
	CPPUNIT_TEST(runsFailedScheduleAgain);
	CPPUNIT_TEST(takesOverScheduleOfADeadNode);
	CPPUNIT_TEST_SUITE_END();

public:
	virtual bool isPostgres() const { return false; }

	void setUp() override
	{
		_files = std::make_unique<TestDatabase>(isPostgres());
		_database = _files->open();
		_keys = std::move(*keys::KeyRing::open(_files->folder / "master.key", true));
		_store = _database->storeFor("test");
		_runner = node("one");
		const auto migrated = _runner->migrate(SX_SOURCE_DIR "/kernel/jobs/migrations");
		CPPUNIT_ASSERT_MESSAGE(migrated ? "" : migrated.error().detail, bool(migrated));
	}
	void tearDown() override
	{
		_runner.reset();
		_store.reset();
		_database.reset();
		_files.reset();
		_seen.clear();
	}

	void runsWhatWasCommitted()
	{
		add(*_runner, "mail.send");
		queue({"mail.send", Value::object({{"id", "m1"}, {"n", 7}})});
		CPPUNIT_ASSERT(bool(_store->writeAll("test", [&](Sql& sql) { return _runner->enqueue(sql, {"mail.send"}); })));
		CPPUNIT_ASSERT_EQUAL(2, due());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, _seen.size());
		const auto& first = _seen[0].tenant == kBoreal ? _seen[0] : _seen[1];
		CPPUNIT_ASSERT(
			first.tenant == kBoreal && first.payload["n"].integer() == 7 && first.attempt == 1 && !first.lastAttempt);
		CPPUNIT_ASSERT_EQUAL(0, due());
		const auto state = _runner->state();
		CPPUNIT_ASSERT(state->waiting == 0 && state->running == 0 && state->failed == 0);
	}
	void runsNothingOfWhatWasRolledBack()
	{
		add(*_runner, "mail.send");
		CPPUNIT_ASSERT(!_store->write(kBoreal, [&](Sql& sql) -> Result<> {
			(void)_runner->enqueue(sql, {"mail.send"});
			return Error{Code::Denied, "no"};
		}));
		CPPUNIT_ASSERT_EQUAL(0, due());
	}
	void runsDelayedJobsLater()
	{
		add(*_runner, "mail.send");
		queue({"mail.send", {}, 60s});
		CPPUNIT_ASSERT_EQUAL(0, due());
		_clock.advance(59s);
		CPPUNIT_ASSERT_EQUAL(0, due());
		_clock.advance(1s);
		CPPUNIT_ASSERT_EQUAL(1, due());
	}
	void queuesWaitingKeyOnce()
	{
		add(*_runner, "sweep");
		add(*_runner, "other");
		for (int i = 0; i < 3; ++i) queue({"sweep", {}, 60s, "daily"});
		queue({"sweep", {}, 0s, "daily"});  // brings it forward
		queue({"sweep", {}, 0s, "weekly"});
		queue({"other", {}, 0s, "daily"});
		queue({"sweep", {}, 0s, "daily"}, kSolstice);
		CPPUNIT_ASSERT_EQUAL(4, due());
		queue({"sweep", {}, 0s, "daily"});
		CPPUNIT_ASSERT_EQUAL(1, due());
	}
	void queuesKeyAgainWhileItRuns()
	{
		int runs = 0;
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"sweep", [&](const Job&) -> Result<> {
													 if (++runs == 1) queue({"sweep", {}, 0s, "daily"});
													 return {};
												 }})));
		queue({"sweep", {}, 0s, "daily"});
		CPPUNIT_ASSERT_EQUAL(2, due());
	}
	void triesAgainWithGrowingPauses()
	{
		_failure = Error{Code::Unavailable, "provider down"};
		add(*_runner, "mail.send");
		queue({"mail.send"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		for (const auto pause: {5s, 10s, 20s, 40s})
		{
			_clock.advance(pause * 4 / 5 - 1ms);
			CPPUNIT_ASSERT_EQUAL(0, due());
			_clock.advance(pause / 5 + 1ms);
			CPPUNIT_ASSERT_EQUAL(1, due());
		}
		CPPUNIT_ASSERT_EQUAL(5, _seen.back().attempt);
		_failure.reset();
		_clock.advance(80s);
		CPPUNIT_ASSERT_EQUAL(1, due());
		_clock.advance(24h);
		CPPUNIT_ASSERT_EQUAL(0, due());
		CPPUNIT_ASSERT(
			backoff(12, 0) == 1h && backoff(1000, 0) == 1h && backoff(12, 255) == 48min && backoff(1, 255) == 4s);
	}
	void tellsTheLastAttempt()
	{
		_failure = Error{Code::Unavailable, "provider down"};
		add(*_runner, "mail.send", 3);
		queue({"mail.send"});
		for (int i = 0; i < 5; ++i)
		{
			(void)due();
			_clock.advance(1h);
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, _seen.size());
		CPPUNIT_ASSERT(!_seen[1].lastAttempt && _seen[2].lastAttempt);
		const auto failed = _runner->failed();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, failed->size());
		CPPUNIT_ASSERT_EQUAL(std::string("unavailable: provider down"), failed->at(0).lastError);
		CPPUNIT_ASSERT(failed->at(0).tenant == kBoreal && failed->at(0).attempts == 3);
		CPPUNIT_ASSERT(_log.errors.contains("jobs.given_up"));
	}
	void givesUpAtOnceWhatIsInvalid()
	{
		_failure = Error{Code::Invalid, "no such address"};
		add(*_runner, "mail.send");
		queue({"mail.send"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _runner->state()->failed);
	}
	void survivesThrowingHandlers()
	{
		CPPUNIT_ASSERT(bool(
			_runner->add(JobKind{"mail.send", [](const Job&) -> Result<> { throw std::runtime_error("oops"); }, 1})));
		queue({"mail.send"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(std::string("internal: exception: oops"), _runner->failed()->at(0).lastError);
	}
	void mergesFailedWithWaitingOfSameKey()
	{
		int runs = 0;
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"sweep", [&](const Job&) -> Result<> {
													 if (++runs > 1) return {};
													 queue({"sweep", {}, 60s, "daily"});
													 return Error{Code::Unavailable, "later"};
												 }})));
		queue({"sweep", {}, 0s, "daily"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _runner->state()->waiting);
		_clock.advance(60s);
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _runner->state()->waiting);
	}
	void retriesAndForgetsForOperators()
	{
		_failure = Error{Code::Invalid, "wrong"};
		add(*_runner, "mail.send");
		queue({"mail.send"});
		(void)due();
		const auto id = _runner->failed()->at(0).id;
		CPPUNIT_ASSERT(_runner->retry("none").error().code == Code::Missing);
		CPPUNIT_ASSERT(bool(_runner->retry(id)));
		CPPUNIT_ASSERT(_runner->retry(id).error().code == Code::Missing);
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(1, _seen.back().attempt);
		CPPUNIT_ASSERT(bool(_runner->forget(id)));
		CPPUNIT_ASSERT(_runner->failed()->empty());
	}
	void takesOverWhenTheLeaseEnds()
	{
		auto two = node("two");
		add(*two, "mail.send");
		int onOther = -1;
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"mail.send", [&](const Job&) -> Result<> {
													 _clock.advance(119s);
													 CPPUNIT_ASSERT_EQUAL(0, *two->runDue());
													 _clock.advance(1s);
													 onOther = *two->runDue();  // runs as if this node had died
													 return {};
												 }})));
		queue({"mail.send"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(1, onOther);
		CPPUNIT_ASSERT_EQUAL(2, _seen.back().attempt);
	}
	void givesUpWhatKillsEveryNode()
	{
		// Two nodes "die" in the handler: their runs never end.
		add(*_runner, "mail.send", 2);
		queue({"mail.send"});
		for (int i = 0; i < 2; ++i)
		{
			CPPUNIT_ASSERT(bool(_store->writeAll("a claim without an end", [](Sql& sql) {
				return sql.execute("UPDATE kernel_job SET state = 'running', attempts = attempts + 1, owner = 'dead', "
								   "due_at = due_at + 120000");
			})));
			_clock.advance(120s);
		}
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT(_seen.empty());
		CPPUNIT_ASSERT_EQUAL(std::string("invalid: the last attempt never ended"), _runner->failed()->at(0).lastError);
	}
	void ignoresAnswerOfAnOverdueRun()
	{
		auto two = node("two");
		std::promise<void> twoBegan, oneEnded;
		std::thread other;
		CPPUNIT_ASSERT(bool(two->add(JobKind{"mail.send", [&](const Job&) -> Result<> {
												 twoBegan.set_value();
												 oneEnded.get_future().wait();
												 return Error{Code::Unavailable, "down"};
											 }})));
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"mail.send", [&](const Job&) -> Result<> {
													 _clock.advance(120s);
													 other = std::thread([&] { (void)two->runDue(); });
													 twoBegan.get_future().wait();
													 return {};  // too late: the other node has the job
												 }})));
		queue({"mail.send"});
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _runner->state()->running);
		oneEnded.set_value();
		other.join();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, _runner->state()->waiting);
	}
	void leavesKindsOfOtherNodesAlone()
	{
		auto two = node("two");
		add(*two, "sms.send");
		add(*_runner, "mail.send");
		CPPUNIT_ASSERT(bool(_store->write(kBoreal, [&](Sql& sql) { return two->enqueue(sql, {"sms.send"}); })));
		CPPUNIT_ASSERT_EQUAL(0, due());
		CPPUNIT_ASSERT_EQUAL(1, *two->runDue());
	}
	void refusesUnknownKindsAndLargePayloads()
	{
		add(*_runner, "mail.send");
		CPPUNIT_ASSERT(_runner->add(JobKind{"mail.send", [](const Job&) -> Result<> { return {}; }}).error().code ==
			Code::Conflict);
		const auto refusal = [&](const NewJob& job) {
			return _store->write(kBoreal, [&](Sql& sql) { return _runner->enqueue(sql, job); }).error().code;
		};
		CPPUNIT_ASSERT(refusal({"mail.sent"}) == Code::Invalid);
		CPPUNIT_ASSERT(refusal({"mail.send", Value(std::string(70'000, 'x'))}) == Code::Invalid);
	}
	void runsEachJobOnceOnManyThreadsAndNodes()
	{
		auto two = node("two");
		std::mutex mutex;
		std::multiset<std::int64_t> ran;
		std::promise<void> all;
		for (auto* each: {_runner.get(), two.get()})
			CPPUNIT_ASSERT(bool(each->add(JobKind{"count", [&](const Job& job) -> Result<> {
													  const std::lock_guard lock(mutex);
													  ran.insert(job.payload["n"].integer());
													  if (ran.size() == 200) all.set_value();
													  return {};
												  }})));
		CPPUNIT_ASSERT(bool(_runner->start(4)));
		CPPUNIT_ASSERT(bool(two->start(4)));
		for (int i = 0; i < 200; ++i) queue({"count", Value::object({{"n", i}})});
		CPPUNIT_ASSERT(all.get_future().wait_for(60s) == std::future_status::ready);
		CPPUNIT_ASSERT_EQUAL(0, _runner->stop());
		CPPUNIT_ASSERT_EQUAL(0, two->stop());
		const std::lock_guard lock(mutex);
		CPPUNIT_ASSERT_EQUAL(std::size_t{200}, ran.size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{200}, std::set<std::int64_t>(ran.begin(), ran.end()).size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, _runner->state()->running);
	}
	void wakesAtOnceWithinAProcess()
	{
		// Polls so rarely that this test never sees it.
		_runner = node("one", {.poll = 1h});
		std::promise<void> ran;
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"mail.send", [&](const Job&) -> Result<> {
													 ran.set_value();
													 return {};
												 }})));
		CPPUNIT_ASSERT(bool(_runner->start(3)));
		queue({"mail.send"});
		CPPUNIT_ASSERT(ran.get_future().wait_for(30s) == std::future_status::ready);
	}
	void stopsAfterWhatIsRunning()
	{
		std::promise<void> began, mayEnd;
		std::atomic<bool> ended{false};
		CPPUNIT_ASSERT(bool(_runner->add(JobKind{"slow", [&](const Job&) -> Result<> {
													 began.set_value();
													 mayEnd.get_future().wait();
													 ended = true;
													 return {};
												 }})));
		CPPUNIT_ASSERT(bool(_runner->start(2)));
		queue({"slow"});
		began.get_future().wait();
		CPPUNIT_ASSERT_EQUAL(1, _runner->stop(20ms));
		mayEnd.set_value();
		CPPUNIT_ASSERT_EQUAL(0, _runner->stop());
		CPPUNIT_ASSERT(ended);
	}
	void stopsAfterAThreadThatLooksForWork()
	{
		// Holds a thread of the runner, which asks for the time when it looks for work.
		struct HeldClock final: Clock
		{
			Instant now() const noexcept override
			{
				if (std::this_thread::get_id() != main && !std::exchange(isHeld, true))
				{
					looks.set_value();
					mayGoOn.get_future().wait();
				}
				return fromMillis(1'000'000);
			}
			const std::thread::id main = std::this_thread::get_id();
			mutable std::promise<void> looks, mayGoOn;
			mutable bool isHeld = false;
		};
		HeldClock clock;
		JobRunner runner(*_database, clock, *_keys, _log, {.node = "held"});
		std::atomic<bool> hasRun{false};
		CPPUNIT_ASSERT(bool(runner.add(Schedule{"sweep", 1h, [&]() -> Result<> {
													hasRun = true;
													return {};
												}})));
		CPPUNIT_ASSERT(bool(runner.start(1)));
		clock.looks.get_future().wait();
		CPPUNIT_ASSERT_EQUAL(1, runner.stop(20ms));
		clock.mayGoOn.set_value();
		CPPUNIT_ASSERT_EQUAL(0, runner.stop());
		CPPUNIT_ASSERT(hasRun);
	}
	void runsSchedulesOnOneNode()
	{
		auto two = node("two");
		int runs = 0;
		for (auto* each: {_runner.get(), two.get()})
			CPPUNIT_ASSERT(bool(each->add(Schedule{"messages.sweep", 60s, [&]() -> Result<> {
													   ++runs;
													   return {};
												   }})));
		for (int minute = 1; minute <= 3; ++minute)
		{
			CPPUNIT_ASSERT_EQUAL(1, due() + *two->runDue());
			CPPUNIT_ASSERT_EQUAL(minute, runs);
			_clock.advance(59s);
			CPPUNIT_ASSERT_EQUAL(0, due() + *two->runDue());
			_clock.advance(1s);
		}
	}
	void runsFailedScheduleAgain()
	{
		int runs = 0;
		CPPUNIT_ASSERT(bool(_runner->add(Schedule{"messages.sweep", 60s, [&]() -> Result<> {
													  ++runs;
													  throw std::runtime_error("oops");
												  }})));
		CPPUNIT_ASSERT_EQUAL(1, due());
		_clock.advance(60s);
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT(_log.errors.contains("jobs.schedule.failed"));
	}
	void takesOverScheduleOfADeadNode()
	{
		auto two = node("two");
		int runs = 0;
		CPPUNIT_ASSERT(bool(two->add(Schedule{"messages.sweep", 60s, [&]() -> Result<> {
												  ++runs;
												  return {};
											  }})));
		CPPUNIT_ASSERT(bool(_runner->add(
			Schedule{"messages.sweep", 60s, [&]() -> Result<> {
						 _clock.advance(599s);
						 CPPUNIT_ASSERT_EQUAL(0, *two->runDue());
						 _clock.advance(60s);
						 return *two->runDue() == 1 ? Result<>() : Result<>(Error{Code::Internal, "not taken over"});
					 }})));
		CPPUNIT_ASSERT_EQUAL(1, due());
		CPPUNIT_ASSERT_EQUAL(1, runs);
	}

private:
	std::unique_ptr<JobRunner> node(std::string name, JobRunnerOptions options = {})
	{
		options.node = std::move(name);
		return std::make_unique<JobRunner>(*_database, _clock, *_keys, _log, std::move(options));
	}
	void add(JobRunner& runner, std::string kind, int maxAttempts = 12)
	{
		CPPUNIT_ASSERT(bool(runner.add(JobKind{std::move(kind),
			[this](const Job& job) -> Result<> {
				_seen.push_back(job);
				if (_failure) return *_failure;
				return {};
			},
			maxAttempts})));
	}
	void queue(const NewJob& job, const TenantId& tenant = kBoreal)
	{
		const auto done = _store->write(tenant, [&](Sql& sql) { return _runner->enqueue(sql, job); });
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}
	int due()
	{
		const auto ran = _runner->runDue();
		CPPUNIT_ASSERT_MESSAGE(ran ? "" : ran.error().detail, bool(ran));
		return *ran;
	}

	std::unique_ptr<TestDatabase> _files;
	std::unique_ptr<data::Database> _database;
	std::unique_ptr<keys::KeyRing> _keys;
	std::unique_ptr<data::PluginStore> _store;
	base::FakeClock _clock;
	Lines _log;
	std::optional<Error> _failure;
	std::vector<Job> _seen;
	std::unique_ptr<JobRunner> _runner;
};
SX_BOTH_DATABASES(JobRunnerTest);

}
