// Rewrites a mail's HTML so that our pages can show it under a content security policy without inline styles.
#pragma once
#include <string>
#include <string_view>

namespace sx::mail {

/// Holds a mail's HTML and its styles, apart from each other.
struct Preview
{
	std::string html;  // links to the style sheet; opens links in a new tab
	std::string css;   // from style attributes and style elements
};

/// Moves the styles of a mail to a style sheet of its own at sheetUrl (plain ASCII). Does not sanitize: the mail comes
/// from our own templates, and the content security policy of the page decides what may run or load.
Preview previewOf(std::string_view html, std::string_view sheetUrl);

}
