#include "store/Book.h"

#include <algorithm>
#include <map>

namespace sx::contacts {

namespace {

constexpr const char* kPurpose = "contacts.address";

std::string identity(const Owner& owner, const std::string& id)
{
	return "contacts:" + owner.tenant.value + ":" + owner.user.value + ":" + id;
}

Error full() { return {.code = Code::Conflict, .detail = "contacts: the address book is full", .problem = "full"}; }

}

void Book::start(Context& context)
{
	_context = &context;
	_sender = context.find<sms::Sender>();
	if (_sender && !_sender->isOffered()) _sender = nullptr;
	_most = static_cast<std::size_t>(context.settings().integer("most"));
}

std::string Book::markOf(const Owner& owner, const Contact& contact) const
{
	return _context->keys().toBase64Url(_context->keys().mac(kPurpose, owner.user.value + ":" + contact.address).value);
}

Result<Contact> Book::open(const Owner& owner, const std::string& id, const std::string& sealed) const
{
	auto bytes = _context->keys().fromBase64Url(sealed);
	if (!bytes) return bytes.error();
	auto opened = _context->keys().open(identity(owner, id), *bytes);
	if (!opened) return opened.error();
	auto value = _context->json().parse(opened->reveal());
	if (!value) return value.error();
	return toContact(id, *value);
}

Result<std::vector<Contact>> Book::read(Sql& sql, const Owner& owner) const
{
	auto rows = sql.query(
		"SELECT id, sealed FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ?", {owner.user});
	if (!rows) return rows.error();
	std::vector<Contact> out;
	out.reserve(rows->size());
	for (const auto& row: *rows)
		if (auto contact = open(owner, row.text(0), row.text(1)))
			out.push_back(std::move(*contact));  // skips what a retired key sealed
	return out;
}

Result<std::vector<Contact>> Book::all(const Owner& owner) const
{
	auto found = _context->store().read(owner.tenant, [&](Sql& sql) { return read(sql, owner); });
	if (found) sort(*found);
	return found;
}

Result<Contact> Book::byId(const Owner& owner, const std::string& id) const
{
	auto rows = _context->store().read(owner.tenant, [&](Sql& sql) {
		return sql.query("SELECT sealed FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ? AND id = ?",
			{owner.user, id});
	});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{.code = Code::Missing, .detail = "contacts: no such contact"};
	return open(owner, id, rows->front().text(0));
}

Result<Contact> Book::prepare(const Contact& typed) const
{
	auto out = clean(typed);
	if (auto ok = check(out); !ok) return ok.error();
	if (out.mobile.empty())
	{
		out.country.clear();
		return out;
	}
	if (!_sender)
	{
		if (out.mobile.size() > 40 || out.mobile.find_first_not_of("+0123456789 ().-") != std::string::npos)
			return Error{
				.code = Code::Invalid, .detail = "contacts: no number", .problem = "mobile_invalid", .field = "mobile"};
		return out;
	}
	const auto served = _sender->countries();
	const auto country = out.country.empty() && !served.empty() ? served.front().code : out.country;
	auto number = _sender->parse(out.mobile, country);
	if (!number) return number.error();
	out.mobile = number->e164;
	out.country = number->country;
	return out;
}

Result<> Book::write(Sql& sql, const Owner& owner, const Contact& contact) const
{
	const auto sealed = _context->keys().toBase64Url(
		_context->keys().seal(identity(owner, contact.id), _context->json().write(toValue(contact))).value);
	auto written = sql.execute(
		"INSERT INTO contacts_contact (tenant_id, user_id, id, mark, sealed, changed) VALUES (:tenant, ?, ?, ?, ?, ?)"
		" ON CONFLICT (tenant_id, user_id, id) DO UPDATE SET mark = excluded.mark, sealed = excluded.sealed, changed = "
		"excluded.changed",
		{owner.user, contact.id, markOf(owner, contact), sealed, _context->clock().now()});
	if (!written) return written.error();
	return {};
}

Result<> Book::save(const Owner& owner, const Contact& prepared)
{
	return _context->store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto book = read(sql, owner);
		if (!book) return book.error();
		auto contact = prepared;
		const bool isNew = contact.id.empty();
		bool isThere = isNew;
		for (const auto& each: *book)
		{
			isThere = isThere || each.id == contact.id;
			if (each.id != contact.id && each.address == contact.address)
				return Error{.code = Code::Conflict,
					.detail = "contacts: another contact has the address",
					.problem = "taken",
					.field = "address"};
		}
		if (!isThere) return Error{.code = Code::Missing, .detail = "contacts: no such contact"};
		if (isNew && book->size() >= _most) return full();
		if (isNew) contact.id = _context->keys().uuid();
		return write(sql, owner, contact);
	});
}

Result<> Book::remove(const Owner& owner, const std::string& id)
{
	return _context->store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto gone = sql.execute(
			"DELETE FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ? AND id = ?", {owner.user, id});
		if (!gone) return gone.error();
		return {};
	});
}

Result<std::vector<Verdict>> Book::judge(const Owner& owner, const std::vector<Contact>& lines, bool replaces) const
{
	auto book = all(owner);
	if (!book) return book.error();
	std::map<std::string, const Contact*> byAddress;
	for (const auto& each: *book) byAddress.emplace(each.address, &each);
	std::map<std::string, bool> seen;
	std::vector<Verdict> out;
	for (const auto& line: lines)
	{
		Verdict verdict;
		auto prepared = prepare(line);
		if (!prepared)
		{
			verdict.kind = Verdict::Kind::Invalid;
			verdict.error = prepared.error();
			verdict.contact = clean(line);
			out.push_back(std::move(verdict));
			continue;
		}
		verdict.contact = std::move(*prepared);
		const auto known = byAddress.find(verdict.contact.address);
		if (!seen.emplace(verdict.contact.address, true).second)
			verdict.kind = Verdict::Kind::Twice;
		else if (known != byAddress.end())
		{
			verdict.kind = replaces ? Verdict::Kind::Replaces : Verdict::Kind::Skipped;
			verdict.contact.id = known->second->id;
			// Keep the name and the mobile that the file does not give.
			if (verdict.contact.name.empty()) verdict.contact.name = known->second->name;
			if (verdict.contact.mobile.empty())
				verdict.contact.mobile = known->second->mobile, verdict.contact.country = known->second->country;
		}
		out.push_back(std::move(verdict));
	}
	return out;
}

Result<> Book::import(const Owner& owner, const std::vector<Verdict>& verdicts)
{
	return _context->store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto book = read(sql, owner);
		if (!book) return book.error();
		auto count = book->size();
		for (const auto& verdict: verdicts)
		{
			if (verdict.kind != Verdict::Kind::New && verdict.kind != Verdict::Kind::Replaces) continue;
			auto contact = verdict.contact;
			const auto isIt = [&](const Contact& each) { return each.id == contact.id; };
			// Skips a contact that was deleted after the file was judged: what it held must not come back.
			if (!contact.id.empty() && std::none_of(book->begin(), book->end(), isIt)) continue;
			if (contact.id.empty())
			{
				if (++count > _most) return full();
				contact.id = _context->keys().uuid();
			}
			if (auto done = write(sql, owner, contact); !done) return done;
		}
		return {};
	});
}

}
