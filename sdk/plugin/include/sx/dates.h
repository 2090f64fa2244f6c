// Says how a person has dates written: as their language does, or as ISO 8601 has them in every language.
#pragma once
#include "sx/kit.h"

namespace sx {

/// Marks the tag of a language whose dates are written "2026-12-03 14:26": a private-use subtag, which whatever reads
/// the tag as a language ignores (BCP 47, section 2.2.7). It goes with the person's language into pages and mails.
/// Since: SDK 1.0
inline constexpr std::string_view kIsoDates = "-x-iso";

inline bool hasIsoDates(const Language& language) noexcept { return language.tag.ends_with(kIsoDates); }

/// Returns the language with its dates in that form. Since: SDK 1.0
inline Language withDates(Language language, bool isIso)
{
	if (hasIsoDates(language) == isIso) return language;
	if (isIso)
		language.tag += kIsoDates;
	else
		language.tag.resize(language.tag.size() - kIsoDates.size());
	return language;
}

}
