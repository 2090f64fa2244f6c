// Reads the file of taxes.
#pragma once
#include "domain/Taxes.h"
#include "sx/result.h"

namespace sx::billing {

/// Reads the table of taxes (config/taxes.yaml). Errors: Invalid, with the line where one is known.
Result<TaxTable> readTaxes(const std::string& path);

}
