// Dates, sizes and numbers as Canadians write them in French and in English.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::pages {

/// [any thread]
class Formats
{
public:
	Formats();
	~Formats();

	/// "3 déc. 2026, 14 h 26", "3 décembre 2026, 14 h 26 (HNE)"; an unknown zone is UTC, and then every style names it.
	std::string dateTime(const Language& language, Instant at, std::string_view zone, Pages::Style style) const;
	/// Decimal units, one place below 100: "2,5 Go", "412 KB"; no-break space.
	std::string byteSize(const Language& language, std::int64_t bytes) const;
	std::string number(const Language& language, std::int64_t number) const;

private:
	struct State;
	std::unique_ptr<State> _state;
};

}
