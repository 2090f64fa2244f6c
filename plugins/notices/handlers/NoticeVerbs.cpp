#include "handlers/NoticeVerbs.h"

#include "services/NoticeBook.h"
#include "sx/arguments.h"
#include "sx/list.h"
#include "sx/time.h"

#include <fstream>
#include <iostream>
#include <iterator>

namespace sx::notices {

namespace {

Result<std::string> contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	if (!in) return failed(Code::Missing, path + " cannot be read");
	return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Returns the short tags of the server's languages, which name the options of a text in each.
std::vector<std::string> tags()
{
	std::vector<std::string> out;
	for (const auto& each: spokenLanguages()) out.emplace_back(each.language.shortTag());
	return out;
}

/// Returns the moment of a time in UTC, or the fallback if none was typed. Errors: Invalid.
Result<std::optional<Instant>> momentOf(const Arguments& arguments, const char* name, std::optional<Instant> fallback)
{
	const auto text = arguments.get(name);
	if (text.empty()) return fallback;
	const auto day = dayOf(text.substr(0, 10));
	const bool isTime = text.size() == 17 && text[10] == 'T' && text[13] == ':' && text[16] == 'Z';
	const auto hours = isTime ? integerOf(text.substr(11, 2)) : std::nullopt;
	const auto minutes = isTime ? integerOf(text.substr(14, 2)) : std::nullopt;
	if (!day || !hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59)
		return invalid(name, std::string("--") + name + " is a time in UTC such as 2026-11-28T14:00Z");
	return std::optional(
		Instant(day->time_since_epoch()) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
}

}

Verbs<NoticeVerbs> NoticeVerbs::verbs()
{
	return {
		{"notice send",
			"Mails a notice to everybody who hears of a topic: --topic maintenance|news --fr-subject TEXT --fr FILE "
			"--en-subject TEXT --en FILE [--TAG-subject TEXT --TAG FILE]... [--tenant HOST]",
			&NoticeVerbs::send},
		{"notice list", "Lists the newest notices, and how many mails each made", &NoticeVerbs::list},
		{"notice consents", "Writes the proof of consent as JSON, a line each: --tenant HOST", &NoticeVerbs::consents},
		{"banner set",
			"Shows a banner on all pages: --fr TEXT --en TEXT [--TAG TEXT]... [--level info|maintenance|outage] "
			"[--from TIME] [--until TIME] [--tenant HOST]",
			&NoticeVerbs::setBanner},
		{"banner clear", "Removes the banner: [--tenant HOST]", &NoticeVerbs::clearBanner},
	};
}

Result<std::vector<std::shared_ptr<const Tenant>>> NoticeVerbs::tenantsOf(const std::string& host) const
{
	if (host.empty()) return _directory.tenants();
	auto only = directory::tenantAt(_directory, host);
	if (!only) return only.error();
	return std::vector{*only};
}

Result<int> NoticeVerbs::send(const Words& words)
{
	std::vector<std::string> names{"topic", "tenant"};
	for (const auto& tag: tags())
	{
		names.push_back(tag);
		names.push_back(tag + "-subject");
	}
	auto arguments = Arguments::parse(words, {names.begin(), names.end()});
	if (!arguments) return arguments.error();
	const auto topic = kTopics.valueOf(arguments->get("topic"));
	if (!topic) return invalid("topic", "--topic is maintenance or news");
	NewNotice notice{.topic = *topic};
	for (const auto& tag: tags())
	{
		const auto path = arguments->get(tag);
		if (path.empty()) continue;
		auto text = contentOf(path);
		if (!text) return text.error();
		notice.texts[tag] = {arguments->get(tag + "-subject"), std::move(*text)};
	}
	auto tenants = tenantsOf(arguments->get("tenant"));
	if (!tenants) return tenants.error();
	for (const auto& tenant: *tenants)
		if (auto queued = _sending.queue(tenant->id, notice); !queued) return queued.error();
	std::cout << "queued for " << tenants->size() << " companies; `notice list` shows how far it is\n";
	return 0;
}

Result<int> NoticeVerbs::list(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto notices = newestNotices(_context);
	if (!notices) return notices.error();
	for (const auto& each: *notices)
		std::cout << isoTime(each.made) << "\t" << kTopics.wordOf(each.topic) << "\t" << each.sent << " mails\t"
				  << (each.isDone ? "done" : "under way") << "\n";
	return 0;
}

Result<int> NoticeVerbs::consents(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto host = arguments->require("tenant");
	if (!host) return host.error();
	auto tenant = directory::tenantAt(_directory, *host);
	if (!tenant) return tenant.error();
	for (std::string after;;)
	{
		auto part = consentsAfter(_context, (*tenant)->id, after);
		if (!part) return part.error();
		if (part->empty()) return 0;
		for (const auto& each: *part) std::cout << _context.json().write(valueOf(each)) << "\n";
		after = part->back().id;
	}
}

Result<int> NoticeVerbs::setBanner(const Words& words)
{
	std::vector<std::string> names = tags();
	for (const char* name: {"level", "from", "until", "tenant"}) names.emplace_back(name);
	auto arguments = Arguments::parse(words, {names.begin(), names.end()});
	if (!arguments) return arguments.error();
	const auto level = kLevels.valueOf(arguments->get("level", "maintenance"));
	if (!level) return invalid("level", "--level is info, maintenance or outage");
	auto starts = momentOf(*arguments, "from", _context.clock().now());
	if (!starts) return starts.error();
	auto ends = momentOf(*arguments, "until", std::nullopt);
	if (!ends) return ends.error();
	Banner banner{.level = *level, .starts = **starts, .ends = *ends};
	for (const auto& tag: tags())
		if (auto text = arguments->get(tag); !text.empty()) banner.texts[tag] = std::move(text);
	if (const auto host = arguments->get("tenant"); !host.empty())
	{
		auto tenant = directory::tenantAt(_directory, host);
		if (!tenant) return tenant.error();
		banner.tenant = (*tenant)->id;
	}
	if (auto put = _banners.put({banner.tenant}, banner); !put) return put.error();
	std::cout << "the banner shows on every server within a second of its start\n";
	return 0;
}

Result<int> NoticeVerbs::clearBanner(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	TenantId tenant;
	if (const auto host = arguments->get("tenant"); !host.empty())
	{
		auto found = directory::tenantAt(_directory, host);
		if (!found) return found.error();
		tenant = (*found)->id;
	}
	if (auto gone = _banners.remove({tenant}, tenant); !gone) return gone.error();
	std::cout << "no banner any more\n";
	return 0;
}

}
