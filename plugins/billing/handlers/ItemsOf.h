// Reads the plans and quantities of a body.
#pragma once
#include "domain/Cart.h"

namespace sx::billing {

/// Reads `items`. Errors: Invalid with field "items", "items[N].plan" or "items[N].quantity".
inline Result<std::vector<Item>> itemsOf(const Value& body)
{
	if (!body["items"].isList()) return invalid("items", "a list of plans and quantities");
	std::vector<Item> out;
	for (const auto& each: body["items"].list())
	{
		const auto place = "items[" + std::to_string(out.size()) + "].";
		if (!each["plan"].isText()) return invalid(place + "plan", "the id of a plan");
		if (!each["quantity"].isInteger()) return invalid(place + "quantity", "a whole number");
		out.push_back({each["plan"].text(), each["quantity"].integer()});
	}
	return out;
}

}
