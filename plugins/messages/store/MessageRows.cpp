#include "store/MessageRows.h"

namespace sx::messages::message_rows {
namespace {

const std::string kMessage =
	"SELECT m.id, m.sender, m.sender_name, m.sender_address, m.sender_zone, m.sender_language, m.language, m.opens,"
	" m.gates, m.delivery, m.state, m.made, m.sent, m.expires, m.note, m.cause, m.destroyed,"
	" m.in_reply_to, m.thread, m.reply_grant, m.receiver, m.files_only FROM messages_message m ";

MessageRow messageOf(const SqlRow& row)
{
	MessageRow out;
	out.id = {row.text(0)};
	out.sender = {row.text(1)};
	out.senderName = row.text(2);
	out.senderAddress = row.text(3);
	out.senderZone = row.text(4);
	out.senderLanguage = languageOf(row.text(5));
	out.language = languageOf(row.text(6));
	out.opens = static_cast<int>(row.integer(7));
	out.gates = static_cast<unsigned>(row.integer(8));
	out.delivery = deliveryOf(row.text(9));
	out.state = row.text(10);
	out.made = row.instant(11);
	out.sent = row.maybeInstant(12);
	out.expires = row.instant(13);
	out.note = row.bytes(14);
	out.cause = causeOf(row.text(15));
	out.destroyed = row.maybeInstant(16);
	out.position = {{row.text(17)}, {row.text(18)}, {row.text(19)}, {row.text(20)}};
	out.isFilesOnly = row.flag(21);
	return out;
}

Result<MessageRow> only(Result<SqlRows> rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such message"};
	return messageOf(rows->front());
}

const std::string kGrant = "SELECT id, message_id, token, address, name, opens, opens_left, slot, share, code_sealed, "
						   "code_mac, tries, wait_until,"
						   " first_opened, delivered, gates, mobile FROM messages_grant WHERE tenant_id = :tenant AND ";

Result<std::vector<GrantRow>> grantsFrom(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<GrantRow> out;
	for (const auto& row: *rows)
	{
		GrantRow grant;
		grant.id = {row.text(0)};
		grant.message = {row.text(1)};
		grant.token = {row.text(2)};
		grant.address = row.text(3);
		grant.name = row.text(4);
		grant.opens = static_cast<int>(row.integer(5));
		grant.opensLeft = static_cast<int>(row.integer(6));
		grant.slot = row.bytes(7);
		grant.share = row.bytes(8);
		grant.codeSealed = row.bytes(9);
		grant.codeMac = row.bytes(10);
		grant.tries = {static_cast<int>(row.integer(11)), row.instant(12)};
		grant.firstOpened = row.maybeInstant(13);
		if (!row.isNull(14)) grant.delivered = row.flag(14);
		grant.gates = static_cast<unsigned>(row.integer(15));
		grant.mobile = row.bytes(16);
		out.push_back(std::move(grant));
	}
	return out;
}

template <class Tag> SqlValue orNull(const Id<Tag>& id) { return id.empty() ? SqlValue() : SqlValue(id); }
SqlValue orNull(const Bytes& bytes) { return bytes.value.empty() ? SqlValue() : SqlValue(bytes); }

/// Returns the SQL condition that agrees with shownState().
std::string conditionOf(Shown state)
{
	const std::string opened =
		"EXISTS (SELECT 1 FROM messages_grant g WHERE g.tenant_id = m.tenant_id AND g.message_id = m.id"
		" AND g.first_opened IS NOT NULL)";
	switch (state)
	{
	case Shown::Waiting: return " AND m.cause IS NULL AND m.expires > ? AND NOT " + opened;
	case Shown::Read: return " AND m.cause IS NULL AND m.expires > ? AND " + opened;
	case Shown::UsedUp: return " AND m.cause = 'used_up'";
	case Shown::Expired: return " AND (m.cause = 'expired' OR (m.cause IS NULL AND m.expires <= ?))";
	case Shown::Destroyed: return " AND m.cause IN ('sender', 'recipient')";
	}
	return "";
}

}

std::string containing(std::string_view part)
{
	std::string out = "%";
	for (char c: part)
	{
		if (c == '%' || c == '_' || c == '!') out.push_back('!');
		out.push_back(c);
	}
	return out + '%';
}

Result<> insert(
	Sql& sql, const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<FileRow>& files)
{
	auto put = sql.execute("INSERT INTO messages_message (tenant_id, id, sender, sender_name, sender_address, "
						   "sender_zone, sender_language,"
						   " language, opens, gates, delivery, state, made, expires, in_reply_to, thread, reply_grant, "
						   "receiver, files_only)"
						   " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?)",
		{message.id,
			message.sender,
			message.senderName,
			message.senderAddress,
			message.senderZone,
			message.senderLanguage.tag,
			message.language.tag,
			message.opens,
			static_cast<std::int64_t>(message.gates),
			wordOf(message.delivery),
			message.made,
			message.expires,
			orNull(message.position.inReplyTo),
			orNull(message.position.first),
			orNull(message.position.grant),
			orNull(message.position.receiver),
			message.isFilesOnly ? SqlValue(true) : SqlValue()});
	if (!put) return put.error();
	for (std::size_t i = 0; i < grants.size(); ++i)
	{
		const auto& grant = grants[i];
		put = sql.execute("INSERT INTO messages_grant (tenant_id, id, message_id, position, token, address, name, "
						  "opens, opens_left, share,"
						  " code_mac, code_sealed, gates, mobile, tries, wait_until, is_over) VALUES (:tenant, ?, ?, "
						  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
			{grant.id,
				message.id,
				static_cast<std::int64_t>(i),
				grant.token,
				grant.address,
				grant.name,
				grant.opens,
				grant.opens,
				orNull(grant.share),
				orNull(grant.codeMac),
				orNull(grant.codeSealed),
				static_cast<std::int64_t>(grant.gates),
				orNull(grant.mobile)});
		if (!put) return put.error();
		for (const auto& gate: grant.others)
			if (auto kept = gate_rows::insert(sql, message.id, grant.id, gate); !kept) return kept;
	}
	for (std::size_t i = 0; i < files.size(); ++i)
	{
		put = sql.execute("INSERT INTO messages_file (tenant_id, message_id, id, position, blob_id, bytes) VALUES "
						  "(:tenant, ?, ?, ?, ?, ?)",
			{message.id, files[i].id, static_cast<std::int64_t>(i), files[i].blob, files[i].bytes});
		if (!put) return put.error();
	}
	return {};
}

Result<MessageRow> ofSender(Sql& sql, const UserId& sender, const MessageId& id)
{
	return only(sql.query(kMessage + "WHERE m.tenant_id = :tenant AND m.id = ? AND m.sender = ?", {id, sender}));
}

Result<MessageRow> byId(Sql& sql, const MessageId& id)
{
	return only(sql.query(kMessage + "WHERE m.tenant_id = :tenant AND m.id = ?", {id}));
}

Result<std::vector<MessageRow>> where(Sql& sql, std::string_view condition, const SqlValues& values)
{
	auto rows = sql.query(kMessage + "WHERE m.tenant_id = :tenant AND " + std::string(condition), values);
	if (!rows) return rows.error();
	std::vector<MessageRow> out;
	for (const auto& row: *rows) out.push_back(messageOf(row));
	return out;
}

Result<std::vector<GrantRow>> grantsOf(Sql& sql, const MessageId& id)
{
	return grantsFrom(sql.query(kGrant + "message_id = ? ORDER BY position", {id}));
}

Result<> loadGates(Sql& sql, const MessageId& id, std::vector<GrantRow>& grants)
{
	auto gates = gate_rows::ofMessage(sql, id);
	if (!gates) return gates.error();
	for (auto& grant: grants)
		if (auto own = gates->find(grant.id.value); own != gates->end()) grant.others = std::move(own->second);
	return {};
}

Result<std::vector<GrantRow>> grantsOfAll(Sql& sql, const std::vector<MessageRow>& messages)
{
	if (messages.empty()) return std::vector<GrantRow>{};
	std::string marks;
	SqlValues ids;
	for (const auto& message: messages)
	{
		marks += marks.empty() ? "?" : ", ?";
		ids.emplace_back(message.id);
	}
	return grantsFrom(sql.query(kGrant + "message_id IN (" + marks + ") ORDER BY message_id, position", ids));
}

Result<std::vector<FileRow>> filesOf(Sql& sql, const MessageId& id)
{
	auto rows = sql.query(
		"SELECT id, blob_id, bytes FROM messages_file WHERE tenant_id = :tenant AND message_id = ? ORDER BY position",
		{id});
	if (!rows) return rows.error();
	std::vector<FileRow> out;
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, row.integer(2)});
	return out;
}

