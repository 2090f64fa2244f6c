// Checks the text that travels in clear in the mail when only the attachments are protected (product row A2).
#pragma once
#include "sx/result.h"

#include <string>

namespace sx::messages {

/// Accepts only HTML as the composer makes it: its tags, balanced; no attributes but `href` (https, http, mailto, tel),
/// `colspan`, `rowspan` and those that the composer's cleaner adds to links. Refuses anything else instead of repairing
/// it: a client must clean what it sends.
/// Errors: Invalid, with the position.
Result<> checkClearHtml(std::string_view html);

}
