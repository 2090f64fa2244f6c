// Says quotas and amounts in the reader's language, alike on every page.
#pragma once
#include "services/QuotaBook.h"
#include "sx/views.h"

namespace sx::quotas {

/// Says an amount in the quota's unit.
std::string amountOf(const RequestWords& words, const Declared& quota, std::int64_t amount);
/// Names a quota, by the word of the plugin that declared it.
std::string labelOf(const RequestWords& words, const Declared& quota);

}
