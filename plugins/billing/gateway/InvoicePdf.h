// Draws an invoice as a PDF, with Pango and Cairo.
#pragma once
#include "domain/Sheet.h"
#include "sx/result.h"

namespace sx::billing {

/// Returns the bytes of a PDF of Letter size; goes on on further pages. Errors: Internal.
Result<std::string> drawnPdf(const Sheet& sheet);

}