Result<storage::BlobId> draftBlob(Sql& sql, const UserId& sender, const MessageId& id, const FileId& file)
{
	auto rows = sql.query("SELECT f.blob_id, m.state FROM messages_file f JOIN messages_message m ON m.tenant_id = "
						  "f.tenant_id AND m.id = f.message_id"
						  " WHERE f.tenant_id = :tenant AND f.message_id = ? AND f.id = ? AND m.sender = ?",
		{id, file, sender});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such file"};
	if (rows->front().text(1) != "draft") return Error{Code::Conflict, "the message is no draft any more"};
	return storage::BlobId{rows->front().text(0)};
}

Result<bool> markSent(Sql& sql, const MessageId& id, const Bytes& note, Instant now)
{
	auto marked = sql.execute(
		"UPDATE messages_message SET state = 'sent', sent = ?, note = ? WHERE tenant_id = :tenant AND id = ?"
		" AND state = 'draft' AND expires > ?",
		{now, orNull(note), id, now});
	if (!marked) return marked.error();
	return *marked == 1;
}

Result<> setSent(Sql& sql, const SentGrant& grant)
{
	auto put = sql.execute("UPDATE messages_grant SET slot = ?, proof_mac = ?, password_mac = ?, code_sealed = NULL"
						   " WHERE tenant_id = :tenant AND id = ?",
		{grant.slot, grant.proofMac, orNull(grant.passwordMac), grant.id});
	if (!put) return put.error();
	return {};
}

