// Describes the service as SCIM's discovery has it. Source: RFC 7643, sections 5 to 7; RFC 7644, section 4.
#pragma once
#include "domain/UserResource.h"

namespace sx::scim {

/// origin: the company's.
Value serviceProviderConfig(const std::string& origin);
Value::List resourceTypes(const std::string& origin);
/// Describes the attributes that the server keeps; any other is taken and not kept.
Value::List schemas(const std::string& origin);

}
