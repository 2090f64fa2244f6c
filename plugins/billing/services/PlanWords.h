// Picks the texts of plans in a reader's language.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::billing {

/// Returns a text in a language; the file of plans has every text in each language of the product.
inline std::string textIn(const Language& language, const licensing::Words& words)
{
	const auto found = words.find(language.shortTag());
	return found == words.end() ? std::string() : found->second;
}

}
