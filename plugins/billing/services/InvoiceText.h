// Turns invoices into JSON and back: as they are stored, and as clients receive them.
#pragma once
#include "domain/Invoice.h"

namespace sx::billing {

Value jsonOf(const BillLine& line);
Value jsonOf(const std::vector<BillLine>& lines);
Value jsonOf(const std::vector<Tax>& taxes);
Value jsonOf(const Invoice& invoice);
/// Reads what jsonOf() wrote.
Invoice invoiceOf(const Value& json);

}
