// Reads the plans and quantities of a body.
#pragma once
#include "domain/Cart.h"
#include "domain/Wrong.h"

namespace sx::billing {

/// Reads `items`. Errors: Invalid with field "items", "items[N].plan" or "items[N].quantity".
inline Result<std::vector<Item>> itemsOf(const Value& body)
{
	if (!body["items"].isList()) return wrong("items", "lines_shape", "items");
	std::vector<Item> out;
	for (const auto& each: body["items"].list())
	{
		const auto place = "items[" + std::to_string(out.size()) + "].";
		if (!each["plan"].isText()) return wrong(place + "plan", "lines_shape", "unknown_plan");
		if (!each["quantity"].isInteger()) return wrong(place + "quantity", "items", "quantity");
		out.push_back({each["plan"].text(), each["quantity"].integer()});
	}
	return out;
}

}
