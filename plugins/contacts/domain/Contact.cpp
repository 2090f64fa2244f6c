#include "domain/Contact.h"

#include "sx/address.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::contacts {

namespace {

constexpr std::size_t kMaxName = 120;

std::string trim(std::string_view text)
{
	const auto first = text.find_first_not_of(" \t\r\n");
	if (first == std::string_view::npos) return {};
	return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

bool hasControl(std::string_view text)
{
	return std::any_of(
		text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

Error wrong(const char* field, const char* problem)
{
	return invalid(field, std::string("contacts: ") + field + " is " + problem, problem);
}

std::string cell(const std::string& text)
{
	const bool isFormula = !text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
	const bool isNumber = !text.empty() && text.front() == '+' &&
		text.find_first_not_of("0123456789", 1) == std::string::npos;
	std::string out = "\"";
	if (isFormula && !isNumber) out += '\'';
	for (const char c: text) out.append(c == '"' ? 2 : 1, c);
	return out + '"';
}

}

Value toValue(const Contact& contact)
{
	return Value::object({{"name", contact.name},
		{"address", contact.address},
		{"mobile", contact.mobile},
		{"country", contact.country}});
}

Contact toContact(const std::string& id, const Value& value)
{
	return {.id = id,
		.name = value["name"].text(),
		.address = value["address"].text(),
		.mobile = value["mobile"].text(),
		.country = value["country"].text()};
}

Contact clean(Contact contact)
{
	contact.name = trim(contact.name);
	contact.address = cleanAddress(contact.address);
	contact.mobile = trim(contact.mobile);
	contact.country = trim(contact.country);
	return contact;
}

Result<> check(const Contact& contact)
{
	if (charactersIn(contact.name) > kMaxName) return wrong("name", "long");
	if (hasControl(contact.name)) return wrong("name", "wrong");
	if (contact.address.empty()) return wrong("address", "missing");
	if (!mailAddress(contact.address)) return wrong("address", "wrong");
	return {};
}

bool fits(const Contact& contact, std::string_view sought)
{
	const auto name = " " + fold(contact.name), elsewhere = contact.address + " " + contact.mobile;
	for (std::size_t at = 0; at < sought.size();)
	{
		const auto end = std::min(sought.find(' ', at), sought.size());
		const auto word = sought.substr(at, end - at);
		at = end + 1;
		if (word.empty() || elsewhere.find(word) != std::string::npos) continue;
		bool isFound = false;
		for (auto hit = name.find(word); hit != std::string::npos && !isFound; hit = name.find(word, hit + 1))
			isFound = name[hit - 1] == ' ' || name[hit - 1] == '-';
		if (!isFound) return false;
	}
	return true;
}

void sort(std::vector<Contact>& contacts)
{
	std::vector<std::pair<std::string, std::size_t>> keys;
	for (const auto& each: contacts)
		keys.emplace_back(fold(each.name.empty() ? each.address : each.name) + '\n' + each.address, keys.size());
	std::sort(keys.begin(), keys.end());
	std::vector<Contact> out;
	for (const auto& [key, at]: keys) out.push_back(std::move(contacts[at]));
	contacts = std::move(out);
}

std::string toCsv(const std::vector<std::string>& header, const std::vector<Contact>& contacts)
{
	std::string out = "\xef\xbb\xbf";
	auto line = [&](const std::vector<std::string>& cells) {
		for (std::size_t i = 0; i < cells.size(); ++i) out.append(i == 0 ? "" : ",").append(cell(cells[i]));
		out += "\r\n";
	};
	line(header);
	for (const auto& each: contacts) line({each.name, each.address, each.mobile, each.country});
	return out;
}

}
