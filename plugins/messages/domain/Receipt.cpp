#include "domain/Receipt.h"

#include <cstdio>

namespace sx::messages {

Value toValue(const Receipt& receipt)
{
	return Value::object({
		{"v", 1},
		{"tenant", receipt.tenant.value},
		{"message", receipt.message.value},
		{"made", isoTime(receipt.made)},
		{"destroyed", isoTime(receipt.destroyed)},
		{"cause", wordOf(receipt.cause)},
		{"opens", receipt.opens},
		{"previous", receipt.previous},
	});
}

std::string isoTime(Instant at)
{
	const auto day = std::chrono::floor<std::chrono::days>(at);
	const std::chrono::year_month_day date{day};
	const std::chrono::hh_mm_ss time{at - day};
	char out[40];
	std::snprintf(out,
		sizeof out,
		"%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
		static_cast<int>(date.year()),
		static_cast<unsigned>(date.month()),
		static_cast<unsigned>(date.day()),
		static_cast<int>(time.hours().count()),
		static_cast<int>(time.minutes().count()),
		static_cast<int>(time.seconds().count()),
		static_cast<int>(time.subseconds().count()));
	return out;
}

}
