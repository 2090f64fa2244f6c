// Cleans the text that a company shows in the bar of its pages.
#pragma once
#include <string>
#include <string_view>

namespace sx::branding {

/// Holds clean HTML, and whether anything of what was typed was left out.
struct Headline
{
	std::string html;
	bool isCut = false;
};

/// Writes anew what it knows of HTML that somebody typed, and nothing else: text, strong, em, u, s, br, and links to
/// https, mailto and tel. b and i become strong and em. Other tags vanish and their text stays; what a browser would
/// not show (scripts, styles, comments) goes whole. What comes out is well formed, whatever comes in.
Headline cleanHeadline(std::string_view typed);

}
