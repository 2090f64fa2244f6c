#include "domain/Claim.h"

namespace sx::domains {
namespace {

constexpr std::chrono::hours kRetry{1};
constexpr std::chrono::days kPatience{3};  // for answers that say nothing about the domain
constexpr std::chrono::days kWaits{7};     // the schedule looks for a first proof

bool mayBeTheNetworks(Finding finding)
{
	return finding == Finding::ServerFailed || finding == Finding::Silent || finding == Finding::None;
}

Looked found(Claim claim, Instant now, const Pace& pace)
{
	const auto turn = claim.state == State::Proved ? Turn::None
		: claim.state == State::Failing            ? Turn::Recovered
												   : Turn::Proved;
	claim.state = State::Proved;
	claim.proof = Proof::Record;
	claim.seen = now;
	claim.failingSince.reset();
	claim.isReminded = false;
	claim.next = now + pace.recheck;
	return {std::move(claim), turn};
}

Looked missed(Claim claim, Instant now, const Pace& pace)
{
	claim.next = now + kRetry;
	if (claim.state == State::Proved)
	{
		if (mayBeTheNetworks(claim.finding) && now - claim.seen.value_or(now) < kPatience)
			return {std::move(claim), Turn::None};
		claim.state = State::Failing;
		claim.failingSince = now;
		return {std::move(claim), Turn::Failing};
	}
	const auto lapse = lapseOf(claim, pace);
	if (now >= lapse)
	{
		claim.state = State::Lapsed;
		claim.proof = Proof::None;
		claim.failingSince.reset();
		claim.next.reset();
		return {std::move(claim), Turn::Lapsed};
	}
	if (now < lapse - pace.remindBefore || claim.isReminded) return {std::move(claim), Turn::None};
	claim.isReminded = true;
	return {std::move(claim), Turn::Reminder};
}

}

Instant lapseOf(const Claim& claim, const Pace& pace)
{
	return claim.failingSince.value_or(Instant{}) + pace.lapseAfter;
}

Looked looked(Claim claim, Finding finding, Instant now, const Pace& pace)
{
	claim.finding = finding;
	claim.checked = now;
	claim.next.reset();
	// What the operator decided stands, whatever DNS says.
	if (claim.state == State::Refused || claim.proof == Proof::Operator) return {std::move(claim), Turn::None};
	if (finding == Finding::Record) return found(std::move(claim), now, pace);
	if (claim.isOwned()) return missed(std::move(claim), now, pace);
	if (claim.state == State::Waiting && now - claim.made < kWaits) claim.next = now + kRetry;
	return {std::move(claim), Turn::None};
}

std::vector<std::string> withParents(const std::string& name)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; name.find('.', from) != std::string::npos; from = name.find('.', from) + 1)
		out.push_back(name.substr(from));
	return out;
}

}
