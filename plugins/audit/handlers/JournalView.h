// Holds what the journal's page shows.
#pragma once
#include "services/Sentences.h"
#include "sx/views.h"

namespace sx::audit {

/// Is the view of templates/pages/journal.html.mustache.
struct JournalView
{
	struct Row
	{
		const Entry& entry;
		Told told;

		Value value(const RequestWords& words) const;
	};
	struct Query
	{
		std::string kind, actor, subject, from, to;  // as typed

		bool isEmpty() const { return kind.empty() && actor.empty() && subject.empty() && from.empty() && to.empty(); }
		/// Returns the link to a part of the list.
		std::string url(const std::string& path, const std::string& before = {}) const
		{
			return urlOf(path,
				{{"kind", kind},
					{"actor", actor},
					{"subject", subject},
					{"from", from},
					{"to", to},
					{"before", before}});
		}
	};

	Query query;
	std::vector<Row> rows;
	std::vector<std::pair<std::string, std::string>> kinds;  // id and title
	std::vector<Checked> checks;
	bool isAskedFor = false;  // a check was asked for just now
	Value exports;

	Value value(const RequestWords& words) const;

private:
	/// Sets what the page says of the last check.
	void setCheck(Value& view, const RequestWords& words) const;
};

}
