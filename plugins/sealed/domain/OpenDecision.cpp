#include "domain/OpenDecision.h"

#include <algorithm>

namespace sx::sealed {

std::string_view wordOf(Refusal refusal) noexcept
{
	switch (refusal)
	{
	case Refusal::None: return "";
	case Refusal::Unknown: return "unknown";
	case Refusal::WrongKey: return "wrong_key";
	case Refusal::NotSent: return "not_sent";
	case Refusal::Expired: return "expired";
	case Refusal::UsedUp: return "used_up";
	case Refusal::Destroyed: return "destroyed";
	}
	return "";
}

Refusal refusalOf(const GrantState& grant, Instant now) noexcept
{
	if (grant.isDestroyed) return Refusal::Destroyed;
	if (!grant.isSent) return Refusal::NotSent;
	if (now >= grant.expires) return Refusal::Expired;
	if (grant.opensLeft <= 0) return Refusal::UsedUp;
	return Refusal::None;
}

std::optional<Lock> lockOf(const Tries& tries, Instant now) noexcept
{
	if (tries.wrong >= kAllTries) return Lock{};
	if (now < tries.waitUntil) return Lock{std::chrono::ceil<std::chrono::seconds>(tries.waitUntil - now)};
	return std::nullopt;
}

bool areAllRight(unsigned flags, const std::vector<GateAnswer>& answers) noexcept
{
	unsigned answered = 0;
	bool areRight = true;
	for (const auto& each: answers)
	{
		answered |= each.flag;
		areRight = areRight && each.isRight;
	}
	return areRight && (flags & ~answered) == 0;
}

std::string wrongNames(const std::vector<GateAnswer>& answers)
{
	std::string out;
	for (const auto& each: answers)
		if (!each.isRight) (out += out.empty() ? "" : ",") += each.name;
	return out;
}

OpenDecision decideOpen(const GrantState& grant,
	const std::vector<GateAnswer>& answers,
	const std::optional<HeldLease>& held,
	Instant now) noexcept
{
	using Kind = OpenDecision::Kind;
	const auto refusal = refusalOf(grant, now);
	if (refusal != Refusal::None && refusal != Refusal::UsedUp) return {Kind::Refuse, refusal};
	// The tab that holds a lease passed the gates when it took it.
	if (held) return {held->isEnded || now >= held->expires ? Kind::LeaseOver : Kind::Repeat};
	if (refusal != Refusal::None) return {Kind::Refuse, refusal};

	if (const auto lock = lockOf(grant.tries, now)) return {Kind::Locked, Refusal::None, grant.tries, lock->retryAfter};
	if (!areAllRight(grant.gates, answers)) return {Kind::Wrong, Refusal::None, afterWrong(grant.tries, now)};
	return {Kind::Take};
}

Instant leaseEnd(Instant now, std::chrono::seconds lease, Instant messageExpires) noexcept
{
	return std::min<Instant>(now + lease, messageExpires);
}

Instant renewedEnd(Instant started,
	Instant expires,
	Instant now,
	std::chrono::seconds lease,
	std::int64_t bytes,
	Instant messageExpires) noexcept
{
	constexpr std::int64_t kSlowBytesPerSecond = 256 * 1024;  // 2 Mbit/s: a bad mobile connection
	const Instant wanted = now + lease + std::chrono::seconds(bytes / kSlowBytesPerSecond);
	return std::max(expires, std::min({wanted, Instant(started + kLongestLease), messageExpires}));
}

}
