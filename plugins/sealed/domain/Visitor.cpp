#include "domain/Visitor.h"

#include <algorithm>
#include <array>

namespace sx::sealed {
namespace {

constexpr std::chrono::minutes kTooSoon{2};

// Words, in lower case, by which scanners, link previews and libraries call themselves.
constexpr std::array kMachines = std::to_array<std::string_view>({"bot",
	"crawl",
	"spider",
	"scan",
	"preview",
	"python",
	"curl/",
	"wget",
	"go-http",
	"java/",
	"okhttp",
	"libwww",
	"phantomjs",
	"headless",
	"slurp",
	"barracuda",
	"mimecast",
	"proofpoint",
	"symantec",
	"forcepoint",
	"trendmicro",
	"safelinks",
	"urldefense",
	"cloudmark",
	"existence discovery",
	"facebookexternalhit",
	"whatsapp",
	"telegram",
	"slack",
	"discord"});
/// Tells whether a program that only follows links does not do this.
bool isActOfPerson(EventKind kind)
{
	return kind == EventKind::Opened || kind == EventKind::WrongSecret || kind == EventKind::Locked ||
		kind == EventKind::Downloaded || kind == EventKind::Finished;
}

bool isNotice(EventKind kind)
{
	return kind == EventKind::Sent || kind == EventKind::Resent || kind == EventKind::Delivered;
}

}

bool isMachine(std::string_view agent) noexcept
{
	if (agent.empty()) return true;
	auto isSame = [](char in, char wanted) { return (in >= 'A' && in <= 'Z' ? in + 32 : in) == wanted; };
	return std::any_of(kMachines.begin(), kMachines.end(), [&](std::string_view word) {
		return std::search(agent.begin(), agent.end(), word.begin(), word.end(), isSame) != agent.end();
	});
}

Visitor visitorOf(const Event& visit, const std::vector<Event>& ofTheLink)
{
	const bool acted = std::any_of(ofTheLink.begin(), ofTheLink.end(), [&](const Event& act) {
		return isActOfPerson(act.kind) && act.actor.address == visit.actor.address &&
			act.actor.agent == visit.actor.agent;
	});
	if (acted) return Visitor::Person;
	if (visit.actor.address.empty()) return Visitor::Unknown;  // one line for many visitors
	if (isMachine(visit.actor.agent)) return Visitor::Robot;
	const bool isTooSoon = std::any_of(ofTheLink.begin(), ofTheLink.end(), [&](const Event& act) {
		return isNotice(act.kind) && visit.at >= act.at && visit.at - act.at < kTooSoon;
	});
	return isTooSoon ? Visitor::Robot : Visitor::Unknown;
}

std::map<EventId, Visitor> visitorsOf(const std::vector<Event>& events)
{
	std::map<GrantId, std::vector<Event>> byGrant;
	for (const auto& event: events) byGrant[event.grant].push_back(event);
	std::map<EventId, Visitor> out;
	for (const auto& event: events)
		if (event.kind == EventKind::Visited) out[event.id] = visitorOf(event, byGrant[event.grant]);
	return out;
}

}
