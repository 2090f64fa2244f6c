// Judges a template that a theme puts in another's place: it may arrange anew and add, and leaves out nothing.
#pragma once
#include "kernel/pages/Template.h"

#include <set>
#include <string>
#include <string_view>

namespace sx::pages {

/// Holds what one template shows and does, read from its text with all partials joined.
struct Shown
{
	/// Lists what a person or a script would miss: values, words, slots, attributes that act or name, each with the
	/// sections, forms and hidden elements around it.
	std::multiset<std::string> kept{};
	/// Lists the elements that act (forms, fields, buttons, scripts, frames …) with their attributes.
	std::multiset<std::string> acting{};
	std::set<std::string> names{};   // first words of the names of the view: "tenant" for tenant.name
	std::set<std::string> words{};   // keys of {{t.KEY}}
	std::set<std::string> lists{};   // prefixes of {{>words.PREFIX}}
	std::set<std::string> assets{};  // paths of {{asset.PATH}}
	std::size_t urls = 0;            // url( and @import of style sheets in mails
	/// Says what no theme may have at all; empty: nothing.
	std::string fault{};
};

/// Reads what joinTemplate() gave. isDrawing: of an icon or logo, where no attribute matters.
Shown shownBy(std::string_view joined, Medium medium, bool isDrawing);

/// Says why `instead` may not stand in for `original`; empty: it may.
std::string faultOf(const Shown& original, const Shown& instead);

}
