// The tags of a template's text, checked against the rules of docs/style (five tags, quoted attributes, nothing
// inline).
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {

enum class Medium { Page, Mail, Text };

/// One piece of a template, in order; a Text piece carries its own text in `name`.
struct Piece
{
	enum class Kind { Text, Variable, Url, Raw, Section, Inverted, End, Partial };
	Kind kind;
	std::string name;
};

/// Cuts a template into pieces; comments are dropped. Medium::Page refuses inline scripts, handlers and styles.
/// Errors: Internal, with the line in `detail`.
Result<std::vector<Piece>> scan(std::string_view text, Medium medium);

/// Whether a link may stand in an attribute: same site, https, http, mailto, tel, cid or blob; never javascript: or
/// data:.
bool isSafeUrl(std::string_view url) noexcept;

}
