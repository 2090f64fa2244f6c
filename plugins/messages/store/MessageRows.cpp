#include "store/MessageRows.h"

#include <algorithm>
#include <iterator>

namespace sx::messages::message_rows {
namespace {

const std::string kMessage =
	"SELECT m.id, m.sender, m.sender_name, m.sender_address, m.sender_zone, m.sender_language, m.delivery, "
	"m.is_files_only, m.made, m.sent, m.in_reply_to, m.thread, m.reply_grant, m.receiver"
	" FROM messages_message m WHERE m.tenant_id = :tenant AND ";

MessageRow messageOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = {next.text()},
		.sender = {next.text()},
		.senderName = next.text(),
		.senderAddress = next.text(),
		.senderZone = next.text(),
		.senderLanguage = languageOf(next.text()),
		.delivery = kDeliveries.valueOf(next.text()).value_or(Delivery::Link),
		.isFilesOnly = next.flag(),
		.made = next.instant(),
		.sent = next.maybeInstant(),
		.position = {
			.inReplyTo = {next.text()}, .first = {next.text()}, .grant = {next.text()}, .receiver = {next.text()}}};
}

Result<std::vector<MessageRow>> where(Sql& sql, std::string_view condition, const SqlValues& values)
{
	auto rows = sql.query(kMessage + std::string(condition), values);
	if (!rows) return rows.error();
	std::vector<MessageRow> out;
	std::transform(rows->begin(), rows->end(), std::back_inserter(out), messageOf);
	return out;
}

Result<MessageRow> only(Sql& sql, std::string_view condition, const SqlValues& values)
{
	auto rows = where(sql, condition, values);
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such message");
	return std::move(rows->front());
}

}

Result<> insert(Sql& sql, const MessageRow& message, const std::vector<RecipientRow>& recipients)
{
	const auto& position = message.position;
	auto put = sql.execute(
		"INSERT INTO messages_message (tenant_id, id, sender, sender_name, sender_address, sender_zone, "
		"sender_language, delivery, is_files_only, made, is_over, in_reply_to, thread, reply_grant, "
		"receiver) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
		{message.id,
			message.sender,
			message.senderName,
			message.senderAddress,
			message.senderZone,
			message.senderLanguage.tag,
			kDeliveries.wordOf(message.delivery),
			message.isFilesOnly,
			message.made,
			position.inReplyTo,
			position.first.empty() ? message.id : position.first,
			position.grant,
			position.receiver});
	if (!put) return put.error();
	for (const auto& recipient: recipients)
	{
		put = sql.execute("INSERT INTO messages_recipient (tenant_id, grant_id, message_id, mobile)"
						  " VALUES (:tenant, ?, ?, ?)",
			{recipient.grant, message.id, recipient.mobile.value.empty() ? SqlValue() : SqlValue(recipient.mobile)});
		if (!put) return put.error();
	}
	return {};
}

Result<MessageRow> byId(Sql& sql, const MessageId& id) { return only(sql, "m.id = ?", {id}); }

Result<MessageRow> ofSender(Sql& sql, const UserId& sender, const MessageId& id)
{
	return only(sql, "m.id = ? AND m.sender = ?", {id, sender});
}

Result<MessageRow> sentBy(Sql& sql, const UserId& sender, const MessageId& id)
{
	return only(sql, "m.id = ? AND m.sender = ? AND m.sent IS NOT NULL", {id, sender});
}

Result<std::vector<MessageRow>> byIds(Sql& sql, const std::vector<MessageId>& ids)
{
	std::vector<MessageRow> out;
	if (ids.empty()) return out;
	auto rows = where(sql, "m.id IN (" + placeholders(ids.size()) + ")", SqlValues(ids.begin(), ids.end()));
	if (!rows) return rows;
	for (const auto& id: ids)
		for (const auto& row: *rows)
			if (row.id == id) out.push_back(row);
	return out;
}

