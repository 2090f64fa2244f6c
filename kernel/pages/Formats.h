// Formats dates, sizes and numbers as Canadians write them in French and in English, and as ICU does in others.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::pages {

/// Formats values for people, and caches ICU's formatters. [any thread]
class Formats
{
public:
	Formats();
	~Formats();

	/// Formats a time: "3 déc. 2026, 14 h 26", "3 décembre 2026, 14 h 26 (HNE)". An unknown zone becomes UTC, and then
	/// every style names the zone.
	std::string dateTime(const Language& language, Instant at, std::string_view zone, Pages::Style style) const;
	/// Formats a size in decimal units, with one decimal below 100: "2,5 Go", "412 KB". The space is a no-break space.
	std::string byteSize(const Language& language, std::int64_t bytes) const;
	std::string number(const Language& language, std::int64_t number) const;

private:
	struct State;
	std::unique_ptr<State> _state;
};

}
