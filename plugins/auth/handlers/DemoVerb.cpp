#include "handlers/DemoVerb.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

namespace sx::auth {

namespace {

struct DemoPerson
{
	const char *name, *address, *role;
};
struct DemoTenant
{
	directory::NewTenant tenant;
	std::vector<DemoPerson> people;
};

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

Result<std::shared_ptr<const Tenant>> ensure(directory::Directory& directory, const DemoTenant& demo)
{
	auto tenant = directory.tenantByHost(demo.tenant.hosts.front());
	if (!tenant)
	{
		if (auto added = directory.addTenant(demo.tenant); !added) return added.error();
		tenant = directory.tenantByHost(demo.tenant.hosts.front());
	}
	if (!tenant) return Error{.detail = "the company was added and is not seen"};
	for (const auto& person: demo.people)
	{
		if (directory.byAddress(tenant->id, person.address)) continue;
		auto added = directory.addPerson(
			{tenant->id, person.name, person.address, person.role, tenant->language, tenant->timeZone});
		if (!added) return added.error();
	}
	return tenant;
}

/// Returns the path of demo.json, in the server's data folder, which holds the plugins' own folders.
std::string demoFile(const Context& context)
{
	const auto own = context.dataFolder();
	return own.substr(0, own.rfind('/') + 1) + "demo.json";
}

/// Returns the key that an earlier run wrote, if it still works; otherwise an empty string.
std::string livingKey(const Desk& desk, const Principals& principals, const TenantId& tenant, const std::string& path)
{
	std::ifstream in(path);
	const std::string text((std::istreambuf_iterator<char>(in)), {});
	auto value = desk.context->json().parse(text);
	if (!value) return {};
	auto key = (*value)["api_key"].text();
	return principals.byApiKey(tenant, key) ? key : std::string();
}

/// Replaces the file atomically; only its owner can read it.
Result<> writeOwn(const std::string& path, const std::string& text)
{
	const auto half = path + ".new";
	::unlink(half.c_str());
	Fd file(::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	if (!file) return Error{.code = Code::Unavailable, .detail = "cannot write " + half};
	if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
		std::rename(half.c_str(), path.c_str()) != 0)
		return Error{.code = Code::Unavailable, .detail = "cannot write " + path};
	return {};
}

Result<int> run(const Desk& desk, const Principals& principals)
{
	if (desk.context->environment() == Environment::Production)
		return Error{.code = Code::Denied, .detail = "the demonstration's people do not belong in production"};
	Value tenants{Value::List{}}, users{Value::List{}};
	std::shared_ptr<const Tenant> first;
	for (const auto& demo: demoTenants())
	{
		auto tenant = ensure(*desk.directory, demo);
		if (!tenant) return tenant.error();
		if (!first) first = *tenant;
		tenants.add(Value::object({{"name", (*tenant)->name}, {"portal", (*tenant)->origin}}));
		for (const auto& person: demo.people)
			users.add(Value::object({{"address", person.address},
				{"name", person.name},
				{"role", person.role},
				{"tenant", (*tenant)->name}}));
	}

	const auto path = demoFile(*desk.context);
	auto key = livingKey(desk, principals, first->id, path);
	if (key.empty())
	{
		auto person = desk.directory->byAddress(first->id, demoTenants().front().people.front().address);
		if (!person) return person.error();
		auto made = makeKey(desk, *person, "demo", desk.directory->permissionsOf(person->role));
		if (!made) return made.error();
		key = made->text;
	}
	auto written = writeOwn(path,
		desk.context->json().write(Value::object({{"portal", first->origin},
			{"tenants", std::move(tenants)},
			{"users", std::move(users)},
			{"api_key", key}})) +
			"\n");
	if (!written) return written.error();
	std::cout << "the demonstration is ready: " << path << "\n";
	return 0;
}

}

Result<> declareDemoVerb(Registry& registry, Desk& desk, const Principals& principals)
{
	return registry.verb({"demo",
		"Makes the demonstration's companies, people and API key where they are missing, and writes demo.json",
		[&](const std::vector<std::string>&) { return run(desk, principals); }});
}

}
