#include "domain/People.h"
#include "sx/directory/Address.h"

#include <algorithm>

namespace sx::directory {

namespace {

constexpr std::size_t kMaxName = 200;

bool isLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool isLocalPart(std::string_view local)
{
	constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
	if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
	if (local.find("..") != std::string_view::npos) return false;
	return std::all_of(local.begin(), local.end(), [&](char c) {
		return isLetterOrDigit(c) || kMarks.find(c) != std::string_view::npos;
	});
}

bool isName(std::string_view name)
{
	if (name.empty() || name.size() > kMaxName) return false;
	return std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}

bool isHost(std::string_view host)
{
	if (host.empty() || host.size() > 253) return false;
	std::size_t labels = 0;
	for (std::size_t from = 0; from <= host.size(); ++labels)
	{
		const auto end = std::min(host.find('.', from), host.size());
		const auto label = host.substr(from, end - from);
		if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
		if (!std::all_of(label.begin(), label.end(), [](char c) { return isLetterOrDigit(c) || c == '-'; }))
			return false;
		from = end + 1;
	}
	return labels > 0;
}

bool isAddress(std::string_view address)
{
	const auto at = address.rfind('@');
	if (at == std::string_view::npos || address.size() > 254) return false;
	return isLocalPart(address.substr(0, at)) && isHost(address.substr(at + 1));
}

bool isTimeZone(std::string_view zone)
{
	if (zone.empty() || zone.size() > 64 || zone.front() == '/' || zone.back() == '/') return false;
	return std::all_of(zone.begin(), zone.end(), [](char c) {
		return isLetterOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '/' || c == '_' || c == '-' || c == '+';
	});
}

Result<> check(const NewTenant& tenant)
{
	if (!isName(tenant.name)) return invalid("name", "a company's name has 1 to 200 bytes and no control characters");
	if (tenant.hosts.empty()) return invalid("hosts", "a company needs one host at least");
	for (std::size_t i = 0; i < tenant.hosts.size(); ++i)
	{
		const auto& host = tenant.hosts[i];
		const auto field = "hosts[" + std::to_string(i) + "]";
		if (!isHost(host)) return invalid(field, "not a host name in lower case without port: " + host);
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
	if (!isName(person.name)) return invalid("name", "a person's name has 1 to 200 bytes and no control characters");
	if (!isAddress(cleanAddress(person.address))) return invalid("address", "not an e-mail address");
	if (!kRoles.valueOf(person.role)) return invalid("role", "a role is super, admin or member, not " + person.role);
	if (!isTimeZone(person.timeZone)) return invalid("timeZone", "not an IANA time zone: " + person.timeZone);
	return {};
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
