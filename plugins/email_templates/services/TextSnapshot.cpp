#include "services/TextSnapshot.h"

namespace sx::email_templates {

namespace {

constexpr std::chrono::seconds kLookEvery{1};
/// Is more than nodes' clocks differ and a transaction takes: a text that was made so long ago is seen by everybody.
constexpr std::chrono::seconds kOverlap{60};

std::string keyOf(const TenantId& tenant, const Place& place)
{
	return tenant.value + '\n' + place.language + '\n' + place.kind + '\n' + place.piece;
}

}

TextSnapshot::TextSnapshot(Context& context): _context(context)
{
	if (auto first = refresh(); !first)
		_context.log().warning("email_templates.read.failed", {{"detail", first.error().detail}});
	_thread = std::thread([this] { watch(); });
}

TextSnapshot::~TextSnapshot()
{
	{
		std::lock_guard lock(_waiting);
		_stopping = true;
	}
	_wake.notify_all();
	if (_thread.joinable()) _thread.join();
}

std::optional<OwnText> TextSnapshot::find(const TenantId& tenant, const Place& place) const
{
	std::shared_lock lock(_reading);
	const auto found = _kept.find(keyOf(tenant, place));
	if (found == _kept.end() || found->second.own.text.empty()) return std::nullopt;
	return found->second.own;
}

Result<> TextSnapshot::refresh() noexcept
{
	std::lock_guard one(_refreshing);
	const auto now = _context.clock().now();
	auto changed = _context.store().readAll(
		"what companies say in their mails", [&](Sql& sql) { return text_rows::changedSince(sql, _seen); });
	if (!changed) return changed.error();
	std::unique_lock lock(_reading);
	for (auto& each: *changed)
	{
		auto& kept = _kept[keyOf(each.tenant, each.place)];
		if (each.number <= kept.number) continue;
		kept = {each.number, std::move(each.own)};
	}
	_seen = std::max(_seen, now - kOverlap);
	return {};
}

void TextSnapshot::watch()
{
	std::unique_lock lock(_waiting);
	while (!_wake.wait_for(lock, kLookEvery, [this] { return _stopping; }))
	{
		lock.unlock();
		if (auto done = refresh(); !done)
			_context.log().warning("email_templates.read.failed", {{"detail", done.error().detail}});
		lock.lock();
	}
}

}
