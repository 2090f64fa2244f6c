#include "store/PersonRows.h"

#include "sx/dates.h"
#include "sx/fold.h"

#include <algorithm>
#include <cstdlib>

namespace sx::directory::people {

namespace {

constexpr auto kColumns =
	"SELECT id, first_name, last_name, name, address, role, language, time_zone, is_active, last_sent "
	"FROM directory_person WHERE tenant_id = :tenant";
constexpr std::size_t kRowsAtOnce = 50;  // of one statement
constexpr std::size_t kMostWords = 8;    // of a search

Person read(const TenantId& tenant, const SqlRow& row)
{
	RowReader next(row);
	Person out;
	out.tenant = tenant;
	out.id = {next.text()};
	out.firstName = next.text();
	out.lastName = next.text();
	out.name = next.text();
	out.address = next.text();
	out.role = next.text();
	const auto tag = next.text();
	out.language = withDates(languageOf(tag), hasIsoDates({tag}));
	out.timeZone = next.text();
	out.isActive = next.flag();
	if (const auto sent = next.instant(); sent != Instant{}) out.lastSent = sent;
	out.hasOwnZone = !out.timeZone.empty();
	return out;
}

Result<Person> one(const Sql& sql, const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such person");
	return read(sql.tenant(), rows->front());
}

Result<> touched(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	if (*count == 0) return failed(Code::Missing, "no such person");
	return {};
}

}

Result<> add(Sql& sql, const std::vector<NewRow>& people, Instant now)
{
	for (std::size_t from = 0; from < people.size(); from += kRowsAtOnce)
	{
		const auto count = std::min(kRowsAtOnce, people.size() - from);
		std::string text =
			"INSERT INTO directory_person (tenant_id, id, first_name, last_name, name, folded, address, role, "
			"language, "
			"time_zone, country, is_invited, is_active, last_sent, created) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, "
			"?, ?, ?, 1, 0, ?)";
		SqlValues values;
		values.reserve(count * 12);
		for (std::size_t i = from; i < from + count; ++i)
		{
			if (i > from) text += ", (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)";
			const auto& [id, person, country, isInvited] = people[i];
			for (const SqlValue& each: {SqlValue(id),
					 SqlValue(person.firstName),
					 SqlValue(person.lastName),
					 SqlValue(person.name),
					 SqlValue(foldedOf(person.name, person.address)),
					 SqlValue(person.address),
					 SqlValue(person.role),
					 SqlValue(person.language.tag),
					 SqlValue(person.timeZone),
					 SqlValue(country),
					 SqlValue(isInvited),
					 SqlValue(now)})
				values.push_back(each);
		}
		auto added = sql.execute(text + " ON CONFLICT DO NOTHING", values);
		if (!added) return added.error();
		if (*added != static_cast<std::int64_t>(count))
			return refused(Code::Conflict, "address_taken", "the address is another person's").at("address");
	}
	return {};
}

Result<Person> byId(Sql& sql, const UserId& id)
{
	return one(sql, sql.query(std::string(kColumns) + " AND id = ?", {id}));
}

Result<Person> byAddress(Sql& sql, std::string_view address)
{
	return one(sql, sql.query(std::string(kColumns) + " AND address = ?", {address}));
}

Result<std::vector<Person>> all(Sql& sql)
{
	auto rows = sql.query(std::string(kColumns) + " ORDER BY name, address");
	if (!rows) return rows.error();
	std::vector<Person> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

std::string keyOf(const Person& person, PeopleQuery::Order order)
{
	using Order = PeopleQuery::Order;
	if (order == Order::Id) return {};
	if (order == Order::Name || order == Order::NameDown) return foldedOf(person.name, person.address);
	return std::to_string(person.lastSent ? toMillis(*person.lastSent) : 0);
}

Result<std::vector<Person>> find(Sql& sql, const PeopleQuery& query, const std::optional<Place>& after)
{
	using Order = PeopleQuery::Order;
	struct Listing
	{
		const char *after, *order;
	};
	static constexpr Listing kListings[] = {{" AND id > ?", " ORDER BY id LIMIT ? OFFSET ?"},
		{" AND (folded, id) > (?, ?)", " ORDER BY folded, id LIMIT ? OFFSET ?"},
		{" AND (folded, id) < (?, ?)", " ORDER BY folded DESC, id DESC LIMIT ? OFFSET ?"},
		{" AND (last_sent, id) > (?, ?)", " ORDER BY last_sent, id LIMIT ? OFFSET ?"},
		{" AND (last_sent, id) < (?, ?)", " ORDER BY last_sent DESC, id DESC LIMIT ? OFFSET ?"}};
	const auto& listing = kListings[static_cast<int>(query.order)];
	std::string text = kColumns;
	SqlValues values;
	if (after)
	{
		text += listing.after;
		if (query.order == Order::Name || query.order == Order::NameDown) values.emplace_back(after->key);
		if (query.order == Order::Sent || query.order == Order::SentDown)
			values.emplace_back(std::int64_t{std::strtoll(after->key.c_str(), nullptr, 10)});
		values.emplace_back(after->person);
	}
	auto sought = wordsOf(fold(query.search));
	if (sought.size() > kMostWords) sought.resize(kMostWords);
	for (const auto& word: sought)
	{
		text += " AND folded LIKE ? ESCAPE '!'";
		values.emplace_back(containing(word));
	}
	if (query.role)
	{
		text += " AND role = ?";
		values.emplace_back(*query.role);
	}
	if (query.isActive)
	{
		text += " AND is_active = ?";
		values.emplace_back(*query.isActive);
	}
	values.emplace_back(query.limit);
	values.emplace_back(query.offset);
	auto rows = sql.query(text + listing.order, values);
	if (!rows) return rows.error();
	std::vector<Person> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

Result<std::int64_t> count(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM directory_person WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<std::vector<std::string>> taken(Sql& sql, const std::vector<std::string>& addresses)
{
	constexpr std::size_t kAtOnce = 500;
	std::vector<std::string> out;
	for (std::size_t from = 0; from < addresses.size(); from += kAtOnce)
	{
		const auto count = std::min(kAtOnce, addresses.size() - from);
		SqlValues values;
		for (std::size_t i = from; i < from + count; ++i) values.emplace_back(addresses[i]);
		auto rows = sql.query("SELECT address FROM directory_person WHERE tenant_id = :tenant AND address IN (" +
				placeholders(count) + ")",
			values);
		if (!rows) return rows.error();
		for (const auto& row: *rows) out.push_back(row.text(0));
	}
	return out;
}

Result<> lock(Sql& sql)
{
	auto locked = sql.execute("UPDATE directory_tenant SET name = name WHERE tenant_id = :tenant", {});
	if (!locked) return locked.error();
	return {};
}

Result<bool> hasActive(Sql& sql, const std::vector<std::string>& roles, const UserId& except)
{
	for (const auto& role: roles)
	{
		auto rows = sql.query(
			"SELECT id FROM directory_person WHERE tenant_id = :tenant AND role = ? AND is_active = 1 "
			"ORDER BY id LIMIT 2",
			{role});
		if (!rows) return rows.error();
		for (const auto& row: *rows)
			if (row.text(0) != except.value) return true;
	}
	return false;
}

Result<> setActive(Sql& sql, const UserId& id, bool isActive)
{
	return touched(sql.execute("UPDATE directory_person SET is_active = ? WHERE tenant_id = :tenant AND id = ?",
		{std::int64_t{isActive}, id}));
}

Result<> put(Sql& sql, const Person& person)
{
	auto holder = sql.query(
		"SELECT id FROM directory_person WHERE tenant_id = :tenant AND address = ?", {person.address});
	if (!holder) return holder.error();
	if (!holder->empty() && holder->front().text(0) != person.id.value)
		return refused(Code::Conflict, "address_taken", "the address is another person's").at("address");
	return touched(sql.execute(
		"UPDATE directory_person SET first_name = ?, last_name = ?, name = ?, folded = ?, address = ?, role = ?, "
		"language = ?, time_zone = ? WHERE tenant_id = :tenant AND id = ?",
		{person.firstName,
			person.lastName,
			person.name,
			foldedOf(person.name, person.address),
			person.address,
			person.role,
			person.language.tag,
			person.hasOwnZone ? person.timeZone : std::string(),
			person.id}));
}

Result<> setSent(Sql& sql, const UserId& id, Instant at)
{
	auto set = sql.execute(
		"UPDATE directory_person SET last_sent = ? WHERE tenant_id = :tenant AND id = ? AND last_sent < ?",
		{at, id, at});
	if (!set) return set.error();
	return {};
}

Result<std::vector<Person>> invited(Sql& sql, int limit)
{
	auto rows = sql.query(std::string(kColumns) + " AND is_invited = 1 AND is_active = 1 ORDER BY id LIMIT ?", {limit});
	if (!rows) return rows.error();
	std::vector<Person> out;
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

Result<> setInvited(Sql& sql, const std::vector<Person>& people)
{
	if (people.empty()) return {};
	SqlValues ids;
	for (const auto& each: people) ids.emplace_back(each.id);
	auto done = sql.execute("UPDATE directory_person SET is_invited = 0 WHERE tenant_id = :tenant AND id IN (" +
			placeholders(ids.size()) + ")",
		ids);
	if (!done) return done.error();
	return {};
}

Result<> remove(Sql& sql, const UserId& id)
{
	return touched(sql.execute("DELETE FROM directory_person WHERE tenant_id = :tenant AND id = ?", {id}));
}

Result<Mobile> mobile(Sql& sql, const UserId& id)
{
	auto rows = sql.query(
		"SELECT mobile, country, protects_replies FROM directory_person WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such person");
	RowReader next(rows->front());
	return Mobile{.e164 = next.text(), .country = next.text(), .protectsReplies = next.flag()};
}

Result<> setMobile(Sql& sql, const UserId& id, std::string_view sealed, std::string_view mark)
{
	return touched(
		sql.execute("UPDATE directory_person SET mobile = ?, mobile_mark = ? WHERE tenant_id = :tenant AND id = ?",
			{sealed, mark, id}));
}

Result<std::vector<UserId>> withMobile(Sql& sql, std::string_view mark)
{
	auto rows = sql.query(
		"SELECT id FROM directory_person WHERE tenant_id = :tenant AND mobile_mark = ? AND mobile_mark <> '' "
		"AND is_active = 1 ORDER BY id LIMIT 20",
		{mark});
	if (!rows) return rows.error();
	std::vector<UserId> out;
	for (const auto& row: *rows) out.push_back({row.text(0)});
	return out;
}

Result<std::map<std::string, std::string>> countries(Sql& sql, const std::vector<Person>& of)
{
	std::map<std::string, std::string> out;
	if (of.empty()) return out;
	SqlValues ids;
	for (const auto& each: of) ids.emplace_back(each.id);
	auto rows = sql.query("SELECT id, country FROM directory_person WHERE tenant_id = :tenant AND id IN (" +
			placeholders(ids.size()) + ") AND country <> ''",
		ids);
	if (!rows) return rows.error();
	for (const auto& row: *rows) out.emplace(row.text(0), row.text(1));
	return out;
}

Result<> setCountry(Sql& sql, const UserId& id, std::string_view country)
{
	return touched(
		sql.execute("UPDATE directory_person SET country = ? WHERE tenant_id = :tenant AND id = ?", {country, id}));
}

Result<> setProtectsReplies(Sql& sql, const UserId& id, bool protects)
{
	return touched(sql.execute("UPDATE directory_person SET protects_replies = ? WHERE tenant_id = :tenant AND id = ?",
		{std::int64_t{protects}, id}));
}

}
