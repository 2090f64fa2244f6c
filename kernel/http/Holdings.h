// Counts what the process, and each network by itself, holds of something that is scarce: connections, memory.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sx::http {

/// Grants shares of a total, none of them to a network that holds too much of it. [any thread]
class Holdings
{
public:
	/// Holds a part of the total until it is destroyed or let go. [one thread at a time]
	class Share
	{
	public:
		Share() = default;
		~Share() { letGo(); }
		Share(Share&& other) noexcept;
		Share& operator=(Share&& other) noexcept;
		/// Enlarges the share to `amount`; a smaller amount changes nothing. Returns false, and changes nothing, if the
		/// total or the network's part of it does not suffice.
		bool growTo(std::int64_t amount) noexcept;
		void letGo() noexcept;
		std::int64_t amount() const noexcept { return _amount; }
		bool isOf(const Holdings& holdings) const noexcept { return _of == &holdings; }

	private:
		friend class Holdings;
		Holdings* _of = nullptr;
		std::string _network{};
		std::int64_t _amount = 0;
	};

	/// total: of the process; perNetwork: the most that one network may hold; 0: as much as it likes. within: what
	/// these holdings are a part of, and are counted in too; it must outlive them.
	Holdings(std::int64_t total, std::int64_t perNetwork, Holdings* within = nullptr) noexcept:
		_total(total), _perNetwork(perNetwork), _within(within)
	{
	}
	Holdings(const Holdings&) = delete;
	Holdings& operator=(const Holdings&) = delete;

	/// Returns an empty share. network: Address::network(). It must not outlive this object.
	Share shareOf(std::string_view network);
	std::int64_t held() const noexcept { return _held.load(std::memory_order_relaxed); }
	std::int64_t total() const noexcept { return _total; }

private:
	/// Guards the networks whose names have the same hash, so that few threads wait for each other.
	struct Part
	{
		std::mutex mutex;
		std::unordered_map<std::string, std::int64_t> held;
	};
	bool take(const std::string& network, std::int64_t amount) noexcept;
	bool takeOwn(const std::string& network, std::int64_t amount) noexcept;
	void giveBack(const std::string& network, std::int64_t amount) noexcept;
	void giveBackOwn(const std::string& network, std::int64_t amount) noexcept;
	Part& partOf(const std::string& network) noexcept
	{
		return _parts[std::hash<std::string>{}(network) % _parts.size()];
	}

	const std::int64_t _total;
	const std::int64_t _perNetwork;
	Holdings* const _within;
	std::atomic<std::int64_t> _held{0};
	std::array<Part, 16> _parts;
};

}
