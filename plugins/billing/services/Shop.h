// Says where plans are sold, and which hosts new companies get.
#pragma once
#include "domain/SubDomain.h"
#include "domain/Terms.h"
#include "sx/directory/Directory.h"

namespace sx::billing {

/// Knows the company that sells, by the settings. [any thread]
class Shop
{
public:
	/// terms: all versions, which outlive the shop.
	Shop(const Context& context, const directory::Directory& directory, const std::vector<TermsOfUse>& terms):
		_context(context), _directory(directory), _terms(terms), _host(context.settings().text("shop")),
		_domain(context.settings().text("domain"))
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
	/// Returns the version of the terms that customers accept today; empty: there are none.
	std::string termsVersion(const Tenant& seller) const
	{
		const auto* terms = termsOn(_terms, _context.pages().dayAt(seller.timeZone, _context.clock().now()));
		return terms ? terms->version : std::string();
	}
	/// Tells whether a company answers to a host.
	bool isTaken(std::string_view host) const noexcept { return _directory.tenantByHost(host) != nullptr; }

private:
	const Context& _context;
	const directory::Directory& _directory;
	const std::vector<TermsOfUse>& _terms;
	const std::string _host, _domain;
};

}
