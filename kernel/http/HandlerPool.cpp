#include "kernel/http/HandlerPool.h"

#include <system_error>

namespace sx::http {

bool HandlerPool::run(Work work, bool isOwed, When when)
{
	std::unique_lock lock(_mutex);
	if (_queue.size() >= _maxQueued && !isOwed) return false;
	_queue.push_back(std::move(work));
	if (when == When::AtFlush)
	{
		_hasUnflushed.store(true, std::memory_order_relaxed);
		return true;
	}
	const bool mustNotify = callAnother();
	lock.unlock();
	if (mustNotify) _some.notify_one();
	return true;
}

void HandlerPool::flush()
{
	if (!_hasUnflushed.exchange(false)) return;
	std::unique_lock lock(_mutex);
	const bool mustNotify = callAnother();
	lock.unlock();
	if (mustNotify) _some.notify_one();
}

bool HandlerPool::callAnother()
{
	if (_isWaking || _queue.empty()) return false;
	if (_idle > 0) return _isWaking = true;
	if (static_cast<int>(_threads.size()) >= _maxThreads || _isStopping) return false;
	try
	{
		_threads.emplace_back([this] { loop(); });
		_isWaking = true;
	}
	catch (const std::system_error&)
	{
		// No more threads from the system: those that run will come to it; without any there is nothing to serve with.
		if (_threads.empty()) throw;
	}
	return false;
}

void HandlerPool::loop()
{
	std::unique_lock lock(_mutex);
	bool wasCalled = true;
	while (true)
	{
		while (_queue.empty() && !_isStopping)
		{
			if (wasCalled) _isWaking = false;  // another was quicker
			++_idle;
			_some.wait(lock);
			--_idle;
			wasCalled = true;
		}
		if (wasCalled) _isWaking = false;
		wasCalled = false;
		if (_queue.empty()) return;
		auto work = std::move(_queue.front());
		_queue.pop_front();
		const bool mustNotify = callAnother();
		lock.unlock();
		if (mustNotify) _some.notify_one();
		work();
		work = nullptr;
		lock.lock();
	}
}

void HandlerPool::stop() noexcept
{
	std::vector<std::thread> threads;
	{
		const std::lock_guard lock(_mutex);
		_isStopping = true;
		threads.swap(_threads);
	}
	_some.notify_all();
	for (auto& each: threads) each.join();
}

}
