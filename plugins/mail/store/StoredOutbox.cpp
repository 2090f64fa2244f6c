#include "store/StoredOutbox.h"

#include "domain/Mime.h"

namespace sx::mail {

namespace {

constexpr std::chrono::hours kAbandoned{24 * 7};

}

void StoredOutbox::start(Context& context, Driver& driver)
{
	_context = &context;
	_driver = &driver;
	_listeners = context.findAll<DeliveryListener>();
}

Result<> StoredOutbox::queue(Sql& sql, const Mail& mail) noexcept
{
	if (sql.tenant().empty()) return Error{.detail = "mail: a mail needs a transaction of one tenant"};
	if (auto ok = check(mail); !ok) return ok;
	const auto id = _context->keys().uuid();
	auto added = outbox::add(sql,
		{id,
			mail.kind,
			mail.about,
			State::Waiting,
			_context->clock().now(),
			sealMail(*_context, sql.tenant(), id, mail)});
	if (!added) return added;
	return _context->jobs().enqueue(sql, {.kind = kJob, .payload = Value::object({{"id", id}})});
}

Result<> StoredOutbox::send(const Job& job)
{
	const auto id = job.payload["id"].text();
	auto row = _context->store().read(job.tenant, [&](Sql& sql) { return outbox::byId(sql, id); });
	if (!row && row.error().code == Code::Missing) return {};  // an earlier run has completed it
	if (!row) return row.error();

	Error why;
	auto state = deliver(job.tenant, *row, job.lastAttempt, why);
	if (!state) return state.error();
	if (auto done = finish(job.tenant, *row, *state); !done) return done;
	if (*state == State::Taken) return {};
	// The mail is given up and its content erased, so the job must not retry.
	why.code = Code::Invalid;
	return why;
}

Result<State> StoredOutbox::deliver(const TenantId& tenant, const OutboxRow& row, bool isLastTry, Error& why)
{
	if (row.state != State::Waiting) return row.state;
	auto mail = openMail(*_context, tenant, row.id, row.sealed);
	Result<> sent = mail ? _driver->deliver({tenant, row.id, row.made, *mail}) : Result<>(mail.error());
	if (!sent)
	{
		why = sent.error();
		const bool isOver = isLastTry || why.code == Code::Invalid;
		_context->log().warning(
			isOver ? "mail.given_up" : "mail.delayed", {{"kind", row.kind}, {"id", row.id}, {"detail", why.detail}});
		if (!isOver) return why;
	}
	const auto state = sent ? State::Taken : State::Failed;
	// Erase before telling the listeners: from here on a crash may repeat a call to a listener, but never a mail.
	auto closed = _context->store().write(tenant, [&](Sql& sql) { return outbox::close(sql, row.id, state); });
	if (!closed) return closed.error();
	_context->metrics().count(sent ? "taken" : "given_up");
	return state;
}

Result<> StoredOutbox::finish(const TenantId& tenant, const OutboxRow& row, State state)
{
	for (auto* listener: _listeners) listener->onDelivery(tenant, row.kind, row.about, state == State::Taken);
	return _context->store().write(tenant, [&](Sql& sql) { return outbox::remove(sql, row.id); });
}

Result<> StoredOutbox::sweep()
{
	auto waiting = _context->store().readAll("how many mails wait", [](Sql& sql) { return outbox::count(sql); });
	if (!waiting) return waiting.error();
	_context->metrics().gauge("waiting", {}, static_cast<double>(*waiting));

	const auto before = _context->clock().now() - kAbandoned;
	auto left = _context->store().readAll(
		"mails that no job sends", [&](Sql& sql) { return outbox::olderThan(sql, before); });
	if (!left) return left.error();
	for (const auto& key: *left)
	{
		bool waited = false;  // if not, a crash came between the delivery and its end
		auto row = _context->store().write(key.tenant, [&](Sql& sql) -> Result<OutboxRow> {
			auto found = outbox::byId(sql, key.id);
			if (!found || found->state != State::Waiting) return found;
			if (auto closed = outbox::close(sql, key.id, State::Failed); !closed) return closed.error();
			found->state = State::Failed;
			waited = true;
			return found;
		});
		if (!row) continue;
		if (waited) _context->log().warning("mail.abandoned", {{"kind", row->kind}, {"id", row->id}});
		if (auto done = finish(key.tenant, *row, row->state); !done) return done;
	}
	return {};
}

}
