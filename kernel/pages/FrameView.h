// Builds what the layouts show: the tenant's brand, the signed-in person, the navigation, style sheets and scripts.
#pragma once
#include "kernel/pages/Library.h"
#include "kernel/pages/PageEngine.h"

namespace sx::pages {

/// Returns the values that layouts use, except `content`. Errors: Internal (an icon, word, sheet or script is missing).
Result<Value> frameView(const Library& library, const Value& view, const Frame& frame);

/// Returns the values that every mail's frame uses: `lang`, `footer`, and `colour` (header, onHeader, button, onButton,
/// soft, line). The colours come from the theme of the view's tenant.brand, or else from the product's theme.
Value mailFrameView(const Library& library, const Language& language, const Value& view);

}
