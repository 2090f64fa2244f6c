#include "kernel/jobs/JobRunner.h"

#include "kernel/base/JsonText.h"
#include "kernel/base/WipedStack.h"
#include "kernel/data/AfterCommit.h"
#include "kernel/jobs/Backoff.h"
#include "kernel/jobs/JobStore.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <variant>

namespace sx::jobs {
namespace {

constexpr std::size_t kMaxPayloadBytes = 64 * 1024;
constexpr std::size_t kMaxErrorBytes = 500;
constexpr int kMaxRunsDue = 10'000;

/// Holds what wakes the runner's threads. Shared with hooks that may outlive the runner.
struct Wake
{
	std::mutex mutex;
	std::condition_variable idle;     // wakes the threads that wait for their turn to look for work
	std::condition_variable looking;  // wakes the thread that looks for work
	std::condition_variable drained;
	std::uint64_t arrivals = 0;
	bool isSomebodyLooking = false;
	bool isStopping = false;
	int running = 0;
};

std::string wordOf(Code code)
{
	constexpr const char* kWords[] = {"?",
		"invalid",
		"unauthenticated",
		"denied",
		"missing",
		"conflict",
		"expired",
		"too large",
		"limited",
		"internal",
		"unavailable",
		"full"};
	const auto index = static_cast<std::size_t>(code);
	return index < std::size(kWords) ? kWords[index] : kWords[0];
}

/// Describes an error to operators. Cuts long details; they hold no secret (sx::Error).
std::string describe(const Error& error)
{
	std::string text = wordOf(error.code) + ": " + error.detail;
	std::size_t end = std::min(text.size(), kMaxErrorBytes);
	while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
	text.resize(end);
	return text;
}

template <class F> Result<> guarded(F&& work) noexcept
try
{
	return work();
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("exception: ") + e.what()};
}
catch (...)
{
	return Error{Code::Internal, "exception"};
}

}

class JobRunner::Impl
{
public:
	Impl(data::Database& database, const Clock& clock, const Keys& keys, Log& log, JobRunnerOptions options):
		database(database), clock(clock), keys(keys), log(log), options(std::move(options)),
		store(database, this->options.node.empty() ? keys.token() : this->options.node)
	{
	}

	/// Holds a job or a schedule that this node has taken, or nothing.
	using Work = std::variant<std::monostate, Claim, const Schedule*>;

	/// Takes work that is due. When there is none, sets pause to the time until the next work is due, at most
	/// options.poll.
	Result<Work> take(std::chrono::milliseconds& pause) noexcept
	{
		const auto now = clock.now();
		pause = options.poll;
		for (auto& [name, schedule]: schedules)
		{
			if (schedule.next <= now)
			{
				auto taken = takeSchedule(schedule, now);
				if (!taken) return taken.error();
				if (*taken) return Work(&schedule.what);
			}
			pause = std::min(pause, std::max(std::chrono::milliseconds(1), schedule.next - now));
		}
		if (kinds.empty()) return Work();
		auto due = store.nextDue(kinds);
		if (!due) return due.error();
		if (!*due) return Work();
		if (**due > now)
		{
			pause = std::min(pause, **due - now);
			return Work();
		}
		auto claim = store.claim(kinds, now);
		if (!claim) return claim.error();
		if (!*claim) return Work();  // another node took it first
		return Work(std::move(**claim));
	}

	void run(const Work& work) noexcept
	{
		if (const auto* claim = std::get_if<Claim>(&work)) runJob(*claim);
		if (const auto* schedule = std::get_if<const Schedule*>(&work)) runSchedule(**schedule);
	}

	void workUntilStopped() noexcept
	{
		std::unique_lock lock(wake->mutex);
		while (true)
		{
			wake->idle.wait(lock, [&] { return !wake->isSomebodyLooking || wake->isStopping; });
			if (wake->isStopping) return;
			wake->isSomebodyLooking = true;
			++wake->running;  // also while it looks: what it takes, it runs, and stop() must wait for that
			const auto seen = wake->arrivals;
			lock.unlock();
			auto pause = options.poll;
			auto work = take(pause);
			if (!work) log.warning("jobs.look.failed", {{"detail", work.error().detail}});
			lock.lock();
			const bool hasWork = work && !std::holds_alternative<std::monostate>(*work);
			if (hasWork)
			{
				wake->isSomebodyLooking = false;
				wake->idle.notify_one();
				lock.unlock();
				run(*work);
				base::wipeStack();
				lock.lock();
			}
			--wake->running;
			wake->drained.notify_all();
			if (hasWork) continue;
			wake->looking.wait_for(lock, pause, [&] { return wake->isStopping || wake->arrivals != seen; });
			wake->isSomebodyLooking = false;
		}
	}

