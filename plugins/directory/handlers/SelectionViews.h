// Holds what the pages about several people show.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::directory {

/// Is the view of templates/pages/people-selection.html.mustache: the question, or what came of it. Texts are in the
/// reader's language.
struct SelectionView
{
	struct Row
	{
		std::string id, name, address, problem;  // problem: why nothing was done to them; empty: it was

		Value value() const;
	};
	std::string title, text, button, act;
	bool isDangerous = false;
	bool isDone = false;
	std::vector<Row> people{};
	std::vector<std::string> losses{};

	Value value() const;
};

}
