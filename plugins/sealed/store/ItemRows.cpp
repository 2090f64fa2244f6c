#include "store/ItemRows.h"

#include "domain/Tries.h"

#include <algorithm>
#include <iterator>

namespace sx::sealed::item_rows {
namespace {

const std::string kItem =
	"SELECT m.id, m.kind, m.owner, m.author_name, m.author_address, m.is_verified, m.language, m.state, m.made, "
	"m.expires, m.sent, m.note, m.cause, m.destroyed, m.link, m.is_of_stranger, m.is_in_clear, m.code_delivery FROM "
	"sealed_item m "
	"WHERE m.tenant_id = :tenant AND ";

Item itemOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = {next.text()},
		.kind = next.text(),
		.owner = {next.text()},
		.author = {.name = next.text(), .address = next.text(), .isVerified = next.flag()},
		.language = languageOf(next.text()),
		.state = kItemStates.valueOf(next.text()).value_or(ItemState::Destroyed),
		.made = next.instant(),
		.expires = next.instant(),
		.sent = next.maybeInstant(),
		.note = next.bytes(),
		.cause = kCauses.valueOf(next.text()),
		.destroyed = next.maybeInstant(),
		.link = {next.text()},
		.isOfStranger = next.flag(),
		.isInClear = next.flag(),
		.codeDelivery = kCodeDeliveries.valueOf(next.text()).value_or(CodeDelivery::Notice)};
}

Result<std::vector<Item>> itemsFrom(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Item> out;
	std::transform(rows->begin(), rows->end(), std::back_inserter(out), itemOf);
	return out;
}

Grant grantOf(const SqlRow& row)
{
	RowReader next(row);
	Grant out{.id = {next.text()},
		.item = {next.text()},
		.token = {next.text()},
		.address = next.text(),
		.name = next.text(),
		.opens = static_cast<int>(next.integer()),
		.opensLeft = static_cast<int>(next.integer()),
		.flags = static_cast<unsigned>(next.integer()),
		.wrongTries = static_cast<int>(next.integer()),
		.firstOpened = next.maybeInstant(),
		.isOver = next.flag()};
	out.triesLeft = triesLeft({out.wrongTries, {}});
	return out;
}

SqlValue orNull(const Bytes& bytes) { return bytes.value.empty() ? SqlValue() : SqlValue(bytes); }

/// Is a part of a list whose rows stand in the order of an index, with the value that its condition binds.
struct Branch
{
	std::string condition;
	SqlValues values{};
};

/// Returns the branches that together hold what shownState() calls by this name.
std::vector<Branch> branchesOf(std::optional<Shown> state, Instant now)
{
	if (!state) return {{""}};
	const std::string opened =
		"EXISTS (SELECT 1 FROM sealed_grant g WHERE g.tenant_id = m.tenant_id AND g.item_id = m.id"
		" AND g.first_opened IS NOT NULL)";
	switch (*state)
	{
	case Shown::Waiting: return {{" AND m.cause IS NULL AND m.expires > ? AND NOT " + opened, {now}}};
	case Shown::Read: return {{" AND m.cause IS NULL AND m.expires > ? AND " + opened, {now}}};
	case Shown::UsedUp: return {{" AND m.cause = 'used_up'"}};
	// What has expired since the last sweep is not marked yet.
	case Shown::Expired: return {{" AND m.cause = 'expired'"}, {" AND m.state = 'sealed' AND m.expires <= ?", {now}}};
	case Shown::Destroyed: return {{" AND m.cause = 'sender'"}, {" AND m.cause = 'recipient'"}};
	}
	return {};
}

bool isNewer(const Item& left, const Item& right)
{
	return left.made != right.made ? left.made > right.made : right.id < left.id;
}

