// Defines a contact, finds and sorts contacts, and writes them as CSV.
#pragma once
#include "sx/fold.h"
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::contacts {

/// Holds one contact of an address book.
struct Contact
{
	std::string id{};
	std::string name, address;  // the address in lower case
	std::string mobile{};       // E.164, or as it was typed if this deployment sends no texts; may be empty
	std::string country{};      // the mobile's, ISO 3166-1 alpha-2
};

Value toValue(const Contact& contact);
Contact toContact(const std::string& id, const Value& value);

/// Trims every field, and converts the address to lower case.
Contact clean(Contact contact);
/// Validates name and address. Errors: Invalid with field name or address and problem "missing", "wrong" or "long".
Result<> check(const Contact& contact);

/// Tells whether each word of `sought` (folded) begins a word of the name, or occurs in the address or the mobile.
bool fits(const Contact& contact, std::string_view sought);
/// Sorts contacts by name; one without a name by its address.
void sort(std::vector<Contact>& contacts);

/// Writes contacts as CSV (RFC 4180) with a header line and a byte order mark for spreadsheets. Puts an apostrophe
/// before a cell that a spreadsheet would take for a formula.
std::string toCsv(const std::vector<std::string>& header, const std::vector<Contact>& contacts);

}
