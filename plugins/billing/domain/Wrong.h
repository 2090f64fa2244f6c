// Says what is wrong with an order, a quote or a change, each in a sentence of its own.
#pragma once
#include "sx/result.h"

namespace sx::billing {

/// Makes the error for a field whose sentence is the word `order.error.KEY`. problem: the stable word for clients.
inline Error wrong(std::string field, const std::string& key, std::string problem, Value arguments = {})
{
	return {.code = Code::Invalid,
		.detail = "an order: " + key,
		.messageKey = "order.error." + key,
		.problem = std::move(problem),
		.field = std::move(field),
		.extra = std::move(arguments)};
}

}
