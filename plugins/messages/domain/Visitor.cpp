#include "domain/Visitor.h"

#include <algorithm>
#include <array>

namespace sx::messages {
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
constexpr std::array kActs = std::to_array<std::string_view>(
	{"opened", "wrong_secret", "locked", "downloaded", "finished"});

template <class List> bool contains(const List& list, std::string_view word)
{
	return std::find(list.begin(), list.end(), word) != list.end();
}

bool isNotice(std::string_view kind) { return kind == "sent" || kind == "resent" || kind == "delivered"; }

}

std::string_view wordOf(Visitor visitor) noexcept
{
	switch (visitor)
	{
	case Visitor::Person: return "person";
	case Visitor::Robot: return "robot";
	case Visitor::Unknown: return "unknown";
	}
	return "";
}

bool isMachine(std::string_view agent) noexcept
{
	if (agent.empty()) return true;
	auto isSame = [](char in, char wanted) { return (in >= 'A' && in <= 'Z' ? in + 32 : in) == wanted; };
	return std::any_of(kMachines.begin(), kMachines.end(), [&](std::string_view word) {
		return std::search(agent.begin(), agent.end(), word.begin(), word.end(), isSame) != agent.end();
	});
}

Visitor visitorOf(const Act& visit, const std::vector<Act>& ofTheLink)
{
	const bool acted = std::any_of(ofTheLink.begin(), ofTheLink.end(), [&](const Act& act) {
		return contains(kActs, act.kind) && act.address == visit.address && act.agent == visit.agent;
	});
	if (acted) return Visitor::Person;
	if (isMachine(visit.agent)) return Visitor::Robot;
	const bool isTooSoon = std::any_of(ofTheLink.begin(), ofTheLink.end(), [&](const Act& act) {
		return isNotice(act.kind) && visit.at >= act.at && visit.at - act.at < kTooSoon;
	});
	return isTooSoon ? Visitor::Robot : Visitor::Unknown;
}

}
