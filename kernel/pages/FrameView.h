// What the layouts show: the tenant's mark, who is signed in, the navigation, sheets and scripts.
#pragma once
#include "kernel/pages/Library.h"
#include "kernel/pages/PageEngine.h"

namespace sx::pages {

/// The layout's own names, all but `content`. Errors: Internal (an icon, word, sheet or script is missing).
Result<Value> frameView(const Library& library, const Value& view, const Frame& frame);

/// What every mail shows: `lang`, `footer`, and `colour` (header, onHeader, button, onButton, soft, line) of the theme
/// of the view's tenant.brand, else the product's.
Value mailFrameView(const Library& library, const Language& language, const Value& view);

}
