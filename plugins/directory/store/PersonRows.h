// Reads and writes the rows of a company's people.
#pragma once
#include "domain/People.h"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace sx::directory {

/// Queries the database, each function in a transaction of the people's tenant. [its thread]
namespace people {

/// Holds a person to insert. country: as Mobile has it. isInvited: the activation mail waits to be queued.
struct NewRow
{
	UserId id;
	NewPerson person;
	std::string country{};
	bool isInvited = false;
};
/// Inserts people whose addresses differ. Errors: Conflict (an address is taken).
Result<> add(Sql& sql, const std::vector<NewRow>& people, Instant now);
/// Returns one person, without the company's zone if they have none of their own, and without permissions. Errors:
/// Missing.
Result<Person> byId(Sql& sql, const UserId& id);
Result<Person> byAddress(Sql& sql, std::string_view address);
/// Returns everyone, sorted by name.
Result<std::vector<Person>> all(Sql& sql);
/// Returns a part of a list. after: where the part before ended; nullopt: the list's start. query.after does not count.
Result<std::vector<Person>> find(Sql& sql, const PeopleQuery& query, const std::optional<Place>& after);
/// Returns what a list is ordered by, of one person.
std::string keyOf(const Person& person, PeopleQuery::Order order);
Result<std::int64_t> count(Sql& sql);
/// Returns which of these addresses people have.
Result<std::vector<std::string>> taken(Sql& sql, const std::vector<std::string>& addresses);

/// Locks the company's people until the transaction ends, so that of two changes at once neither misses the other.
Result<> lock(Sql& sql);
/// Tells whether an active person has one of the roles, except one person.
Result<bool> hasActive(Sql& sql, const std::vector<std::string>& roles, const UserId& except);
/// Each changes one person. Errors: Missing.
Result<> setActive(Sql& sql, const UserId& id, bool isActive);
/// Stores names, address, role, language and time zone. Errors: Conflict (the address is taken).
Result<> put(Sql& sql, const Person& person);
Result<> setSent(Sql& sql, const UserId& id, Instant at);
/// Returns active people who wait for their activation mail.
Result<std::vector<Person>> invited(Sql& sql, int limit);
/// Notes that some people wait no more.
Result<> setInvited(Sql& sql, const std::vector<Person>& people);
/// Deletes a person.
Result<> remove(Sql& sql, const UserId& id);

/// Returns a person's mobile, with the number still sealed. Errors: Missing.
Result<Mobile> mobile(Sql& sql, const UserId& id);
/// sealed, mark: empty without a mobile. mark: stands for the number, a MAC of it.
Result<> setMobile(Sql& sql, const UserId& id, std::string_view sealed, std::string_view mark);
/// Returns the active people whose mobile has the mark, at most twenty.
Result<std::vector<UserId>> withMobile(Sql& sql, std::string_view mark);
/// Returns the countries of some people who have chosen one.
Result<std::map<std::string, std::string>> countries(Sql& sql, const std::vector<Person>& of);
Result<> setCountry(Sql& sql, const UserId& id, std::string_view country);
Result<> setProtectsReplies(Sql& sql, const UserId& id, bool protects);

}

}
