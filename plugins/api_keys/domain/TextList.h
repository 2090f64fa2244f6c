// Makes lists of texts as JSON has them.
#pragma once
#include "sx/value.h"

#include <string>
#include <vector>

namespace sx::api_keys {

inline Value textList(const std::vector<std::string>& texts)
{
	Value::List out;
	out.reserve(texts.size());
	for (const auto& each: texts) out.emplace_back(each);
	return out;
}

}
