#include "store/ReplyRows.h"

namespace sx::messages::reply_rows {
namespace {

Result<MessageRow> first(Result<std::vector<MessageRow>> rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such message"};
	return std::move(rows->front());
}

}

Result<MessageRow> draft(Sql& sql, const GrantId& grant, const MessageId& id)
{
	return first(message_rows::where(sql, "m.id = ? AND m.reply_grant = ?", {id, grant}));
}

Result<storage::BlobId> draftBlob(Sql& sql, const GrantId& grant, const MessageId& id, const FileId& file)
{
	auto rows = sql.query("SELECT f.blob_id, m.state FROM messages_file f JOIN messages_message m ON m.tenant_id = "
						  "f.tenant_id AND m.id = f.message_id"
						  " WHERE f.tenant_id = :tenant AND f.message_id = ? AND f.id = ? AND m.reply_grant = ?",
		{id, file, grant});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such file"};
	if (rows->front().text(1) != "draft") return Error{Code::Conflict, "the message is no draft any more"};
	return storage::BlobId{rows->front().text(0)};
}

Result<bool> hasRoom(Sql& sql, const GrantId& grant)
{
	auto rows = sql.query("SELECT COUNT(*), SUM(CASE WHEN sent IS NOT NULL OR state = 'draft' THEN 1 ELSE 0 END)"
						  " FROM messages_message WHERE tenant_id = :tenant AND reply_grant = ?",
		{grant});
	if (!rows) return rows.error();
	return rows->front().integer(0) < kMostBegun && rows->front().integer(1) < kMostOfAGrant;
}

Result<MessageRow> ofPerson(Sql& sql, const UserId& person, const MessageId& id)
{
	return first(message_rows::where(
		sql, "m.id = ? AND (m.sender = ? OR m.receiver = ?) AND m.sent IS NOT NULL", {id, person, person}));
}

ThreadPosition positionAfter(const MessageRow& repliedTo)
{
	return {repliedTo.id, repliedTo.position.first.empty() ? repliedTo.id : repliedTo.position.first, {}, {}};
}

Result<std::vector<MessageRow>> conversation(Sql& sql, const UserId& person, const MessageRow& message)
{
	const auto& beginning = message.position.first.empty() ? message.id : message.position.first;
	return message_rows::where(sql,
		"(m.id = ? OR m.thread = ?) AND (m.sender = ? OR m.receiver = ?) AND m.sent IS NOT NULL ORDER BY m.sent, m.id "
		"LIMIT 200",
		{beginning, beginning, person, person});
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
		values.emplace_back(message_rows::containing(wanted));
		values.emplace_back(message_rows::containing(wanted));
	}
	if (!before.empty())
	{
		auto last = first(message_rows::where(sql, "m.id = ? AND m.receiver = ?", {before, person}));
		if (!last) return last.error();
		condition += " AND (m.made < ? OR (m.made = ? AND m.id < ?))";
		values.emplace_back(last->made);
		values.emplace_back(last->made);
		values.emplace_back(before);
	}
	condition += " ORDER BY m.made DESC, m.id DESC LIMIT ?";
	values.emplace_back(limit);
	return message_rows::where(sql, condition, values);
}

}
