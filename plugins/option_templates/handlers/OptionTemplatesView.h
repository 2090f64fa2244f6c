// Holds what /messages/templates shows.
#pragma once
#include "sx/value.h"

#include <string>
#include <vector>

namespace sx::option_templates {

/// Is the view of templates/pages/templates.html.mustache. Texts are in the reader's language.
struct OptionTemplatesView
{
	struct Row
	{
		std::string name, text, gates, url;  // text: opens, expiry and language
		bool isShared = false, isDefault = false, mayChange = false;
		Value value() const;
	};

	std::string title;
	std::vector<Row> rows{};
	std::string done{};  // what a form of the page has just done; empty: nothing

	Value value() const;
};

}
