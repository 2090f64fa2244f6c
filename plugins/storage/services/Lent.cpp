#include "services/Lent.h"

namespace sx::storage {

std::shared_ptr<Authority> Lent::of(const BlobId& blob)
{
	const std::lock_guard lock(_mutex);
	auto& slot = _rights[blob.value];
	auto right = slot.lock();
	if (!right) slot = right = std::make_shared<Authority>();
	// Forget what nobody holds any more whenever the list has doubled, which costs a constant for each transfer.
	constexpr std::size_t kFew = 64;
	if (_rights.size() > 2 * _swept + kFew)
	{
		std::erase_if(_rights, [](const auto& each) { return each.second.expired(); });
		_swept = _rights.size();
	}
	return right;
}

bool Lent::end(const BlobId& blob) noexcept
{
	std::shared_ptr<Authority> right;
	{
		const std::lock_guard lock(_mutex);
		const auto found = _rights.find(blob.value);
		if (found != _rights.end()) right = found->second.lock();
	}
	return !right || right->end();
}

}
