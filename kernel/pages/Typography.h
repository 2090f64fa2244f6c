// What a typographer mends in a catalogue's text, so that authors can write it plainly.
#pragma once
#include <string>
#include <string_view>

namespace sx::pages {

/// Curly apostrophes between letters; in French ("fr") also no-break spaces before : % $ and », after «, between
/// figures and units, and none before ; ! ?. Safe on ICU MessageFormat patterns.
std::string typeset(std::string_view text, std::string_view language);

}
