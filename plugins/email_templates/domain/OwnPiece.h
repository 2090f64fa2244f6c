// Decides what a company may write in place of a piece of a mail or a text (rows D5, A7): data, which cannot run, break
// out of its place, name what it may not know, or leave out what its reader relies on.
#pragma once
#include "sx/result.h"
#include "sx/wording.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::email_templates {

/// Describes a piece as the plugin that sends it asks for it.
struct PieceRule
{
	std::string key;
	Shape shape = Shape::Line;
	std::vector<std::string> arguments;  // in order of their names
	std::vector<std::string> required;
	std::string standard;  // what the catalogue says in the sample
	Value sample;          // the sample's arguments
};

/// Turns checked rich text into plain text: a line for each block, "- " before items of a list, addresses after links.
/// Errors: Invalid (an entity that the editor does not write).
Result<std::string> plainOf(std::string_view html);

/// Checks a company's text for a piece and returns it in both forms. typed: of a rich piece the HTML, which
/// mail.outbox/1 has checked; of others the text. Line ends become \n, blanks at both ends go. Errors: Invalid with
/// field "text" and problem "empty", "too_long", "one_line", "characters", "variable" (with `name`), "required" (with
/// `name`), "link".
Result<OwnText> ownTextOf(const PieceRule& rule, std::string_view typed);

}