Result<> insertGrant(Sql& sql, const ItemId& item, const GrantRow& grant, std::size_t position)
{
	auto put = sql.execute("INSERT INTO sealed_grant (tenant_id, id, item_id, position, token, address, name, opens, "
						   "opens_left, flags, share, code_mac, code_sealed, tries, wait_until, is_over)"
						   " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
		{grant.begun.id,
			item,
			static_cast<std::int64_t>(position),
			grant.begun.token,
			grant.address,
			grant.name,
			grant.opens,
			grant.opens,
			static_cast<std::int64_t>(grant.begun.flags),
			grant.share,
			orNull(grant.codeMac),
			orNull(grant.codeSealed)});
	if (!put) return put.error();
	for (const auto& gate: grant.gates)
		if (auto kept = gate_rows::insert(sql, item, grant.begun.id, gate); !kept) return kept;
	return {};
}

Result<std::map<std::string, Bytes>> bytesOf(Sql& sql, std::string_view column, const ItemId& id)
{
	auto rows = sql.query(
		"SELECT id, " + std::string(column) + " FROM sealed_grant WHERE tenant_id = :tenant AND item_id = ?", {id});
	if (!rows) return rows.error();
	std::map<std::string, Bytes> out;
	for (const auto& row: *rows) out.emplace(row.text(0), row.bytes(1));
	return out;
}

}

Result<> insert(Sql& sql, const Item& item, const std::vector<GrantRow>& grants, const std::vector<FileRow>& files)
{
	auto put = sql.execute("INSERT INTO sealed_item (tenant_id, id, kind, owner, author_name, author_address, "
						   "is_verified, language, state, made, expires, link, is_of_stranger, is_in_clear, "
						   "code_delivery)"
						   " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?)",
		{item.id,
			item.kind,
			item.owner,
			item.author.name,
			item.author.address,
			item.author.isVerified,
			item.language.tag,
			item.made,
			item.expires,
			item.link,
			item.isOfStranger,
			item.isInClear,
			std::string(kCodeDeliveries.wordOf(item.codeDelivery))});
	if (!put) return put.error();
	for (std::size_t i = 0; i < grants.size(); ++i)
		if (auto done = insertGrant(sql, item.id, grants[i], i); !done) return done;
	for (std::size_t i = 0; i < files.size(); ++i)
	{
		put = sql.execute("INSERT INTO sealed_file (tenant_id, item_id, id, position, blob_id, bytes)"
						  " VALUES (:tenant, ?, ?, ?, ?, ?)",
			{item.id, files[i].id, static_cast<std::int64_t>(i), files[i].blob, files[i].bytes});
		if (!put) return put.error();
	}
	return {};
}

Result<Item> byId(Sql& sql, const ItemId& id)
{
	auto items = itemsFrom(sql.query(kItem + "m.id = ?", {id}));
	if (!items) return items.error();
	if (items->empty()) return failed(Code::Missing, "no such item");
	return std::move(items->front());
}

Result<std::vector<Item>> byIds(Sql& sql, const std::vector<ItemId>& ids)
{
	if (ids.empty()) return std::vector<Item>{};
	return itemsFrom(
		sql.query(kItem + "m.id IN (" + placeholders(ids.size()) + ")", SqlValues(ids.begin(), ids.end())));
}

Result<std::vector<Item>> list(Sql& sql, const ItemQuery& query, Instant now)
{
	std::string rest;
	SqlValues values;
	if (!query.recipient.empty())
	{
		rest += " AND EXISTS (SELECT 1 FROM sealed_grant r WHERE r.tenant_id = m.tenant_id AND r.item_id = m.id"
				" AND (r.address LIKE LOWER(?) ESCAPE '!' OR LOWER(r.name) LIKE LOWER(?) ESCAPE '!'))";
		values.insert(values.end(), 2, containing(query.recipient));
	}
	for (const auto& [condition, at]:
		{std::pair(" AND m.made >= ?", query.from), std::pair(" AND m.made < ?", query.to)})
	{
		if (!at) continue;
		rest += condition;
		values.emplace_back(*at);
	}
	if (!query.before.empty())
	{
		auto last = byId(sql, query.before);
		if (!last) return last.error();
		if (last->owner != query.owner) return failed(Code::Missing, "no such item");
		rest += " AND (m.made, m.id) < (?, ?)";
		values.emplace_back(last->made);
		values.emplace_back(query.before);
	}
	rest += " ORDER BY m.made DESC, m.id DESC LIMIT ?";
	values.emplace_back(query.limit);
	std::vector<Item> out;
	for (const auto& branch: branchesOf(query.state, now))
	{
		SqlValues bound{query.owner, query.kind};
		bound.insert(bound.end(), branch.values.begin(), branch.values.end());
		bound.insert(bound.end(), values.begin(), values.end());
		auto items = itemsFrom(
			sql.query(kItem + "m.owner = ? AND m.kind = ? AND m.sent IS NOT NULL" + branch.condition + rest, bound));
		if (!items) return items.error();
		out.insert(out.end(), std::make_move_iterator(items->begin()), std::make_move_iterator(items->end()));
	}
	std::sort(out.begin(), out.end(), isNewer);
	if (out.size() > static_cast<std::size_t>(query.limit)) out.resize(static_cast<std::size_t>(query.limit));
	return out;
}

