// The text that travels in clear in the mail, where only the attachments are protected (product row A2).
#pragma once
#include "sx/result.h"

#include <string>

namespace sx::messages {

/// HTML of the composer's own kind: its tags, balanced, no attribute but `href` (https, http, mailto, tel), `colspan`
/// and `rowspan`, and what the composer's cleaner adds to links. Anything else is refused, not mended: a client cleans
/// what it sends. Errors: Invalid, with where.
Result<> checkClearHtml(std::string_view html);

}
