// Corrects the typography of a catalogue's text, so that authors can write it with plain characters.
#pragma once
#include <string>
#include <string_view>

namespace sx::pages {

/// Sets curly apostrophes between letters, and between a letter and an argument. In French ("fr") also sets no-break
/// spaces before : % $ and », after «, and between digits and units, and removes the space before ; ! ?. Leaves ICU
/// MessageFormat patterns valid.
std::string typeset(std::string_view text, std::string_view language);

}
