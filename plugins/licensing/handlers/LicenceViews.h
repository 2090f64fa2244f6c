// Holds what the pages of licences show.
#pragma once
#include "sx/views.h"

namespace sx::licensing {

/// Is the view of templates/pages/licences.html.mustache. Texts are in the reader's language.
struct LicencesView
{
	struct Plan
	{
		std::string name, count;
		std::string full{};  // who may add a seat and what it costs; empty: there are free seats
	};
	struct Choice
	{
		std::string value, label;
		bool isChosen = false;
	};
	struct Row
	{
		std::string id, name, address, plan;  // plan: empty for none
		std::vector<Choice> choices{};
	};
	std::string title, sought;
	Value note{};
	std::vector<Plan> plans{};
	std::vector<Row> rows{};
	bool canManage = false, canBuy = false, hasSubscription = false;

	Value value() const
	{
		Value::List shownPlans, shownRows;
		for (const auto& each: plans)
			shownPlans.push_back(Value::object(
				{{"name", each.name}, {"count", each.count}, {"isFull", !each.full.empty()}, {"full", each.full}}));
		for (const auto& each: rows)
		{
			Value::List choices;
			for (const auto& choice: each.choices)
				choices.push_back(
					Value::object({{"value", choice.value}, {"label", choice.label}, {"isChosen", choice.isChosen}}));
			shownRows.push_back(Value::object({{"id", each.id},
				{"name", each.name},
				{"address", each.address},
				{"hasLicence", !each.plan.empty()},
				{"plan", each.plan},
				{"choices", std::move(choices)}}));
		}
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"sought", sought},
			{"isFiltered", !sought.empty()},
			{"note", note},
			{"hasPlans", !plans.empty()},
			{"plans", std::move(shownPlans)},
			{"hasRows", !rows.empty()},
			{"rows", std::move(shownRows)},
			{"canManage", canManage},
			{"canBuy", canBuy},
			{"hasSubscription", hasSubscription}});
	}
};

/// Is the view of templates/pages/licence-revoke.html.mustache and of licence-transfer.
struct LicenceActView
{
	std::string title, text, action;
	std::string typed{}, wrong{};  // of the address to transfer to
	std::vector<std::string> losses{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: losses) shown.push_back(Value::object({{"text", each}}));
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"text", text},
			{"action", action},
			{"typed", typed},
			{"isWrong", !wrong.empty()},
			{"error", fieldErrorView("address", wrong)},
			{"losses", std::move(shown)}});
	}
};

}
