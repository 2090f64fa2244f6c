#include "handlers/DemoVerb.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

namespace sx::auth {

struct DemoPerson
{
	const char *name, *address, *role;
};
struct DemoTenant
{
	directory::NewTenant tenant;
	std::vector<DemoPerson> people;
};

namespace {

std::vector<DemoTenant> demoTenants()
{
	auto brand = [](const char* theme) { return Value::object({{"theme", theme}, {"logo", theme}}); };
	return {{{"Notaires Boréal",
				 {"localhost", "127.0.0.1", "boreal.localhost"},
				 {"fr-CA"},
				 "America/Toronto",
				 brand("boreal")},
				{{"Camille Roy", "camille.roy@example.com", "super"},
					{"Marc Tremblay", "marc.tremblay@example.com", "admin"},
					{"Julie Gagnon", "julie.gagnon@example.com", "member"}}},
		{{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", brand("solstice")},
			{{"Priya Shah", "priya.shah@example.com", "super"}, {"Owen Clarke", "owen.clarke@example.com", "member"}}}};
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
		"Makes the demonstration's companies, people and API key where they are missing, and writes demo.json",
		&DemoVerb::run}};
}

Result<std::shared_ptr<const Tenant>> DemoVerb::ensureTenant(const DemoTenant& demo) const
{
	const auto& host = demo.tenant.hosts.front();
	if (!_directory.tenantByHost(host))
		if (auto added = _directory.addTenant(demo.tenant); !added) return added.error();
	auto tenant = _directory.tenantByHost(host);
	if (!tenant) return failed(Code::Internal, "the company was added and is not seen");
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
	const TenantId& tenant, const std::string& address, const std::string& path) const
{
	auto person = _directory.byAddress(tenant, address);
	if (!person) return person.error();
	const auto everything = _directory.permissionsOf(person->role);
	std::ifstream in(path);
	const std::string text((std::istreambuf_iterator<char>(in)), {});
	if (auto written = _context.json().parse(text))
	{
		auto key = (*written)["api_key"].text();
		auto owner = _principals.byApiKey(tenant, key, "");
		if (owner && owner->permissions == everything) return key;
	}
	auto made = _keys.add(*person, "demo", everything);
	if (!made) return made.error();
	return made->text;
}

Result<int> DemoVerb::run(const std::vector<std::string>&) const
{
	if (_context.environment() == Environment::Production)
		return failed(Code::Denied, "the demonstration's people do not belong in production");
	if (auto marked = _context.markDemonstration(); !marked) return marked.error();
	Value::List tenants, users;
	std::shared_ptr<const Tenant> first;
	for (const auto& demo: demoTenants())
	{
		auto tenant = ensureTenant(demo);
		if (!tenant) return tenant.error();
		if (!first) first = *tenant;
		tenants.push_back(Value::object({{"name", (*tenant)->name}, {"portal", (*tenant)->origin}}));
		for (const auto& person: demo.people)
			users.push_back(Value::object({{"address", person.address},
				{"name", person.name},
				{"role", person.role},
				{"tenant", (*tenant)->name}}));
	}

	const auto path = demoFile(_context);
	auto key = ensureKey(first->id, demoTenants().front().people.front().address, path);
	if (!key) return key.error();
	const auto file = Value::object(
		{{"portal", first->origin}, {"tenants", std::move(tenants)}, {"users", std::move(users)}, {"api_key", *key}});
	if (auto written = writeOwn(path, _context.json().write(file) + "\n"); !written) return written.error();
	std::cout << "the demonstration is ready: " << path << "\n";
	return 0;
}

}
