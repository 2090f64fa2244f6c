#include "services/OwnHosts.h"

#include <algorithm>

namespace sx::branding {

namespace {

constexpr int kDueAtOnce = 20;
constexpr std::string_view kRecordPrefix = "_sx-portal.", kProofPrefix = "sx-portal=";

Error hostTaken() { return refused(Code::Conflict, "host_taken", "another company's portal has this name").at("name"); }

/// Puts a host before or after the others; does nothing to hosts that lack it.
void place(std::vector<std::string>& hosts, const std::string& host, bool isFirst)
{
	const auto at = std::find(hosts.begin(), hosts.end(), host);
	if (at == hosts.end()) return;
	if (isFirst)
		std::rotate(hosts.begin(), at, at + 1);
	else
		std::rotate(at, at + 1, hosts.end());
}

}

OwnHosts::OwnHosts(const Context& context, directory::Companies& companies):
	_context(context), _companies(companies), _journal(context.find<audit::Journal>())
{
}

const domains::Records* OwnHosts::records() const
{
	const auto all = _context.findAll<domains::Records>();
	return all.empty() ? nullptr : all.front();
}

Result<> OwnHosts::record(Sql& sql, const Caller& caller, const char* kind, const std::string& name) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = kind,
			.actor = caller.user,
			.subject = caller.tenant.value,
			.details = Value::object({{"host", name}}),
			.address = caller.address});
}

Result<std::vector<OwnHosts::Listed>> OwnHosts::list(const TenantId& tenant) const
{
	const auto* dns = records();
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::vector<Listed>> {
		auto hosts = rows::hosts(sql);
		if (!hosts) return hosts.error();
		auto company = _companies.company(sql);
		if (!company) return company.error();
		std::vector<Listed> out;
		for (auto& each: *hosts)
		{
			const bool isFirst = !company->hosts.empty() && company->hosts.front() == each.host;
			auto shown = dns ? dns->shown(each.host) : each.host;
			auto recordName = std::string(kRecordPrefix) + each.host;
			out.push_back({std::move(each), std::move(shown), isFirst, std::move(recordName)});
		}
		return out;
	});
}

Result<> OwnHosts::add(const Caller& caller, std::string_view typed) const
{
	const auto* dns = records();
	if (!dns) return failed(Code::Missing, "plugin domains is not there");
	auto name = dns->nameOf(typed);
	if (!name) return name.error();
	auto proof = std::string(kProofPrefix) + _context.keys().token();
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto hosts = rows::hosts(sql);
		if (!hosts) return hosts.error();
		auto company = _companies.company(sql);
		if (!company) return company.error();
		std::vector<std::string> own;
		for (const auto& each: *hosts) own.push_back(each.host);
		if (std::find(own.begin(), own.end(), *name) != own.end()) return {};
		if (isWithin(*name, baseOf(_context.settings().text("domain"), company->hosts, own)))
			return refused(Code::Invalid, "host_ours", "a name of the deployment").at("name");
		if (_companies.faultOf(caller.tenant, *name) == directory::HostFault::Taken) return hostTaken();
		if (own.size() >= kMost) return refused(Code::Conflict, "too_many", "too many names").at("name");
		auto added = rows::addHost(sql, {.host = *name, .proof = std::move(proof), .made = _context.clock().now()});
		if (!added) return added;
		return record(sql, caller, "branding.host_added", *name);
	});
}

bool OwnHosts::isProvedBy(const std::vector<std::string>& texts, const OwnHost& host) const
{
	return std::find(texts.begin(), texts.end(), host.proof) != texts.end();
}

Result<bool> OwnHosts::verify(const Caller& caller, const std::string& name) const
{
	const auto* dns = records();
	if (!dns) return failed(Code::Missing, "plugin domains is not there");
	auto host = _context.store().read(caller.tenant, [&](Sql& sql) { return rows::host(sql, name); });
	if (!host) return host.error();
	const bool isThere = isProvedBy(dns->textsOf(std::string(kRecordPrefix) + name), *host);
	auto settled = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto now = rows::host(sql, name);
		if (!now) return now.error();
		return settle(sql, caller, std::move(*now), isThere);
	});
	if (!settled) return settled.error();
	if (auto seen = _companies.seen(); !seen) return seen.error();
	return isThere;
}

Result<> OwnHosts::settle(Sql& sql, const Caller& caller, OwnHost host, bool isThere) const
{
	const auto now = _context.clock().now();
	const bool wasProved = host.proved.has_value();
	host.checked = now;
	if (isThere)
	{
		host.seen = now;
		if (!wasProved) host.proved = now;
	}
	const auto lapse = _context.settings().duration("lapse_after");
	const bool lapses = !isThere && wasProved && host.seen && *host.seen + lapse < now;
	if (lapses) host.proved.reset();
	if (auto changed = rows::changeHost(sql, host); !changed) return changed;
	if (wasProved == host.proved.has_value()) return {};
	auto company = _companies.company(sql);
	if (!company) return company.error();
	std::erase(company->hosts, host.host);
	if (host.proved) company->hosts.push_back(host.host);
	if (auto done = _companies.change(sql, *company); !done)
		return done.error().field == "hosts" ? Result<>(hostTaken()) : done;
	return record(sql, caller, host.proved ? "branding.host_proved" : "branding.host_lapsed", host.host);
}

Result<> OwnHosts::use(const Caller& caller, const std::string& name, bool isFirst) const
{
	auto done = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto host = rows::host(sql, name);
		if (!host) return host.error();
		if (!host->proved) return refused(Code::Denied, "host_not_proved", "the name is not proved");
		auto company = _companies.company(sql);
		if (!company) return company.error();
		place(company->hosts, name, isFirst);
		if (auto changed = _companies.change(sql, *company); !changed) return changed;
		return record(sql, caller, isFirst ? "branding.host_used" : "branding.host_unused", name);
	});
	if (!done) return done;
	return _companies.seen();
}

Result<> OwnHosts::remove(const Caller& caller, const std::string& name) const
{
	auto done = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = rows::removeHost(sql, name); !gone) return gone;
		auto company = _companies.company(sql);
		if (!company) return company.error();
		if (std::erase(company->hosts, name) > 0)
			if (auto changed = _companies.change(sql, *company); !changed) return changed;
		return record(sql, caller, "branding.host_removed", name);
	});
	if (!done) return done;
	return _companies.seen();
}

Result<> OwnHosts::recheck() const
{
	if (!isOffered()) return {};
	const auto before = _context.clock().now() - _context.settings().duration("recheck");
	auto due = _context.store().readAll(
		"own names to look at again", [&](Sql& sql) { return rows::hostsDue(sql, before, kDueAtOnce); });
	if (!due) return due.error();
	for (const auto& [tenant, name]: *due)
		if (auto looked = verify({.tenant = tenant}, name); !looked && looked.error().code != Code::Missing)
			return looked.error();
	return {};
}

}
