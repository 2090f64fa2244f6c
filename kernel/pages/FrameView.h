// Builds what the layouts show: the tenant's brand, the signed-in person, the navigation, style sheets and scripts.
#pragma once
#include "kernel/pages/Library.h"
#include "kernel/pages/PageEngine.h"

namespace sx::pages {

/// Returns the values that layouts use, except `content`. themeSheets: those of the company's theme. Errors: Internal
/// (an icon, word, sheet or script is missing).
Result<Value> frameView(
	const Library& library, const Value& view, const Frame& frame, const std::vector<Asset>& themeSheets);

/// Returns the values that every mail's frame uses: `lang`, `footer`, `colour` (header, onHeader, button, onButton,
/// soft, line, border), `logo` (null, or url `cid:logo`, alt, width, height in pixels and isNamed: the name stands
/// beside it), `legal` (null, or text: who the company is and where). The colours come from the view's tenant.brand or
/// its theme, or else from the product's theme.
///
/// A company's own brand is this in tenant.brand; all may be missing:
/// - theme: a theme of the server's own (boreal, petrole, solstice), the id of a plugin that has one, or `none`
///   (sx/themes.h).
/// - sheet: url, integrity. Style sheet with the roles of templates/web/brand-*.css, instead of `theme`'s.
/// - logo: url, width, height (pixels), alt; isNamed: the company's name stands beside it; darkUrl, darkWidth: the one
///   for dark pages; isPlated: on dark pages it stands on a white plate. Mails show the same one. Without a logo, pages
///   with an own sheet show the name alone.
/// - icon: url of a PNG. headline: clean HTML by language (`fr`, `en`, `es`), under the bar of every page;
///   where a further language has none, the English one. Likewise footer.
/// - footer: text by language. links: url of privacy, terms, contact. legal: text for the end of mails.
/// - mailColours: list of the seven colours of mails, in the order above.
Value mailFrameView(const Library& library, const Language& language, const Value& view);

}
