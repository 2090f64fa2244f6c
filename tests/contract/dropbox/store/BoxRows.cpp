#include "store/BoxRows.h"

namespace sx::dropbox::box_rows {

Result<std::string> tokenOf(Sql& sql, const UserId& owner, const std::string& fresh)
{
	auto added = sql.execute(
		"INSERT INTO dropbox_box (tenant_id, token, owner) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
		{fresh, owner});
	if (!added) return added.error();
	auto rows = sql.query("SELECT token FROM dropbox_box WHERE tenant_id = :tenant AND owner = ?", {owner});
	if (!rows) return rows.error();
	return rows->at(0).text(0);
}

Result<UserId> ownerOf(Sql& sql, const std::string& token)
{
	auto rows = sql.query("SELECT owner FROM dropbox_box WHERE tenant_id = :tenant AND token = ?", {token});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such box");
	return UserId{rows->at(0).text(0)};
}

Result<> add(Sql& sql, const std::string& token, const sealed::ItemId& item, int most)
{
	// Lock the box, so that two at once cannot both take the last place.
	auto locked = sql.execute("UPDATE dropbox_box SET owner = owner WHERE tenant_id = :tenant AND token = ?", {token});
	if (!locked) return locked.error();
	auto added = sql.execute("INSERT INTO dropbox_drop (tenant_id, item, token) SELECT :tenant, ?, ? WHERE "
							 "(SELECT COUNT(*) FROM dropbox_drop WHERE tenant_id = :tenant AND token = ?) < ?",
		{item, token, token, most});
	if (!added) return added.error();
	return *added == 0 ? refused(Code::Limited, "box_full", "the box is full") : Result<>();
}

Result<> check(Sql& sql, const std::string& token, const sealed::ItemId& item)
{
	auto rows = sql.query(
		"SELECT 1 FROM dropbox_drop WHERE tenant_id = :tenant AND item = ? AND token = ?", {item, token});
	if (!rows) return rows.error();
	return rows->empty() ? failed(Code::Missing, "not in this box") : Result<>();
}

Result<> forget(Sql& sql, const sealed::ItemId& item)
{
	auto gone = sql.execute("DELETE FROM dropbox_drop WHERE tenant_id = :tenant AND item = ?", {item});
	return gone ? Result<>() : gone.error();
}

}