Result<std::vector<Grant>> grantsOf(Sql& sql, const std::vector<ItemId>& items)
{
	if (items.empty()) return std::vector<Grant>{};
	auto rows = sql.query("SELECT id, item_id, token, address, name, opens, opens_left, flags, tries, first_opened, "
						  "is_over FROM sealed_grant WHERE tenant_id = :tenant AND item_id IN (" +
			placeholders(items.size()) + ") ORDER BY item_id, position",
		SqlValues(items.begin(), items.end()));
	if (!rows) return rows.error();
	std::vector<Grant> out;
	std::transform(rows->begin(), rows->end(), std::back_inserter(out), grantOf);
	auto gates = gate_rows::namesOf(sql, items);
	if (!gates) return gates.error();
	for (auto& grant: out)
		if (auto own = gates->find(grant.id.value); own != gates->end()) grant.gates = std::move(own->second);
	return out;
}

Result<std::vector<FileRow>> filesOf(Sql& sql, const ItemId& id)
{
	auto rows = sql.query(
		"SELECT id, blob_id, bytes FROM sealed_file WHERE tenant_id = :tenant AND item_id = ? ORDER BY position", {id});
	if (!rows) return rows.error();
	std::vector<FileRow> out;
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, row.integer(2)});
	return out;
}

