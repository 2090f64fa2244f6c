// Splits a template's text at its tags, and checks it against the rules of docs/style (five tags, quoted attributes,
// nothing inline).
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {

enum class Medium { Page, Mail, Text };

/// Holds one piece of a template: a tag with its name, or text, which is then in `name`.
struct Piece
{
	enum class Kind { Text, Variable, Url, Raw, Section, Inverted, End, Partial };
	Kind kind;
	std::string name;
};

/// Splits a template into pieces, in order, and drops comments. For Medium::Page, refuses inline scripts, handlers and
/// styles. Errors: Internal, with the line in `detail`.
Result<std::vector<Piece>> scan(std::string_view text, Medium medium);

/// Tells whether a URL is allowed in an attribute: same site, https, http, mailto, tel, cid or blob; never javascript:
/// or data:.
bool isSafeUrl(std::string_view url) noexcept;

}
