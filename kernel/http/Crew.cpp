#include "kernel/http/Crew.h"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace sx::http {

namespace {
// How often the watch looks. It takes a seat at the second look, so that a handler that was expected to be quick delays
// the events behind it for at most twice this time.
constexpr auto kWatchEvery = std::chrono::milliseconds(2);
constexpr int kQuietRounds = 50;
}

void Seat::renewPipe() noexcept
{
	int ends[2];
	_pipeIn = Fd();
	_pipeOut = Fd();
	if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
	_pipeOut = Fd(ends[0]);
	_pipeIn = Fd(ends[1]);
	::fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(kPipeBytes));
}

Crew::Crew(Options options, Round round):
	_options(options), _round(std::move(round)), _seats(static_cast<std::size_t>(options.seats))
{
	for (auto& seat: _seats) _free.push_back(&seat);
}

void Crew::start()
{
	const std::lock_guard lock(_mutex);
	_waiting = _seats.size();
	for (std::size_t i = 0; i < _seats.size(); ++i) _threads.emplace_back([this] { work(); });
	_watch = std::thread([this] { watch(); });
}

void Crew::work() noexcept
{
	while (Seat* seat = takeSeat())
	{
		while (seat)
			if (!_round(seat)) return;
		runQueued();
	}
}

Seat* Crew::takeSeat()
{
	std::unique_lock lock(_mutex);
	_seatIsFree.wait(lock, [this] { return !_free.empty() || _isStopping; });
	--_waiting;
	if (_free.empty()) return nullptr;
	auto* seat = _free.back();
	_free.pop_back();
	return seat;
}

void Crew::runQueued()
{
	std::unique_lock lock(_mutex);
	while (!_queue.empty())
	{
		auto work = std::move(_queue.front());
		_queue.pop_front();
		lock.unlock();
		work();
		work = nullptr;
		lock.lock();
	}
	_blocked.fetch_sub(1, std::memory_order_relaxed);
	++_waiting;
}

Crew::Handover Crew::leave(Seat*& seat, Work work, bool isOwed)
{
	const std::lock_guard lock(_mutex);
	if (isFull())
	{
		if (_queue.size() >= _options.maxQueued && !isOwed) return Handover::Refused;
		_queue.push_back(std::move(work));
		return Handover::Queued;
	}
	_blocked.fetch_add(1, std::memory_order_relaxed);
	_free.push_back(seat);
	seat = nullptr;
	callForSeat();
	return Handover::Here;
}

void Crew::callForSeat() noexcept
{
	if (_waiting >= _free.size()) return _seatIsFree.notify_one();
	try
	{
		_threads.emplace_back([this] { work(); });
		++_waiting;
	}
	catch (const std::system_error&)
	{
		// The system gives no more threads; the next thread that returns takes the seat.
	}
}

std::uint64_t Crew::enter(Seat& seat) noexcept
{
	const auto turn = seat.turn.fetch_add(1) + 1;
	if (!_watchSleeps.load()) return turn;
	const std::lock_guard lock(_watchMutex);
	_watchSleeps.store(false);
	_somethingToWatch.notify_one();
	return turn;
}

bool Crew::comeBack(Seat& seat, std::uint64_t turn) noexcept
{
	return seat.turn.compare_exchange_strong(turn, turn + 1);
}

void Crew::watch() noexcept
{
	std::vector<std::uint64_t> seen(_seats.size(), 0);
	int quiet = 0;
	std::unique_lock lock(_watchMutex);
	while (!_isStopping)
	{
		_somethingToWatch.wait_for(lock, kWatchEvery);
		// Announces sleep before the last look: a thread that enters meanwhile is either seen or knows that it must
		// wake the watch.
		_watchSleeps.store(quiet >= kQuietRounds);
		lock.unlock();
		quiet = lookAround(seen) ? 0 : quiet + 1;
		lock.lock();
		if (quiet == 0) _watchSleeps.store(false);
		_somethingToWatch.wait(lock, [this] { return !_watchSleeps.load() || _isStopping; });
	}
}

bool Crew::lookAround(std::vector<std::uint64_t>& seen) noexcept
{
	bool isBusy = false;
	for (std::size_t i = 0; i < _seats.size(); ++i)
	{
		auto turn = _seats[i].turn.load(std::memory_order_acquire);
		const bool isStuck = turn % 2 == 1 && turn == seen[i];
		isBusy = isBusy || turn % 2 == 1 || turn != seen[i];
		seen[i] = turn;
		if (!isStuck) continue;
		const std::lock_guard lock(_mutex);
		// One atomic step, because the thread may come back at this very moment.
		if (!_seats[i].turn.compare_exchange_strong(turn, turn + 1, std::memory_order_acq_rel)) continue;
		_blocked.fetch_add(1, std::memory_order_relaxed);
		_free.push_back(&_seats[i]);
		callForSeat();
	}
	return isBusy;
}

void Crew::stop() noexcept
{
	std::vector<std::thread> threads;
	{
		const std::scoped_lock lock(_mutex, _watchMutex);
		_isStopping = true;
		threads.swap(_threads);
	}
	_seatIsFree.notify_all();
	_somethingToWatch.notify_all();
	for (auto& each: threads) each.join();
	if (_watch.joinable()) _watch.join();
}

}
