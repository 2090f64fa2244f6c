// Declares the right under which a file is sent or received, so that whoever ends the right cuts what runs under it.
#pragma once
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace sx {

/// Is a right that a transfer needs from its first byte to its last: a stored file that still exists, a lease that
/// still runs. Ending it cuts every transfer that runs under it, whatever route began it. [any thread] Since: SDK 1.0
class Authority
{
public:
	/// Is one transfer, as the kernel sees it.
	class Transfer
	{
	public:
		/// Breaks the connection off, with what the system still holds of it. Must not wait.
		virtual void cut() noexcept = 0;
	protected:
		~Transfer() = default;
	};

	Authority() = default;
	Authority(const Authority&) = delete;
	Authority& operator=(const Authority&) = delete;

	/// Returns a right that nobody ends, for what everybody may have.
	static std::shared_ptr<Authority> lasting() { return std::make_shared<Authority>(); }

	/// Ends the right, cuts what runs under it, and waits until the kernel has let go of it. Returns false if a
	/// transfer still runs when `patience` is over: repeat it before you say that nothing leaves any more. Idempotent.
	/// Never call it inside a transaction.
	bool end(std::chrono::milliseconds patience = std::chrono::seconds(5)) noexcept
	{
		std::unique_lock lock(_mutex);
		_hasEnded = true;
		for (auto* each: _running) each->cut();
		return _idle.wait_for(lock, patience, [this] { return _running.empty(); });
	}
	bool hasEnded() const noexcept
	{
		const std::lock_guard lock(_mutex);
		return _hasEnded;
	}

	/// Begins a transfer, which must live until leave(). Returns false if the right has ended. For the kernel.
	bool begin(Transfer& transfer)
	{
		const std::lock_guard lock(_mutex);
		if (!_hasEnded) _running.push_back(&transfer);
		return !_hasEnded;
	}
	/// Ends a transfer: afterwards it is not cut any more. For the kernel.
	void leave(Transfer& transfer) noexcept
	{
		const std::lock_guard lock(_mutex);
		_running.erase(std::remove(_running.begin(), _running.end(), &transfer), _running.end());
		if (_running.empty()) _idle.notify_all();
	}

private:
	mutable std::mutex _mutex;
	std::condition_variable _idle;
	std::vector<Transfer*> _running;
	bool _hasEnded = false;
};

}
