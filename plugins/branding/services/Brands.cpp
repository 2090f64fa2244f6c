#include "services/Brands.h"

#include "sx/directory/SubDomain.h"

namespace sx::branding {

namespace {

constexpr std::size_t kMostCached = 8'000'000;  // bytes
constexpr std::chrono::hours kUnused{24};       // how long a picture waits to be saved with a brand

Error subDomainError(const std::string& problem)
{
	const bool isShape = problem == "subdomain_shape";
	return Error{.code = isShape ? Code::Invalid : Code::Conflict,
		.detail = problem,
		.messageKey = "error." + problem,
		.problem = problem,
		.field = "subdomain"};
}

std::vector<std::string> namesOf(const std::vector<OwnHost>& hosts)
{
	std::vector<std::string> out;
	for (const auto& each: hosts) out.push_back(each.host);
	return out;
}

}

Brands::Brands(const Context& context, directory::Companies& companies, const TenantSource& tenants):
	_context(context), _companies(companies), _tenants(tenants), _journal(context.find<audit::Journal>())
{
}

Brand Brands::ofTheme(const Tenant& tenant) const
{
	Brand out;
	out.company = tenant.name;
	const auto& theme = tenant.brand["theme"].text();
	out.palette = paletteOf(theme);
	if (!isPalette(theme)) out.theme = theme;
	return out;
}

Result<Version> Brands::current(const TenantId& tenant) const
{
	auto found = _context.store().read(tenant, [&](Sql& sql) { return rows::newest(sql, _context.json()); });
	if (!found) return found.error();
	if (*found) return std::move(**found);
	const auto known = _tenants.byId(tenant);
	if (!known) return failed(Code::Missing, "no such company");
	return Version{.brand = ofTheme(*known)};
}

Result<Version> Brands::version(const TenantId& tenant, std::int64_t number) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::version(sql, _context.json(), number); });
}

Result<std::vector<Version>> Brands::versions(const TenantId& tenant, std::int64_t before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::versions(sql, _context.json(), before, limit); });
}

std::string Brands::nameOf(std::string_view bytes, const char* ending) const
{
	return _context.keys().toHex(_context.keys().sha256(bytes).value).substr(0, 40) + ending;
}

std::string Brands::integrityOf(std::string_view sheet) const
{
	auto text = _context.keys().toBase64Url(_context.keys().sha256(sheet).value);
	for (char& c: text) c = c == '-' ? '+' : c == '_' ? '/' : c;
	return "sha256-" + text + '=';
}

Result<Address> Brands::address(const TenantId& tenant) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Address> {
		auto company = _companies.company(sql);
		if (!company) return company.error();
		auto own = rows::hosts(sql);
		if (!own) return own.error();
		return addressOf(baseOf(_context.settings().text("domain"), company->hosts, namesOf(*own)), company->hosts);
	});
}

std::string Brands::faultOfSubDomain(const TenantId& tenant, const Address& address, const std::string& subDomain) const
{
	switch (directory::faultOfSubDomain(subDomain))
	{
	case directory::SubDomainFault::Shape: return "subdomain_shape";
	case directory::SubDomainFault::Reserved: return "subdomain_reserved";
	case directory::SubDomainFault::None: break;
	}
	switch (_companies.faultOf(tenant, subDomain + '.' + address.base))
	{
	case directory::HostFault::Taken: return "subdomain_taken";
	case directory::HostFault::Alike: return "subdomain_alike";
	case directory::HostFault::None: break;
	}
	return {};
}

std::pair<std::string, std::string> Brands::numbersOf(const TenantId& tenant) const
{
	static constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
	const auto digest = _context.keys().sha256("branding.numbers/" + tenant.value).value;
	std::string subscription, customer;
	for (std::size_t i = 0; i < 6; ++i)
		subscription.push_back(kLetters[static_cast<unsigned char>(digest[i]) % kLetters.size()]);
	for (std::size_t i = 6; i < 16; ++i)
		customer.push_back(static_cast<char>('0' + static_cast<unsigned char>(digest[i]) % 10));
	return {std::move(subscription), std::move(customer)};
}

