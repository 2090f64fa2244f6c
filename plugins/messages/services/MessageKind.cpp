#include "services/MessageKind.h"

#include <exception>

namespace sx::messages {

std::string MessageKind::title(const Language& language, const std::string& date) const
{
	return _services.context.pages().text(language, "kind.title", Value::object({{"date", date}}));
}

Result<> MessageKind::opened(Sql& sql, const sealed::Event& event) const
{
	return _services.context.jobs().enqueue(sql,
		{.kind = "messages.opened",
			.payload = Value::object({{"message", event.item.value}, {"event", event.id.value}})});
}

Result<> MessageKind::closed(Sql& sql, const GrantId& grant) const
{
	// No lease of the link begins any more.
	if (auto gone = _services.quotas.forget(sql, {kAnswers, kAnswersBegun}, {grant.value}); !gone) return gone;
	return message_rows::eraseMobile(sql, grant);
}

Result<> MessageKind::ended(Sql& sql, const MessageId& message) const
{
	auto row = message_rows::byId(sql, message);
	if (!row) return row.error();
	// An answer that was given up makes room for another.
	if (!row->sent && row->position.isByLink())
		if (auto back = _services.quotas.giveBack(sql, {{kAnswers, row->position.grant.value}}); !back) return back;
	auto recipients = message_rows::recipientsOf(sql, {message});
	if (!recipients) return recipients.error();
	std::vector<std::string> grants;
	for (const auto& [grant, recipient]: *recipients) grants.push_back(grant);
	if (auto gone = _services.quotas.forget(sql, {kAnswers, kAnswersBegun}, grants); !gone) return gone;
	return message_rows::setOver(sql, message);
}

Result<Value> MessageKind::forReader(const TenantId& tenant, const MessageId& message) const
{
	auto row = _services.store().read(tenant, [&](Sql& sql) { return message_rows::byId(sql, message); });
	if (!row) return row.error();
	return Value::object({{"replies", static_cast<bool>(_services.people.byUser(tenant, row->owner()))}});
}

Result<> MessageKind::tellOpened(const Job& job) const noexcept
try
{
	const sealed::EventId eventId{job.payload["event"].text()};
	sealed::Event event;
	auto followed = _services.store().read(job.tenant, [&](Sql& sql) -> Result<Followed> {
		auto found = _services.events.byId(sql, eventId);
		if (!found) return found.error();
		event = std::move(*found);
		auto row = message_rows::byId(sql, {job.payload["message"].text()});
		if (!row) return row.error();
		if (auto taken = takePreferences(_services, sql, *row); !taken) return taken.error();
		return followedOf(_services, sql, std::move(*row));
	});
	if (!followed && followed.error().code == Code::Missing) return failed(Code::Invalid, followed.error().detail);
	if (!followed) return followed.error();
	const auto* recipient = followed->recipientOf(event.grant);
	auto tenant = _services.tenants.byId(job.tenant);
	if (!recipient || !tenant) return failed(Code::Invalid, "the company or the recipient is gone");
	auto mail = _notices.opened(Wording(_services.context), *tenant, *followed, *recipient, event);
	if (!mail) return mail.error();
	return _services.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		auto isFirst = _services.events.markTold(sql, eventId);
		if (!isFirst) return isFirst.error();
		if (!*isFirst) return {};
		return _services.outbox.queue(sql, *mail);
	});
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("messages.opened: ") + e.what());
}

void MessageKind::onDelivery(
	const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) const noexcept
{
	if (kind == kNoticeKind) setDelivered(tenant, about, taken, "");
	// That a code arrived says nothing of the link; without the code the link does not open.
	if (kind == kCodeKind && !taken) setDelivered(tenant, about, false, "code");
}

void MessageKind::onText(
	const TenantId& tenant, std::string_view kind, std::string_view about, sms::Delivery delivery) const noexcept
{
	if (kind != kTextKind) return;
	setDelivered(tenant,
		about,
		delivery != sms::Delivery::Failed,
		delivery == sms::Delivery::Delivered ? "phone" : std::string(kDeliveries.wordOf(Delivery::Sms)));
}

void MessageKind::setDelivered(
	const TenantId& tenant, std::string_view about, bool isDelivered, std::string cause) const noexcept
{
	using sealed::EventKind;
	auto put = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		const GrantId grant{std::string(about)};
		auto message = message_rows::setDelivered(sql, grant, isDelivered);
		if (!message) return message.error();
		auto noted = _services.events.append(sql,
			{.item = *message,
				.grant = grant,
				.kind = isDelivered ? EventKind::Delivered : EventKind::Undelivered,
				.cause = cause});
		return noted ? Result<>() : noted.error();
	});
	if (!put) _services.context.log().warning("messages.delivery.failed", {{"detail", put.error().detail}});
}

}