Result<std::int64_t> bytesBehind(Sql& sql, const GrantId& grant)
{
	auto rows = sql.query("SELECT COALESCE(SUM(f.bytes), 0) FROM sealed_grant g JOIN sealed_file f"
						  " ON f.tenant_id = g.tenant_id AND f.item_id = g.item_id"
						  " WHERE g.tenant_id = :tenant AND g.id = ?",
		{grant});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<storage::BlobId> draftBlob(Sql& sql, const ItemId& id, const FileId& file)
{
	auto rows = sql.query("SELECT f.blob_id, m.state FROM sealed_file f JOIN sealed_item m ON m.tenant_id = f.tenant_id"
						  " AND m.id = f.item_id WHERE f.tenant_id = :tenant AND f.item_id = ? AND f.id = ?",
		{id, file});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such file");
	if (rows->front().text(1) != kItemStates.wordOf(ItemState::Draft))
		return failed(Code::Conflict, "the item is no draft any more");
	return storage::BlobId{rows->front().text(0)};
}

Result<std::map<std::string, Bytes>> codesOf(Sql& sql, const ItemId& id) { return bytesOf(sql, "code_sealed", id); }
Result<std::map<std::string, Bytes>> slotsOf(Sql& sql, const ItemId& id) { return bytesOf(sql, "slot", id); }

Result<std::map<std::string, Bytes>> sharesOf(Sql& sql, const ItemId& id) { return bytesOf(sql, "share", id); }

Result<> setShare(Sql& sql, const GrantId& grant, const Bytes& share)
{
	auto put = sql.execute(
		"UPDATE sealed_grant SET share = ? WHERE tenant_id = :tenant AND id = ? AND share IS NOT NULL", {share, grant});
	if (!put) return put.error();
	return {};
}

Result<std::optional<GrantId>> byToken(Sql& sql, const Token& token, ItemId& item)
{
	auto rows = sql.query("SELECT item_id, id FROM sealed_grant WHERE tenant_id = :tenant AND token = ?", {token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<GrantId>();
	item = {rows->front().text(0)};
	return std::optional(GrantId{rows->front().text(1)});
}

Result<> lock(Sql& sql, const ItemId& id)
{
	// A write that changes nothing locks the row on PostgreSQL as SELECT … FOR UPDATE would, and is plain SQL that
	// SQLite takes too.
	auto locked = sql.execute("UPDATE sealed_item SET expires = expires WHERE tenant_id = :tenant AND id = ?", {id});
	if (!locked) return locked.error();
	return {};
}

Result<bool> markSealed(Sql& sql, const ItemId& id, const Bytes& note, Instant now)
{
	auto marked = sql.execute(
		"UPDATE sealed_item SET state = 'sealed', sent = ?, note = ? WHERE tenant_id = :tenant AND id = ?"
		" AND state = 'draft' AND expires > ?",
		{now, orNull(note), id, now});
	if (!marked) return marked.error();
	return *marked == 1;
}

Result<> setSealed(Sql& sql, const SealedGrantRow& grant)
{
	auto put = sql.execute("UPDATE sealed_grant SET slot = ?, proof_mac = ?, password_mac = ?, code_sealed = NULL"
						   " WHERE tenant_id = :tenant AND id = ?",
		{grant.slot, grant.proofMac, orNull(grant.passwordMac), grant.id});
	if (!put) return put.error();
	return {};
}

Result<> limitOpens(Sql& sql, const ItemId& id, int opensLeft)
{
	// Lower `opens` as well, so that the difference remains the number of opens taken.
	auto done = sql.execute("UPDATE sealed_grant SET opens = opens - (opens_left - ?), opens_left = ?"
							" WHERE tenant_id = :tenant AND item_id = ? AND opens_left > ?",
		{opensLeft, opensLeft, id, opensLeft});
	if (!done) return done.error();
	return {};
}

Result<std::int64_t> countLive(Sql& sql, const UserId& owner, Instant now, int most)
{
	auto rows = sql.query("SELECT COUNT(*) FROM (SELECT id FROM sealed_item WHERE tenant_id = :tenant AND owner = ? "
						  "AND state = 'sealed' AND expires > ? LIMIT ?) AS live",
		{owner, now, most});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<std::int64_t> expireLive(Sql& sql, const UserId& owner, Instant now, int most)
{
	return sql.execute("UPDATE sealed_item SET expires = ? WHERE tenant_id = :tenant AND id IN "
					   "(SELECT id FROM sealed_item WHERE tenant_id = :tenant AND owner = ? AND state = 'sealed' "
					   "AND expires > ? ORDER BY expires LIMIT ?)",
		{now, owner, now, most});
}

Result<> limitExpiry(Sql& sql, const ItemId& id, Instant expires)
{
	auto done = sql.execute(
		"UPDATE sealed_item SET expires = ? WHERE tenant_id = :tenant AND id = ? AND state = 'sealed' AND expires > ?",
		{expires, id, expires});
	if (!done) return done.error();
	return {};
}

Result<bool> unlock(Sql& sql, const ItemId& id, const GrantId& grant)
{
	auto done = sql.execute(
		"UPDATE sealed_grant SET tries = 0, wait_until = 0 WHERE tenant_id = :tenant AND item_id = ? AND id = ?",
		{id, grant});
	if (!done) return done.error();
	return *done == 1;
}

Result<Bytes> proofMacOf(Sql& sql, const GrantId& grant)
{
	auto rows = sql.query("SELECT proof_mac FROM sealed_grant WHERE tenant_id = :tenant AND id = ?", {grant});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such grant");
	return rows->front().bytes(0);
}

Result<> setCode(Sql& sql, const GrantId& grant, const Bytes& codeMac)
{
	auto done = sql.execute(
		"UPDATE sealed_grant SET code_mac = ? WHERE tenant_id = :tenant AND id = ?", {codeMac, grant});
	if (!done) return done.error();
	return {};
}

}
