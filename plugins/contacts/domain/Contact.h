// What a contact is, how contacts are found, and how they are written as CSV.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace contacts {

struct Contact
{
	std::string id{};
	std::string name, address;  // the address in lower case
	std::string mobile{};       // E.164, or empty
	std::string country{};      // of the mobile, ISO 3166-1 alpha-2
};

sx::Value toValue(const Contact& contact);
Contact toContact(const std::string& id, const sx::Value& value);

/// Without the spaces around it, and the address in lower case.
Contact clean(Contact contact);
/// Errors: Invalid with field name or address and problem "missing", "wrong" or "long".
sx::Result<> check(const Contact& contact);

/// Lower case without accents: what is compared and sorted by.
std::string fold(std::string_view text);
/// Whether each word of `sought` (folded) begins a word of the name, or stands in address or mobile.
bool fits(const Contact& contact, std::string_view sought);
/// By name, or by address where there is none.
void sort(std::vector<Contact>& contacts);

/// RFC 4180 with a header, a byte order mark for spreadsheets, and nothing that a spreadsheet would calculate.
std::string toCsv(const std::vector<std::string>& header, const std::vector<Contact>& contacts);

}
