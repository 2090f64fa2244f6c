#include "services/Book.h"

#include <algorithm>
#include <map>
#include <set>

namespace sx::contacts {

namespace {

constexpr const char* kPurpose = "contacts.address";

std::string identity(const Owner& owner, const std::string& id)
{
	return "contacts:" + owner.tenant.value + ":" + owner.user.value + ":" + id;
}

}

std::vector<quotas::Quota> Book::quotas()
{
	return {{.name = std::string(kQuota), .family = "contacts", .scope = quotas::Scope::Person}};
}

Result<> Book::take(Sql& sql, const Owner& owner, std::int64_t count) const
{
	auto taken = _quotas.take(sql, {{kQuota, owner.user.value, count}});
	if (taken || taken.error().code != Code::Limited) return taken;
	return refused(Code::Conflict, "full", "contacts: the address book is full");
}

std::string Book::markOf(const Owner& owner, const Contact& contact) const
{
	return _context.keys().toBase64Url(_context.keys().mac(kPurpose, owner.user.value + ":" + contact.address).value);
}

Result<Contact> Book::open(const Owner& owner, const ContactRow& row) const
{
	auto bytes = _context.keys().fromBase64Url(row.sealed);
	if (!bytes) return bytes.error();
	auto opened = _context.keys().open(identity(owner, row.id), *bytes);
	if (!opened) return opened.error();
	auto value = _context.json().parse(opened->reveal());
	if (!value) return value.error();
	return toContact(row.id, *value);
}

Result<std::vector<Contact>> Book::read(Sql& sql, const Owner& owner) const
{
	auto sealed = contact_rows::all(sql, owner.user);
	if (!sealed) return sealed.error();
	std::vector<Contact> out;
	out.reserve(sealed->size());
	for (const auto& row: *sealed)
		if (auto contact = open(owner, row)) out.push_back(std::move(*contact));  // skips what a retired key sealed
	return out;
}

Result<std::vector<Contact>> Book::all(const Owner& owner) const
{
	auto found = _context.store().read(owner.tenant, [&](Sql& sql) { return read(sql, owner); });
	if (found) sort(*found);
	return found;
}

Result<Contact> Book::byId(const Owner& owner, const std::string& id) const
{
	auto row = _context.store().read(owner.tenant, [&](Sql& sql) { return contact_rows::byId(sql, owner.user, id); });
	if (!row) return row.error();
	return open(owner, *row);
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
			return invalid("mobile", "contacts: no number", "mobile_invalid");
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
	const auto& keys = _context.keys();
	const auto content = _context.json().write(toValue(contact));
	return contact_rows::put(sql,
		owner.user,
		{.id = contact.id,
			.mark = markOf(owner, contact),
			.sealed = keys.toBase64Url(keys.seal(identity(owner, contact.id), content).value)},
		_context.clock().now());
}

Result<> Book::save(const Owner& owner, const Contact& prepared)
{
	return _context.store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto book = read(sql, owner);
		if (!book) return book.error();
		auto contact = prepared;
		const bool isNew = contact.id.empty();
		bool isThere = isNew;
		for (const auto& each: *book)
		{
			isThere = isThere || each.id == contact.id;
			if (each.id != contact.id && each.address == contact.address)
				return refused(Code::Conflict, "taken", "contacts: another contact has the address").at("address");
		}
		if (!isThere) return failed(Code::Missing, "contacts: no such contact");
		if (isNew)
			if (auto taken = take(sql, owner, 1); !taken) return taken;
		if (isNew) contact.id = _context.keys().uuid();
		return write(sql, owner, contact);
	});
}

Result<> Book::remove(const Owner& owner, const std::string& id)
{
	return _context.store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto removed = contact_rows::remove(sql, owner.user, id);
		if (!removed) return removed.error();
		return _quotas.giveBack(sql, {{kQuota, owner.user.value, *removed}});
	});
}

Result<std::int64_t> Book::countOf(Sql& sql, const UserId& user) const { return contact_rows::count(sql, user); }

Result<Value> Book::exportOf(Sql& sql, const UserId& user) const
{
	auto book = read(sql, {sql.tenant(), user});
	if (!book) return book.error();
	Value::List out;
	for (const auto& each: *book) out.push_back(toValue(each));
	return Value(std::move(out));
}

Result<> Book::eraseOf(Sql& sql, const UserId& user)
{
	auto removed = contact_rows::removeAll(sql, user);
	if (!removed) return removed.error();
	return _quotas.giveBack(sql, {{kQuota, user.value, *removed}});
}

Verdict Book::judgeLine(Contact contact, const Contact* known, bool replaces)
{
	if (!known) return {.kind = Verdict::Kind::New, .contact = std::move(contact)};
	contact.id = known->id;
	// Keep the name and the mobile that the file does not give.
	if (contact.name.empty()) contact.name = known->name;
	if (contact.mobile.empty())
	{
		contact.mobile = known->mobile;
		contact.country = known->country;
	}
	return {.kind = replaces ? Verdict::Kind::Replaces : Verdict::Kind::Skipped, .contact = std::move(contact)};
}

Result<std::vector<Verdict>> Book::judge(const Owner& owner, const std::vector<Contact>& lines, bool replaces) const
{
	auto book = all(owner);
	if (!book) return book.error();
	std::map<std::string, const Contact*> byAddress;
	for (const auto& each: *book) byAddress.emplace(each.address, &each);
	std::set<std::string> seen;
	std::vector<Verdict> out;
	for (const auto& line: lines)
	{
		auto prepared = prepare(line);
		Error leftOut;
		if (!prepared && prepared.error().field == "mobile")
		{
			// The address is worth keeping without a number that cannot be texted.
			leftOut = prepared.error();
			auto without = line;
			without.mobile.clear();
			prepared = prepare(without);
		}
		if (!prepared)
			out.push_back({.kind = Verdict::Kind::Invalid, .error = prepared.error(), .contact = clean(line)});
		else if (!seen.insert(prepared->address).second)
			out.push_back({.kind = Verdict::Kind::Twice, .contact = std::move(*prepared)});
		else
		{
			const auto known = byAddress.find(prepared->address);
			out.push_back(
				judgeLine(std::move(*prepared), known == byAddress.end() ? nullptr : known->second, replaces));
			out.back().error = std::move(leftOut);
		}
	}
	return out;
}

Result<> Book::import(const Owner& owner, const std::vector<Verdict>& verdicts)
{
	return _context.store().write(owner.tenant, [&](Sql& sql) -> Result<> {
		auto book = read(sql, owner);
		if (!book) return book.error();
		const auto isNew = [](const Verdict& each) { return each.isKept() && each.contact.id.empty(); };
		const auto added = std::count_if(verdicts.begin(), verdicts.end(), isNew);
		if (auto taken = take(sql, owner, added); !taken) return taken;
		for (const auto& verdict: verdicts)
		{
			if (!verdict.isKept()) continue;
			auto contact = verdict.contact;
			const auto isIt = [&](const Contact& each) { return each.id == contact.id; };
			// Skips a contact that was deleted after the file was judged: what it held must not come back.
			if (!contact.id.empty() && std::none_of(book->begin(), book->end(), isIt)) continue;
			if (contact.id.empty()) contact.id = _context.keys().uuid();
			if (auto done = write(sql, owner, contact); !done) return done;
		}
		return {};
	});
}

}
