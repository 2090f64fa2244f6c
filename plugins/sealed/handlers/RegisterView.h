// Holds what the register over all items shows.
#pragma once
#include "services/RegisterService.h"
#include "sx/sealed/ListQuery.h"

namespace sx::sealed {

inline constexpr const char* kRegisterPath = "/messages/register";

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
	ListQuery query;
	std::vector<Row> rows;

	Value value(const RequestWords& words) const;
};

}
