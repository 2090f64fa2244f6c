// What a person, a company and a role may be.
#pragma once
#include "sx/directory/Directory.h"

#include <string>
#include <string_view>
#include <vector>

namespace directory {

/// One local part and one domain of ASCII characters that a mail server takes unquoted (RFC 5321, section 4.1.2), 254
/// at most.
bool isAddress(std::string_view address);
/// A host name in lower case, without port; labels of letters, digits and hyphens, or an IPv4 address.
bool isHost(std::string_view host);
/// The shape of an IANA zone name: "America/Toronto", "UTC".
bool isTimeZone(std::string_view zone);
/// "super", "admin" or "member".
bool isRole(std::string_view role);

/// Errors: Invalid, with the field.
sx::Result<> check(const sx::directory::NewTenant& tenant);
sx::Result<> check(const sx::directory::NewPerson& person);

/// What each role may do; each has what the one below it has.
struct RoleTable
{
	std::vector<std::string> member, admin, super;
	std::vector<std::string> permissionsOf(std::string_view role) const;
};

/// How the address of a company is made from its first host.
struct OriginRule
{
	std::string scheme = "https";
	int port = 0;  // 0, or the scheme's own: not written
	std::string origin(std::string_view host) const;
};

}
