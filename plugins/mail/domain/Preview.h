// A mail's HTML as a page of ours may show it: under a policy without inline styles.
#pragma once
#include <string>
#include <string_view>

namespace mail {

struct Preview
{
	std::string html;  // links to the sheet, opens links in a new tab
	std::string css;   // what stood in style attributes and style elements
};

/// Moves the styles of a mail to a sheet of its own at sheetUrl (plain ASCII). The mail itself is ours, from templates;
/// what cannot run or load is the business of the policy that the page is sent with.
Preview previewOf(std::string_view html, std::string_view sheetUrl);

}
