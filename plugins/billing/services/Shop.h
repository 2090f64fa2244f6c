// Says where plans are sold, and which hosts new companies get.
#pragma once
#include "domain/SubDomain.h"
#include "sx/directory/Directory.h"

namespace sx::billing {

/// Knows the company that sells, by the settings. [any thread]
class Shop
{
public:
	Shop(const Context& context, const directory::Directory& directory):
		_directory(directory), _host(context.settings().text("shop")), _domain(context.settings().text("domain")),
		_termsVersion(context.settings().text("terms_version")), _termsUrl(context.settings().text("terms_url"))
	{
	}

	/// Tells whether plans are sold on a company's hosts.
	bool sells(const Tenant& tenant) const noexcept
	{
		const auto seller = _host.empty() ? nullptr : _directory.tenantByHost(_host);
		return seller && seller->id == tenant.id;
	}
	/// Returns the host of a new company.
	std::string hostOf(std::string_view subDomain) const { return std::string(subDomain) + "." + _domain; }
	const std::string& domain() const noexcept { return _domain; }
	const std::string& termsVersion() const noexcept { return _termsVersion; }
	const std::string& termsUrl() const noexcept { return _termsUrl; }
	/// Tells whether a company answers to a host.
	bool isTaken(std::string_view host) const noexcept { return _directory.tenantByHost(host) != nullptr; }

private:
	const directory::Directory& _directory;
	const std::string _host, _domain, _termsVersion, _termsUrl;
};

}
