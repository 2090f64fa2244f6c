// Keeps the brands of companies: each save is a version, which pages of every node show at once.
#pragma once
#include "domain/Hosts.h"
#include "gateway/Painter.h"
#include "store/BrandRows.h"
#include "sx/audit/Audit.h"
#include "sx/branding/Pictures.h"
#include "sx/directory/Companies.h"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace sx::branding {

/// Names the permission of who changes a company's brand and addresses.
inline constexpr std::string_view kManage = "branding.manage";

/// Says which picture of a brand is meant.
enum class Kind { Logo, Icon };

/// Is a brand to save. base: the version that it was made from; subDomain: empty keeps the company's.
struct Wish
{
	Brand brand;
	std::int64_t base = 0;
	std::string subDomain{};
	std::string by{};                      // the name of who saves it
	std::function<Result<>(Sql&)> also{};  // what must be saved with it, or neither is
};

/// [any thread]
class Brands final: public Pictures
{
public:
	static constexpr int kMostVersions = 100;
	static constexpr std::int64_t kMostFiles = 300;

	/// Throws std::runtime_error as Painter does.
	Brands(const Context& context, directory::Companies& companies, const TenantSource& tenants);

	/// Returns the version in force; of a company that has made none, what its theme shows, with number 0.
	Result<Version> current(const TenantId& tenant) const;
	/// Errors: Missing.
	Result<Version> version(const TenantId& tenant, std::int64_t number) const;
	Result<std::vector<Version>> versions(const TenantId& tenant, std::int64_t before, int limit) const;
	/// Saves a brand that checked() has passed. Errors: Conflict `brand_changed` (somebody saved another version
	/// meanwhile), Conflict with field "subdomain" (subdomain_taken, subdomain_alike, subdomain_reserved), Invalid with
	/// field (subdomain_shape, a picture that is not there).
	Result<Version> save(const Caller& caller, const Wish& wish) const;
	/// Saves a version as it was before. Errors: Missing, and those of save().
	Result<Version> restore(const Caller& caller, std::int64_t number, const std::string& by) const;

	/// Draws and stores a picture for the company. Errors: those of Painter, Limited `too_many_pictures`.
	Result<Shown> take(const TenantId& tenant, Kind kind, std::string_view picture) const;
	/// Returns a file of a company. Errors: Missing.
	Result<std::shared_ptr<const std::string>> file(const TenantId& tenant, const std::string& name) const;
	Result<Picture> mailLogo(const TenantId& tenant) const noexcept override;

	/// Returns where a company's portal is.
	Result<Address> address(const TenantId& tenant) const;
	/// Tells why a company cannot have a sub-domain: a problem as in save(); empty: it can.
	std::string faultOfSubDomain(const TenantId& tenant, const Address& address, const std::string& subDomain) const;
	/// Returns numbers for the company to name itself with: of its subscription, and of itself as a customer.
	std::pair<std::string, std::string> numbersOf(const TenantId& tenant) const;

	/// Returns `integrity` of a style sheet.
	std::string integrityOf(std::string_view sheet) const;

private:
	/// Is what a version adds to what is stored, made before its transaction begins.
	struct Made
	{
		Version version;
		Brand shown;  // with the icon that stands in for one
		std::string sheet, sheetName{}, mark{};
	};
	Result<Version> put(const Caller& caller, const Wish& wish, std::int64_t undone) const;
	Result<Made> make(const Caller& caller, const Wish& wish, std::int64_t undone) const;
	Result<> write(Sql& sql, const Caller& caller, const Wish& wish, const Version& before, const Made& made) const;
	/// Gives the company its new sub-domain; returns what to record of it, or null.
	Result<Value> move(Sql& sql, const Caller& caller, const std::string& subDomain, directory::Company& company) const;
	Result<> record(Sql& sql, const Caller& caller, const Version& before, const Version& after, Value hosts) const;
	Result<> tidy(Sql& sql, const Made& made) const;
	Brand ofTheme(const Tenant& tenant) const;
	std::string nameOf(std::string_view bytes, const char* ending) const;

	const Context& _context;
	directory::Companies& _companies;
	const TenantSource& _tenants;
	audit::Journal* const _journal;  // may be null
	const Painter _painter;

	/// Keeps what was asked for last, because every page of a company asks for the same few files.
	struct Cache
	{
		std::mutex lock;
		std::list<std::pair<std::string, std::shared_ptr<const std::string>>> newest{};
		std::map<std::string, decltype(newest)::iterator, std::less<>> byName{};
		std::size_t bytes = 0;
	};
	mutable Cache _cache;
};

}
