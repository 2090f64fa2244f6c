#include "store/PostboxDriver.h"

#include "store/OutboxStore.h"

namespace sx::mail {

Result<> PostboxDriver::deliver(const Letter& letter) noexcept
{
	return _context.store().write(letter.tenant, [&](Sql& sql) -> Result<> {
		auto added = sql.execute("INSERT INTO mail_postbox (tenant_id, id, made, sealed, medium) VALUES (:tenant, ?, "
								 "?, ?, ?) ON CONFLICT DO NOTHING",
			{letter.id,
				_context.clock().now(),
				sealMail(_context, letter.tenant, letter.id, letter.mail),
				letter.medium});
		if (!added) return added.error();
		return {};
	});
}

Result<Letter> PostboxDriver::open(const SqlRow& row) const
{
	const TenantId tenant{row.text(0)};
	auto mail = openMail(_context, tenant, row.text(1), row.text(3));
	if (!mail) return mail.error();
	return Letter{tenant, row.text(1), row.instant(2), std::move(*mail), row.text(4)};
}

Result<std::vector<Letter>> PostboxDriver::newest(std::int64_t most) const
{
	auto rows = _context.store().readAll("the demonstration's postbox", [&](Sql& sql) {
		return sql.query(
			"SELECT tenant_id, id, made, sealed, medium FROM mail_postbox ORDER BY made DESC, id DESC LIMIT ?", {most});
	});
	if (!rows) return rows.error();
	std::vector<Letter> out;
	for (const auto& row: *rows)
		if (auto letter = open(row)) out.push_back(std::move(*letter));  // skips what a retired key sealed
	return out;
}

Result<Letter> PostboxDriver::byId(const std::string& id) const
{
	auto rows = _context.store().readAll("the demonstration's postbox", [&](Sql& sql) {
		return sql.query("SELECT tenant_id, id, made, sealed, medium FROM mail_postbox WHERE id = ?", {id});
	});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{.code = Code::Missing, .detail = "postbox: no such mail"};
	return open(rows->front());
}

Result<> PostboxDriver::clear() { return keep(0); }

Result<> PostboxDriver::keep(std::int64_t most)
{
	return _context.store().writeAll("the demonstration's postbox", [&](Sql& sql) -> Result<> {
		auto gone = sql.execute("DELETE FROM mail_postbox WHERE id NOT IN (SELECT id FROM mail_postbox ORDER BY made "
								"DESC, id DESC LIMIT ?)",
			{most});
		if (!gone) return gone.error();
		return {};
	});
}

Result<> PostboxDoor::put(const Intercepted& intercepted) noexcept
{
	if (!_postbox) return Error{.code = Code::Unavailable, .detail = "mail: no postbox"};
	Mail mail{.to = {intercepted.to},
		.fromName = intercepted.from,
		.subject = {},
		.text = intercepted.text,
		.language = intercepted.language,
		.kind = intercepted.kind};
	return _postbox->deliver({intercepted.tenant, intercepted.id, {}, std::move(mail), intercepted.kind});
}

}
