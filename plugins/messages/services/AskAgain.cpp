#include "services/AskAgain.h"

#include <exception>

namespace sx::messages {

using sealed::EventKind;

Result<> AskAgain::ask(const TenantId& tenant, const std::string& token, const std::string& from) const
{
	// Queue a job for a known and an unknown link alike: neither the response nor its time tells whether a message ever
	// existed.
	return _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto taken = _services.quotas.take(sql, {{kAsks, from}}); !taken) return taken;
		return _services.context.jobs().enqueue(
			sql, {.kind = "messages.ask_again", .payload = Value::object({{"token", token}})});
	});
}

Result<Followed> AskAgain::asked(
	const TenantId& tenant, const UserId& sender, const MessageId& message, const GrantId& grant) const
{
	return _services.store().read(tenant, [&](Sql& sql) -> Result<Followed> {
		auto row = message_rows::ofSender(sql, sender, message);
		if (!row) return row.error();
		auto followed = followedOf(_services, sql, std::move(*row));
		if (!followed) return followed;
		auto count = _services.events.count(sql, grant, EventKind::AskedAgain, {});
		if (!count) return count.error();
		if (!followed->recipientOf(grant) || *count == 0) return failed(Code::Missing, "nobody asked");
		return followed;
	});
}

Result<> AskAgain::refuse(const Asker& asker, const MessageId& message, const GrantId& grant) const
{
	if (auto found = asked(asker.tenant, asker.user, message, grant); !found) return found.error();
	auto put = _services.store().write(asker.tenant, [&](Sql& sql) {
		return _services.events.append(
			sql, {.item = message, .grant = grant, .kind = EventKind::AgainRefused, .actor = asker.actor});
	});
	return put ? Result<>() : put.error();
}

Result<bool> AskAgain::mayAsk(Sql& sql, const GrantId& grant) const
{
	const auto counted = [&](EventKind kind, Instant since) { return _services.events.count(sql, grant, kind, since); };
	auto ever = counted(EventKind::AskedAgain, {});
	if (!ever) return ever.error();
	auto lately = counted(EventKind::AskedAgain, _services.now() - kBetweenAsking);
	if (!lately) return lately.error();
	auto reported = counted(EventKind::Reported, {});
	if (!reported) return reported.error();
	return *ever < kMostAsked && *lately == 0 && *reported == 0;
}

Result<> AskAgain::tell(const Job& job) const noexcept
try
{
	auto tenant = _services.tenants.byId(job.tenant);
	if (!tenant) return failed(Code::Invalid, "the company is gone");
	return _services.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		MessageId id;
		auto grant = _services.items.byToken(sql, {job.payload["token"].text()}, id);
		if (!grant) return grant.error();
		if (!*grant) return {};
		if (auto locked = _services.items.lock(sql, id); !locked) return locked;
		auto row = message_rows::byId(sql, id);
		if (!row) return row.error().code == Code::Missing ? Result<>() : row.error();  // an item of another kind
		auto may = mayAsk(sql, **grant);
		if (!may) return may.error();
		if (!row->sent || !*may) return {};
		auto put = _services.events.append(sql, {.item = id, .grant = **grant, .kind = EventKind::AskedAgain});
		if (!put) return put.error();
		if (row->sender.empty()) return {};
		if (auto taken = takePreferences(_services, sql, *row); !taken) return taken;
		auto followed = followedOf(_services, sql, std::move(*row));
		if (!followed) return followed.error();
		const auto* recipient = followed->recipientOf(**grant);
		if (!recipient) return failed(Code::Invalid, "the recipient is gone");
		auto mail = _notices.askedAgain(Wording(_services.context), *tenant, *followed, *recipient);
		if (!mail) return mail.error();
		return _services.outbox.queue(sql, *mail);
	});
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("messages.ask_again: ") + e.what());
}

}
