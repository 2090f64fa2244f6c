// Lends sessions to one thread at a time; the most recently used one is lent first.
#pragma once
#include "sx/result.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace sx::data {

/// Pools sessions. S must have `bool isUsable()`, which must be cheap; a session that is not usable is discarded. For
/// dropPages() of the pool, S must have it too.
/// [any thread]
template <class S> class SessionPool
{
public:
	using Open = std::function<Result<std::unique_ptr<S>>()>;
	/// Tells what had happened to the pool when a session was lent.
	struct Since
	{
		std::uint64_t generation = 0, drops = 0;
	};
	SessionPool(int keep, int most, std::chrono::milliseconds timeout, Open open):
		_keep(keep), _most(most), _timeout(timeout), _open(std::move(open))
	{
	}

	/// Holds a lent session and returns it to the pool on destruction.
	class Lease
	{
	public:
		Lease(SessionPool& pool, std::unique_ptr<S> session, Since since):
			_pool(&pool), _session(std::move(session)), _since(since)
		{
		}
		Lease(Lease&&) noexcept = default;
		Lease& operator=(Lease&&) = delete;
		~Lease()
		{
			if (_session) _pool->giveBack(std::move(_session), _since);
		}
		S& operator*() noexcept { return *_session; }
		S* operator->() noexcept { return _session.get(); }
	private:
		SessionPool* _pool;
		std::unique_ptr<S> _session;
		Since _since;
	};

	/// Lends a session. Errors: Unavailable (none became free in time), those of opening one.
	Result<Lease> take() noexcept
	{
		const auto end = std::chrono::steady_clock::now() + _timeout;
		std::unique_lock lock(_mutex);
		while (true)
		{
			while (!_idle.empty())
			{
				auto session = std::move(_idle.back());
				_idle.pop_back();
				const auto since = _now;
				lock.unlock();
				if (session->isUsable()) return Lease(*this, std::move(session), since);
				session.reset();
				lock.lock();
				--_count;
			}
			const auto mayOpen = [&] { return _count < _most && _opening < kMostOpening; };
			if (mayOpen()) break;
			if (!_freed.wait_until(lock, end, [&] { return !_idle.empty() || mayOpen(); }))
				return Error{Code::Unavailable, "database: no free session"};
		}
		++_count;
		++_opening;
		const auto since = _now;
		lock.unlock();
		auto opened = _open();
		lock.lock();
		--_opening;
		if (!opened) --_count;
		lock.unlock();
		_freed.notify_one();
		if (!opened) return opened.error();
		return Lease(*this, std::move(*opened), since);
	}

	/// Closes the sessions that are open: the idle ones now, the others when they are given back.
	void renew() noexcept
	{
		std::vector<std::unique_ptr<S>> idle;
		{
			const std::lock_guard lock(_mutex);
			++_now.generation;
			idle.swap(_idle);
			_count -= static_cast<int>(idle.size());
		}
		_freed.notify_all();
	}

	/// Has each session drop the pages that it keeps: the idle ones now, the others when they are given back.
	void dropPages() noexcept
	{
		std::vector<std::unique_ptr<S>> idle;
		Since since;
		{
			const std::lock_guard lock(_mutex);
			++_now.drops;
			since = _now;
			idle.swap(_idle);
		}
		for (auto& session: idle)
		{
			session->dropPages();
			giveBack(std::move(session), since);
		}
	}

private:
	// Limits how many sessions open at once: the server has to fork and check a password for each.
	static constexpr int kMostOpening = 4;

	void giveBack(std::unique_ptr<S> session, Since since) noexcept
	{
		if (!session->isUsable()) return forget();
		std::unique_lock lock(_mutex);
		while (since.drops != _now.drops)
		{
			since.drops = _now.drops;
			lock.unlock();
			if constexpr (requires { session->dropPages(); }) session->dropPages();
			lock.lock();
		}
		if (since.generation != _now.generation)
			--_count;
		else
		{
			_idle.push_back(std::move(session));
			// The first has been idle longest. It is closed if there are more than _keep and the idle ones exceed half
			// of _most.
			if (_count > _keep && static_cast<int>(_idle.size()) > _most / 2)
			{
				session = std::move(_idle.front());
				_idle.erase(_idle.begin());
				--_count;
			}
		}
		lock.unlock();
		_freed.notify_one();
	}

	void forget() noexcept
	{
		{
			const std::lock_guard lock(_mutex);
			--_count;
		}
		_freed.notify_one();
	}

	const int _keep, _most;
	const std::chrono::milliseconds _timeout;
	const Open _open;
	std::mutex _mutex;
	std::condition_variable _freed;
	std::vector<std::unique_ptr<S>> _idle;
	int _count = 0;  // lent, idle and being opened
	Since _now;
	int _opening = 0;
};

}
