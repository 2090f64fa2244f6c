#include "services/AddressProofs.h"

namespace sx::directory {

std::string AddressProofs::hashOf(const std::string& token) const
{
	return _context.keys().toHex(_context.keys().sha256("directory.address:" + token).value);
}

Result<> AddressProofs::ask(const Caller& by, const UserId& user, std::string_view address)
{
	const auto token = _context.keys().token();
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		auto clean = _changes.mayMove(sql, user, address, by);
		if (!clean) return clean.error();
		const auto until = _context.clock().now() + kLife;
		if (auto done = _mails.proof(sql, *person, *clean, token, by.user); !done) return done;
		if (auto done = address_rows::put(sql, {user, *clean, by.user, until}, hashOf(token)); !done) return done;
		return _changes.record(
			sql, "directory.address_asked", user.value, Value::object({{"from", person->address}, {"to", *clean}}), by);
	});
}

Result<std::string> AddressProofs::waiting(const TenantId& tenant, const UserId& user) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::string> {
		auto change = address_rows::byPerson(sql, user, _context.clock().now());
		if (!change) return change.error();
		return *change ? (*change)->address : std::string();
	});
}

Result<AddressProofs::Proposal> AddressProofs::find(Sql& sql, const std::string& token, UserId& askedBy) const
{
	auto change = address_rows::byToken(sql, hashOf(token), _context.clock().now());
	if (!change) return change.error();
	if (!*change) return failed(Code::Missing, "no such proof of an address");
	auto person = people::byId(sql, (*change)->person);
	if (!person) return person.error();
	askedBy = (*change)->askedBy;
	return Proposal{.person = std::move(*person), .address = (*change)->address};
}

Result<AddressProofs::Proposal> AddressProofs::proposal(const TenantId& tenant, const std::string& token) const
{
	UserId askedBy;
	return _context.store().read(tenant, [&](Sql& sql) { return find(sql, token, askedBy); });
}

Result<AddressProofs::Proposal> AddressProofs::prove(const Caller& by, const std::string& token)
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<Proposal> {
		UserId askedBy;
		auto found = find(sql, token, askedBy);
		if (!found) return found;
		// Whoever asked must still be allowed to, and it was they who did it.
		const Caller asker{by.tenant, askedBy, by.address};
		if (auto done = _changes.change(sql, found->person.id, {.address = found->address}, asker); !done)
			return done.error();
		if (auto done = address_rows::remove(sql, found->person.id); !done) return done.error();
		if (auto done = _mails.moved(sql, found->person, found->address); !done) return done.error();
		return found;
	});
}

Result<> AddressProofs::sweep()
{
	return _context.store().writeAll(
		"expired proofs of addresses", [&](Sql& sql) { return address_rows::sweep(sql, _context.clock().now()); });
}

}
