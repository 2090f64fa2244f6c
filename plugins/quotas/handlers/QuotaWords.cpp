#include "handlers/QuotaWords.h"

namespace sx::quotas {

std::string amountOf(const RequestWords& words, const Declared& quota, std::int64_t amount)
{
	return quota.quota.unit == Unit::Bytes ? words.pages.byteSize(words.language, amount)
										   : words.pages.number(words.language, amount);
}

std::string labelOf(const RequestWords& words, const Declared& quota)
{
	return quota.words->text(words.language, "quota." + quota.key() + ".label");
}

}
