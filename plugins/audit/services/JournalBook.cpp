#include "services/JournalBook.h"

#include "store/SearchRows.h"

#include <algorithm>
#include <set>

namespace sx::audit {

namespace {

constexpr int kMostFound = 20;            // actors or subjects that one text may mean
constexpr std::chrono::minutes kSkew{1};  // by which clocks of several machines may differ

using Ids = std::vector<std::optional<std::string>>;

/// Returns the ids in what an event says, besides actor and subject.
std::vector<std::string> idsIn(const Value& details)
{
	std::vector<std::string> out;
	for (const auto& [name, value]: details.members())
		if (value.text().size() == 36) out.push_back(value.text());
	return out;
}

Ids optional(std::vector<std::string> ids)
{
	return {std::make_move_iterator(ids.begin()), std::make_move_iterator(ids.end())};
}

}

Result<std::vector<std::string>> JournalBook::idsOf(Sql& sql, const std::string& text) const
{
	std::vector<std::string> out;
	for (const auto* names: _context.findAll<Names>())
	{
		auto found = names->idsOf(sql, text, kMostFound);
		if (!found) return found;
		out.insert(out.end(), found->begin(), found->end());
	}
	if (out.size() > kMostFound) out.resize(kMostFound);
	return out;
}

Result<std::vector<std::string>> JournalBook::subjectsOf(Sql& sql, const std::string& text) const
{
	auto out = idsOf(sql, text);
	if (!out) return out;
	auto more = search_rows::subjectsBeginning(sql, text, kMostFound - static_cast<int>(out->size()));
	if (!more) return more;
	for (auto& each: *more)
		if (std::find(out->begin(), out->end(), each) == out->end()) out->push_back(std::move(each));
	return out;
}

Result<Part> JournalBook::partIn(Sql& sql, const Sought& sought, std::int64_t before, int limit) const
{
	Span span{.kind = sought.kind,
		.below = before > 0 ? before : std::numeric_limits<std::int64_t>::max(),
		.from = sought.from,
		.to = sought.to};
	if (sought.from)
	{
		auto first = search_rows::firstAt(sql, *sought.from - kSkew);
		if (!first) return first.error();
		if (*first == 0) return Part();
		span.above = *first - 1;
	}
	if (sought.to)
	{
		auto last = search_rows::lastBefore(sql, *sought.to + kSkew);
		if (!last) return last.error();
		span.below = std::min(span.below, *last + 1);
	}
	Ids actors{std::nullopt}, subjects{std::nullopt};
	if (sought.actor == "server")
		actors = {std::string()};
	else if (!sought.actor.empty())
	{
		auto found = idsOf(sql, sought.actor);
		if (!found) return found.error();
		found->push_back(sought.actor);
		actors = optional(std::move(*found));
	}
	if (!sought.subject.empty())
	{
		auto found = subjectsOf(sql, sought.subject);
		if (!found) return found.error();
		subjects = optional(std::move(*found));
	}
	Part out;
	for (const auto& actor: actors)
		for (const auto& subject: subjects)
		{
			span.actor = actor;
			span.subject = subject;
			auto some = search_rows::find(sql, span, limit + 1);
			if (!some) return some.error();
			std::move(some->begin(), some->end(), std::back_inserter(out.entries));
		}
	std::sort(out.entries.begin(), out.entries.end(), [](const auto& a, const auto& b) { return a.number > b.number; });
	if (out.entries.size() > static_cast<std::size_t>(limit))
	{
		out.entries.resize(static_cast<std::size_t>(limit));
		out.next = out.entries.back().number;
	}
	return out;
}

Result<> JournalBook::nameAll(Sql& sql, Part& part) const
{
	std::set<std::string> ids;
	for (const auto& entry: part.entries)
	{
		ids.insert({entry.actor, entry.subject});
		if (auto details = _context.json().parse(entry.details))
			for (auto& id: idsIn(*details)) ids.insert(std::move(id));
	}
	ids.erase("");
	if (ids.empty()) return {};
	const std::vector<std::string> all(ids.begin(), ids.end());
	for (const auto* names: _context.findAll<Names>())
	{
		auto found = names->namesOf(sql, all);
		if (!found) return found.error();
		part.names.merge(*found);
	}
	return {};
}

Result<Part> JournalBook::part(const TenantId& tenant, const Sought& sought, std::int64_t before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Part> {
		auto out = partIn(sql, sought, before, limit);
		if (!out) return out;
		if (auto named = nameAll(sql, *out); !named) return named.error();
		return out;
	});
}

Result<> JournalBook::noteExport(const Caller& by, const std::string& format, const std::string& filter)
{
	return _context.store().write(by.tenant, [&](Sql& sql) {
		return _journal.append(sql,
			{.kind = "audit.exported",
				.actor = by.user,
				.details = Value::object({{"format", format}, {"filter", filter}}),
				.address = by.address});
	});
}

Result<> JournalBook::askForCheck(const Caller& by)
{
	return _context.store().write(by.tenant, [&](Sql& sql) {
		return _context.jobs().enqueue(
			sql, {.kind = "audit.check", .payload = Value::object({{"by", by.user.value}}), .key = by.tenant.value});
	});
}

Result<> JournalBook::check(const Job& job) { return checkOf(job.tenant, {job.payload["by"].text()}); }

Result<> JournalBook::checkAll()
{
	auto all = _journal.tenants();
	if (!all) return all.error();
	for (const auto& tenant: *all)
		if (auto done = checkOf(tenant, {}); !done) return done;
	return {};
}

Result<> JournalBook::checkOf(const TenantId& tenant, const UserId& by)
{
	std::vector<const Chain*> chains{&_journal};
	for (const auto* each: _context.findAll<Chain>()) chains.push_back(each);
	std::vector<Checked> found;
	std::string fault;
	for (const auto* chain: chains)
	{
		auto report = chain->verify(tenant);
		if (!report) return report.error();
		found.push_back({.chain = chain->name(),
			.at = _context.clock().now(),
			.entries = report->entries,
			.fault = report->firstFault});
		if (fault.empty() && !report->firstFault.empty()) fault = chain->name() + ": " + report->firstFault;
	}
	if (!fault.empty()) _context.log().error("audit.chain.faulty", {{"tenant", tenant.value}, {"fault", fault}});
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		for (const auto& each: found)
			if (auto kept = search_rows::keepCheck(sql, each); !kept) return kept;
		// A check that nobody asked for is told only if something is wrong: it would fill the journal by itself.
		if (by.empty() && fault.empty()) return {};
		return _journal.append(sql,
			{.kind = fault.empty() ? "audit.verified" : "audit.fault_found",
				.actor = by,
				.details = Value::object({{"count", found.front().entries}, {"fault", fault}})});
	});
}

Result<std::vector<Checked>> JournalBook::checks(const TenantId& tenant) const
{
	return _context.store().read(tenant, search_rows::checks);
}

}
