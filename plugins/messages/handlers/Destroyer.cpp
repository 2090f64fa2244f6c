#include "handlers/Destroyer.h"

#include "store/EventRows.h"

#include <algorithm>
#include <exception>

namespace sx::messages {

Result<bool> Destroyer::order(Sql& sql, const MessageId& message, Cause cause, const UserId& by) const noexcept
{
	return orderAt(sql, message, cause, _services.now(), by);
}

Result<bool> Destroyer::orderAt(Sql& sql, const MessageId& message, Cause cause, Instant at, const UserId& by) const
{
	auto begun = destruction_rows::eraseShares(sql, message, cause, at);
	if (!begun || !*begun) return begun;
	if (auto noted = _services.destructions.note(
			sql, kDestroyedMessage, message.value + '/' + std::string(wordOf(cause)));
		!noted)
		return noted.error();
	const Event event{.id = {_services.keys().uuid()},
		.message = message,
		.grant = {},
		.at = at,
		.kind = cause == Cause::Expired ? "expired" : "destroyed",
		.cause = std::string(wordOf(cause))};
	if (auto put = event_rows::append(sql, event); !put) return put.error();
	auto audited = _services.audit(sql,
		{.kind = "messages.destroyed",
			.actor = by,
			.subject = message.value,
			.details = Value::object({{"cause", wordOf(cause)}})});
	if (!audited) return audited.error();
	auto queued = _services.context.jobs().enqueue(sql,
		{.kind = "messages.destroy", .payload = Value::object({{"message", message.value}}), .key = message.value});
	if (!queued) return queued.error();
	return true;
}

Result<bool> Destroyer::closeGrant(Sql& sql, const MessageId& message, const GrantId& grant, Cause cause) const noexcept
{
	auto closed = destruction_rows::closeGrant(sql, message, grant, _services.now());
	if (!closed || !*closed) return closed;
	if (auto noted = _services.destructions.note(sql, kDestroyedGrant, message.value + '/' + grant.value); !noted)
		return noted.error();
	auto all = destruction_rows::isUsedUp(sql, message);
	if (!all || !*all) return all;
	return order(sql, message, cause);
}

Result<> Destroyer::run(const TenantId& tenant, const MessageId& message) const noexcept
try
{
	auto row = _services.store().read(tenant, [&](Sql& sql) { return message_rows::byId(sql, message); });
	if (!row) return row.error();
	if (row->state != "destroying") return {};
	// Erase even if the log cannot be written, because erasing is what frees a full disk; but write no receipt before
	// the log has it.
	auto logged = _services.destructions.settle();
	if (auto erased = eraseSecrets(tenant, message); !erased) return erased;
	auto files = _services.store().read(tenant, [&](Sql& sql) { return message_rows::filesOf(sql, message); });
	if (!files) return files.error();
	for (const auto& file: *files)
		if (auto gone = _services.blobs.erase(tenant, file.blob); !gone) return gone;
	if (!logged) return logged;
	return writeReceipt(tenant, message);
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("messages.destroy: ") + e.what()};
}

Result<> Destroyer::eraseSecrets(const TenantId& tenant, const MessageId& message) const
{
	return _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto erased = destruction_rows::eraseSecrets(sql, message, _services.keepsNotes); !erased) return erased;
		auto files = message_rows::filesOf(sql, message);
		if (!files) return files.error();
		for (const auto& file: *files)
			if (auto gone = _services.blobs.destroy(sql, file.blob); !gone) return gone;
		return {};
	});
}

Result<> Destroyer::writeReceipt(const TenantId& tenant, const MessageId& message) const
{
	Result<> done;
	// Two destructions of one company that end at the same time want the same number: the second one retries.
	for (int attempt = 0; attempt < 10; ++attempt)
	{
		done = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
			auto marked = destruction_rows::markDestroyed(sql, message);
			if (!marked) return marked.error();
			if (!*marked) return {};
			auto row = message_rows::byId(sql, message);
			if (!row) return row.error();
			return appendReceipt(sql, *row);
		});
		if (done || done.error().code != Code::Conflict) return done;
	}
	return done;
}

