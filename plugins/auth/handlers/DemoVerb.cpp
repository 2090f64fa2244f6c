#include "handlers/DemoVerb.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

namespace sx::auth {

struct DemoPerson
{
	const char *name, *address, *role;
};
/// Describes a company of the demonstration. The first person is its super-administrator, to whom its key belongs.
struct DemoTenant
{
	const char* subdomain;  // below localhost
	const char* domain;     // of its addresses, proved from the start
	directory::NewTenant tenant;
	std::vector<DemoPerson> people;
};

namespace {

constexpr const char* kSubscriber = "acme.localhost";  // the company that has a paid subscription

std::vector<DemoTenant> demoTenants()
{
	const auto company = [](const char* name, std::vector<std::string> hosts, const char* language, const char* theme) {
		return directory::NewTenant{
			name, std::move(hosts), {language}, "America/Toronto", Value::object({{"theme", theme}, {"logo", theme}})};
	};
	return {{"boreal",
				"example.com",
				company("Notaires Boréal", {"localhost", "127.0.0.1", "boreal.localhost"}, "fr-CA", "boreal"),
				{{"Camille Roy", "camille.roy@example.com", "super"},
					{"Marc Tremblay", "marc.tremblay@example.com", "admin"},
					{"Julie Gagnon", "julie.gagnon@example.com", "member"}}},
		{"solstice",
			"solstice.example.com",
			company("Clinique Solstice", {"solstice.localhost"}, "en-CA", "solstice"),
			{{"Priya Shah", "priya.shah@example.com", "super"}, {"Owen Clarke", "owen.clarke@example.com", "member"}}},
		{"acme",
			"acme.example.com",
			company("Acme", {"acme.localhost"}, "fr-CA", "petrole"),
			{{"Alice Martin", "alice.martin@acme.example.com", "super"},
				{"Nadia Lavoie", "nadia.lavoie@acme.example.com", "admin"},
				{"Simon Caron", "simon.caron@acme.example.com", "member"},
				{"Léa Bouchard", "lea.bouchard@acme.example.com", "member"}}},
		{"beta",
			"beta.example.com",
			company("Beta", {"beta.localhost"}, "en-CA", "petrole"),
			{{"Beth Wilson", "beth.wilson@beta.example.com", "super"},
				{"Ravi Patel", "ravi.patel@beta.example.com", "admin"},
				{"Dana Lee", "dana.lee@beta.example.com", "member"}}}};
}

/// Returns the path of demo.json, in the server's data folder, which holds the plugins' own folders.
std::string demoFile(const Context& context)
{
	const auto own = context.dataFolder();
	return own.substr(0, own.rfind('/') + 1) + "demo.json";
}

/// Replaces the file atomically; only its owner can read it.
Result<> writeOwn(const std::string& path, const std::string& text)
{
	const auto half = path + ".new";
	::unlink(half.c_str());
	Fd file(::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	if (!file) return failed(Code::Unavailable, "cannot write " + half);
	if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
		std::rename(half.c_str(), path.c_str()) != 0)
		return failed(Code::Unavailable, "cannot write " + path);
	return {};
}

}

Verbs<DemoVerb> DemoVerb::verbs()
{
	return {{"demo",
		"Makes the demonstration's companies, people and API keys where they are missing, and writes demo.json",
		&DemoVerb::run}};
}

Result<std::shared_ptr<const Tenant>> DemoVerb::ensureTenant(const DemoTenant& demo) const
{
	const auto& host = demo.tenant.hosts.front();
	if (!_directory.tenantByHost(host))
		if (auto added = _directory.addTenant(demo.tenant); !added) return added.error();
	auto tenant = _directory.tenantByHost(host);
	if (!tenant) return failed(Code::Internal, "the company was added and is not seen");
	if (auto* domains = _context.find<domains::DomainRegistry>())
		if (auto given = domains->approve(tenant->id, demo.domain); !given) return given.error();
	for (auto* branding: _context.findAll<branding::Demonstration>())
		if (auto given = branding->ensureBrand(tenant->id, demo.subdomain); !given) return given.error();
	for (const auto& person: demo.people)
	{
		if (_directory.byAddress(tenant->id, person.address)) continue;
		auto added = _directory.addPerson({.tenant = tenant->id,
			.name = person.name,
			.address = person.address,
			.role = person.role,
			.language = tenant->language,
			.timeZone = {}});
		if (!added) return added.error();
	}
	return tenant;
}

Result<std::string> DemoVerb::ensureKey(
	const TenantId& tenant, const std::string& address, const std::string& written) const
{
	auto person = _directory.byAddress(tenant, address);
	if (!person) return person.error();
	auto everything = person->permissions;
	std::sort(everything.begin(), everything.end());
	if (!written.empty())
		if (auto accepted = _keys->check(tenant, written, "");
			accepted && accepted->user == person->id && accepted->scopes == everything)
			return written;
	auto made = _keys->make(tenant, person->id, "demo", everything);
	if (!made) return made.error();
	return made->text;
}

std::map<std::string, std::string> DemoVerb::writtenKeys(const std::string& path) const
{
	std::ifstream in(path);
	const std::string text((std::istreambuf_iterator<char>(in)), {});
	std::map<std::string, std::string> out;
	auto written = _context.json().parse(text);
	if (!written) return out;
	for (const auto& each: (*written)["tenants"].list()) out[each["subdomain"].text()] = each["api_key"].text();
	return out;
}

Result<Value> DemoVerb::make(const DemoTenant& demo, const std::string& writtenKey) const
{
	auto tenant = ensureTenant(demo);
	if (!tenant) return tenant.error();
	Value::List users;
	for (const auto& person: demo.people)
		users.push_back(Value::object(
			{{"address", person.address}, {"name", person.name}, {"role", person.role}, {"tenant", (*tenant)->name}}));
	auto key = ensureKey((*tenant)->id, demo.people.front().address, writtenKey);
	if (!key) return key.error();
	return Value::object({{"subdomain", demo.subdomain},
		{"name", (*tenant)->name},
		{"portal", (*tenant)->origin},
		{"api_key", *key},
		{"users", std::move(users)}});
}

Result<int> DemoVerb::run(const std::vector<std::string>&) const
{
	if (_context.environment() == Environment::Production)
		return failed(Code::Denied, "the demonstration's people do not belong in production");
	if (!_keys) return failed(Code::Unavailable, "the demonstration needs plugin api_keys");
	if (auto marked = _context.markDemonstration(); !marked) return marked.error();
	const auto path = demoFile(_context);
	const auto written = writtenKeys(path);
	Value::List tenants, users;
	for (const auto& demo: demoTenants())
	{
		const auto key = written.find(demo.subdomain);
		auto made = make(demo, key == written.end() ? std::string() : key->second);
		if (!made) return made.error();
		for (const auto& each: (*made)["users"].list()) users.push_back(each);
		tenants.push_back(std::move(*made));
	}
	for (auto* billing: _context.findAll<billing::Demonstration>())
	{
		const auto seller = _directory.tenantByHost("localhost"), buyer = _directory.tenantByHost(kSubscriber);
		if (!seller || !buyer) return failed(Code::Internal, "the companies were added and are not seen");
		if (auto given = billing->ensureSubscription(seller->id, buyer->id); !given) return given.error();
	}
	const auto portal = tenants.front()["portal"], key = tenants.front()["api_key"];
	const auto file = Value::object(
		{{"portal", portal}, {"tenants", std::move(tenants)}, {"users", std::move(users)}, {"api_key", key}});
	if (auto done = writeOwn(path, _context.json().write(file) + "\n"); !done) return done.error();
	std::cout << "the demonstration is ready: " << path << "\n";
	return 0;
}

}