Result<Shown> Brands::take(const TenantId& tenant, Kind kind, std::string_view picture) const
{
	auto painted = kind == Kind::Logo ? _painter.logo(picture) : _painter.icon(picture);
	if (!painted) return painted.error();
	Shown out{nameOf(painted->png, ".png"), painted->width, painted->height};
	auto stored = _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto count = rows::fileCount(sql);
		if (!count) return count.error();
		if (*count >= kMostFiles)
			return Error{.code = Code::Limited, .detail = "too many pictures", .problem = "too_many_pictures"};
		return rows::putFile(sql, out.file, painted->png, _context.clock().now());
	});
	if (!stored) return stored.error();
	return out;
}

Result<std::shared_ptr<const std::string>> Brands::file(const TenantId& tenant, const std::string& name) const
{
	const auto key = tenant.value + '/' + name;
	{
		const std::lock_guard guard(_cache.lock);
		if (const auto found = _cache.byName.find(key); found != _cache.byName.end())
		{
			_cache.newest.splice(_cache.newest.begin(), _cache.newest, found->second);
			return found->second->second;
		}
	}
	auto read = _context.store().read(tenant, [&](Sql& sql) { return rows::file(sql, name); });
	if (!read) return read.error();
	auto out = std::make_shared<const std::string>(std::move(*read));
	const std::lock_guard guard(_cache.lock);
	if (_cache.byName.contains(key)) return out;
	_cache.newest.emplace_front(key, out);
	_cache.byName.emplace(key, _cache.newest.begin());
	_cache.bytes += out->size() + key.size();
	while (_cache.bytes > kMostCached && _cache.newest.size() > 1)
	{
		const auto& [oldKey, oldFile] = _cache.newest.back();
		_cache.bytes -= oldFile->size() + oldKey.size();
		_cache.byName.erase(oldKey);
		_cache.newest.pop_back();
	}
	return out;
}

Result<Picture> Brands::mailLogo(const TenantId& tenant) const noexcept
try
{
	const auto known = _tenants.byId(tenant);
	const auto& url = known ? known->brand["logo"]["url"].text() : std::string();
	if (!url.starts_with(kFilesPath)) return failed(Code::Missing, "the company has no logo");
	auto bytes = file(tenant, url.substr(kFilesPath.size()));
	if (!bytes) return bytes.error();
	return Picture{"image/png", **bytes};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("brands.mailLogo: ") + e.what());
}

Result<Version> Brands::save(const Caller& caller, const Wish& wish) const { return put(caller, wish, 0); }

Result<Version> Brands::restore(const Caller& caller, std::int64_t number, const std::string& by) const
{
	auto old = version(caller.tenant, number);
	if (!old) return old.error();
	auto now = current(caller.tenant);
	if (!now) return now.error();
	return put(caller, {.brand = std::move(old->brand), .base = now->number, .by = by}, number);
}

Result<Brands::Made> Brands::make(const Caller& caller, const Wish& wish, std::int64_t undone) const
{
	Made out{.version = {.number = wish.base + 1,
				 .made = _context.clock().now(),
				 .user = caller.user,
				 .userName = wish.by,
				 .brand = wish.brand,
				 .undone = undone},
		.shown = wish.brand,
		.sheet = sheetOf(wish.brand.palette.brand, wish.brand.palette.header)};
	out.sheetName = nameOf(out.sheet, ".css");
	if (!out.shown.icon.file.empty()) return out;
	auto mark = _painter.mark(out.shown.palette.brand, textOn(out.shown.palette.brand));
	if (!mark) return mark.error();
	out.shown.icon = {nameOf(mark->png, ".png"), mark->width, mark->height};
	out.mark = std::move(mark->png);
	return out;
}

Result<Version> Brands::put(const Caller& caller, const Wish& wish, std::int64_t undone) const
{
	const auto tenant = _tenants.byId(caller.tenant);
	if (!tenant) return failed(Code::Missing, "no such company");
	auto made = make(caller, wish, undone);
	if (!made) return made.error();
	auto written = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = rows::newest(sql, _context.json());
		if (!before) return before.error();
		if ((*before ? (*before)->number : 0) != wish.base)
			return Error{.code = Code::Conflict, .detail = "somebody else saved", .problem = "brand_changed"};
		if (wish.also)
			if (auto done = wish.also(sql); !done) return done;
		return write(sql, caller, wish, *before ? **before : Version{.brand = ofTheme(*tenant)}, *made);
	});
	if (!written) return written.error();
	if (auto seen = _companies.seen(); !seen) return seen.error();
	return std::move(made->version);
}

