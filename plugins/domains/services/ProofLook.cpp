#include "services/ProofLook.h"

#include <algorithm>

namespace sx::domains {
namespace {

using Outcome = TextAnswer::Outcome;

Finding findingOf(const TextAnswer& answer, const std::string& wanted)
{
	switch (answer.outcome)
	{
	case Outcome::Found: break;
	case Outcome::NoRecord: return Finding::NoRecord;
	case Outcome::NoName: return Finding::NoName;
	case Outcome::Alias: return Finding::Alias;
	case Outcome::ServerFailed: return Finding::ServerFailed;
	case Outcome::Silent: return Finding::Silent;
	}
	const auto isWanted = [&](const std::string& text) {
		const auto from = text.find_first_not_of(" \""), to = text.find_last_not_of(" \"");
		return from != text.npos && text.substr(from, to - from + 1) == wanted;
	};
	return std::any_of(answer.texts.begin(), answer.texts.end(), isWanted) ? Finding::Record : Finding::NoRecord;
}

PublishedTexts publishedOf(std::string name, const TextAnswer& answer)
{
	return {.name = std::move(name),
		.texts = answer.texts,
		.isKnown = answer.outcome != Outcome::Silent && answer.outcome != Outcome::ServerFailed};
}

}

Seen lookFor(
	const Claim& claim, const Resolver& resolver, const DomainNames& names, const std::vector<std::string>& selectors)
{
	const auto registered = names.registrable(claim.name);
	std::vector<std::string> asked{claim.name, "_dmarc." + claim.name, "_dmarc." + registered};
	for (const auto& each: selectors) asked.push_back(each + "._domainkey." + claim.name);
	const auto answers = resolver.texts(asked);
	Seen out{.finding = findingOf(answers[0], claim.txt), .mail = {}};
	out.mail.domain = publishedOf(asked[0], answers[0]);
	out.mail.dmarc = publishedOf(asked[1], answers[1]);
	if (registered != claim.name) out.mail.parentDmarc = publishedOf(asked[2], answers[2]);
	for (std::size_t i = 3; i < asked.size(); ++i) out.mail.keys.push_back(publishedOf(asked[i], answers[i]));
	return out;
}

}
