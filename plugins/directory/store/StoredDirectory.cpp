#include "store/StoredDirectory.h"

#include "store/PersonStore.h"
#include "sx/directory/Address.h"

namespace directory {

namespace {

std::string identityOfMobile(const sx::TenantId& tenant, const sx::UserId& user)
{
	return "directory.mobile:" + tenant.value + ":" + user.value;
}

}

sx::Result<> StoredDirectory::start(sx::Context& context)
{
	_context = &context;
	_journal = context.find<sx::audit::Journal>();
	_rows.emplace(context.json());
	const auto& settings = context.settings();
	_roles = {
		settings.texts("member_permissions"), settings.texts("admin_permissions"), settings.texts("super_permissions")};

	OriginRule origins{settings.text("scheme"), static_cast<int>(settings.integer("port"))};
	if (origins.scheme.empty())
		origins.scheme = context.environment() == sx::Environment::Production ? "https" : "http";
	if (origins.scheme != "http" && origins.scheme != "https")
		return sx::Error{
			.code = sx::Code::Invalid, .detail = "scheme is http or https, not " + origins.scheme, .field = "scheme"};
	return _tenants.start(context.store(), *_rows, context.log(), std::move(origins), settings.duration("refresh"));
}

sx::Result<> StoredDirectory::record(sx::Sql& sql, std::string kind, std::string subject, sx::Value details) const
{
	if (!_journal) return {};
	return _journal->append(
		sql, {.kind = std::move(kind), .subject = std::move(subject), .details = std::move(details)});
}

sx::Result<sx::directory::Person> StoredDirectory::byId(
	const sx::TenantId& tenant, const sx::UserId& user) const noexcept
{
	return _context->store().read(tenant, [&](sx::Sql& sql) { return people::byId(sql, user); });
}

sx::Result<sx::directory::Person> StoredDirectory::byAddress(
	const sx::TenantId& tenant, std::string_view address) const noexcept
{
	const auto clean = sx::directory::cleanAddress(address);
	return _context->store().read(tenant, [&](sx::Sql& sql) { return people::byAddress(sql, clean); });
}

sx::Result<std::vector<sx::directory::Person>> StoredDirectory::people(const sx::TenantId& tenant) const noexcept
{
	return _context->store().read(tenant, [](sx::Sql& sql) { return people::all(sql); });
}

sx::Result<sx::TenantId> StoredDirectory::addTenant(const sx::directory::NewTenant& tenant) noexcept
{
	if (auto ok = check(tenant); !ok) return ok.error();
	const sx::TenantId id{_context->keys().uuid()};
	auto added = _context->store().write(id, [&](sx::Sql& sql) -> sx::Result<> {
		if (auto row = _rows->add(sql, tenant, _context->clock().now()); !row) return row;
		return record(sql, "directory.tenant_added", id.value, sx::Value::object({{"name", tenant.name}}));
	});
	if (!added) return added.error();
	// The row is committed; if no new snapshot can be taken now, the next one is taken within `refresh`.
	if (auto seen = _tenants.refresh(); !seen)
		_context->log().warning("directory.refresh.failed", {{"detail", seen.error().detail}});
	return id;
}

sx::Result<sx::UserId> StoredDirectory::addPerson(const sx::directory::NewPerson& given) noexcept
{
	auto person = given;
	person.address = sx::directory::cleanAddress(given.address);
	const auto tenant = _tenants.byId(person.tenant);
	if (!tenant) return sx::Error{.code = sx::Code::Missing, .detail = "no such company", .field = "tenant"};
	if (person.timeZone.empty()) person.timeZone = tenant->timeZone;
	if (auto ok = check(person); !ok) return ok.error();
	const sx::UserId id{_context->keys().uuid()};
	auto added = _context->store().write(person.tenant, [&](sx::Sql& sql) -> sx::Result<> {
		if (auto row = people::add(sql, id, person, _context->clock().now()); !row) return row;
		return record(sql, "directory.person_added", id.value, sx::Value::object({{"role", person.role}}));
	});
	if (!added) return added.error();
	return id;
}

sx::Result<sx::directory::Mobile> StoredDirectory::mobileOf(
	const sx::TenantId& tenant, const sx::UserId& user) const noexcept
{
	auto row = _context->store().read(tenant, [&](sx::Sql& sql) { return people::mobile(sql, user); });
	if (!row || row->e164.empty()) return row;
	auto sealed = _context->keys().fromBase64Url(row->e164);
	if (!sealed) return sealed.error();
	auto open = _context->keys().open(identityOfMobile(tenant, user), *sealed);
	if (!open) return open.error();
	row->e164 = std::string(open->reveal());
	return row;
}

sx::Result<> StoredDirectory::setMobile(sx::Sql& sql, const sx::UserId& user, std::string_view e164) noexcept
{
	const auto& keys = _context->keys();
	const auto sealed = e164.empty() ? std::string()
									 : keys.toBase64Url(keys.seal(identityOfMobile(sql.tenant(), user), e164).value);
	if (auto done = people::setMobile(sql, user, sealed); !done) return done;
	return record(sql, e164.empty() ? "directory.mobile_removed" : "directory.mobile_set", user.value, {});
}

sx::Result<> StoredDirectory::setCountry(sx::Sql& sql, const sx::UserId& user, std::string_view country) noexcept
{
	return people::setCountry(sql, user, country);
}

sx::Result<> StoredDirectory::setProtectsReplies(sx::Sql& sql, const sx::UserId& user, bool protects) noexcept
{
	if (auto done = people::setProtectsReplies(sql, user, protects); !done) return done;
	return record(sql, protects ? "directory.replies_protected" : "directory.replies_unprotected", user.value, {});
}

sx::Result<> StoredDirectory::forgetMobile(const sx::TenantId& tenant, const sx::UserId& user) noexcept
{
	return _context->store().write(tenant, [&](sx::Sql& sql) -> sx::Result<> {
		if (auto done = setMobile(sql, user, ""); !done) return done;
		return setProtectsReplies(sql, user, false);
	});
}

}