Result<> Destroyer::appendReceipt(Sql& sql, const MessageRow& message) const
{
	auto last = destruction_rows::lastReceipt(sql);
	if (!last) return last.error();
	auto opens = destruction_rows::opensTaken(sql, message.id);
	if (!opens) return opens.error();
	const auto& keys = _services.keys();
	const Receipt receipt{sql.tenant(),
		message.id,
		message.made,
		message.destroyed.value_or(Instant{}),
		message.cause.value_or(Cause::Expired),
		*opens,
		last->number == 0 ? std::string() : keys.toBase64Url(last->hash.value)};
	auto body = _services.context.json().writeCanonical(toValue(receipt));
	return destruction_rows::insertReceipt(
		sql, {last->number + 1, message.id, body, keys.sha256(body), keys.sign(body), keys.publicKey()});
}

Result<> Destroyer::destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept
try
{
	const auto slash = subject.find('/');
	const MessageId message{std::string(subject.substr(0, slash))};
	const auto cause = slash == std::string_view::npos ? std::nullopt : causeOf(subject.substr(slash + 1));
	auto begun = _services.store().write(
		tenant, [&](Sql& sql) { return orderAt(sql, message, cause.value_or(Cause::Sender), at, {}); });
	if (!begun) return begun.error();
	auto done = run(tenant, message);
	return !done && done.error().code == Code::Missing ? Result<>() : done;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("messages.destroyAgain: ") + e.what()};
}

Result<> Destroyer::closeAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept
try
{
	const auto slash = std::min(subject.find('/'), subject.size());
	const MessageId message{std::string(subject.substr(0, slash))};
	const GrantId grant{std::string(subject.substr(std::min(slash + 1, subject.size())))};
	auto done = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		if (auto ended = destruction_rows::useUp(sql, message, grant, at); !ended) return ended.error();
		return closeGrant(sql, message, grant);
	});
	if (!done) return done.error();
	return *done ? run(tenant, message) : Result<>();
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("messages.closeAgain: ") + e.what()};
}

Result<> Destroyer::runJob(const Job& job) const noexcept { return run(job.tenant, {job.payload["message"].text()}); }

Result<> Destroyer::sweep() const noexcept
{
	// Each turn takes a bounded batch, so that a long list does not hold up other work of the database.
	for (int turn = 0; turn < 20; ++turn)
	{
		auto swept = sweepSome();
		if (!swept) return swept.error();
		if (*swept == 0) return {};
	}
	return {};
}

Result<int> Destroyer::sweepSome() const
{
	const auto now = _services.now();
	auto messages = _services.store().readAll("expired messages and abandoned drafts",
		[&](Sql& sql) { return destruction_rows::dueMessages(sql, now, now - _services.draftLife); });
	if (!messages) return messages.error();
	auto grants = _services.store().readAll(
		"leases that ended", [&](Sql& sql) { return destruction_rows::dueGrants(sql, now); });
	if (!grants) return grants.error();
	std::vector<std::pair<TenantId, MessageId>> ordered;
	for (const auto& due: *messages)
	{
		auto begun = _services.store().write(due.tenant, [&](Sql& sql) { return order(sql, due.message, due.cause); });
		if (!begun) return begun.error();
		if (*begun) ordered.emplace_back(due.tenant, due.message);
	}
	for (const auto& due: *grants)
	{
		auto begun = _services.store().write(
			due.tenant, [&](Sql& sql) { return closeGrant(sql, due.message, due.grant); });
		if (!begun) return begun.error();
		if (*begun) ordered.emplace_back(due.tenant, due.message);
	}
	// A message that cannot be finished now is finished by its job; the others do not wait for it.
	for (const auto& [tenant, message]: ordered)
		if (auto done = run(tenant, message); !done)
			_services.context.log().warning(
				"messages.destroy.delayed", {{"message", message.value}, {"detail", done.error().detail}});
	return static_cast<int>(messages->size() + grants->size());
}

}
