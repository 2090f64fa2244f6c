#include "services/StoredOutbox.h"

#include "domain/Mime.h"
#include "domain/RichText.h"
#include "services/SealedMail.h"

namespace sx::mail {

namespace {

constexpr std::chrono::hours kAbandoned{24 * 7};

}

std::vector<quotas::Quota> StoredOutbox::quotas()
{
	return {{.name = std::string(kMailQuotas[0]),
				.family = "mails",
				.scope = quotas::Scope::Person,
				.window = std::chrono::hours(1)},
		{.name = std::string(kMailQuotas[1]), .family = "mails", .window = std::chrono::hours(24)}};
}

Result<> StoredOutbox::reserve(Sql& sql, const UserId& cause, std::int64_t mails) noexcept
{
	return _quotas.take(sql, {{kMailQuotas[0], cause.value, mails}, {.quota = kMailQuotas[1], .amount = mails}});
}

Result<> StoredOutbox::checkRichText(std::string_view html) const noexcept { return mail::checkRichText(html); }

Result<> StoredOutbox::queue(Sql& sql, const Mail& mail) noexcept
{
	if (sql.tenant().empty()) return failed(Code::Internal, "mail: a mail needs a transaction of one tenant");
	if (auto ok = check(mail); !ok) return ok;
	if (mail.budget == Budget::Notices)
		if (auto taken = reserve(sql, mail.cause, 1); !taken) return taken;
	const auto id = _context.keys().uuid();
	auto added = outbox::add(sql,
		{.id = id,
			.kind = mail.kind,
			.about = mail.about,
			.made = _context.clock().now(),
			.sealed = sealMail(_context, sql.tenant(), id, toValue(mail))});
	if (!added) return added;
	return _context.jobs().enqueue(sql, {.kind = kJob, .payload = Value::object({{"id", id}})});
}

Result<> StoredOutbox::send(const Job& job)
{
	const auto id = job.payload["id"].text();
	auto row = _context.store().read(job.tenant, [&](Sql& sql) { return outbox::byId(sql, id); });
	if (!row && row.error().code == Code::Missing) return {};  // an earlier run has completed it
	if (!row) return row.error();

	auto outcome = deliver(job.tenant, *row, job.lastAttempt);
	if (!outcome) return outcome.error();
	if (auto done = finish(job.tenant, *row, outcome->state); !done) return done;
	if (outcome->state == State::Taken) return {};
	// The mail is given up and its content erased, so the job must not retry.
	outcome->why.code = Code::Invalid;
	return outcome->why;
}

Result<StoredOutbox::Outcome> StoredOutbox::deliver(const TenantId& tenant, const OutboxRow& row, bool isLastTry)
{
	if (row.state != State::Waiting) return Outcome{row.state};
	auto mail = openMail(_context, tenant, row.id, row.sealed);
	const auto sent = mail ? _driver.deliver({.tenant = tenant, .id = row.id, .made = row.made, .mail = toMail(*mail)})
						   : Result<>(mail.error());
	Outcome out;
	if (!sent)
	{
		out = {State::Failed, sent.error()};
		const bool isOver = isLastTry || out.why.code == Code::Invalid;
		_context.log().warning(isOver ? "mail.given_up" : "mail.delayed",
			{{"kind", row.kind}, {"id", row.id}, {"detail", out.why.detail}});
		if (!isOver) return out.why;
	}
	// Erase before telling the listeners: from here on a crash may repeat a call to a listener, but never a mail.
	auto closed = _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (out.state == State::Taken)
			if (auto kept = _bounces.keep(sql, row.id, row.kind, row.about); !kept) return kept;
		return outbox::close(sql, row.id, out.state);
	});
	if (!closed) return closed.error();
	_context.metrics().count(sent ? "taken" : "given_up");
	return out;
}

Result<> StoredOutbox::finish(const TenantId& tenant, const OutboxRow& row, State state)
{
	for (auto* listener: _listeners) listener->onDelivery(tenant, row.kind, row.about, state == State::Taken);
	return _context.store().write(tenant, [&](Sql& sql) { return outbox::remove(sql, row.id); });
}

Result<> StoredOutbox::abandon(const TenantId& tenant, const std::string& id)
{
	bool hasWaited = false;  // if not, a crash came between the delivery and its end
	auto row = _context.store().write(tenant, [&](Sql& sql) -> Result<OutboxRow> {
		auto found = outbox::byId(sql, id);
		if (!found || found->state != State::Waiting) return found;
		if (auto closed = outbox::close(sql, id, State::Failed); !closed) return closed.error();
		found->state = State::Failed;
		hasWaited = true;
		return found;
	});
	if (!row) return {};  // its job has removed it, or the next sweep tries again
	if (hasWaited) _context.log().warning("mail.abandoned", {{"kind", row->kind}, {"id", row->id}});
	return finish(tenant, *row, row->state);
}

Result<> StoredOutbox::sweep()
{
	auto waiting = _context.store().readAll("how many mails wait", [](Sql& sql) { return outbox::count(sql); });
	if (!waiting) return waiting.error();
	_context.metrics().gauge("waiting", {}, static_cast<double>(*waiting));

	const auto before = _context.clock().now() - kAbandoned;
	auto left = _context.store().readAll(
		"mails that no job sends", [&](Sql& sql) { return outbox::olderThan(sql, before); });
	if (!left) return left.error();
	for (const auto& key: *left)
		if (auto done = abandon(key.tenant, key.id); !done) return done;
	return {};
}

}
