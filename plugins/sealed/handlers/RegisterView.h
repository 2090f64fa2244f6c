// Holds what the register over all items shows.
#pragma once
#include "services/RegisterService.h"
#include "sx/views.h"

namespace sx::sealed {

inline constexpr const char* kRegisterPath = "/messages/register";

/// Holds the filters of the query, which links to other pages repeat.
struct RegisterQuery
{
	explicit RegisterQuery(const Request& request);
	std::string url(std::string_view ofSort, const std::string& before = {}) const;
	bool hasTerms() const { return !recipient.empty() || !from.empty() || !to.empty(); }

	std::string item, sort, recipient, from, to;
};

/// Is the view of templates/pages/register.html.mustache.
struct RegisterView
{
	struct Row
	{
		const RegisterRow& row;
		std::string note, url;  // note: sealed, as base64url; url: of the item's page; empty: there is none
		std::string fallback;   // what stands for the item until its note is open
		std::string title, atText, place;

		Value value() const;
	};

	std::string title;
	RegisterQuery query;
	std::vector<Row> rows;

	Value value(const RequestWords& words) const;
};

}