Result<std::vector<MessageRow>> list(
	Sql& sql, const UserId& sender, const ListFilter& filter, const MessageId& before, int limit, Instant now)
{
	std::string text = kMessage + "WHERE m.tenant_id = :tenant AND m.sender = ? AND m.sent IS NOT NULL";
	SqlValues values{sender};
	if (const auto state = filter.state)
	{
		text += conditionOf(*state);
		if (*state == Shown::Waiting || *state == Shown::Read || *state == Shown::Expired) values.emplace_back(now);
	}
	if (!filter.recipient.empty())
	{
		text += " AND EXISTS (SELECT 1 FROM messages_grant r WHERE r.tenant_id = m.tenant_id AND r.message_id = m.id"
				" AND (r.address LIKE LOWER(?) ESCAPE '!' OR LOWER(r.name) LIKE LOWER(?) ESCAPE '!'))";
		const auto wanted = containing(filter.recipient);
		values.emplace_back(wanted);
		values.emplace_back(wanted);
	}
	for (const auto& [condition, at]:
		{std::pair(" AND m.made >= ?", filter.from), std::pair(" AND m.made < ?", filter.to)})
	{
		if (!at) continue;
		text += condition;
		values.emplace_back(*at);
	}
	if (!before.empty())
	{
		auto last = ofSender(sql, sender, before);
		if (!last) return last.error();
		text += " AND (m.made < ? OR (m.made = ? AND m.id < ?))";
		values.emplace_back(last->made);
		values.emplace_back(last->made);
		values.emplace_back(before);
	}
	text += " ORDER BY m.made DESC, m.id DESC LIMIT ?";
	values.emplace_back(limit);
	auto rows = sql.query(text, values);
	if (!rows) return rows.error();
	std::vector<MessageRow> out;
	for (const auto& row: *rows) out.push_back(messageOf(row));
	return out;
}

Result<MessageId> setDelivered(Sql& sql, const GrantId& grant, bool taken)
{
	auto rows = sql.query(
		"UPDATE messages_grant SET delivered = ? WHERE tenant_id = :tenant AND id = ? RETURNING message_id",
		{taken, grant});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such grant"};
	return MessageId{rows->front().text(0)};
}

Result<> limitOpens(Sql& sql, const MessageId& message, int opensLeft)
{
	// Lower `opens` as well, so that the difference remains the number of opens taken.
	auto done = sql.execute("UPDATE messages_grant SET opens = opens - (opens_left - ?), opens_left = ?"
							" WHERE tenant_id = :tenant AND message_id = ? AND opens_left > ?",
		{opensLeft, opensLeft, message, opensLeft});
	if (!done) return done.error();
	return {};
}

Result<> limitExpiry(Sql& sql, const MessageId& message, Instant expires)
{
	auto done = sql.execute("UPDATE messages_message SET expires = ? WHERE tenant_id = :tenant AND id = ? AND state = "
							"'sent' AND expires > ?",
		{expires, message, expires});
	if (!done) return done.error();
	return {};
}

Result<bool> unlock(Sql& sql, const MessageId& message, const GrantId& grant)
{
	auto done = sql.execute(
		"UPDATE messages_grant SET tries = 0, wait_until = 0 WHERE tenant_id = :tenant AND message_id = ? AND id = ?",
		{message, grant});
	if (!done) return done.error();
	return *done == 1;
}

}
