// Checks the formatted text that a person wrote and that travels in a mail (product row A2).
#pragma once
#include "sx/result.h"

#include <string>

namespace sx::mail {

/// Accepts only HTML as the editor of sdk/web makes it: its tags, balanced; no attributes but `href` (https, http,
/// mailto, tel), `colspan`, `rowspan` and those that the editor's cleaner adds to links. Refuses anything else instead
/// of repairing it: a client must clean what it sends. Errors: Invalid, with the position.
Result<> checkRichText(std::string_view html);

}
