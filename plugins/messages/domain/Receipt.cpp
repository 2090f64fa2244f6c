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

}
