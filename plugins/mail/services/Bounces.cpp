#include "services/Bounces.h"

namespace sx::mail {

Bounces::Bounces(Context& context, std::string address):
	_context(context), _address(std::move(address)), _listeners(context.findAll<DeliveryListener>()),
	_journal(context.find<audit::Journal>())
{
}

std::string Bounces::tokenOf(const TenantId& tenant, const std::string& id) const
{
	// A mac begins with the id of its key, which is no secret.
	const auto& keys = _context.keys();
	return keys.toHex(keys.mac("mail.return_path", tenant.value + ":" + id).value.substr(4, kReturnTokenLength / 2));
}

std::string Bounces::hashOf(const std::string& token) const
{
	return _context.keys().toHex(_context.keys().sha256(token).value);
}

std::string Bounces::returnPath(const TenantId& tenant, const std::string& id) const
{
	return _address.empty() ? std::string() : returnPathOf(_address, tokenOf(tenant, id));
}

Result<> Bounces::keep(Sql& sql, const std::string& id, const std::string& kind, const std::string& about) const
{
	if (_address.empty()) return {};
	return sent_rows::add(sql,
		{.id = id,
			.token = hashOf(tokenOf(sql.tenant(), id)),
			.kind = kind,
			.about = about,
			.made = _context.clock().now()});
}

Result<Bounces::Outcome> Bounces::returned(const sent_rows::SentRow& row, const Bounce& bounce) const
{
	// Listeners may be told twice, so that a crash between the two tells nobody nothing.
	for (auto* each: _listeners) each->onDelivery(row.tenant, row.kind, row.about, false);
	auto done = _context.store().write(row.tenant, [&](Sql& sql) -> Result<> {
		auto gone = sent_rows::remove(sql, row.id);
		if (!gone) return gone.error();
		if (!*gone || !_journal) return {};
		return _journal->append(sql,
			{.kind = "mail.returned",
				.subject = row.about.empty() ? row.id : row.about,
				.details = Value::object({{"kind", row.kind}, {"status", bounce.status}})});
	});
	if (!done) return done.error();
	_context.metrics().count("returned");
	return Outcome::Returned;
}

Result<Bounces::Outcome> Bounces::take(std::string_view returnPath, std::string_view message) const
{
	const auto token = returnTokenOf(returnPath);
	if (!token) return Outcome::Ignored;
	auto row = _context.store().readAll(
		"the mail that came back", [&](Sql& sql) { return sent_rows::byToken(sql, hashOf(*token)); });
	if (!row) return row.error();
	if (!*row) return Outcome::Ignored;
	const auto bounce = parseBounce(message);
	if (bounce.kind == BounceKind::Final) return returned(**row, bounce);
	if (bounce.kind == BounceKind::None) return Outcome::Ignored;
	auto counted = _context.store().write(
		(*row)->tenant, [&](Sql& sql) { return sent_rows::countDelay(sql, (*row)->id); });
	if (!counted) return counted.error();
	_context.metrics().count("delayed_elsewhere");
	return Outcome::Delayed;
}

Result<> Bounces::sweep() const
{
	const auto before = _context.clock().now() - _context.settings().duration("bounce_keep");
	return _context.store().writeAll(
		"mails that cannot come back any more", [&](Sql& sql) { return sent_rows::sweep(sql, before); });
}

}