	Result<> prepareSchedules() noexcept
	{
		for (auto& [name, schedule]: schedules)
		{
			if (schedule.isKnown) continue;
			auto added = store.addSchedule(schedule.what, clock.now());
			if (!added) return added;
			schedule.isKnown = true;
		}
		return {};
	}

	struct KnownSchedule
	{
		Schedule what;
		Instant next{};        // not to be checked before this; only the thread that looks for work uses it
		bool isKnown = false;  // its row exists
	};

	data::Database& database;
	const Clock& clock;
	const Keys& keys;
	Log& log;
	const JobRunnerOptions options;
	JobStore store;
	std::map<std::string, JobKind> kinds;            // does not change after start()
	std::map<std::string, KnownSchedule> schedules;  // its names do not change after start()
	std::shared_ptr<Wake> wake = std::make_shared<Wake>();
	std::vector<std::thread> threads;

private:
	Result<bool> takeSchedule(KnownSchedule& schedule, Instant now) noexcept
	{
		auto taken = store.claimSchedule(schedule.what.name, now, now + options.scheduleLease);
		if (!taken) return taken;
		schedule.next = now + schedule.what.every;
		if (*taken) return true;
		auto due = store.scheduleDue(schedule.what.name);
		if (!due) return due.error();
		schedule.next = std::min(schedule.next, std::max(*due, now + std::chrono::milliseconds(1)));
		return false;
	}

	void runSchedule(const Schedule& schedule) noexcept
	{
		const auto began = clock.now();
		const auto done = guarded(schedule.run);
		if (!done) log.error("jobs.schedule.failed", {{"name", schedule.name}, {"detail", done.error().detail}});
		const auto noted = store.finishSchedule(schedule.name,
			began,
			std::max(began + schedule.every, clock.now()),
			done ? std::string() : describe(done.error()));
		if (!noted) log.warning("jobs.note.failed", {{"name", schedule.name}, {"detail", noted.error().detail}});
	}

	void runJob(const Claim& claim) noexcept
	{
		const auto& kind = kinds.find(claim.kind)->second;
		const auto done = guarded([&]() -> Result<> {
			// The last run never ended: its process died, or the lease was too short.
			if (claim.attempt > kind.maxAttempts) return Error{Code::Invalid, "the last attempt never ended"};
			auto payload = base::parseJson(claim.payload);
			if (!payload) return payload.error();
			if (payload->list().size() != 1) return Error{Code::Invalid, "the payload is damaged"};
			return kind.run({claim.id,
				claim.tenant,
				claim.kind,
				payload->list()[0],
				claim.attempt,
				claim.attempt >= kind.maxAttempts});
		});
		const auto noted = done ? store.finish(claim) : fail(claim, kind, done.error());
		// If this fails, the job runs again when its lease ends: jobs must be idempotent.
		if (!noted)
			log.warning(
				"jobs.note.failed", {{"kind", claim.kind}, {"job", claim.id}, {"detail", noted.error().detail}});
	}

	Result<> fail(const Claim& claim, const JobKind& kind, const Error& error) noexcept
	{
		const bool isOver = error.code == Code::Invalid || claim.attempt >= kind.maxAttempts;
		log.write(isOver ? Log::Level::Error : Log::Level::Warning,
			isOver ? "jobs.given_up" : "jobs.failed",
			{{"kind", claim.kind},
				{"job", claim.id},
				{"attempt", claim.attempt},
				{"problem", wordOf(error.code)},
				{"detail", error.detail}});
		if (isOver) return store.giveUp(claim, clock.now(), describe(error));
		const auto random = keys.random(1).value[0];
		return store.putBack(
			claim, clock.now() + backoff(claim.attempt, static_cast<unsigned char>(random)), describe(error));
	}
};

JobRunner::JobRunner(
	data::Database& database, const Clock& clock, const Keys& keys, Log& log, JobRunnerOptions options):
	_impl(std::make_unique<Impl>(database, clock, keys, log, std::move(options)))
{
}

