// Seals a text for its row, and opens it again.
#pragma once
#include "domain/Driver.h"
#include "sx/plugin.h"

#include <string>

namespace sx::sms {

/// Holds the content of a sealed row.
struct Opened
{
	Text text;
	std::string token;
};

/// Seals a text for its row. The seal is bound to the row's tenant and id.
std::string sealText(
	const Context& context, const TenantId& tenant, const std::string& id, const Text& text, const std::string& token);

/// Unseals a row's content. Errors: Internal (sealed for a different row, altered, or a retired key).
Result<Opened> openText(
	const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed);

}
