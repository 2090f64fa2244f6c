// Holds what the journal of a person's messages shows.
#pragma once
#include "sx/sealed/ListQuery.h"

namespace sx::sealed {

/// Is the view of templates/pages/person-messages.html.mustache. Texts are in the reader's language.
struct PersonItemsView
{
	struct Row
	{
		std::string reference, kind, made;  // made: as ISO time
		std::string madeText, lastText, expiresText, state, recipients, gates, files, opens;

		Value value() const;
	};

	std::string title, personUrl;
	const ListQuery& query;
	std::vector<Row> rows;
	Value exports;  // of tables::exportMenu()

	Value value(const RequestWords& words) const;
};

}
