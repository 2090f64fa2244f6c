// Holds what the page of the postbox shows.
#pragma once
#include "sx/value.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::mail {

/// Is the view of templates/pages/postbox.html.mustache. Texts are in the reader's language.
struct PostboxView
{
	struct Row
	{
		std::string link, to, subject, at;
		bool isText = false;
		bool isOpen = false;
	};
	struct Link
	{
		std::string url, shown;
	};
	/// Shows one mail or text; from and replyTo: empty if it has none.
	struct Detail
	{
		std::string id, subject, from, to, replyTo, at, size, text;
		bool isMail = true;
		bool hasHtml = false;
		std::vector<Link> links;
		std::vector<std::string> codes;
	};

	std::string title, subtitle, sought, count, noneTitle;
	std::vector<Row> rows;
	bool isEmpty = false;          // the postbox holds nothing
	bool isFilteredEmpty = false;  // it holds something, but nothing that was sought
	std::optional<Detail> open;
	bool isChosen = false;  // the reader chose the open one

	Value value() const;
};

}
