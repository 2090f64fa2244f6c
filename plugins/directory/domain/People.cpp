#include "domain/People.h"
#include "sx/address.h"
#include "sx/fold.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::directory {

namespace {

constexpr std::size_t kMaxName = 200, kMaxPart = 100;

bool isText(std::string_view text, std::size_t most)
{
	if (charactersIn(text) > most) return false;
	return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool isName(std::string_view name) { return !name.empty() && isText(name, kMaxName); }

}

bool isTimeZone(std::string_view zone)
{
	if (zone.empty() || zone.size() > 64 || zone.front() == '/' || zone.back() == '/') return false;
	return std::all_of(zone.begin(), zone.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_' ||
			c == '-' || c == '+';
	});
}

bool isCountry(std::string_view country)
{
	const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
	return country.empty() || (country.size() == 2 && isLetter(country[0]) && isLetter(country[1]));
}

Result<> check(const NewTenant& tenant)
{
	if (!isName(tenant.name)) return invalid("name", "a company's name has 1 to 200 bytes and no control characters");
	if (tenant.hosts.empty()) return invalid("hosts", "a company needs one host at least");
	for (std::size_t i = 0; i < tenant.hosts.size(); ++i)
	{
		const auto& host = tenant.hosts[i];
		const auto field = "hosts[" + std::to_string(i) + "]";
		if (!isHostName(host)) return invalid(field, "not a host name in lower case without port: " + host);
		if (std::find(tenant.hosts.begin(), tenant.hosts.begin() + static_cast<std::ptrdiff_t>(i), host) !=
			tenant.hosts.begin() + static_cast<std::ptrdiff_t>(i))
			return invalid(field, "said twice: " + host);
	}
	if (!isTimeZone(tenant.timeZone)) return invalid("timeZone", "not an IANA time zone: " + tenant.timeZone);
	return {};
}

Result<> check(const NewPerson& person)
{
	if (person.tenant.empty()) return invalid("tenant", "a person belongs to a company");
	if (!isText(person.firstName, kMaxPart))
		return invalid("first_name", "a first name has at most 100 characters, and no control characters");
	if (!isText(person.lastName, kMaxPart))
		return invalid("last_name", "a last name has at most 100 characters, and no control characters");
	if (!isName(person.name)) return invalid("name", "a name has 1 to 200 characters, and no control characters");
	if (!mailAddress(person.address)) return invalid("address", "not an e-mail address");
	if (!kRoles.valueOf(person.role)) return invalid("role", "a role is super, admin or member, not " + person.role);
	if (!person.timeZone.empty() && !isTimeZone(person.timeZone))
		return invalid("timeZone", "not an IANA time zone: " + person.timeZone);
	return {};
}

std::string_view withoutBlanks(std::string_view text)
{
	constexpr std::string_view kBlanks = " \t\r\n";
	const auto from = text.find_first_not_of(kBlanks);
	if (from == std::string_view::npos) return {};
	return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

NewPerson named(NewPerson person)
{
	if (person.firstName.empty() && person.lastName.empty())
	{
		const auto name = withoutBlanks(person.name);
		const auto blank = name.find(' ');
		person.firstName = name.substr(0, blank);
		if (blank != std::string_view::npos) person.lastName = name.substr(blank + 1);
	}
	person.firstName = std::string(withoutBlanks(person.firstName));
	person.lastName = std::string(withoutBlanks(person.lastName));
	person.name = wholeName(person.firstName, person.lastName);
	return person;
}

std::string wholeName(std::string_view first, std::string_view last)
{
	std::string out(first);
	if (!first.empty() && !last.empty()) out += ' ';
	return out += last;
}

std::string foldedOf(std::string_view name, std::string_view address)
{
	return fold(name) + ' ' + std::string(address);
}

std::string wordOf(const Place& place) { return place.person.value + place.key; }

std::optional<Place> placeOf(std::string_view word)
{
	constexpr std::size_t kIdLength = 36;  // a UUID's
	if (word.size() < kIdLength) return std::nullopt;
	return Place{.key = std::string(word.substr(kIdLength)), .person = {std::string(word.substr(0, kIdLength))}};
}

std::vector<std::string> RoleTable::permissionsOf(std::string_view role) const
{
	const auto known = kRoles.valueOf(role);
	if (!known) return {};
	std::vector<std::string> all = member;
	if (*known >= Role::Admin) all.insert(all.end(), admin.begin(), admin.end());
	if (*known == Role::Super) all.insert(all.end(), super.begin(), super.end());
	std::sort(all.begin(), all.end());
	all.erase(std::unique(all.begin(), all.end()), all.end());
	return all;
}

std::string OriginRule::origin(std::string_view host) const
{
	std::string out = scheme + "://" + std::string(host);
	const int own = scheme == "https" ? 443 : 80;
	if (port != 0 && port != own) out += ":" + std::to_string(port);
	return out;
}

}