Result<> setSent(Sql& sql, const MessageId& id, Instant now)
{
	auto done = sql.execute("UPDATE messages_message SET sent = ? WHERE tenant_id = :tenant AND id = ?", {now, id});
	if (!done) return done.error();
	return {};
}

Result<> setOver(Sql& sql, const MessageId& id)
{
	auto done = sql.execute("UPDATE messages_message SET is_over = 1 WHERE tenant_id = :tenant AND id = ?", {id});
	if (!done) return done.error();
	done = sql.execute(
		"UPDATE messages_recipient SET mobile = NULL WHERE tenant_id = :tenant AND message_id = ?", {id});
	if (!done) return done.error();
	return {};
}

Result<std::map<std::string, RecipientRow>> recipientsOf(Sql& sql, const std::vector<MessageId>& messages)
{
	std::map<std::string, RecipientRow> out;
	if (messages.empty()) return out;
	auto rows = sql.query("SELECT grant_id, mobile, delivered FROM messages_recipient WHERE tenant_id = :tenant"
						  " AND message_id IN (" +
			placeholders(messages.size()) + ")",
		SqlValues(messages.begin(), messages.end()));
	if (!rows) return rows.error();
	for (const auto& row: *rows)
	{
		RowReader next(row);
		RecipientRow recipient{.grant = {next.text()}, .mobile = next.bytes()};
		if (!next.isNull()) recipient.delivered = next.flag();
		const auto grant = recipient.grant.value;
		out.emplace(grant, std::move(recipient));
	}
	return out;
}

Result<MessageId> setDelivered(Sql& sql, const GrantId& grant, std::optional<bool> isDelivered)
{
	auto rows = sql.query(
		"UPDATE messages_recipient SET delivered = ? WHERE tenant_id = :tenant AND grant_id = ? RETURNING message_id",
		{isDelivered, grant});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such grant");
	return MessageId{rows->front().text(0)};
}

Result<> eraseMobile(Sql& sql, const GrantId& grant)
{
	auto done = sql.execute(
		"UPDATE messages_recipient SET mobile = NULL WHERE tenant_id = :tenant AND grant_id = ?", {grant});
	if (!done) return done.error();
	return {};
}

Result<MessageRow> replyOf(Sql& sql, const GrantId& grant, const MessageId& id)
{
	return only(sql, "m.id = ? AND m.reply_grant = ?", {id, grant});
}

Result<MessageRow> ofPerson(Sql& sql, const UserId& person, const MessageId& id)
{
	return only(sql, "m.id = ? AND (m.sender = ? OR m.receiver = ?) AND m.sent IS NOT NULL", {id, person, person});
}

Result<std::vector<MessageRow>> conversation(Sql& sql, const UserId& person, const MessageRow& message)
{
	return where(sql,
		"m.thread = ? AND (m.sender = ? OR m.receiver = ?) AND m.sent IS NOT NULL ORDER BY m.sent, m.id LIMIT 200",
		{message.position.first, person, person});
}

Result<std::vector<MessageRow>> received(
	Sql& sql, const UserId& person, std::string_view wanted, const MessageId& before, int limit)
{
	std::string condition = "m.receiver = ? AND m.sent IS NOT NULL";
	SqlValues values{person};
	if (!wanted.empty())
	{
		condition +=
			" AND (LOWER(m.sender_name) LIKE LOWER(?) ESCAPE '!' OR LOWER(m.sender_address) LIKE LOWER(?) ESCAPE '!')";
		values.insert(values.end(), 2, containing(wanted));
	}
	if (!before.empty())
	{
		auto last = only(sql, "m.id = ? AND m.receiver = ?", {before, person});
		if (!last) return last.error();
		condition += " AND (m.made, m.id) < (?, ?)";
		values.emplace_back(last->made);
		values.emplace_back(before);
	}
	condition += " ORDER BY m.made DESC, m.id DESC LIMIT ?";
	values.emplace_back(limit);
	return where(sql, condition, values);
}

}