Result<> Brands::write(Sql& sql, const Caller& caller, const Wish& wish, const Version& before, const Made& made) const
{
	const auto& [version, shown, sheet, sheetName, mark] = made;
	if (!mark.empty())
		if (auto put = rows::putFile(sql, shown.icon.file, mark, version.made); !put) return put;
	if (auto put = rows::putFile(sql, sheetName, sheet, version.made); !put) return put;
	for (const auto& [field, member]: kPictures)
	{
		const auto& picture = shown.*member;
		if (picture.file.empty()) continue;
		auto there = rows::file(sql, picture.file);
		if (!there && there.error().code == Code::Missing) return invalid(std::string(field), "no such picture");
		if (!there) return there.error();
	}
	if (auto added = rows::add(sql, _context.json(), version); !added) return added;

	auto company = _companies.company(sql);
	if (!company) return company.error();
	company->name = shown.company;
	company->brand = tenantBrandOf(shown, std::string(kFilesPath) + sheetName, integrityOf(sheet));
	auto hosts = move(sql, caller, wish.subDomain, *company);
	if (!hosts) return hosts.error();
	if (auto changed = _companies.change(sql, *company); !changed)
		return changed.error().field == "hosts" ? Result<>(subDomainError("subdomain_taken")) : changed;
	if (auto noted = record(sql, caller, before, version, std::move(*hosts)); !noted) return noted;
	return tidy(sql, made);
}

Result<Value> Brands::move(
	Sql& sql, const Caller& caller, const std::string& subDomain, directory::Company& company) const
{
	if (subDomain.empty()) return Value();
	auto own = rows::hosts(sql);
	if (!own) return own.error();
	const auto address = addressOf(
		baseOf(_context.settings().text("domain"), company.hosts, namesOf(*own)), company.hosts);
	if (address.base.empty() || subDomain == address.subDomain) return Value();
	if (const auto fault = faultOfSubDomain(caller.tenant, address, subDomain); !fault.empty())
		return subDomainError(fault);
	const auto keeps = static_cast<std::size_t>(_context.settings().integer("keeps_hosts"));
	company.hosts = withSubDomain(address, subDomain, std::move(company.hosts), keeps);
	return Value::object({{"before", address.subDomain}, {"after", subDomain}});
}

Result<> Brands::record(Sql& sql, const Caller& caller, const Version& before, const Version& after, Value hosts) const
{
	if (!_journal) return {};
	Value::List changes;
	for (auto& each: differencesOf(before.brand, after.brand))
		changes.push_back(Value::object({{"field", each.field}, {"before", each.before}, {"after", each.after}}));
	if (!hosts.isNull())
		changes.push_back(
			Value::object({{"field", "subdomain"}, {"before", hosts["before"]}, {"after", hosts["after"]}}));
	auto details = Value::object({{"version", after.number}, {"changes", std::move(changes)}});
	if (after.undone != 0) details.set("restored", after.undone);
	return _journal->append(sql,
		{.kind = after.undone == 0 ? "branding.changed" : "branding.restored",
			.actor = caller.user,
			.subject = caller.tenant.value,
			.details = std::move(details),
			.address = caller.address});
}

Result<> Brands::tidy(Sql& sql, const Made& made) const
{
	if (auto gone = rows::forgetUpTo(sql, made.version.number - kMostVersions); !gone) return gone;
	auto kept = rows::versions(sql, _context.json(), 0, kMostVersions);
	if (!kept) return kept.error();
	std::set<std::string> files{made.sheetName, made.shown.icon.file};
	for (const auto& version: *kept)
		for (const auto& [field, member]: kPictures)
			if (!(version.brand.*member).file.empty()) files.insert((version.brand.*member).file);
	return rows::forgetFiles(sql, made.version.made - kUnused, files);
}

}
