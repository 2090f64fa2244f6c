// Holds what the page of quotas shows.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::quotas {

/// Is the view of templates/pages/quotas.html.mustache. Texts are in the reader's language.
struct QuotaView
{
	struct Row
	{
		std::string used, limit, renews;  // renews: empty: it does not
		bool isFull = false, isStanding = false;
		std::string name{}, address{};  // name: of a quota or a person; address: a person's

		Value value() const;
	};
	struct Kind
	{
		std::string quota, label;
		bool isChosen = false;
	};

	std::string title, sought, clearUrl;
	std::vector<Row> company, people;
	std::vector<Kind> kinds;

	Value value() const;
};

}
