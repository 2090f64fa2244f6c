#include "domain/Sending.h"

#include "sx/time.h"

#include <algorithm>

namespace sx::domains {
namespace {

constexpr std::chrono::hours kSendingPatience{1};

const PublishedTexts* textsOf(const DomainKey& key, const MailReading& reading)
{
	const auto found = std::find_if(reading.keys.begin(), reading.keys.end(), [&](const PublishedTexts& each) {
		return each.name == key.recordName();
	});
	return found == reading.keys.end() ? nullptr : &*found;
}

std::string withoutBlanks(std::string text)
{
	std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
	return text;
}

}

std::string newSelector(Instant at, const std::vector<DomainKey>& taken)
{
	auto day = isoTime(at).substr(0, 10);
	std::erase(day, '-');
	for (const std::string more: {"", "b", "c", "d", "e"})
	{
		const auto selector = "sx" + day + more;
		const auto isSame = [&](const DomainKey& each) { return each.selector == selector; };
		if (std::none_of(taken.begin(), taken.end(), isSame)) return selector;
	}
	return {};
}

bool isPublished(const DomainKey& key, const MailReading& reading)
{
	const auto* published = textsOf(key, reading);
	if (!published || published->texts.size() != 1) return false;  // several keys under one name: receivers choose
	const auto& text = published->texts.front();
	const auto wanted = withoutBlanks(tagOf(key.record, "p"));
	return withoutBlanks(tagOf(text, "p")) == wanted && tagOf(text, "t").find('y') == std::string::npos;
}

bool isFine(const Explanation& explanation)
{
	return std::none_of(explanation.remarks.begin(), explanation.remarks.end(), [](const Remark& each) {
		return each.level == Remark::Level::Wrong;
	});
}

SendingFault sendingFaultOf(const MailReading& reading, const DomainKey* active, const std::string& include)
{
	if (!active) return SendingFault::NoKey;
	const auto* key = textsOf(*active, reading);
	// The rule of the domain above counts only where the domain has none.
	const auto& above = reading.parentDmarc;
	const bool isDmarcKnown = reading.dmarc.isKnown &&
		(!reading.dmarc.texts.empty() || above.name.empty() || above.isKnown);
	if (!reading.domain.isKnown || !isDmarcKnown || !key || !key->isKnown) return SendingFault::Unread;
	if (!isPublished(*active, reading)) return SendingFault::Record;
	if (!isFine(explainSpf(reading, include))) return SendingFault::Spf;
	if (!isFine(explainDmarc(reading))) return SendingFault::Dmarc;
	return SendingFault::None;
}

bool applyFault(Claim& claim, SendingFault fault, Instant now)
{
	const auto before = claim.sending;
	if (fault == SendingFault::Unread && before == Sending::Ready &&
		now - claim.sendingSeen.value_or(now) < kSendingPatience)
		return false;
	claim.sendingFault = fault;
	if (fault == SendingFault::None)
	{
		claim.sending = Sending::Ready;
		claim.sendingSeen = now;
	}
	else if (before == Sending::Ready)
		claim.sending = Sending::Broken;
	return claim.sending != before;
}

}
