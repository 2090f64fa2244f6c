#include "services/PersonJournal.h"

#include "store/SearchRows.h"
#include "sx/time.h"

#include <exception>
#include <limits>

namespace sx::audit {

namespace {

constexpr int kMostEntries = 5000;  // of a person, so that a file stays one that people can read

}

std::string PersonJournal::label(const Language& language) const
{
	return _context ? _context->pages().text(language, "retention") : std::string(name());
}

Result<Value> PersonJournal::exportOf(Sql& sql, const UserId& user) const noexcept
try
{
	Value::List out;
	if (!_context) return Value(std::move(out));
	constexpr auto kAll = std::numeric_limits<std::int64_t>::max();
	auto own = search_rows::find(sql, {.actor = user.value, .below = kAll}, kMostEntries);
	if (!own) return own.error();
	auto about = search_rows::find(sql, {.subject = user.value, .below = kAll}, kMostEntries);
	if (!about) return about.error();
	const auto add = [&](const Entry& entry) {
		const bool isOwn = entry.actor == user.value;
		auto details = _context->json().parse(entry.details);
		auto each = Value::object({{"at", isoTime(entry.at)},
			{"kind", entry.kind},
			{"by",
				isOwn                     ? "you"
					: entry.actor.empty() ? "server"
										  : "somebody else"},
			{"about", entry.subject == user.value ? "you" : entry.subject},
			{"details", details ? std::move(*details) : Value()}});
		// Where somebody else was is theirs.
		if (isOwn) each.set("address", entry.address);
		out.push_back(std::move(each));
	};
	for (const auto& each: *own) add(each);
	for (const auto& each: *about)
		if (each.actor != user.value) add(each);
	return Value(std::move(out));
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("audit.exportOf: ") + e.what());
}

Result<std::int64_t> PersonJournal::forgetBefore(Sql& sql, Instant before, int most) noexcept
{
	if (!_context) return std::int64_t{0};
	return _journal->forgetBefore(sql, before, most);
}

}