JobRunner::~JobRunner()
{
	stop(std::chrono::milliseconds(0));
	for (auto& thread: _impl->threads) thread.join();
}

Result<> JobRunner::migrate(const std::filesystem::path& folder) noexcept
{
	return _impl->database.migrate("kernel.jobs", folder);
}

Result<> JobRunner::add(JobKind kind) noexcept
{
	if (kind.kind.empty() || !kind.run || kind.maxAttempts < 1)
		return Error{Code::Invalid, "jobs: a kind needs a name, a handler and an attempt"};
	const auto name = kind.kind;
	if (!_impl->kinds.emplace(name, std::move(kind)).second)
		return Error{Code::Conflict, "jobs: kind " + name + " is taken"};
	return {};
}

Result<> JobRunner::add(Schedule schedule) noexcept
{
	if (schedule.name.empty() || !schedule.run || schedule.every.count() < 1)
		return Error{Code::Invalid, "jobs: a schedule needs a name, a function and a time"};
	const auto name = schedule.name;
	if (!_impl->schedules.emplace(name, Impl::KnownSchedule{std::move(schedule)}).second)
		return Error{Code::Conflict, "jobs: schedule " + name + " is taken"};
	return {};
}

Result<> JobRunner::start(int threads) noexcept
try
{
	if (!_impl->threads.empty()) return Error{Code::Conflict, "jobs: started already"};
	auto ready = _impl->prepareSchedules();
	if (!ready) return ready;
	for (int i = 0; i < threads; ++i) _impl->threads.emplace_back([impl = _impl.get()] { impl->workUntilStopped(); });
	return {};
}
catch (const std::system_error& e)
{
	return Error{Code::Unavailable, std::string("jobs: no thread: ") + e.what()};
}

int JobRunner::stop(std::chrono::milliseconds limit) noexcept
{
	auto& wake = *_impl->wake;
	std::unique_lock lock(wake.mutex);
	wake.isStopping = true;
	wake.idle.notify_all();
	wake.looking.notify_all();
	wake.drained.wait_for(lock, limit, [&] { return wake.running == 0; });
	return wake.running;
}

Result<> JobRunner::enqueue(Sql& sql, const NewJob& job) noexcept
try
{
	if (!_impl->kinds.contains(job.kind)) return Error{Code::Invalid, "jobs: unknown kind " + job.kind};
	// Wrap the payload in a list, because not every parser accepts a lone text or null as a JSON document.
	const auto payload = base::writeJson(Value(Value::List{job.payload}));
	if (payload.size() > kMaxPayloadBytes) return Error{Code::Invalid, "jobs: the payload is too long"};
	auto done = _impl->store.enqueue(sql, job, _impl->keys.uuid(), payload, _impl->clock.now());
	if (!done) return done;
	// An Sql without hooks (a test's own) wakes nobody: polling finds its job a moment later.
	if (auto* hooks = dynamic_cast<data::AfterCommit*>(&sql))
		hooks->afterCommit([wake = _impl->wake] {
			const std::lock_guard lock(wake->mutex);
			++wake->arrivals;
			wake->looking.notify_one();
		});
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("jobs: ") + e.what()};
}

Result<int> JobRunner::runDue() noexcept
{
	auto ready = _impl->prepareSchedules();
	if (!ready) return ready.error();
	for (int ran = 0; ran < kMaxRunsDue; ++ran)
	{
		std::chrono::milliseconds pause{};
		auto work = _impl->take(pause);
		if (!work) return work.error();
		if (std::holds_alternative<std::monostate>(*work)) return ran;
		_impl->run(*work);
	}
	return Error{Code::Internal, "jobs: work makes work without end"};
}

Result<QueueState> JobRunner::state() noexcept { return _impl->store.state(_impl->clock.now()); }
Result<std::vector<FailedJob>> JobRunner::failed(int limit) noexcept { return _impl->store.failed(limit); }

Result<> JobRunner::retry(const std::string& id) noexcept
{
	auto done = _impl->store.retry(id, _impl->clock.now());
	if (!done) return done;
	const std::lock_guard lock(_impl->wake->mutex);
	++_impl->wake->arrivals;
	_impl->wake->looking.notify_one();
	return {};
}

Result<> JobRunner::forget(const std::string& id) noexcept { return _impl->store.forget(id); }

}
