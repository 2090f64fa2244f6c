// Makes files of invoices.
#pragma once
#include "domain/Sheet.h"
#include "sx/result.h"

namespace sx::billing {

/// Returns an invoice as a PDF. Errors: Internal.
Result<std::string> pdfOf(const Sheet& sheet);

}
