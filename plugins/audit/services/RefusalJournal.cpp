#include "services/RefusalJournal.h"

namespace sx::audit {

namespace {

constexpr std::size_t kMostCallers = 20;
constexpr std::chrono::hours kWindow{1};
constexpr std::chrono::seconds kSoon{30};
constexpr std::chrono::minutes kLater{10};

std::string callerOf(const Refusal& refusal)
{
	std::string out;
	for (const auto* part: {&refusal.person.value, &refusal.key, &refusal.network, &refusal.route, &refusal.cause})
		out.append(*part).append("\n");
	return out;
}

}

void RefusalJournal::begin(const Context& context, ChainedJournal& journal)
{
	_context = &context;
	_journal = &journal;
	_isStopping = false;
	_thread = std::thread([this] { run(); });
}

void RefusalJournal::end() noexcept
{
	{
		const std::lock_guard lock(_mutex);
		if (_isStopping) return;
		_isStopping = true;
	}
	_wake.notify_all();
	_thread.join();
	write(true);
}

RefusalJournal::Line& RefusalJournal::lineOf(const Refusal& refusal, Instant now)
{
	const Group group{refusal.tenant, refusal.kind, !refusal.person.empty() || !refusal.key.empty()};
	Key key{group, callerOf(refusal)};
	if (const auto found = _lines.find(key); found != _lines.end()) return found->second;
	const bool isShared = _callers[group] >= kMostCallers;
	if (isShared) key = {group, std::string()};
	auto [at, isNew] = _lines.try_emplace(key);
	if (!isNew) return at->second;
	if (!isShared) ++_callers[group];
	at->second = {.first = refusal, .isShared = isShared, .opened = now, .due = now};
	return at->second;
}

void RefusalJournal::keep(const Refusal& refusal) noexcept
try
{
	const std::lock_guard lock(_mutex);
	if (_isStopping) return;
	++lineOf(refusal, _context->clock().now()).waiting;
}
catch (const std::exception&)
{
	// Out of memory: the line is lost, the request is not.
}

std::map<TenantId, std::vector<Event>> RefusalJournal::takeDue(bool isEverything, Instant now)
{
	std::map<TenantId, std::vector<Event>> out;
	const std::lock_guard lock(_mutex);
	for (auto at = _lines.begin(); at != _lines.end();)
	{
		auto& line = at->second;
		const bool isOver = now - line.opened >= kWindow;
		if (line.waiting > 0 && (isEverything || isOver || now >= line.due))
		{
			auto details = Value::object({{"count", line.waiting}, {"cause", line.first.cause}});
			if (!line.isShared) details.set("route", line.first.route).set("network", line.first.network);
			out[line.first.tenant].push_back({.kind = line.first.kind,
				.actor = line.isShared ? UserId() : line.first.person,
				.subject = line.isShared ? std::string() : line.first.key,
				.details = details.set("others", line.isShared),
				.address = line.isShared ? std::string() : line.first.address});
			line.waiting = 0;
			line.due = now + (line.written++ == 0 ? kSoon : std::chrono::seconds(kLater));
		}
		if (!isOver)
		{
			++at;
			continue;
		}
		if (!line.isShared) --_callers[std::get<Group>(at->first)];
		at = _lines.erase(at);
	}
	return out;
}

void RefusalJournal::write(bool isEverything) noexcept
try
{
	for (const auto& [tenant, events]: takeDue(isEverything, _context->clock().now()))
	{
		const auto& all = events;
		auto written = _context->store().write(tenant, [&](Sql& sql) -> Result<> {
			for (const auto& event: all)
				if (auto done = _journal->append(sql, event); !done) return done;
			return {};
		});
		if (!written) _context->log().warning("audit.refusals.failed", {{"detail", written.error().detail}});
	}
}
catch (const std::exception& e)
{
	_context->log().warning("audit.refusals.failed", {{"detail", e.what()}});
}

void RefusalJournal::run() noexcept
{
	std::unique_lock lock(_mutex);
	while (!_isStopping)
	{
		_wake.wait_for(lock, std::chrono::milliseconds(500), [this] { return _isStopping; });
		if (_isStopping || _lines.empty()) continue;
		lock.unlock();
		write(false);
		lock.lock();
	}
}

}
