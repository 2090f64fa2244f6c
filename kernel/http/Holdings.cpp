#include "kernel/http/Holdings.h"

#include <new>
#include <utility>

namespace sx::http {

Holdings::Share::Share(Share&& other) noexcept:
	_of(std::exchange(other._of, nullptr)), _network(std::move(other._network)),
	_amount(std::exchange(other._amount, 0))
{
}

Holdings::Share& Holdings::Share::operator=(Share&& other) noexcept
{
	if (this == &other) return *this;
	letGo();
	_of = std::exchange(other._of, nullptr);
	_network = std::move(other._network);
	_amount = std::exchange(other._amount, 0);
	return *this;
}

bool Holdings::Share::growTo(std::int64_t amount) noexcept
{
	if (amount <= _amount) return true;
	if (!_of || !_of->take(_network, amount - _amount)) return false;
	_amount = amount;
	return true;
}

void Holdings::Share::letGo() noexcept
{
	if (_of && _amount > 0) _of->giveBack(_network, std::exchange(_amount, 0));
}

Holdings::Share Holdings::shareOf(std::string_view network)
{
	Share share;
	share._of = this;
	share._network = network;
	return share;
}

bool Holdings::take(const std::string& network, std::int64_t amount) noexcept
{
	if (!takeOwn(network, amount)) return false;
	if (!_within || _within->take(network, amount)) return true;
	giveBackOwn(network, amount);
	return false;
}

void Holdings::giveBack(const std::string& network, std::int64_t amount) noexcept
{
	if (_within) _within->giveBack(network, amount);
	giveBackOwn(network, amount);
}

bool Holdings::takeOwn(const std::string& network, std::int64_t amount) noexcept
try
{
	if (_held.fetch_add(amount) + amount > _total)
	{
		_held.fetch_sub(amount);
		return false;
	}
	if (_perNetwork <= 0) return true;
	auto& part = partOf(network);
	const std::lock_guard lock(part.mutex);
	auto& held = part.held[network];
	if (held + amount <= _perNetwork)
	{
		held += amount;
		return true;
	}
	if (held == 0) part.held.erase(network);
	_held.fetch_sub(amount);
	return false;
}
catch (const std::bad_alloc&)
{
	_held.fetch_sub(amount);
	return false;
}

void Holdings::giveBackOwn(const std::string& network, std::int64_t amount) noexcept
{
	_held.fetch_sub(amount);
	if (_perNetwork <= 0) return;
	auto& part = partOf(network);
	const std::lock_guard lock(part.mutex);
	const auto found = part.held.find(network);
	if (found == part.held.end()) return;
	found->second -= amount;
	if (found->second <= 0) part.held.erase(found);
}

}
