// Seals mails for their rows, so that the database holds nothing readable of them.
#pragma once
#include "sx/mail/Outbox.h"

#include <string>

namespace sx::mail {

/// Seals a mail, as toValue() makes it, for its row. The seal is bound to the row's tenant and id. Returns base64url.
std::string sealMail(const Context& context, const TenantId& tenant, const std::string& id, const Value& mail);
/// Unseals a row's mail. Errors: Internal (sealed for a different row, altered, or a retired key).
Result<Value> openMail(
	const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed);

}
